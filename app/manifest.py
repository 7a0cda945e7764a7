"""What a release holds: a hash and a count per graph, and one hash over all."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from app import __version__
from app.problems import ReleaseError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class GraphEntry:
    """One graph: IRI, source file (empty for a computed graph), triples, SHA-256 of its sorted N-Triples."""

    iri: str
    file: str
    triples: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that a release carries as it is: path inside the release, SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The table of contents of a release.

    `derived` are files that are made from all the others and name the release, so that its id cannot depend on them.
    """

    release: str
    version: str
    quads: int
    graphs: tuple[GraphEntry, ...]
    files: tuple[FileEntry, ...]
    derived: tuple[FileEntry, ...] = ()

    def write(self, folder: Path) -> None:
        """Write it as JSON, the same bytes for the same release."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a release.

        :raises ReleaseError: when the folder holds none
        """
        try:
            data = json.loads((folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{folder} is not a release: it has no readable {MANIFEST}.") from error
        graphs = tuple(GraphEntry(**entry) for entry in data.pop("graphs"))
        files = tuple(FileEntry(**file) for file in data.pop("files"))
        derived = tuple(FileEntry(**file) for file in data.pop("derived", ()))
        return cls(graphs=graphs, files=files, derived=derived, **data)


def entry(iri: str, file: str, lines: Iterable[str]) -> GraphEntry:
    """The entry of a graph that is given as sorted N-Triples lines."""
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line.encode() + b"\n")
        count += 1
    return GraphEntry(iri, file, count, digest.hexdigest())


def carried(folder: Path, names: Iterable[str]) -> tuple[FileEntry, ...]:
    """The entries of files that the release carries."""
    return tuple(FileEntry(name, digest_of(folder / name)) for name in sorted(names))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, which is not held in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest(graphs: Iterable[GraphEntry], files: tuple[FileEntry, ...]) -> Manifest:
    """The manifest over graphs and files; its release id is the version and the hash over all of them."""
    entries = tuple(sorted(graphs, key=lambda graph: graph.iri))
    lines = [f"{graph.iri} {graph.sha256}\n" for graph in entries] + [f"{file.path} {file.sha256}\n" for file in files]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    total = sum(graph.triples for graph in entries)
    return Manifest(f"{__version__}-{digest[:12]}", __version__, total, entries, files)
