"""ELM in and out: what a record keeps, what its document says, and what is read of the documents of others."""

import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from exchange import ELM, KNOWN, differences, loss_table, records, reread, written
from hypothesis import HealthCheck, given, settings

from app.interchange.concepts import duration, hours_of
from app.interchange.dialects import elm
from app.interchange.dialects.elm.terms import CONTEXT, context
from app.interchange.exchange import dialects, form_named
from app.model import Credential, EqfLevel, Evidence, Level, Outcome, Workload
from app.vocab import DEF, ID

ROOT = Path(__file__).parents[2]
CLAIM = Evidence("claim", "stated", "high")
LEVEL = Level("http://data.europa.eu/snb/qdr/c_cbf250da", "finqf", "4", "FiNQF level 4", 4, CLAIM)
UNIT = Credential(
    f"{ID}fi/one", "fi/one", "fi-one", "FI", "http://publications.europa.eu/resource/authority/country/FIN", "unit",
    {"en": "Safe work", "fi": "Turvallinen työ"}, "high", fields=("0716",), levels=(LEVEL,),
    eqf=EqfLevel(4, False, None, CLAIM), outcomes=(Outcome(f"{ID}fi/one/outcome-1", "isolate a system", ()),),
)  # fmt: skip


def document(**more: object) -> bytes:
    specification = {"id": "urn:a", "type": "Qualification", "title": {"en": "A course"}, **more}
    return json.dumps({"@context": CONTEXT, **specification}).encode()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_a_record_comes_back_from_json_ld_as_the_loss_table_says(record: Credential) -> None:
    reading = reread(written([record], "elm-edc", alone=True))
    assert differences(reading, record) == {}
    assert reading.unread == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_a_record_comes_back_from_turtle_as_the_loss_table_says(record: Credential) -> None:
    reading = reread(written([record], "elm-edc-ttl"), "text/turtle")
    assert differences(reading, record) == {}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_json_ld_and_turtle_say_the_same(record: Credential) -> None:
    tree = json.loads(written([record], "elm-edc", alone=True))
    local = json.dumps(tree | {"@context": context()})
    json_ld = {quad.triple for quad in ox.parse(local, format=ox.RdfFormat.JSON_LD)}
    turtle = {quad.triple for quad in ox.parse(written([record], "elm-edc-ttl"), format=ox.RdfFormat.TURTLE)}
    assert json_ld == turtle


def test_the_loss_table_tells_of_every_member_of_a_record() -> None:
    for dialect in dialects():
        assert {field.name for field in fields(Credential)} <= dialect.LOSSES.keys(), dialect.NAME


def test_the_loss_tables_stand_in_the_documentation() -> None:
    text = (ROOT / "docs" / "exchange.md").read_text("utf-8")
    for dialect in dialects():
        assert loss_table(dialect) in text, loss_table(dialect)


def test_every_dialect_has_the_members_of_a_dialect() -> None:
    for dialect in dialects():
        assert dialect.NAME and dialect.TITLE and dialect.FORMS
        assert all(callable(getattr(dialect, name)) for name in ("recognises", "read", "lacks", "write"))
    names = [form.name for dialect in dialects() for form in dialect.FORMS]
    assert len(names) == len(set(names))


def test_our_terms_are_those_of_the_official_context() -> None:
    path = ELM / "contexts" / "edc-ap-context.jsonld"
    if not path.exists():
        pytest.skip("the official context is not beside the project")
    official = json.loads(path.read_text("utf-8"))["@context"]

    def meaning(table: dict[str, object], name: str) -> tuple[str, str]:
        term = table[name]
        iri = term["@id"] if isinstance(term, dict) else str(term)
        kind = (term.get("@container") or term.get("@type") or "") if isinstance(term, dict) else ""
        prefix, _, local = iri.partition(":")
        namespace = str(table.get(prefix, prefix + ":"))
        # The official prefix of clv lacks its slash, so that its terms run into each other there.
        return namespace.rstrip("/") + "/" * namespace.endswith("/") * (prefix != "clv") + local, kind

    ours = context()
    # dateModified is a link in the official context, which makes IRIs of its dates.
    names = [name for name, term in official.items() if isinstance(term, dict) and name != "dateModified"]
    assert len(names) > 150
    assert {name: meaning(ours, name) for name in names} == {name: meaning(official, name) for name in names}


