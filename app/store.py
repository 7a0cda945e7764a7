"""Where the graph is: one protocol, an embedded adapter over a release's Oxigraph index.

The embedded store is opened read-only, so that any number of processes share one release and nothing can be lost.
Queries that come from users do not run here but in `app.sandbox`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from app.problems import InputError, QueryError, ReleaseError
from app.vocab import BASE

_ENDINGS = {".owl": "rdf", ".xml": "rdf", ".json": "jsonld", ".turtle": "ttl"}


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term: `kind` is iri, literal or bnode; literals carry a language or a datatype IRI."""

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


Row = Mapping[str, Term]
Triple = tuple[Term, Term, Term]
Function = Callable[..., Term | None]
Native = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: its columns in order, and its rows, which leave out what is not bound."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        """The rows."""
        return iter(self.rows)


class Store(Protocol):
    """What the use cases ask of a store. The default graph is the union of all named graphs."""

    def select(self, query: str) -> Table:
        """The answer to a SELECT."""
        ...

    def construct(self, query: str) -> list[Triple]:
        """Triples of a CONSTRUCT."""
        ...


class EmbeddedStore:
    """A release in this process, read-only: its Oxigraph index, or the same quads in memory."""

    def __init__(self, path: Path, nquads: Sequence[Path] = ()) -> None:
        """Open the index, or hold the same quads in memory, where most queries take a fraction of the time.

        A million quads in memory need about half a gigabyte, and some three seconds to read.

        :param nquads: files with what the index holds; when there are none, the index is read
        :raises ReleaseError: when it is to be read and there is none at `path`
        """
        if not nquads and not path.is_dir():
            raise ReleaseError(f"There is no index at {path}. Run `passerelle build` first.")
        self._store = ox.Store() if nquads else ox.Store.read_only(str(path))
        for file in nquads:
            self._store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
        self._functions: dict[ox.NamedNode, Callable[..., Native | None]] = {}

    def offer(self, functions: Mapping[str, Function]) -> None:
        """Let queries call functions, by IRI; one that returns None is unbound in SPARQL."""
        for iri, function in functions.items():
            self._functions[ox.NamedNode(iri)] = _as_native(function)

    def select(self, query: str) -> Table:
        """The answer to a SELECT."""
        solutions = self.evaluate(query)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        rows = (
            {name: term_of(value) for name in names if (value := solution[name]) is not None} for solution in solutions
        )
        return Table(tuple(names), tuple(rows))

    def construct(self, query: str) -> list[Triple]:
        """Triples of a CONSTRUCT."""
        triples = self.evaluate(query)
        assert isinstance(triples, ox.QueryTriples)
        return [(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in triples]

    def evaluate(
        self, query: str, union: bool = True, default: Sequence[str] = (), named: Sequence[str] = ()
    ) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        """The engine's own answer.

        Relative IRIs of the query are below our own base, so that `<id/fi/106884>` is a credential.

        :param union: whether the default graph is the union of all named graphs, where nothing names a dataset
        :param default: IRIs whose union is the default graph
        :param named: IRIs of the named graphs
        :raises QueryError: when the text is malformed, or calls a function that is not there
        """
        dataset = bool(default or named)
        try:
            return self._store.query(
                query,
                base_iri=BASE,
                use_default_graph_as_union=union and not dataset,
                default_graph=[ox.NamedNode(iri) for iri in default] if dataset else None,
                named_graphs=[ox.NamedNode(iri) for iri in named] if dataset else None,
                custom_functions=self._functions,
            )
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(str(error)) from error

    def about(self, iri: str) -> Iterator[Triple]:
        """What is said of a node, in any graph; looked up directly, which no query of many nodes is sure to be."""
        for quad in self._store.quads_for_pattern(ox.NamedNode(iri), None, None):
            yield term_of(quad.subject), term_of(quad.predicate), term_of(quad.object)

    def referring(self, iri: str, predicate: str) -> Iterator[Triple]:
        """What refers to a node by a property, in any graph."""
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(iri)):
            yield term_of(quad.subject), term_of(quad.predicate), term_of(quad.object)

    def dump(self, graph: str) -> list[bytes]:
        """N-Triples lines of a named graph, without their line breaks, in no order."""
        body = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        assert body is not None
        return body.splitlines()

    def graphs(self) -> list[str]:
        """IRIs of the named graphs."""
        return [graph.value for graph in self._store.named_graphs()]

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._store)


def as_stored(lines: Iterable[bytes]) -> list[bytes]:
    """N-Triples lines as the engine keeps them: sorted, numbers and dates by value, blank nodes named by content.

    :raises SyntaxError: when a line is not N-Triples
    """
    store = ox.Store()
    store.load(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
    kept = ox.Dataset(store)
    kept.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad).encode() for quad in kept)


def create_index(path: Path, nquads: Iterable[Path]) -> int:
    """Build an index from N-Quads files, or add them to it.

    :param path: the directory of the index
    :param nquads: the files, loaded in order
    :returns: the number of quads in the index
    """
    store = ox.Store(str(path))
    for file in nquads:
        store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def load_index(path: Path, sources: Iterable[tuple[Path, str | None]]) -> dict[str | None, int]:
    """Build an index from files of any RDF syntax, told by their endings.

    :param sources: each file with the IRI of its graph, which is also its base; None for the default graph or for a
        file of quads, which names its graphs
    :returns: the number of triples of each graph; that of the default graph under None
    :raises InputError: naming the file that cannot be read
    """
    store = ox.Store(str(path))
    for file, graph in sources:
        syntax = ox.RdfFormat.from_extension(_ENDINGS.get(file.suffix.lower(), file.suffix[1:].lower()))
        if syntax is None or syntax == ox.RdfFormat.N3:
            raise InputError(str(file), "has an ending that is not ttl, nt, nq, trig, rdf or jsonld")
        if graph and syntax in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG):
            raise InputError(str(file), f"names its graphs itself; load it without {graph}")
        base = graph or file.resolve().as_uri()
        try:
            place = ox.NamedNode(graph) if graph else None
            store.bulk_load(path=str(file), format=syntax, base_iri=base, to_graph=place)
        except (SyntaxError, ValueError, OSError) as error:
            raise InputError(str(file), str(error), getattr(error, "lineno", None)) from error
    store.flush()
    graphs: dict[str | None, ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = {None: ox.DefaultGraph()}
    graphs |= {name.value: name for name in store.named_graphs()}
    return {name: sum(1 for _ in store.quads_for_pattern(None, None, None, at)) for name, at in graphs.items()}


def _as_native(function: Function) -> Callable[..., Native | None]:
    def call(*values: object) -> Native | None:
        try:
            found = function(*(term_of(value) for value in values))
        except TypeError:
            return None
        if found is None:
            return None
        if found.kind == "iri":
            return ox.NamedNode(found.value)
        return ox.Literal(found.value, datatype=ox.NamedNode(found.datatype) if found.datatype else None)

    return call


def term_of(value: object) -> Term:
    """A term of the engine as one of ours.

    :raises QueryError: for a quoted triple
    """
    if isinstance(value, ox.NamedNode):
        return Term("iri", value.value)
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.language, None if value.language else value.datatype.value)
    if isinstance(value, ox.BlankNode):
        return Term("bnode", value.value)
    raise QueryError(f"The result holds a term that is not offered: {value}")
