"""Build a release: an immutable directory with index, dump, description and manifest, switched in by rename.

build/
  current -> releases/0.1.0-5a506e03e7db
  releases/0.1.0-5a506e03e7db/   index/  *.nq  coverage/  queries/  manifest.json
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from app.interchange.esco import read_release, write_nquads
from app.interchange.turtle import ntriples
from app.manifest import GraphEntry, Manifest, carried, entry, manifest
from app.problems import IntegrityFinding
from app.quality.rules import check_examples
from app.release.describe import ABOUT, describe
from app.release.folders import NamedGraph, check_single_definition, read_folders
from app.release.integrity import check_integrity, check_mappings, integrity_shapes, quality_shapes
from app.release.reasoning import infer
from app.release.verdicts import Judged
from app.store import create_index
from app.vocab import BASE, GRAPH

INFERRED, RECOGNITION = GRAPH + "inferred", GRAPH + "recognition"
Progress = Callable[[str], None]


def build(
    root: Path, target: Path, esco: Sequence[Path] = (), progress: Progress = lambda _: None
) -> tuple[Manifest, list[IntegrityFinding]]:
    """Turn the folders below `root` into a release below `target` and make it the current one.

    :param esco: folders of an ESCO CSV release to put into graphs of their own
    :param progress: told of each stage
    :returns: the manifest, and what the structural rules warn of
    :raises InputError: a file cannot be read; nothing changes
    :raises IntegrityError: the folders contradict each other; nothing changes
    """
    progress("reading the folders")
    graphs = list(read_folders(root))
    check_single_definition(graphs)
    check_mappings(graphs)
    progress(f"reasoning over {len(graphs)} graphs")
    inferred = infer(graphs)
    progress("checking the structural rules")
    check_examples(root)
    notes = check_integrity([*graphs, *quality_shapes(root)], inferred, integrity_shapes(root))
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="building-", dir=target) as scratch:
        folder = Path(scratch) / "release"
        folder.mkdir()
        contents = _write(root, folder, [*graphs, NamedGraph(INFERRED, "", inferred)], esco, progress)
        progress("switching to the new release")
        _switch(folder, target, contents.release)
    return contents, notes


def _write(
    root: Path, folder: Path, graphs: Sequence[NamedGraph], esco: Sequence[Path], progress: Progress
) -> Manifest:
    progress("writing the dump")
    dump = folder / "release.nq"
    entries = [_append(dump, named.iri, named.file, ntriples(named.graph)) for named in graphs]
    progress("loading the index")
    create_index(folder / "index", [dump])
    progress("judging pairs across borders")
    verdicts = folder / "recognition.nq"
    judged = Judged(folder / "index")
    entries.append(_append(verdicts, RECOGNITION, "", sorted(judged.verdicts())))
    matrices = judged.save_coverage(folder / "coverage")
    more = [verdicts]
    if esco:
        progress("importing ESCO")
        entries += _esco_entries(esco, folder / "esco.nq")
        more.append(folder / "esco.nq")
    about = folder / "about.nq"
    entries.append(_append(about, ABOUT, "", ntriples(describe(entries, graphs))))
    progress("loading the verdicts")
    quads = create_index(folder / "index", [*more, about])
    contents = manifest(entries, carried(folder, [*_questions(root, folder), *matrices]))
    assert quads == contents.quads, f"the index holds {quads} quads, the manifest {contents.quads}"
    contents.write(folder)
    return contents


def _append(path: Path, iri: str, file: str, lines: list[str]) -> GraphEntry:
    """Append a graph, given as sorted N-Triples lines, to an N-Quads file, and return its entry."""
    with path.open("a", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line[:-1]}<{iri}> .\n" for line in lines)
    return entry(iri, file, lines)


def _questions(root: Path, folder: Path) -> list[str]:
    (folder / "queries").mkdir()
    names = [f"queries/{path.name}" for path in (root / "queries").glob("*.rq")]
    for name in names:
        shutil.copyfile(root / name, folder / name)
    return names


def _esco_entries(folders: Sequence[Path], out: Path) -> list[GraphEntry]:
    """Write the ESCO graphs and return their entries; their lines are sorted and without repetition."""
    write_nquads(read_release(folders), out, BASE)
    by_graph: dict[str, set[str]] = {}
    with out.open(encoding="utf-8") as quads:
        for line in quads:
            triple, _, graph = line.rstrip(" .\n").rpartition(" <")
            by_graph.setdefault(graph.removesuffix(">"), set()).add(f"{triple} .")
    return [entry(iri, "", sorted(lines)) for iri, lines in by_graph.items()]


def _switch(folder: Path, target: Path, release: str) -> None:
    """Move the finished release to its place and point `current` at it; both steps are renames."""
    place = target / "releases" / release
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        shutil.rmtree(folder)
    else:
        os.replace(folder, place)
    link = target / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release)
    os.replace(link, target / "current")