def test_estimates_and_lower_bounds_are_not_written_as_facts() -> None:
    estimate = Evidence("claim", "analyst-estimate", "low")
    guessed = replace(UNIT, levels=(replace(LEVEL, evidence=estimate),), eqf=EqfLevel(4, False, None, estimate))
    bound = replace(UNIT, eqf=EqfLevel(4, True, None, CLAIM))
    dialect, form = form_named("elm")
    assert dialect.lacks(UNIT, form, KNOWN) == ()
    assert [field.split(" (")[1] for field in dialect.lacks(guessed, form, KNOWN)] == ["elm:NQFLevel)", "elm:EQFLevel)"]
    assert [field.split(" (")[1] for field in dialect.lacks(bound, form, KNOWN)] == ["elm:EQFLevel)"]
    for record in (guessed, bound):
        assert "eqfLevel" not in json.loads(written([record], "elm-edc", alone=True))
    workload = Workload(10, None, "ects", None, (), estimate)
    assert "creditPoint" not in json.loads(written([replace(UNIT, workloads=(workload,))], "elm", alone=True))


def test_a_part_of_a_listed_level_is_written_as_the_listed_level() -> None:
    mecu = Level(f"{ID}es/mecu/4B", "es-mecu", "4B", "MECU level 4B", 4, CLAIM)
    tree = json.loads(written([replace(UNIT, levels=(mecu,))], "elm", alone=True))
    assert [level["id"] for level in tree["nqfLevel"]] == ["http://data.europa.eu/snb/qdr/c_9f9cd022"]


def test_a_credential_without_a_level_lacks_the_language_of_instruction() -> None:
    dialect, form = form_named("elm")
    assert dialect.lacks(replace(UNIT, levels=()), form, KNOWN) == ("language of instruction (dc:language)",)
    assert dialect.lacks(replace(UNIT, fields=(), outcomes=()), form, KNOWN) == (
        "field (elm:ISCEDFCode)",
        "learning outcomes (elm:learningOutcome)",
    )


@pytest.mark.parametrize("hours", [0.5, 1, 7.5, 60, 3240, 0.25])
def test_hours_are_written_as_hours_and_read_again(hours: float) -> None:
    assert hours_of(duration(hours)) == hours
    assert "D" not in duration(hours)


@pytest.mark.parametrize("text", ["P60M", "P1D", "P1Y", "PT", "60", "PT1H30", "-PT1H"])
def test_a_duration_that_does_not_say_hours_is_a_finding(text: str) -> None:
    reading = reread(document(volumeOfLearning=text))
    assert reading.records[0].workloads == ()
    assert [one.value for one in reading.unread if "volumeOfLearning" in one.place] == [text]


def test_mixed_languages_keep_english_and_name_the_others() -> None:
    outcome = {"id": "urn:o", "type": "LearningOutcome", "title": {"fi": "eristä", "en": "isolate", "ga": "leithlis"}}
    reading = reread(document(learningOutcome=[outcome]))
    assert reading.records[0].outcomes[0].text == "isolate"
    assert [one.reason for one in reading.unread if one.place == "urn:o dc:title"] == [
        "also stands in fi, ga; a record keeps one language"
    ]


def test_an_unknown_term_is_named_with_its_place_and_the_rest_is_read() -> None:
    reading = reread(
        document(learningOutcomes=[{"title": {"en": "x"}}], eqfLevel={"id": "http://data.europa.eu/snb/eqf/5"})
    )
    assert reading.records[0].eqf is not None and reading.records[0].eqf.value == 5
    assert ("/learningOutcomes", "learningOutcomes") in {(one.place, one.value) for one in reading.unread}


