"""Quality rules: each cites the law, says what to mend in five languages, and shows what passes and what fails."""

import csv
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from examples import ROOT, Examples, all_examples, rules
from rdflib import RDF, SH, SKOS, Graph, Literal, Namespace, URIRef

from app.interchange.turtle import read_turtle
from app.problems import InputError
from app.quality.check import check
from app.quality.rules import LANGUAGES, PSR, Rule, check_examples, read_rules
from app.vocab import DEF, ID

COUNTRY = Namespace("http://publications.europa.eu/resource/authority/country/")
EACH_RULE = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
EACH = pytest.mark.parametrize("examples", all_examples(), ids=lambda examples: examples.rule.id)
RULE_SETS = {"annex-i", "annex-ii", "european", "national", "profile"}


@pytest.fixture(scope="module")
def evidence() -> Graph:
    """The sources and the quality rules that law and policy lay down, as the mappings record them."""
    found = Graph()
    for path in sorted((ROOT / "mappings").rglob("*.ttl")):
        if path.name in ("sources.ttl", "quality-rules.ttl"):
            found += read_turtle(path)
    return found


@EACH
def test_every_example_has_the_outcome_in_its_name(examples: Examples) -> None:
    results = check(examples.graph, list(examples.expected), [examples.rule])
    assert {URIRef(result.credential): result.outcome for result in results} == examples.expected


@EACH
def test_every_rule_shows_what_passes_fails_and_cannot_be_told(examples: Examples) -> None:
    wanted = {"pass", "fail"}
    wanted |= {"unknown"} if examples.rule.needs is not None else set()
    wanted |= {"not-applicable"} if examples.rule.condition is not None else set()
    assert set(examples.expected.values()) >= wanted


@EACH_RULE
def test_every_rule_speaks_five_languages(rule: Rule) -> None:
    assert tuple(sorted(rule.messages)) == LANGUAGES
    assert tuple(sorted(rule.remedies)) == LANGUAGES
    for texts in (rule.messages, rule.remedies):
        assert len(set(texts.values())) == len(LANGUAGES), "one language copied from another"
        assert all(text.endswith(".") for text in texts.values())


@EACH_RULE
def test_every_rule_cites_recorded_sources_and_rules(rule: Rule, evidence: Graph) -> None:
    assert rule.basis and rule.rationale and rule.label and rule.rule_set in RULE_SETS
    assert rule.sources and rule.kinds
    for source in rule.sources:
        assert (URIRef(source), RDF.type, PSR.Source) in evidence, source
    for implemented in rule.implements:
        assert (URIRef(implemented), RDF.type, PSR.QualityRule) in evidence, implemented


def test_every_rule_of_the_evidence_is_checked_or_says_why_not(evidence: Graph) -> None:
    recorded = set(evidence.subjects(RDF.type, PSR.QualityRule))
    checked = {URIRef(iri) for rule in rules() for iri in rule.implements}
    excused = set(evidence.subjects(PSR.notCheckable))
    assert len(recorded) == 170
    assert checked | excused == recorded
    assert not checked & excused, "checked although said not to be checkable"


def test_every_element_of_annex_i_is_a_rule_of_its_severity() -> None:
    severity = {iri.removeprefix(f"{ID}eu/"): rule.severity for rule in rules() for iri in rule.implements}
    mandatory = {f"mc-m{number:02}" for number in range(1, 12)}
    strict = {
        iri.removeprefix(f"{ID}eu/") for rule in rules() if rule.severity == "violation" for iri in rule.implements
    }
    assert mandatory <= strict
    assert {severity[f"mc-o{number:02}"] for number in range(1, 6)} == {"info"}


def test_a_rule_of_one_country_is_no_business_of_another() -> None:
    rule = next(rule for rule in rules() if f"{ID}pt/qr-01" in rule.implements)
    unit = URIRef("https://example.org/unit")
    data = Graph()
    data.add((unit, RDF.type, PSR.Unit))
    data.add((unit, PSR.framework, URIRef(f"{ID}pt/cnq")))
    (result,) = check(data, [unit], [rule])
    assert (result.outcome, result.paths) == ("unknown", ("psr:jurisdiction",))
    data.add((unit, PSR.jurisdiction, COUNTRY.FIN))
    assert [result.outcome for result in check(data, [unit], [rule])] == ["not-applicable"]


def test_european_law_holds_in_each_member_state() -> None:
    european = [rule for rule in rules() if str(COUNTRY.EUR) in rule.jurisdictions]
    assert european
    for rule in european:
        assert {str(COUNTRY[code]) for code in ("FIN", "PRT", "ESP", "IRL", "FRA", "DEU")} <= rule.jurisdictions
        assert str(COUNTRY.USA) not in rule.jurisdictions
        assert len(rule.jurisdictions) == 28


