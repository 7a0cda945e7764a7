"""Hold credentials against quality rules: pass, fail, unknown, or not applicable, for each rule and credential.

The answer for one rule and one credential is found in this order:

1. not applicable: the credential is of none of the rule's kinds (`sh:targetClass`), or its jurisdiction is none of the
   rule's (`psr:jurisdiction`); a rule without jurisdiction holds everywhere. Without a recorded jurisdiction: unknown.
2. not applicable: the credential does not conform to the shape `psr:appliesWhen`.
3. unknown: it does not conform to the shape `psr:needs`, so that what decides is not recorded.
4. fail when it does not conform to the rule itself, else pass.

A rule that demands presence has no `psr:needs` for what it demands: there absence is the fault.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyshacl
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from app.interchange.turtle import new_graph
from app.quality.paths import paths_of, shown
from app.quality.rules import PSR, Rule

Outcome = Literal["pass", "fail", "unknown", "not-applicable"]
Broken = dict[tuple[URIRef, URIRef], list[Node]]
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says of one credential.

    `paths`: where the rule looked, as SPARQL property paths; for `unknown`, where nothing is recorded. `values`: what
    stands there, at most twenty, sorted. `message`: what is wrong, in the language asked for; empty unless it fails.
    """

    rule: Rule
    credential: str
    outcome: Outcome
    paths: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    message: str = ""


def check(data: Graph, focus: Sequence[URIRef], rules: Sequence[Rule], language: str = "en") -> list[RuleResult]:
    """Hold every focus node against every rule, in two runs of the SHACL engine: gates, then rules.

    :param data: the records with what they refer to: levels, units of workload, bodies, mappings
    :param focus: credentials or awards in `data`
    :param language: of the messages: en, es, fi, ga or pt; English where a rule lacks it
    :returns: one result for each pair, credentials in the order given, rules in the order given
    """
    early = {(rule.iri, node): by_kind_and_place(data, node, rule) for node in focus for rule in rules}
    pending = [(rule, [node for node in focus if early[rule.iri, node] is None]) for rule in rules]
    broken = _broken(data, shapes_for((rule, gates(rule), nodes) for rule, nodes in pending))
    for rule, nodes in pending:
        early |= {(rule.iri, node): by_gates(rule, node, broken) for node in nodes}
        nodes[:] = [node for node in nodes if early[rule.iri, node] is None]
    broken |= _broken(data, shapes_for((rule, {rule.iri: None}, nodes) for rule, nodes in pending))
    return [
        _result(data, rule, node, early[rule.iri, node] or _last(rule, node, broken), broken, language)
        for node in focus
        for rule in rules
    ]


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


def by_kind_and_place(data: Graph, node: URIRef, rule: Rule) -> Outcome | None:
    """Step 1: what kind and jurisdiction settle; None where they leave it open."""
    if not any(str(kind) in rule.kinds for kind in data.objects(node, RDF.type)):
        return "not-applicable"
    if not rule.jurisdictions:
        return None
    own = set(data.objects(node, PSR.jurisdiction))
    places = own or {
        place for award in data.objects(node, PSR.awardOf) for place in data.objects(award, PSR.jurisdiction)
    }
    if not places:
        return "unknown"
    return None if rule.jurisdictions.intersection(map(str, places)) else "not-applicable"


def _broken(data: Graph, shapes: Graph) -> Broken:
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


def by_gates(rule: Rule, node: URIRef, broken: Broken) -> Outcome | None:
    """Steps 2 and 3: what condition and needs settle; None where they leave it open."""
    if (rule.iri + "/condition", node) in broken:
        return "not-applicable"
    return "unknown" if (rule.iri + "/needs", node) in broken else None


def _last(rule: Rule, node: URIRef, broken: Broken) -> Outcome:
    return "fail" if (rule.iri, node) in broken else "pass"


def _result(data: Graph, rule: Rule, node: URIRef, outcome: Outcome, broken: Broken, language: str) -> RuleResult:
    if outcome in ("pass", "not-applicable"):
        return RuleResult(rule, str(node), outcome)
    if outcome == "unknown":
        looked = list(paths_of(rule.shape, rule.needs)) if rule.needs else [PSR.jurisdiction]
        missing = [path for path in looked if not any(data.objects(node, path))] or looked
        return RuleResult(rule, str(node), outcome, tuple(shown(path, rule.shape) for path in missing))
    looked = list(paths_of(rule.shape, rule.iri))
    values = {*broken[rule.iri, node], *(value for path in looked for value in data.objects(node, path))}
    texts = sorted(str(value) for value in values if not isinstance(value, BNode))[:_MOST_VALUES]
    message = rule.messages.get(language) or rule.messages["en"]
    return RuleResult(
        rule, str(node), outcome, tuple(shown(path, rule.shape) for path in looked), tuple(texts), message
    )
