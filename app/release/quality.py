"""What the quality rules say of the credentials of a release, as the graph `graph/quality`.

One node for each rule that applies to a credential; rules that do not apply are counted, not listed. Beside them the
rules themselves with their law, the readiness of each credential, and sums by country and by rule.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from rdflib import RDF, RDFS, SH, SKOS, Literal, URIRef
from rdflib.namespace import DCTERMS, XSD
from rdflib.term import Node

from app.quality.check import Checker, RuleResult
from app.quality.context import context_of, focus_of
from app.quality.facts import Facts
from app.quality.fields import Fields, fields_of
from app.quality.readiness import WEIGHTS, Readiness, readiness
from app.quality.rules import PSR, SEVERITIES, Rule, read_rules
from app.release.sums import Sum, sums
from app.store import EmbeddedStore
from app.vocab import GRAPH, ID

QUALITY = GRAPH + "quality"
_OUTCOMES = {"pass": PSR["result-pass"], "fail": PSR["result-fail"], "unknown": PSR["result-unknown"]}
_SEVERITIES = {name: iri for iri, name in SEVERITIES.items()}
Said = tuple[URIRef, Node, Node]


def quality_lines(root: Path, index: Path) -> list[str]:
    """The graph, as sorted N-Triples lines.

    :param root: the folder that holds the rules
    :param index: the index of the release's other graphs
    """
    store, rules = EmbeddedStore(index), read_rules(root)
    facts, fields = context_of(store, rules), fields_of(store)
    said = set(_graph(facts, rules, fields))
    return sorted(f"{subject.n3()} {predicate.n3()} {value.n3()} ." for subject, predicate, value in said)


def _graph(facts: Facts, rules: Sequence[Rule], fields: Fields) -> Iterator[Said]:
    for rule in rules:
        yield from _rule(rule)
    judged: list[tuple[list[RuleResult], Readiness, str]] = []
    checked = Checker(rules).check(facts, focus_of(facts, rules))
    for iri, group in groupby(checked, key=lambda result: result.credential):
        results = list(group)
        found = readiness(results, fields)
        place = str(next(iter(facts.objects(URIRef(iri), PSR.jurisdiction)), ""))
        judged.append((results, found, place))
        yield from _report(found)
        for result in results:
            yield from _result(result, fields)
    for one in sums(judged):
        yield from _sum(one)


def _rule(rule: Rule) -> Iterator[Said]:
    """What is worth asking about a rule; its shape stands in its file."""
    yield rule.iri, RDF.type, PSR.QualityShape
    yield rule.iri, DCTERMS.identifier, Literal(rule.id)
    yield rule.iri, RDFS.label, Literal(rule.label, lang="en")
    yield rule.iri, SH.severity, _SEVERITIES[rule.severity]
    yield rule.iri, PSR.weight, _whole(WEIGHTS[rule.severity])
    yield rule.iri, PSR.ruleSet, PSR[f"rules-{rule.rule_set}"]
    yield rule.iri, PSR.legalBasis, Literal(rule.basis, lang="en")
    yield rule.iri, SKOS.scopeNote, Literal(rule.rationale, lang="en")
    links: tuple[tuple[URIRef, Iterable[str]], ...] = (
        (DCTERMS.source, rule.sources), (PSR.checksRule, rule.implements),
        (PSR.jurisdiction, rule.jurisdictions), (SH.targetClass, rule.kinds),
    )  # fmt: skip
    for predicate, iris in links:
        yield from ((rule.iri, predicate, URIRef(iri)) for iri in iris)
    for predicate, texts in ((SH.message, rule.messages), (PSR.remedy, rule.remedies)):
        yield from ((rule.iri, predicate, Literal(text, lang=language)) for language, text in texts.items())


def _result(result: RuleResult, fields: Fields) -> Iterator[Said]:
    if result.outcome == "not-applicable":
        return
    node = URIRef(f"{_place(result.credential)}/{result.rule.id}")
    yield node, RDF.type, PSR.RuleResult
    yield node, PSR.ofCredential, URIRef(result.credential)
    yield node, PSR.ofRule, result.rule.iri
    yield node, PSR.ruleOutcome, _OUTCOMES[result.outcome]
    yield from ((node, PSR.valueFound, Literal(value)) for value in result.values)
    yield from ((node, PSR.lookedAt, Literal(path)) for path in result.paths)
    yield from ((node, PSR.waitsFor, URIRef(one)) for one in fields.among(result.paths))


def _report(found: Readiness) -> Iterator[Said]:
    node = URIRef(_place(found.credential))
    yield node, RDF.type, PSR.QualityReport
    yield node, PSR.ofCredential, URIRef(found.credential)
    yield from _counts(node, found.passed, found.failed, found.unknown, found.not_applicable)
    if found.score is not None:
        yield node, PSR.readiness, _decimal(found.score)
    for rank, one in enumerate(found.completions, 1):
        step = URIRef(f"{node}/completion-{rank}")
        yield node, PSR.completion, step
        yield step, RDF.type, PSR.Completion
        yield step, PSR.rank, _whole(rank)
        yield step, PSR.fieldToComplete, URIRef(one.field)
        yield step, PSR.readinessGain, _decimal(one.gain)
        yield from ((step, PSR.waitedForBy, URIRef(rule)) for rule in one.rules)


def _sum(one: Sum) -> Iterator[Said]:
    parts = [part for part in (one.place.rsplit("/", 1)[-1], one.rule.rsplit("/", 1)[-1]) if part]
    node = URIRef(f"{ID}quality-of/{'/'.join(parts)}")
    yield node, RDF.type, PSR.QualitySum
    if one.place:
        yield node, PSR.jurisdiction, URIRef(one.place)
    if one.rule:
        yield node, PSR.ofRule, URIRef(one.rule)
    yield node, PSR.recordCount, _whole(one.credentials)
    yield from _counts(node, one.passed, one.failed, one.unknown, one.not_applicable)
    if one.scores:
        yield node, PSR.readiness, _decimal(sum(one.scores) / len(one.scores))
        yield node, PSR.lowestReadiness, _decimal(min(one.scores))
        yield node, PSR.highestReadiness, _decimal(max(one.scores))


def _counts(node: URIRef, passed: int, failed: int, unknown: int, not_applicable: int) -> Iterator[Said]:
    yield node, PSR.passCount, _whole(passed)
    yield node, PSR.failCount, _whole(failed)
    yield node, PSR.unknownCount, _whole(unknown)
    yield node, PSR.notApplicableCount, _whole(not_applicable)


def _place(credential: str) -> str:
    name = credential.removeprefix(ID) if credential.startswith(ID) else quote(credential, safe="")
    return f"{ID}quality/{name}"


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _decimal(number: float) -> Literal:
    return Literal(f"{number:.4f}", datatype=XSD.decimal)
