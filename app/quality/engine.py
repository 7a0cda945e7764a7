"""What a SHACL engine says: pySHACL, run on rules that `app.quality.conformance` cannot compile, and to prove the rest.

The shapes handed to it are those of the rules, with the nodes to check as their only targets.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyshacl
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from app.interchange.turtle import new_graph
from app.quality.rules import Rule

Broken = dict[tuple[URIRef, URIRef], list[Node]]
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


def gates(rule: Rule) -> dict[Node, Node | None]:
    """What comes before the rule itself, under names of its own: `…/condition` and `…/needs`, where it has them."""
    named = {rule.iri + "/condition": rule.condition, rule.iri + "/needs": rule.needs}
    return {name: shape for name, shape in named.items() if shape is not None}


def shapes_for(asked: Iterable[tuple[Rule, Mapping[Node, Node | None], Sequence[URIRef]]]) -> Graph:
    """The shapes of rules with the nodes to check as the only targets.

    :param asked: a rule, the parts of it to check by name (a gate with its shape, or the rule itself), and the nodes
    """
    shapes = new_graph()
    for rule, parts, nodes in asked:
        if not nodes or not parts:
            continue
        for subject, predicate, value in rule.shape:
            if predicate not in _TARGETS:
                shapes.add((subject, predicate, value))
        for name, shape in parts.items():
            shapes.add((name, RDF.type, SH.NodeShape))
            if shape is not None:
                shapes.add((name, SH.node, shape))
            for node in nodes:
                shapes.add((name, SH.targetNode, node))
    return shapes


def broken_shapes(data: Graph, shapes: Graph) -> Broken:
    """Which named shapes which nodes do not conform to, with the values that the engine names."""
    broken: Broken = defaultdict(list)
    if len(shapes):
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, inplace=True)
        assert isinstance(report, Graph), report
        for result in report.objects(None, SH.result):
            shape, node = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
            assert isinstance(shape, URIRef) and isinstance(node, URIRef), shape
            broken[shape, node] += [value for value in report.objects(result, SH.value) if value != node]
    return broken
