"""Hold credentials against quality rules: pass, fail, unknown, or not applicable, for each rule and credential.

The answer for one rule and one credential is found in this order:

1. not applicable: the credential is of none of the rule's kinds (`sh:targetClass`), or its jurisdiction is none of the
   rule's (`psr:jurisdiction`); a rule without jurisdiction holds everywhere. Without a recorded jurisdiction: unknown.
2. not applicable: the credential does not conform to the shape `psr:appliesWhen`.
3. unknown: it does not conform to the shape `psr:needs`, so that what decides is not recorded.
4. fail when it does not conform to the rule itself, else pass.

A rule that demands presence has no `psr:needs` for what it demands: there absence is the fault.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from app.quality.asked import Asked, constraints_of
from app.quality.conformance import Test, compiled
from app.quality.engine import Broken, broken_shapes, gates, shapes_for
from app.quality.facts import Facts
from app.quality.paths import AnyPath, paths_of, shown
from app.quality.rules import PSR, Rule
from app.quality.steps import Uncompiled

Outcome = Literal["pass", "fail", "unknown", "not-applicable"]
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


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A rule with its parts as functions; `holds` is None where only a SHACL engine can tell.

    `looked`: where its paths lead; `told`: what is told of that, for a rule in SPARQL where its gates look.
    """

    rule: Rule
    holds: Test | None
    applies: Test | None
    decidable: Test | None
    asked: Sequence[Asked]
    looked: tuple[AnyPath, ...]
    told: tuple[AnyPath, ...]
    needed: tuple[AnyPath, ...]
    early: dict[tuple[frozenset[Node], frozenset[Node]], Outcome | None] = field(default_factory=dict)


class Checker:
    """Rules made ready to be asked of many credentials."""

    def __init__(self, rules: Sequence[Rule], compile_rules: bool = True) -> None:
        """:param compile_rules: False leaves every rule to the SHACL engine, to compare with"""
        self.rules = tuple(rules)
        self._prepared = [_prepared(rule, compile_rules) for rule in rules]

    def check(self, data: Graph, focus: Sequence[URIRef], language: str = "en") -> Iterator[RuleResult]:
        """One result for each pair, credentials in the order given, rules in the order given.

        :param data: the records with what they refer to: levels, units of workload, bodies, mappings
        :param focus: credentials or awards in `data`
        :param language: of the messages: en, es, fi, ga or pt; English where a rule lacks it
        """
        facts = data if isinstance(data, Facts) else Facts(data)
        left = [one.rule for one in self._prepared if one.holds is None]
        told = _by_engine(data, focus, left) if left else {}
        for node in focus:
            kinds, places = frozenset(facts.values(node, RDF.type)), frozenset(_places(facts, node))
            for one in self._prepared:
                outcome = _early(one, kinds, places) or told.get((one.rule.iri, node)) or _tested(one, facts, node)
                yield _result(one, facts, node, outcome, language)


def check(data: Graph, focus: Sequence[URIRef], rules: Sequence[Rule], language: str = "en") -> list[RuleResult]:
    """Hold every focus node against every rule; see :meth:`Checker.check`."""
    return list(Checker(rules).check(data, focus, language))


def by_kind_and_place(data: Graph, node: URIRef, rule: Rule) -> Outcome | None:
    """Step 1: what kind and jurisdiction settle; None where they leave it open."""
    return _settled(rule, frozenset(data.objects(node, RDF.type)), frozenset(_places(data, node)))


def by_gates(rule: Rule, node: URIRef, broken: Broken) -> Outcome | None:
    """Steps 2 and 3: what condition and needs settle; None where they leave it open."""
    if (rule.iri + "/condition", node) in broken:
        return "not-applicable"
    return "unknown" if (rule.iri + "/needs", node) in broken else None


