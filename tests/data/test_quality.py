"""What the release says of the quality of its records, and that the quick engine says what a SHACL engine says."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from examples import ROOT, all_examples, rules
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from app.quality.check import Checker
from app.quality.conformance import compiled
from app.quality.context import context_of, focus_of
from app.quality.described import described
from app.quality.facts import Facts
from app.quality.fields import Fields, fields_of
from app.quality.page import as_markdown
from app.quality.readiness import WEIGHTS, readiness
from app.quality.results import Results
from app.quality.rules import PSR
from app.quality.steps import Uncompiled
from app.records import Records
from app.search import Index
from app.store import EmbeddedStore

# Properties that the graph knows and the record of the service leaves out.
NOT_IN_A_RECORD = (
    "psr:deliveryMode", "psr:digitalForm", "psr:givesAccessTo", "psr:preparesFor", "psr:outcomesBasis",
    "psr:notLevelledBecause", "psr:minimumExperienceMonths", "psr:awardClass", "psr:cnaef",
    "dct:description", "foaf:homepage",
)  # fmt: skip


@pytest.fixture(scope="module")
def context(release_store: EmbeddedStore) -> Facts:
    return context_of(release_store, rules())


@pytest.fixture(scope="module")
def results(release_store: EmbeddedStore) -> Results:
    return Results(release_store)


def outcomes(checker: Checker, data: Graph, focus: list[URIRef]) -> Mapping[tuple[str, str], str]:
    return {(result.rule.id, result.credential): result.outcome for result in checker.check(data, focus)}


def test_every_rule_is_compiled() -> None:
    assert [one.rule.id for one in Checker(rules())._prepared if one.holds is None] == []


def test_a_shacl_engine_agrees_on_every_example() -> None:
    for examples in all_examples():
        by_engine = Checker([examples.rule], compile_rules=False)
        found = {URIRef(name): outcome for (_, name), outcome in
                 outcomes(by_engine, examples.graph, list(examples.expected)).items()}  # fmt: skip
        assert found == examples.expected, examples.rule.id


def test_a_shacl_engine_agrees_on_every_credential(context: Facts) -> None:
    """Every pair of a rule and a real credential, 42,196 of them: about half a minute."""
    focus = focus_of(context, rules())
    assert len(focus) > 270
    quick, slow = outcomes(Checker(rules()), context, focus), outcomes(Checker(rules(), False), context, focus)
    assert {pair: (quick[pair], slow[pair]) for pair in quick if quick[pair] != slow[pair]} == {}
    assert set(Counter(quick.values())) == {"pass", "fail", "unknown", "not-applicable"}


def test_what_is_not_compiled_is_left_to_a_shacl_engine() -> None:
    rule = next(rule for rule in rules() if rule.id == "qa-012")
    shape = Graph() + rule.shape
    inner = next(shape.objects(rule.iri, SH.node))
    shape.add((inner, SH.closed, Literal(True)))
    odd = replace(rule, shape=shape)
    with pytest.raises(Uncompiled, match="closed"):
        compiled(shape, odd.iri)
    record = URIRef("urn:record")
    data = Graph()
    data.add((record, RDF.type, PSR.Unit))
    assert [result.outcome for result in Checker([odd]).check(data, [record])] == ["fail"]


def test_every_credential_has_a_report_and_every_rule_its_law(results: Results, release_store: EmbeddedStore) -> None:
    everything = results.places[""].counts
    assert everything.credentials == len(Index(release_store).iris)
    assert sum(place.counts.credentials for iri, place in results.places.items() if iri) == everything.credentials
    for rule in results.rules.values():
        assert rule.basis and rule.sources and rule.counts.credentials == everything.credentials
        assert sum(one.failed for one in rule.by_country.values()) == rule.counts.failed
    assert len(results.rules) == len(rules())


def test_the_graph_says_what_the_rules_say(results: Results, context: Facts, release_store: EmbeddedStore) -> None:
    iri = URIRef("https://w3id.org/passerelle/id/es/ce-vhe-medio")
    found = list(Checker(rules()).check(context, [iri]))
    ready = readiness(found, fields_of(release_store))
    report = results.of(str(iri))
    assert report.readiness == round(ready.score or 0, 4)
    assert [(step.field, step.gain) for step in report.complete] == [
        (one.field, round(one.gain, 4)) for one in ready.completions
    ]
    told = {one.rule.id: (one.outcome, one.values, set(one.paths)) for one in report.results}
    said = {one.rule.id: (one.outcome, tuple(sorted(set(one.values))), set(one.paths))
            for one in found if one.outcome != "not-applicable"}  # fmt: skip
    assert told == said


def test_readiness_is_weights_passed_over_weights_that_apply_and_unknown_is_not_yet_passed(context: Facts) -> None:
    iri = URIRef("https://w3id.org/passerelle/id/pt/ufcd-10859")
    found = list(Checker(rules()).check(context, [iri]))
    applies = [one for one in found if one.outcome != "not-applicable"]
    assert {one.outcome for one in applies} == {"pass", "fail", "unknown"}
    passed = sum(WEIGHTS[one.rule.severity] for one in applies if one.outcome == "pass")
    assert readiness(found, Fields()).score == passed / sum(WEIGHTS[one.rule.severity] for one in applies)


def test_gains_of_all_fields_fill_the_gap_to_full_readiness(context: Facts, release_store: EmbeddedStore) -> None:
    fields = fields_of(release_store)
    for iri in focus_of(context, rules())[::25]:
        found = readiness(list(Checker(rules()).check(context, [iri])), fields, most=1000)
        assert sum(one.gain for one in found.completions) == pytest.approx(1 - (found.score or 0))
        gains = [one.gain for one in found.completions]
        assert gains == sorted(gains, reverse=True)


def test_a_field_is_a_claim_or_a_property_with_a_name(release_store: EmbeddedStore) -> None:
    fields = fields_of(release_store)
    assert fields.of("psr:claim/psr:value") == str(PSR.WorkloadClaim)
    assert fields.label(fields.of("psr:claim/psr:validityMonths")) == "validity claim"
    assert fields.of("elm:learningOutcome/dct:title").endswith("learningOutcome")


def test_a_record_told_anew_fares_as_the_graph_says_but_for_what_a_record_cannot_hold(
    context: Facts, release_store: EmbeddedStore
) -> None:
    """From the record of the service to triples and through the rules, no verdict turns for another reason."""
    checker, records = Checker(rules()), Records(release_store)
    names = {str(name): node for node, name in context.subject_objects(DCTERMS.identifier)}
    turned: set[str] = set()
    for iri in focus_of(context, rules())[::6]:
        own = Facts(described(records.get(str(iri)), names.get), context, instead=[iri])
        was, now = outcomes(checker, context, [iri]), outcomes(checker, own, [iri])
        turned |= {rule for rule, name in was if {was[rule, name], now[rule, name]} == {"pass", "fail"}}
    text = {rule.id: rule.shape.serialize(format="turtle") for rule in rules() if rule.id in turned}
    assert [rule for rule in sorted(turned) if not any(name in text[rule] for name in NOT_IN_A_RECORD)] == []


def test_the_page_of_rules_is_what_the_release_says(results: Results) -> None:
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == as_markdown(results)


def test_terms_of_the_graph_are_explained(release_store: EmbeddedStore) -> None:
    ontology = Graph().parse(ROOT / "ontology" / "passerelle.ttl")
    for name in ("RuleResult", "QualityReport", "QualitySum", "Completion", "readiness", "readinessGain", "waitsFor"):
        assert ontology.value(PSR[name], RDFS.label), name


def test_results_are_in_the_manifest(release: Path) -> None:
    graphs = {graph["iri"]: graph["triples"] for graph in json.loads((release / "manifest.json").read_text())["graphs"]}
    assert graphs["https://w3id.org/passerelle/graph/quality"] > 40_000
