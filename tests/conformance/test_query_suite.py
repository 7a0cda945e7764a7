"""The W3C SPARQL 1.1 query suite against the store adapter; differences of the engine are listed, one by one.

A test fails when it is not listed and does not pass, and when it is listed and passes. The queries go through the
guard first: one that is right by the standard and refused by us is a difference too.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Namespace
from rdflib import Literal as Value
from rdflib.compare import isomorphic
from w3c import ABSENT, Case, cases

from app.guard import check_query
from app.problems import QueryError
from app.settings import Settings
from app.store import EmbeddedStore, load_index

FOLDERS = (
    "aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation",
    "project-expression", "property-path", "subquery", "syntax-query", "csv-tsv-res", "json-res",
)  # fmt: skip
CASES = list(cases(FOLDERS))
LISTED = Path(__file__).with_name("engine_differences.tsv")
DIFFERENCES = dict(line.split("\t", 1) for line in LISTED.read_text("utf-8").splitlines() if line[:1] not in ("", "#"))
ROW = Namespace("urn:row:")
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
Solution = Mapping[str, object]


Data = tuple[tuple[Path, str | None], ...]


class Stores:
    """A store for each data set, through the loader of throw-away datasets; many tests share theirs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Data, EmbeddedStore] = {}

    def __getitem__(self, data: Data) -> EmbeddedStore:
        if data not in self._made:
            index = self._folder / str(len(self._made))
            load_index(index, data)
            self._made[data] = EmbeddedStore(index)
        return self._made[data]


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    """In memory where there is such a folder: a hundred small indexes wait for the disk only."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Stores(Path(folder))


@pytest.mark.skipif(not CASES, reason=ABSENT)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_query_of_the_suite_passes_unless_listed(case: Case, stores: Stores) -> None:
    try:
        check(case, stores)
    except (AssertionError, QueryError) as error:
        if case.id not in DIFFERENCES:
            raise AssertionError(f"{case.id} does not pass and is not listed in {LISTED.name}") from error
        return
    assert case.id not in DIFFERENCES, f"{case.id} passes now: take it off {LISTED.name}"


@pytest.mark.skipif(not CASES, reason=ABSENT)
def test_every_listed_difference_is_of_a_test_of_the_suite() -> None:
    assert set(DIFFERENCES) <= {case.id for case in CASES}


@pytest.mark.skipif(not CASES, reason=ABSENT)
def test_the_suite_is_whole() -> None:
    assert len(CASES) >= 330


def check(case: Case, stores: Stores) -> None:
    """Run one test of the suite.

    :raises AssertionError: when its result is another one
    :raises QueryError: when its query is refused
    """
    text, store = case.query.read_text("utf-8"), stores[case.data]
    based = f"BASE <{case.query.as_uri()}>\n{text}"
    if case.kind.startswith("Negative"):
        with pytest.raises(QueryError):
            evaluate(store, based)
    elif case.kind.startswith("Positive"):
        evaluate(store, based)
    else:
        assert case.result is not None
        compare(evaluate(store, based), case.result)


def evaluate(store: EmbeddedStore, text: str) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    check_query(text, Settings())
    return store.evaluate(text, union=False)


def compare(found: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, expected: Path) -> None:
    if isinstance(found, ox.QueryTriples):
        assert isomorphic(as_graph(found), Graph().parse(expected, publicID=expected.as_uri()))
    elif expected.suffix == ".csv":
        body = found.serialize(format=ox.QueryResultsFormat.CSV)
        assert body is not None
        assert table(body.decode()) == table(expected.read_text("utf-8"))
    elif isinstance(found, ox.QueryBoolean):
        assert bool(found) is bool(ox.parse_query_results(path=str(expected)))
    elif expected.suffix == ".ttl":
        assert isomorphic(as_rows(found.variables, list(rows(found))), result_set(expected))
    else:
        wanted = ox.parse_query_results(path=str(expected))
        assert isinstance(wanted, ox.QuerySolutions)
        assert {v.value for v in found.variables} == {v.value for v in wanted.variables}
        assert isomorphic(as_rows(found.variables, rows(found)), as_rows(wanted.variables, rows(wanted)))


def rows(solutions: ox.QuerySolutions) -> Iterable[Solution]:
    names = [variable.value for variable in solutions.variables]
    return [{name: one[name] for name in names if one[name] is not None} for one in solutions]


def as_rows(variables: Iterable[ox.Variable], solutions: Iterable[Solution]) -> Graph:
    """Rows as a graph, so that they are compared whatever their order and the names of their blank nodes.

    Equal rows stay several: each is a node of its own.
    """
    graph, nodes = Graph(), {}
    for solution in solutions:
        row = BNode()
        graph.add((row, ROW.type, ROW.row))
        for name, term in solution.items():
            graph.add((row, ROW[name], as_node(term, nodes)))
    return graph


def as_graph(triples: Iterable[ox.Triple]) -> Graph:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return Graph().parse(data=text, format="nt")


def as_node(term: object, nodes: dict[str, BNode]) -> object:
    if isinstance(term, ox.BlankNode):
        return nodes.setdefault(term.value, BNode())
    if isinstance(term, ox.Literal) and term.datatype.value in NUMBERS:
        return Value(f"{number(term.value)} {term.datatype.value}")
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "boolean":
        return Value({"0": "false", "1": "true"}.get(term.value, term.value))
    return Value(str(term))


def number(text: str) -> str:
    """A number by its value: 1.0 and 1 are the same, and a mean that was rounded is."""
    try:
        return f"{float(text):.9g}"
    except ValueError:
        return text


def table(text: str) -> list[list[tuple[str, str]]]:
    """The rows of a CSV text, whatever the order of rows and columns and the names of blank nodes."""
    head, *body = csv.reader(io.StringIO(text))
    cells = [
        [(name, "_:" if cell.startswith("_:") else cell) for name, cell in zip(head, row, strict=True)] for row in body
    ]
    return sorted([sorted((name, "") for name in head), *(sorted(row) for row in cells)])


def result_set(path: Path) -> Graph:
    """Rows in the vocabulary of result sets, as `as_rows` writes them."""
    given, graph, nodes = Graph().parse(path), Graph(), {}
    rs = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
    for solution in given.objects(None, rs.solution):
        row = BNode()
        graph.add((row, ROW.type, ROW.row))
        for binding in given.objects(solution, rs.binding):
            value = given.value(binding, rs.value)
            assert value is not None
            term = nodes.setdefault(str(value), BNode()) if isinstance(value, BNode) else None
            name = str(given.value(binding, rs.variable))
            graph.add((row, ROW[name], term if term is not None else as_node(native(value.n3()), {})))
    return graph


def native(text: str) -> object:
    return next(iter(ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE))).object
