"""From folders to named graphs: every source file is one graph, named after its path. Nothing is registered.

A file `mappings/fi/credentials.ttl` is the graph `…/graph/mappings/fi/credentials`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from app.interchange.sssom import MappingSet, mapping_graph, read_sssom
from app.interchange.turtle import new_graph, read_turtle, stable
from app.problems import InputError, IntegrityError, IntegrityFinding
from app.vocab import GRAPH, ID

FOLDERS = ("ontology", "mappings")
ENDINGS = (".sssom.tsv", ".ttl")


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """One graph of a release: its IRI, the file it comes from (empty for a computed one) and its triples."""

    iri: str
    file: str
    graph: Graph
    mappings: MappingSet | None = None


def source_files(root: Path) -> list[Path]:
    """The files that make up the graph, sorted by path.

    :raises InputError: when `root` has none of the folders, or holds a file of another kind in them
    """
    files = sorted(
        path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file() and path.name[0] != "."
    )
    if not files:
        raise InputError(str(root), f"holds no files in {' or '.join(FOLDERS)}")
    return [path for path in files if path.name.endswith(ENDINGS)]


def graph_iri(path: Path, root: Path) -> str:
    """IRI of the graph of a file: its path below the root, without its ending."""
    name = path.relative_to(root).as_posix()
    ending = next(ending for ending in ENDINGS if name.endswith(ending))
    return GRAPH + name.removesuffix(ending)


def read_folders(root: Path) -> Iterator[NamedGraph]:
    """Read every source file into its graph.

    :raises InputError: naming file and line of the first one that cannot be read
    """
    for path in source_files(root):
        shown, iri = path.relative_to(root).as_posix(), graph_iri(path, root)
        if path.name.endswith(".ttl"):
            graph = read_turtle(path, shown)
            yield NamedGraph(iri, shown, stable(graph))
            continue
        mappings, graph = read_sssom(path, shown), new_graph()
        if mappings.iri != iri:
            raise InputError(shown, f"says mapping_set_id {mappings.iri}, but is the graph {iri}")
        mapping_graph(mappings, graph)
        yield NamedGraph(iri, shown, graph, mappings)


def check_single_definition(graphs: list[NamedGraph]) -> None:
    """Refuse a thing of ours that two files define (give a type to) and describe differently.

    :raises IntegrityError: naming the subject, both files and a property on which they differ
    """
    described: dict[Node, dict[str, set[tuple[Node, Node]]]] = defaultdict(lambda: defaultdict(set))
    for named in graphs:
        if named.mappings is None:
            for subject in set(named.graph.subjects(RDF.type)):
                if str(subject).startswith(ID):
                    described[subject][named.file] |= set(named.graph.predicate_objects(subject))
    findings = [
        IntegrityFinding(second, str(subject), "one-definition", _difference(first, one, other))
        for subject, files in described.items()
        for (first, one), (second, other) in zip(list(files.items())[:-1], list(files.items())[1:], strict=True)
        if one != other
    ]
    if findings:
        raise IntegrityError(sorted(findings, key=str))


def _difference(first: str, one: set[tuple[Node, Node]], other: set[tuple[Node, Node]]) -> str:
    predicate, value = sorted(one ^ other, key=str)[0]
    shown = str(value) if isinstance(value, URIRef) else f'"{value}"'
    return f"is already described in {first}, and differently: {predicate} {shown} stands in only one of them"
