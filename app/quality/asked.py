"""SPARQL constraints of a shape: the query, prepared once, asked of one node at a time."""

from collections.abc import Callable
from typing import Any, cast

from rdflib import SH, BNode, Graph, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.query import ResultRow
from rdflib.term import Identifier, Node

from app.quality.facts import Facts

Asked = Callable[[Facts, Node], list[Node | None]]


def queries_of(shapes: Graph, constraint: Node) -> Asked:
    """A function that gives the `?value` of each row that a SPARQL constraint finds for a node; none when it is kept.

    `$this` is bound beforehand, the prefixes are those that the constraint declares (SHACL, section 5). Numbers that
    the engine cannot reckon with break nothing, as a filter that errs is false in SPARQL.
    """
    namespaces = {
        str(shapes.value(one, SH.prefix)): str(shapes.value(one, SH.namespace))
        for place in shapes.objects(constraint, SH.prefixes)
        for one in shapes.objects(place, SH.declare)
    }
    query = prepareQuery(str(shapes.value(constraint, SH.select)), initNs=namespaces)
    traverse(query.algebra, visitPost=_from_this_on)

    def asked(facts: Facts, node: Node) -> list[Node | None]:
        try:
            found = list(facts.query(query, initBindings={"this": cast(Identifier, node)}))
        except (ArithmeticError, ValueError):
            return []
        return [row.asdict().get("value") for row in found if isinstance(row, ResultRow)]

    return asked


def _from_this_on(part: Any) -> None:
    """Order the triples of a pattern so that each is joined to what is known by then, starting from `$this`.

    The engine orders them without knowing that `$this` is bound, and would scan the whole graph first.
    """
    if not isinstance(part, CompValue) or part.name != "BGP" or not part.triples:
        return
    known, waiting, ordered = {Variable("this")}, list(part.triples), []
    while waiting:
        best = max(waiting, key=lambda triple: (bool(known & set(triple)), _bound(triple, known)))
        waiting.remove(best)
        ordered.append(best)
        known |= {term for term in best if isinstance(term, Variable)}
    part.triples[:] = ordered


def _bound(triple: tuple[Any, ...], known: set[Variable]) -> int:
    return sum(1 for term in triple if not isinstance(term, Variable | BNode) or term in known)


def constraints_of(shapes: Graph, shape: Node) -> list[Asked]:
    """The SPARQL constraints that stand at the shape itself."""
    return [queries_of(shapes, constraint) for constraint in sorted(shapes.objects(shape, SH.sparql), key=str)]
