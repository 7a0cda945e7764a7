"""The W3C SPARQL 1.1 test suite as it lies beside the project, read by rdflib; absent on most machines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.term import Node

SUITE = Path(__file__).parents[2] / "shared/suites/rdf-tests/sparql/sparql11"
ABSENT = f"the W3C suite is not at {SUITE}"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its folder and name, its kind, the query, the data and the expected result."""

    id: str
    kind: str
    query: Path
    data: tuple[tuple[Path, str | None], ...] = ()
    result: Path | None = None


def read(folder: str) -> Graph:
    """The manifest of a part of the suite; empty when the suite is not there."""
    path = SUITE / folder / "manifest.ttl"
    return Graph().parse(path, format="turtle", publicID=path.as_uri()) if path.is_file() else Graph()


def entries(manifest: Graph) -> list[Node]:
    """The tests of a manifest, in its order."""
    return [entry for listed in manifest.objects(None, MF.entries) for entry in manifest.items(listed)]


def name_of(entry: Node) -> str:
    """The last word of the IRI of a test."""
    return str(entry).rpartition("#")[2]


def cases(folders: tuple[str, ...]) -> Iterator[Case]:
    """The tests of query language and result formats."""
    for folder in folders:
        manifest = read(folder)
        for entry in entries(manifest):
            kind = str(manifest.value(entry, RDF.type)).rpartition("#")[2]
            action, result = manifest.value(entry, MF.action), manifest.value(entry, MF.result)
            query = manifest.value(action, QT.query) or action
            data: list[tuple[Path, str | None]] = [(_file(one), None) for one in manifest.objects(action, QT.data)]
            data += [(_file(one), str(one)) for one in manifest.objects(action, QT.graphData)]
            expected = _file(result) if isinstance(result, URIRef) else None
            yield Case(f"{folder}/{name_of(entry)}", kind, _file(query), tuple(data), expected)


def _file(iri: Node | None) -> Path:
    assert isinstance(iri, URIRef)
    return Path(str(iri).removeprefix("file://"))