def test_a_failure_names_place_value_and_reason() -> None:
    rule = next(rule for rule in rules() if rule.iri.endswith("qa-012"))
    record = URIRef("https://example.org/record")
    claim = URIRef("https://example.org/record/quality-assurance")
    data = Graph()
    data.add((record, RDF.type, PSR.Unit))
    data.add((record, PSR.claim, claim))
    data.add((claim, RDF.type, PSR.QualityAssuranceClaim))
    data.add((claim, PSR.assuranceKind, Literal("somebody looked")))
    (result,) = check(data, [record], [rule], "fi")
    assert result.outcome == "fail"
    assert result.paths == ("psr:claim/psr:assuranceKind",)
    assert result.values == ("somebody looked",)
    assert result.message == rule.messages["fi"]


def test_an_unknown_names_what_is_not_recorded() -> None:
    rule = next(rule for rule in rules() if rule.iri.endswith("qa-026"))
    record = URIRef("https://example.org/record")
    data = Graph()
    data.add((record, RDF.type, PSR.Unit))
    (result,) = check(data, [record], [rule])
    assert (result.outcome, result.paths, result.message) == ("unknown", ("psr:digitalForm",), "")


def test_a_rule_that_computes_tells_the_number_it_found() -> None:
    examples = next(examples for examples in all_examples() if f"{ID}eu/ects-1" in examples.rule.implements)
    failing = next(node for node, outcome in examples.expected.items() if outcome == "fail")
    (result,) = check(examples.graph, [failing], [examples.rule])
    assert result.values == ("9",), "45 hours for 5 credits"
    assert "psr:claim/psr:unit" in result.paths


def test_many_records_and_rules_are_judged_as_each_alone() -> None:
    every = [examples for examples in all_examples() if examples.rule.severity == "info"]
    together = Graph()
    for examples in every:
        together += examples.graph
    nodes = [node for examples in every for node in examples.expected]
    judged = check(together, nodes, [examples.rule for examples in every])
    found = {(result.rule.id, result.credential): result.outcome for result in judged}
    assert len(judged) == len(nodes) * len(every)
    for examples in every:
        for node, outcome in examples.expected.items():
            assert found[examples.rule.id, str(node)] == outcome, node


@pytest.mark.parametrize("missing", ["pass", "fail"])
def test_a_rule_without_an_example_stops_the_build(tmp_path: Path, missing: str) -> None:
    shutil.copytree(ROOT / "shapes", tmp_path / "shapes")
    check_examples(tmp_path)
    examples = tmp_path / "shapes" / "examples" / "qa-006.ttl"
    examples.write_text(examples.read_text("utf-8").replace(f"qa-006/{missing}>", "qa-006/other>"), "utf-8")
    with pytest.raises(InputError, match=rf"qa-006.*must {missing}"):
        check_examples(tmp_path)


def test_a_rule_file_without_its_rule_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "shapes", tmp_path / "shapes")
    (tmp_path / "shapes" / "qa-999-nothing.ttl").write_text("<https://x.example/a> <https://x.example/b> 1 .", "utf-8")
    with pytest.raises(InputError, match="qa-999"):
        read_rules(tmp_path)


def test_a_second_engine_agrees_on_every_example() -> None:
    pyrudof = pytest.importorskip("pyrudof", reason="the second SHACL engine, pyrudof, is not installed")
    from second_engine import outcomes

    with (ROOT / "tests" / "data" / "engine-differences.tsv").open(encoding="utf-8", newline="") as rows:
        recorded = {(row["rule"], row["example"]): row["other"] for row in csv.DictReader(rows, delimiter="\t")}
    found = {
        (examples.rule.id, urlsplit(node).path.rsplit("/", 1)[-1]): outcome
        for examples in all_examples()
        for node, outcome in outcomes(pyrudof, examples).items()
        if outcome != examples.expected[node]
    }
    assert found == recorded


def test_messages_of_the_shacl_report_are_those_of_the_rule() -> None:
    """A plain SHACL engine that reads a rule file reports our words and our severity."""
    import pyshacl

    examples = next(examples for examples in all_examples() if examples.rule.id == "qa-013")
    _, report, _ = pyshacl.validate(examples.graph, shacl_graph=examples.rule.shape, inference="none")
    assert isinstance(report, Graph)
    results = list(report.objects(None, SH.result))
    said = {str(text) for result in results for text in report.objects(result, SH.resultMessage)}
    assert said == set(examples.rule.messages.values())
    assert {severity for result in results for severity in report.objects(result, SH.resultSeverity)} == {SH.Info}


def test_rule_sets_are_explained() -> None:
    concepts = read_turtle(ROOT / "ontology" / "concepts.ttl")
    for name in RULE_SETS:
        assert concepts.value(URIRef(f"{DEF}rules-{name}"), SKOS.definition)
