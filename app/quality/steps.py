"""Walking a SHACL property path from a node, in records as the rules see them."""

from collections.abc import Callable, Iterable, Sequence

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from app.quality.facts import Facts

Walk = Callable[[Facts, Node], Sequence[Node]]


class Uncompiled(Exception):  # noqa: N818 - not an error: another engine takes over
    """Something of SHACL that only a SHACL engine knows."""


def values_along(shapes: Graph, path: Node) -> Walk:
    """A function that gives the nodes at the end of a path, without repetition.

    :raises Uncompiled: for what is not a SHACL property path
    """
    if isinstance(path, URIRef):
        return lambda facts, node: facts.values(node, path)
    if (path, RDF.first, None) in shapes:
        return _one_after_another([values_along(shapes, step) for step in Collection(shapes, path)])
    inverse = shapes.value(path, SH.inversePath)
    if isinstance(inverse, URIRef):
        return lambda facts, node: facts.subjects_of(inverse, node)
    if (choices := shapes.value(path, SH.alternativePath)) is not None:
        return _any_of([values_along(shapes, choice) for choice in Collection(shapes, choices)])
    for link, itself, further in (
        (SH.zeroOrMorePath, True, True),
        (SH.oneOrMorePath, False, True),
        (SH.zeroOrOnePath, True, False),
    ):
        if (repeated := shapes.value(path, link)) is not None:
            return _repeated(values_along(shapes, repeated), itself, further)
    raise Uncompiled("a path that is none of SHACL's, or the inverse of one that is more than a property")


def _one_after_another(walks: Sequence[Walk]) -> Walk:
    def walk(facts: Facts, node: Node) -> Sequence[Node]:
        nodes: Sequence[Node] = (node,)
        for step in walks:
            nodes = step(facts, nodes[0]) if len(nodes) == 1 else _flat(step(facts, one) for one in nodes)
            if not nodes:
                break
        return nodes

    return walk


def _any_of(walks: Sequence[Walk]) -> Walk:
    return lambda facts, node: _flat(walk(facts, node) for walk in walks)


def _repeated(step: Walk, itself: bool, further: bool) -> Walk:
    def walk(facts: Facts, node: Node) -> Sequence[Node]:
        found = dict.fromkeys(step(facts, node))
        if further:
            queue = list(found)
            for one in queue:
                new = [other for other in step(facts, one) if other not in found]
                found.update(dict.fromkeys(new))
                queue += new
        return list(dict.fromkeys((node, *found))) if itself else list(found)

    return walk


def _flat(parts: Iterable[Sequence[Node]]) -> Sequence[Node]:
    return list(dict.fromkeys(one for part in parts for one in part))