def _prepared(rule: Rule, compile_rules: bool) -> _Prepared:
    def ready(part: Node | None) -> Test | None:
        return compiled(rule.shape, part) if part is not None else None

    looked = tuple(paths_of(rule.shape, rule.iri))
    needed = tuple(paths_of(rule.shape, rule.needs)) if rule.needs is not None else ()
    gate = rule.condition if rule.needs is None else rule.needs
    shown_at = looked or (tuple(paths_of(rule.shape, gate)) if gate is not None else ())
    asked = constraints_of(rule.shape, rule.iri)
    if compile_rules:
        try:
            parts = ready(rule.iri), ready(rule.condition), ready(rule.needs)
            return _Prepared(rule, *parts, asked, looked, shown_at, needed)
        except Uncompiled:
            pass
    return _Prepared(rule, None, None, None, asked, looked, shown_at, needed)


def _places(data: Graph, node: Node) -> Iterator[Node]:
    own = list(data.objects(node, PSR.jurisdiction))
    awards = () if own else data.objects(node, PSR.awardOf)
    yield from own
    yield from (place for award in awards for place in data.objects(award, PSR.jurisdiction))


def _early(one: _Prepared, kinds: frozenset[Node], places: frozenset[Node]) -> Outcome | None:
    if (kinds, places) not in one.early:
        one.early[kinds, places] = _settled(one.rule, kinds, places)
    return one.early[kinds, places]


def _settled(rule: Rule, kinds: frozenset[Node], places: frozenset[Node]) -> Outcome | None:
    if not rule.kinds.intersection(map(str, kinds)):
        return "not-applicable"
    if not rule.jurisdictions:
        return None
    if not places:
        return "unknown"
    return None if rule.jurisdictions.intersection(map(str, places)) else "not-applicable"


def _tested(one: _Prepared, facts: Facts, node: Node) -> Outcome:
    if one.applies is not None and not one.applies(facts, node):
        return "not-applicable"
    if one.decidable is not None and not one.decidable(facts, node):
        return "unknown"
    assert one.holds is not None
    return "pass" if one.holds(facts, node) else "fail"


def _by_engine(data: Graph, focus: Sequence[URIRef], rules: Sequence[Rule]) -> dict[tuple[URIRef, URIRef], Outcome]:
    """What a SHACL engine says of the pairs that kind and place leave open, in two runs: gates, then rules."""
    plain = Graph()
    for triple in data:
        plain.add(triple)
    pending = [(rule, [node for node in focus if by_kind_and_place(data, node, rule) is None]) for rule in rules]
    broken = broken_shapes(plain, shapes_for((rule, gates(rule), nodes) for rule, nodes in pending))
    told = {(rule.iri, node): by_gates(rule, node, broken) for rule, nodes in pending for node in nodes}
    held = [(rule, [node for node in nodes if told[rule.iri, node] is None]) for rule, nodes in pending]
    broken |= broken_shapes(plain, shapes_for((rule, {rule.iri: None}, nodes) for rule, nodes in held))
    return {pair: outcome or ("fail" if pair in broken else "pass") for pair, outcome in told.items()}


def _result(one: _Prepared, facts: Facts, node: URIRef, outcome: Outcome, language: str) -> RuleResult:
    rule = one.rule
    if outcome in ("pass", "not-applicable"):
        return RuleResult(rule, str(node), outcome)
    if outcome == "unknown":
        return RuleResult(rule, str(node), outcome, _shown(rule, _missing(one, facts, node)))
    stand = {value for asked in one.asked for value in asked(facts, node) if value not in (None, node)}
    stand |= {value for path in one.looked for value in facts.objects(node, path)}
    texts = sorted(str(value) for value in stand if not isinstance(value, BNode))[:_MOST_VALUES]
    message = rule.messages.get(language) or rule.messages["en"]
    return RuleResult(rule, str(node), outcome, _shown(rule, one.told), tuple(texts), message)


def _missing(one: _Prepared, facts: Facts, node: URIRef) -> Sequence[AnyPath]:
    """What is not recorded: the jurisdiction, else those paths of the needs that lead nowhere, else all of them."""
    if one.rule.jurisdictions and not any(_places(facts, node)):
        return (PSR.jurisdiction,)
    return [path for path in one.needed if not any(facts.objects(node, path))] or one.needed


def _shown(rule: Rule, paths: Iterable[AnyPath]) -> tuple[str, ...]:
    return tuple(shown(path, rule.shape) for path in paths)
