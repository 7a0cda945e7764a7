"""Where the graph is: one protocol, an embedded adapter over a release's Oxigraph index.

The embedded store is opened read-only, so that any number of processes share one release and nothing can be lost.
Queries that come from users do not run here but in `app.sandbox`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from app.problems import QueryError, ReleaseError


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term: `kind` is iri, literal or bnode; literals carry a language or a datatype IRI."""

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


Row = Mapping[str, Term]
Triple = tuple[Term, Term, Term]


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

    def select(self, query: str, **bindings: str) -> Table:
        """The answer to a SELECT; each binding replaces a variable by an IRI."""
        ...

    def construct(self, query: str, **bindings: str) -> list[Triple]:
        """Triples of a CONSTRUCT; each binding replaces a variable by an IRI."""
        ...


class EmbeddedStore:
    """A release's Oxigraph index in this process, read-only."""

    def __init__(self, path: Path) -> None:
        """Open the index.

        :raises ReleaseError: when there is no index at `path`
        """
        if not path.is_dir():
            raise ReleaseError(f"There is no index at {path}. Run `passerelle build` first.")
        self._store = ox.Store.read_only(str(path))

    def select(self, query: str, **bindings: str) -> Table:
        """The answer to a SELECT."""
        solutions = self._run(query, bindings)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        rows = (
            {name: _term(value) for name in names if (value := solution[name]) is not None} for solution in solutions
        )
        return Table(tuple(names), tuple(rows))

    def construct(self, query: str, **bindings: str) -> list[Triple]:
        """Triples of a CONSTRUCT."""
        triples = self._run(query, bindings)
        assert isinstance(triples, ox.QueryTriples)
        return [(_term(t.subject), _term(t.predicate), _term(t.object)) for t in triples]

    def _run(self, query: str, bindings: Mapping[str, str]) -> object:
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): ox.NamedNode(iri) for name, iri in bindings.items()
        }
        try:
            return self._store.query(query, use_default_graph_as_union=True, substitutions=substitutions)
        except SyntaxError as error:
            raise QueryError(str(error)) from error


def create_index(path: Path, nquads: Iterable[Path]) -> int:
    """Build an index from N-Quads files.

    :param path: a directory that does not exist yet
    :param nquads: the files, loaded in order
    :returns: the number of quads in the index
    """
    store = ox.Store(str(path))
    for file in nquads:
        store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def _term(value: object) -> Term:
    if isinstance(value, ox.NamedNode):
        return Term("iri", value.value)
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.language, None if value.language else value.datatype.value)
    if isinstance(value, ox.BlankNode):
        return Term("bnode", value.value)
    raise QueryError(f"The result holds a term that is not offered: {value}")