def test_an_unknown_context_is_named_and_what_others_define_is_read() -> None:
    tree = json.loads(document()) | {"@context": ["https://example.org/ctx.json", CONTEXT], "grade9": 1}
    reading = reread(json.dumps(tree).encode())
    assert [one.value for one in reading.unread if one.place == "/@context"] == ["https://example.org/ctx.json"]
    assert reading.records[0].titles == {"en": "A course"}


def test_a_document_with_its_context_inline_is_read() -> None:
    inline = {
        "@vocab": elm.NAMESPACES["elm"],
        "title": {"@id": elm.NAMESPACES["dc"] + "title", "@container": "@language"},
    }
    body = {"@context": inline, "@id": "urn:a", "@type": "Qualification", "title": {"fi": "Kurssi"}}
    assert reread(json.dumps(body).encode()).records[0].titles == {"fi": "Kurssi"}


@pytest.mark.parametrize("broken", [b'<urn:b> <urn:p> "open', b"<urn:b> nothing <urn:c> .", b"<urn:b> <urn:p> <a b> ."])
def test_what_stands_before_a_mistake_in_turtle_is_read(broken: bytes) -> None:
    whole = written([UNIT], "elm-ttl")
    reading = reread(whole + broken, "text/turtle")
    assert [record.titles for record in reading.records] == [UNIT.titles]
    assert "line" in reading.unread[0].reason


@pytest.mark.parametrize(
    "properties",
    [
        {"learningOutcome": "urn:not-a-node"},
        {"creditPoint": {"type": "CreditPoint", "point": "many"}},
        {"eqfLevel": {"id": "http://data.europa.eu/snb/eqf/99"}},
        {"thematicArea": {"id": "urn:my-own-field"}},
        {"awardingOpportunity": {"type": "AwardingOpportunity", "awardingBody": {"type": "Organisation"}}},
        {"additionalNote": {"subject": {"id": f"{DEF}eqfClaim"}, "noteLiteral": {"zxx": "high"}}},
        {"additionalNote": {"subject": {"id": f"{DEF}validityMonths"}, "noteLiteral": {"zxx": "9" * 5000}}},
        {"identifier": "A-1", "title": ["no map"], "provenBy": [None, 5]},
        {"hasPart": {"id": "urn:a"}, "isPartOf": {"id": "urn:a"}},
    ],
)  # fmt: skip
def test_odd_values_are_findings_and_never_errors(properties: dict[str, object]) -> None:
    assert reread(document(**properties)).records[0].iri == "urn:a"


def test_a_credential_says_nothing_of_its_person() -> None:
    secret = "Ana Andromeda"
    person = {
        "id": f"mailto:{secret.replace(' ', '')}@example.org", "type": "Person", "fullName": {"en": secret},
        "hasClaim": {"id": "urn:c", "type": "LearningAchievement", "title": {"en": "Wiring"}},
    }  # fmt: skip
    dates = {"issued": "2025-01-02T00:00:00+02:00", "validUntil": "2030-06-30T00:00:00Z"}
    types = ["VerifiableCredential", "EuropeanDigitalCredential"]
    body = {"@context": CONTEXT, "id": "urn:x", "type": types, **dates, "credentialSubject": person}
    reading = reread(json.dumps(body).encode())
    assert [record.title for record in reading.records] == ["Wiring"]
    assert (str(reading.awarded_on), str(reading.valid_until)) == ("2025-01-02", "2030-06-30")
    assert reading.records[0].validity is not None and reading.records[0].validity.expires is True
    assert "Andromeda" not in str(reading)
    assert any(one.place.startswith("elm:Person") for one in reading.unread)


def test_the_terms_that_notes_are_about_are_defined_in_our_ontology() -> None:
    written = (ROOT / "app" / "interchange" / "dialects" / "elm" / "writer.py").read_text("utf-8")
    ontology = (ROOT / "ontology" / "passerelle.ttl").read_text("utf-8")
    terms = set(re.findall(r'"(psr:\w+)"', written))
    assert len(terms) > 20
    assert {term for term in terms if f"\n{term}\n" not in ontology} == set()
