"""Is a release what its manifest says? Every graph in the dump and in the index, every file, and every byte.

For each graph: triples and SHA-256 of its sorted N-Triples in the dump, against the manifest; then what the index
gives for that graph, against the dump. The engine keeps numbers by value (2.50 as 2.5) and gives blank nodes names of
its own, so lines that differ are compared once more as the engine would store both.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.keeping.seal import damage, sealed_files, sha256
from app.manifest import MANIFEST, GraphEntry, Manifest, entry, release_id
from app.store import EmbeddedStore, as_stored

Lines = set[bytes]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one thing: a graph (by IRI) or a file (by its path inside the release)."""

    thing: str
    reason: str


@dataclass(frozen=True, slots=True)
class GraphCheck:
    """One graph: triples and SHA-256 as the manifest has them; whether dump and index hold the same."""

    iri: str
    triples: int
    sha256: str
    dump: bool
    index: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `files` is the number of carried files that were compared with the manifest."""

    release: str
    graphs: tuple[GraphCheck, ...]
    files: int
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether all is well."""
        return not self.findings


def verify(folder: Path) -> Verification:
    """Compare a release with its manifest and its seal.

    :raises ReleaseError: when there is no manifest to compare with
    """
    contents = Manifest.read(folder)
    findings = [*_naming(folder, contents), *_files(folder, contents)]
    findings += [Finding(name, reason) for name, reason in damage(folder)]
    index, broken = _open(folder / "index")
    findings += broken
    checks, seen = [], set[str]()
    known = {graph.iri: graph for graph in contents.graphs}
    for dump in sorted(folder.glob("*.nq")):
        for iri, lines in _by_graph(dump).items():
            if iri not in known:
                findings.append(Finding(iri, f"is in {dump.name} but not in the manifest"))
                continue
            seen.add(iri)
            check, wrong = _graph(known[iri], lines, index)
            checks.append(check)
            findings += wrong
    for iri in sorted(known.keys() - seen):
        check, wrong = _graph(known[iri], [], index)
        checks.append(check)
        findings += wrong
    findings += _whole_index(index, contents)
    return Verification(
        contents.release,
        tuple(sorted(checks, key=lambda one: one.iri)),
        len(contents.files) + len(contents.derived),
        tuple(dict.fromkeys(findings)),
    )


def _naming(folder: Path, contents: Manifest) -> Iterator[Finding]:
    if release_id(contents.version, contents.graphs, contents.files) != contents.release:
        yield Finding("manifest.json", "names a release that its own entries do not make")
    if folder.parent.name == "releases" and folder.name != contents.release:
        yield Finding("manifest.json", f"is that of release {contents.release}, in the folder {folder.name}")


def _files(folder: Path, contents: Manifest) -> Iterator[Finding]:
    every = (*contents.files, *contents.derived)
    for file in every:
        path = folder / file.path
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            yield Finding(file.path, "is missing")
        elif sha256(path) != file.sha256:
            yield Finding(file.path, "is not the file of the manifest")
    known = {MANIFEST, *(file.path for file in every), *(dump.name for dump in folder.glob("*.nq"))}
    for name in sealed_files(folder):
        if name not in known and not name.startswith("index/"):
            yield Finding(name, "is not in the manifest")


def _open(index: Path) -> tuple[EmbeddedStore | None, list[Finding]]:
    try:
        return EmbeddedStore(index), []
    except Exception as error:
        return None, [Finding("index", f"cannot be opened: {error}"[:300])]


def _by_graph(dump: Path) -> dict[str, list[bytes]]:
    """N-Triples lines of each graph of an N-Quads file, by the IRI of the graph."""
    graphs: dict[str, list[bytes]] = defaultdict(list)
    with dump.open("rb") as quads:
        for quad in quads:
            triple, _, graph = quad.rstrip(b"\n").rpartition(b" <")
            graphs[graph.removesuffix(b"> .").decode("utf-8", "replace")].append(triple + b" .")
    return graphs


def _graph(known: GraphEntry, lines: list[bytes], index: EmbeddedStore | None) -> tuple[GraphCheck, list[Finding]]:
    findings = []
    lines.sort()
    found = entry(known.iri, known.file, lines)
    if found.triples != known.triples:
        findings.append(Finding(known.iri, f"has {found.triples:,} triples in the dump, not {known.triples:,}"))
    elif found.sha256 != known.sha256:
        findings.append(Finding(known.iri, "has other triples in the dump than the manifest says"))
    reason = _compare(known.iri, set(lines), index)
    if reason:
        findings.append(Finding(known.iri, reason))
    return GraphCheck(known.iri, known.triples, known.sha256, found == known, not reason), findings


def _compare(iri: str, dumped: Lines, index: EmbeddedStore | None) -> str:
    """What is wrong with a graph in the index; empty when it holds what the dump holds."""
    if index is None:
        return "cannot be read from the index"
    try:
        held = set(index.dump(iri))
    except Exception as error:
        return f"cannot be read from the index: {error}"[:300]
    missing, extra = dumped - held, held - dumped
    try:
        same = as_stored(missing) == as_stored(extra)
    except Exception:
        same = False
    if same:
        return ""
    return f"differs in the index: {len(missing):,} lines of the dump are not there, {len(extra):,} others are"


def _whole_index(index: EmbeddedStore | None, contents: Manifest) -> Iterator[Finding]:
    if index is None:
        return
    try:
        graphs, quads = set(index.graphs()), len(index)
    except Exception as error:
        yield Finding("index", f"cannot be read: {error}"[:300])
        return
    for iri in sorted(graphs - {graph.iri for graph in contents.graphs}):
        yield Finding(iri, "is in the index but not in the manifest")
    if quads != contents.quads:
        yield Finding("index", f"holds {quads:,} quads, not {contents.quads:,}")
