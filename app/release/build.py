"""Build a release: an immutable directory with index, dump, description and manifest, switched in by rename.

build/
  current -> releases/0.1.0-5a506e03e7db
  previous -> the release that was current before, for what has changed since
  releases/0.1.0-5a506e03e7db/   index/  *.nq  coverage/  queries/  shapes/  downloads/  descriptions/  manifest.json
      SHA256SUMS
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from rdflib import Graph

from app.catalogue import Catalogue
from app.interchange.esco import read_release, write_nquads
from app.interchange.turtle import ntriples
from app.keeping.disk import scratch
from app.keeping.places import place, point
from app.keeping.seal import seal
from app.manifest import GraphEntry, Manifest, carried, entry, manifest
from app.problems import IntegrityFinding
from app.quality.rules import check_examples
from app.questions.executable import library
from app.release.definitions import context, terms, write_definitions, write_forms
from app.release.describe import ABOUT, DATASET, beside, catalogue, describe, void
from app.release.distributions import write_dump, write_graph
from app.release.folders import NamedGraph, check_single_definition, read_folders
from app.release.integrity import check_integrity, check_mappings, integrity_shapes, quality_shapes
from app.release.offers import CATALOGUE
from app.release.quality import QUALITY, quality_lines
from app.release.reasoning import infer
from app.release.verdicts import Judged
from app.store import create_index
from app.syntax import NTRIPLES, write
from app.vocab import BASE, GRAPH

INFERRED, RECOGNITION, QUERIES = GRAPH + "inferred", GRAPH + "recognition", GRAPH + "queries"
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
    with scratch(target, "building-") as work:
        folder = work / "release"
        folder.mkdir()
        contents = _write(root, folder, [*graphs, NamedGraph(INFERRED, "", inferred)], esco, progress)
        progress("switching to the new release")
        place(folder, target, contents.release)
        point(target, contents.release)
    return contents, notes


def _write(
    root: Path, folder: Path, graphs: Sequence[NamedGraph], esco: Sequence[Path], progress: Progress
) -> Manifest:
    progress("writing the graphs")
    dump, kept = folder / "release.nq", _Kept(folder)
    for named in graphs:
        kept.add(dump, named.iri, named.file, ntriples(named.graph))
    facts = [dump]
    if esco:
        progress("importing ESCO")
        for iri, lines in _esco_graphs(esco, folder / "esco.nq"):
            kept.count(iri, "", lines)
        facts.append(folder / "esco.nq")
    progress("loading the index")
    create_index(folder / "index", facts)
    progress("judging pairs across borders, and checking the quality rules beside it")
    verdicts, questions, quality = (folder / name for name in ("recognition.nq", "questions.nq", "quality.nq"))
    with ProcessPoolExecutor(1, get_context("spawn")) as beside_it:
        checked = beside_it.submit(quality_lines, root.resolve(), folder / "index")
        judged = Judged(folder / "index")
        kept.add(verdicts, RECOGNITION, "", sorted(judged.verdicts()))
        kept.files += judged.save_coverage(folder / "coverage")
        kept.add(questions, QUERIES, "", _library(root))
        kept.add(quality, QUALITY, "", checked.result())
    progress("describing the release")
    about, description = folder / "about.nq", describe(kept.entries, graphs, folder)
    kept.add(about, ABOUT, "", ntriples(beside(description, graphs)))
    kept.files += write_definitions(root, folder, graphs)
    for carried_folder, names in (("queries", "*.rq"), ("shapes", "*.ttl")):
        kept.files += _copied(root, folder, carried_folder, names)
    progress("loading the verdicts")
    quads = create_index(folder / "index", [questions, verdicts, quality, about])
    contents = manifest(kept.entries, carried(folder, kept.files))
    assert quads == contents.quads, f"the index holds {quads} quads, the manifest {contents.quads}"
    contents = replace(contents, derived=carried(folder, _derived(root, folder, graphs, description, contents)))
    contents.write(folder)
    seal(folder)
    return contents


class _Kept:
    """The graphs and files of the release so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.entries: list[GraphEntry] = []
        self.files: list[str] = []

    def add(self, dump: Path, iri: str, file: str, lines: list[str]) -> None:
        """Append a graph, given as sorted N-Triples lines, to an N-Quads file, and keep it."""
        with dump.open("a", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line[:-1]}<{iri}> .\n" for line in lines)
        self.count(iri, file, lines)

    def count(self, iri: str, file: str, lines: list[str]) -> None:
        """Keep a graph that stands in a dump already: its entry, and its files to download."""
        self.entries.append(entry(iri, file, lines))
        self.files += write_graph(self._folder, iri, lines)


def _derived(
    root: Path, folder: Path, graphs: Sequence[NamedGraph], description: Graph, contents: Manifest
) -> list[str]:
    """The files that name the release or its hashes: the packed dump, the catalogue and the VoID description."""
    names = write_dump(folder)
    whole, told = catalogue(description, contents, folder), context(root, terms(graphs))
    names += write_forms(folder, "catalog", whole, str(CATALOGUE), told)
    return names + write_forms(folder, "void", void(whole), str(DATASET), told)


def _library(root: Path) -> list[str]:
    """The stored questions as sorted N-Triples lines."""
    stored = Catalogue(root / "queries").questions.values()
    return sorted(write(library(stored), NTRIPLES).decode().splitlines())


def _copied(root: Path, folder: Path, place: str, names: str) -> list[str]:
    (folder / place).mkdir()
    copied = [f"{place}/{path.name}" for path in (root / place).glob(names)]
    for name in copied:
        shutil.copyfile(root / name, folder / name)
    return copied


def _esco_graphs(folders: Sequence[Path], out: Path) -> Iterator[tuple[str, list[str]]]:
    """Write the ESCO graphs, and give the sorted lines of each, which are without repetition."""
    write_nquads(read_release(folders), out, BASE)
    by_graph: dict[str, set[str]] = {}
    with out.open(encoding="utf-8") as quads:
        for line in quads:
            triple, _, graph = line.rstrip(" .\n").rpartition(" <")
            by_graph.setdefault(graph.removesuffix(">"), set()).add(f"{triple} .")
    for iri, lines in by_graph.items():
        yield iri, sorted(lines)
