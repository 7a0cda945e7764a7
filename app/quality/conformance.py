"""Whether a node conforms to a shape: SHACL Core and SPARQL constraints as functions, compiled once per shape.

A SHACL engine builds a report for every node and shape, which is slow where a hundred thousand pairs are asked for a
yes or no. The functions here say only that. They follow the W3C Recommendation, SHACL, 20 July 2017; the tests hold
them against pySHACL on every example and every credential. What they do not know they refuse to compile, and a SHACL
engine checks the rule instead (`app.quality.engine`).
"""

import re
from collections.abc import Callable, Iterable, Sequence

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from app.quality.asked import queries_of
from app.quality.facts import Facts
from app.quality.steps import Uncompiled, values_along

Test = Callable[[Facts, Node], bool]
_Check = Callable[[Facts, Node, Sequence[Node]], bool]
_SILENT = {
    SH.path, SH.severity, SH.message, SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.flags,
    SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.targetClass, SH.targetNode, SH.targetSubjectsOf,
    SH.targetObjectsOf, SH.prefixes,
}  # fmt: skip
_KINDS: dict[Node, tuple[type, ...]] = {
    SH.IRI: (URIRef,), SH.BlankNode: (BNode,), SH.Literal: (Literal,), SH.BlankNodeOrIRI: (BNode, URIRef),
    SH.BlankNodeOrLiteral: (BNode, Literal), SH.IRIOrLiteral: (URIRef, Literal),
}  # fmt: skip


def compiled(shapes: Graph, shape: Node) -> Test:
    """A function that tells whether a node conforms to the shape.

    :raises Uncompiled: naming what of SHACL it does not know
    """
    if Literal(True) in set(shapes.objects(shape, SH.deactivated)):
        return lambda facts, node: True
    checks = [
        _check(shapes, shape, component, value)
        for component, value in sorted(shapes.predicate_objects(shape), key=str)
        if component.startswith(str(SH)) and component not in _SILENT  # type: ignore[attr-defined]
    ]
    path = shapes.value(shape, SH.path)
    if path is None:
        return lambda facts, node: all(check(facts, node, (node,)) for check in checks)
    along = values_along(shapes, path)

    def conforms(facts: Facts, node: Node) -> bool:
        values = along(facts, node)
        return all(check(facts, node, values) for check in checks)

    return conforms


def _check(shapes: Graph, shape: Node, component: Node, value: Node) -> _Check:
    """One constraint: a function of the focus node and its value nodes."""
    if component == SH.property:
        inner = compiled(shapes, value)
        return lambda facts, node, values: all(inner(facts, one) for one in values)
    if component == SH.qualifiedValueShape:
        return _qualified(shapes, shape, value)
    if component == SH.sparql:
        asked = queries_of(shapes, value)
        return lambda facts, node, values: not asked(facts, node)
    if component in _COUNTS:
        counted, number = _COUNTS[component], _python(value)
        return lambda facts, node, values: counted(len(values), number)
    if component == SH.hasValue:
        return lambda facts, node, values: value in values
    if component == SH.uniqueLang:
        return lambda facts, node, values: _unique(values) if _python(value) else True
    each = _of_a_value(shapes, shape, component, value)
    return lambda facts, node, values: all(each(facts, one) for one in values)


def _of_a_value(shapes: Graph, shape: Node, component: Node, value: Node) -> Test:
    """One constraint that every value node has to meet by itself."""
    if component == SH.node:
        return compiled(shapes, value)
    if component == SH["not"]:
        inner = compiled(shapes, value)
        return lambda facts, one: not inner(facts, one)
    if component in _LOGIC:
        holds, parts = _LOGIC[component], [compiled(shapes, part) for part in Collection(shapes, value)]
        return lambda facts, one: holds(part(facts, one) for part in parts)
    if component == SH["class"]:
        return lambda facts, one: facts.is_a(one, value)
    if component == SH["in"]:
        allowed = set(Collection(shapes, value))
        return lambda facts, one: one in allowed
    if component in _RANGES:
        within, bound = _RANGES[component], _python(value)
        return lambda facts, one: _compared(one, bound, within)
    return _of_a_text(shapes, shape, component, value)


def _of_a_text(shapes: Graph, shape: Node, component: Node, value: Node) -> Test:
    if component == SH.pattern:
        flags = re.IGNORECASE if "i" in str(shapes.value(shape, SH.flags) or "") else re.NOFLAG
        expression = re.compile(str(value), flags)
        return lambda facts, one: not isinstance(one, BNode) and expression.search(str(one)) is not None
    if component == SH.datatype:
        return lambda facts, one: isinstance(one, Literal) and _datatype(one) == value and not one.ill_typed
    if component == SH.nodeKind and value in _KINDS:
        kinds = _KINDS[value]
        return lambda facts, one: isinstance(one, kinds)
    if component in (SH.minLength, SH.maxLength):
        fits, number = _COUNTS[SH.minCount if component == SH.minLength else SH.maxCount], _python(value)
        return lambda facts, one: not isinstance(one, BNode) and fits(len(str(one)), number)
    raise Uncompiled(str(component))


def _qualified(shapes: Graph, shape: Node, value: Node) -> _Check:
    if shapes.value(shape, SH.qualifiedValueShapesDisjoint) is not None:
        raise Uncompiled(str(SH.qualifiedValueShapesDisjoint))
    inner = compiled(shapes, value)
    least, most = shapes.value(shape, SH.qualifiedMinCount), shapes.value(shape, SH.qualifiedMaxCount)
    low, high = _python(least) if least is not None else 0, _python(most) if most is not None else None

    def counted(facts: Facts, node: Node, values: Sequence[Node]) -> bool:
        found = sum(1 for one in values if inner(facts, one))
        return bool(found >= low and (high is None or found <= high))

    return counted


_COUNTS: dict[Node, Callable[[int, int], bool]] = {
    SH.minCount: lambda found, number: found >= number,
    SH.maxCount: lambda found, number: found <= number,
}
_LOGIC: dict[Node, Callable[[Iterable[bool]], bool]] = {
    SH["or"]: any,
    SH["and"]: all,
    SH.xone: lambda answers: sum(answers) == 1,
}
_RANGES: dict[Node, Callable[[object, object], bool]] = {
    SH.minInclusive: lambda one, bound: one >= bound,  # type: ignore[operator]
    SH.maxInclusive: lambda one, bound: one <= bound,  # type: ignore[operator]
    SH.minExclusive: lambda one, bound: one > bound,  # type: ignore[operator]
    SH.maxExclusive: lambda one, bound: one < bound,  # type: ignore[operator]
}


def _compared(one: Node, bound: object, within: Callable[[object, object], bool]) -> bool:
    """What cannot be compared breaks the constraint (SHACL, section 4.3)."""
    if not isinstance(one, Literal) or one.value is None or isinstance(one.value, bool) != isinstance(bound, bool):
        return False
    try:
        return bool(within(one.value, bound))
    except (TypeError, ValueError, ArithmeticError):
        return False


def _python(value: Node | None) -> int:
    found = value.value if isinstance(value, Literal) else None
    if found is None:
        raise Uncompiled(f"the value {value}")
    return found  # type: ignore[no-any-return]


def _datatype(one: Literal) -> URIRef:
    return RDF.langString if one.language else one.datatype or XSD.string


def _unique(values: Iterable[Node]) -> bool:
    languages = [one.language.lower() for one in values if isinstance(one, Literal) and one.language]
    return len(languages) == len(set(languages))
