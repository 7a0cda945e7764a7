"""Where a shape looks: its property paths, joined from the focus node on, and the values found there."""

from collections.abc import Iterator
from typing import Literal

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.term import Node

AnyPath = Path | URIRef
_NESTED = (SH.node, SH.qualifiedValueShape, SH["not"])
_LISTS = (SH["and"], SH["or"], SH.xone)
_REPEATED: tuple[tuple[URIRef, Literal["*", "+", "?"]], ...] = (
    (SH.zeroOrMorePath, "*"),
    (SH.oneOrMorePath, "+"),
    (SH.zeroOrOnePath, "?"),
)


def paths_of(shapes: Graph, shape: Node) -> Iterator[AnyPath]:
    """The paths from the focus node to whatever the shape looks at, longest ends only, without repetition."""
    seen: set[str] = set()
    for path in _ends(shapes, shape, None):
        if str(path) not in seen:
            seen.add(str(path))
            yield path


def shown(path: AnyPath, names: Graph) -> str:
    """The path as SPARQL writes it, with the prefixes of the graph: `psr:claim/psr:unit`."""
    return str(path.n3(names.namespace_manager))


def _ends(shapes: Graph, shape: Node, before: AnyPath | None) -> Iterator[AnyPath]:
    own = shapes.value(shape, SH.path)
    here = before if own is None else _joined(before, _path(shapes, own))
    inner = [*_inner(shapes, shape)]
    deeper = [path for part in inner for path in _ends(shapes, part, here) if path is not before]
    if own is not None and not any(path is not here for path in deeper):
        assert here is not None
        yield here
    yield from (path for path in deeper if path is not here)


def _inner(shapes: Graph, shape: Node) -> Iterator[Node]:
    yield from sorted(shapes.objects(shape, SH.property), key=str)
    for link in _NESTED:
        yield from shapes.objects(shape, link)
    for link in _LISTS:
        for head in shapes.objects(shape, link):
            yield from Collection(shapes, head)


def _joined(before: AnyPath | None, path: AnyPath) -> AnyPath:
    return path if before is None else SequencePath(before, path)


def _path(shapes: Graph, node: Node) -> AnyPath:
    if isinstance(node, URIRef):
        return node
    if (node, RDF.first, None) in shapes:
        return SequencePath(*(_path(shapes, step) for step in Collection(shapes, node)))
    if (inverse := shapes.value(node, SH.inversePath)) is not None:
        return InvPath(_path(shapes, inverse))
    if (choices := shapes.value(node, SH.alternativePath)) is not None:
        return AlternativePath(*(_path(shapes, choice) for choice in Collection(shapes, choices)))
    for link, times in _REPEATED:
        if (repeated := shapes.value(node, link)) is not None:
            return MulPath(_path(shapes, repeated), times)
    raise ValueError(f"{node} is not a property path")
