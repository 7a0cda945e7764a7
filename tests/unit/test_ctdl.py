"""CTDL in and out: what a record keeps, and what is read of the ways in which registries write."""

import json
from dataclasses import replace

import pytest
from exchange import CTDL, KNOWN, as_ctdl_keeps, differences, records, reread, written
from hypothesis import HealthCheck, given, settings

from app.interchange.dialects.ctdl.writer import tree_of
from app.model import Credential, EqfLevel, Evidence, Level

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
ESTIMATE = Evidence("claim", "analyst-estimate", "low")


def document(**members: object) -> bytes:
    certificate = {"@id": "urn:a", "@type": "ceterms:Certification", "ceterms:name": {"en-US": "EV technician"}}
    return json.dumps({"@context": CONTEXT, **certificate, **members}).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_a_record_comes_back_as_the_loss_table_says(record: Credential) -> None:
    reading = reread(written([record], "ctdl", alone=True))
    assert reading.dialect == "ctdl"
    assert differences(reading, record, as_ctdl_keeps) == {}
    assert reading.unread == ()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_only_official_terms_are_written(record: Credential) -> None:
    schema = CTDL / "schema"
    if not schema.is_dir():
        pytest.skip("the CTDL schema is not beside the project")
    known = {"@id", "@type"}
    for name in ("CTDL.json", "CTDL-ASN.json"):
        known |= {node["@id"] for node in json.loads((schema / name).read_text("utf-8"))["@graph"]}
    # The official examples use schema:ValueProfile beside the class of the schema.
    assert _terms(tree_of(record)) - known <= {"schema:ValueProfile"}


def _terms(tree: object) -> set[str]:
    if isinstance(tree, list):
        return set().union(*map(_terms, tree))
    if not isinstance(tree, dict):
        return set()
    found = {name for name in tree if ":" in name or name.startswith("@")}
    return found | {tree.get("@type", "@type")} | set().union(*map(_terms, tree.values()))


def test_estimates_and_lower_bounds_name_no_level() -> None:
    level = Level("http://data.europa.eu/snb/qdr/c_cbf250da", "finqf", "4", "FiNQF level 4", 4, ESTIMATE)
    eqf = EqfLevel(5, True, None, Evidence("claim", "derived", "high"))
    record = replace(reread(document()).records[0], levels=(level,), eqf=eqf)
    shown = tree_of(record)["ceterms:audienceLevelType"]
    assert [one.get("ceterms:targetNode") for one in shown] == [None, None]
    assert [one["ceterms:targetNodeName"]["en"] for one in shown] == [
        "FiNQF level 4 (estimate of analysts)", "at least EQF level 5",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_names_are_read_in_http_and_https_form(scheme: str) -> None:
    base = f"{scheme}://purl.org/ctdl/terms/"
    body = {"@type": f"{base}License", "@id": "urn:a", f"{base}name": [{"@value": "Electrician", "@language": "en"}]}
    (record,) = reread(json.dumps(body).encode()).records
    assert (record.kind, record.titles) == ("licence", {"en": "Electrician"})


def test_conditions_are_requirements_outcomes_assessments_and_credit() -> None:
    condition = {
        "@type": "ceterms:ConditionProfile", "ceterms:condition": {"en-US": ["be licensed"]},
        "ceterms:minimumAge": 18,
        "ceterms:targetCompetency": [{"@type": "ceterms:CredentialAlignmentObject",
                                      "ceterms:targetNode": "https://example.org/c1",
                                      "ceterms:targetNodeName": {"en-US": "isolate a vehicle"}}],
        "ceterms:targetAssessment": [{"@type": "ceterms:AssessmentProfile", "ceterms:name": {"en": "L3 test"},
                                      "ceterms:assessmentMethodType": ["assessMethod:Exam"]}],
        "ceterms:creditValue": [{"@type": "ceterms:ValueProfile", "schema:value": 3,
                                 "ceterms:creditUnitType": ["creditUnit:SemesterHour"]}],
    }  # fmt: skip
    known = replace(KNOWN, units={**KNOWN.units, "us-credit-hours": KNOWN.units["ects"]})
    (record,) = reread(document(**{"ceterms:requires": [condition]}), known=known).records
    assert record.entry_requirements == ("be licensed", "minimum age 18")
    assert [(one.iri, one.text) for one in record.outcomes] == [("https://example.org/c1", "isolate a vehicle")]
    assert record.assessments[0].methods == () and record.assessments[0].evidence.notes == ("Exam",)
    claim = record.workloads[0]
    assert (claim.value, claim.unit, claim.hours and claim.hours.max) == (3, "us-credit-hours", 90)


def test_a_contact_hour_is_not_an_hour_of_work() -> None:
    value = {"@type": "ceterms:ValueProfile", "schema:value": 40, "ceterms:creditUnitType": "creditUnit:ContactHour"}
    (record,) = reread(document(**{"ceterms:requires": {"ceterms:creditValue": value}})).records
    assert (record.workloads[0].unit, record.workloads[0].hours) == ("ContactHour", None)


def test_an_alignment_map_leads_from_a_level_to_the_eqf() -> None:
    rows = [
        {"ceterms:sourceNode": "scqf:level6", "ceterms:targetNode": "eqf:level3", "ceterms:alignmentType": how}
        for how in ("skos:closeMatch",)
    ] + [{"ceterms:sourceNode": "scqf:level7", "ceterms:targetNode": "eqf:level5",
          "ceterms:alignmentType": "skos:broadMatch"}]  # fmt: skip
    graph = [
        {"@id": "urn:map", "@type": "ceterms:AlignmentMap", "ceterms:hasPart": rows},
        {"@id": "urn:a", "@type": "ceterms:Certificate", "ceterms:name": "A", "ceterms:atLevel": ["scqf:level6"]},
        {"@id": "urn:b", "@type": "ceterms:Certificate", "ceterms:name": "B", "ceterms:atLevel": ["scqf:level7"]},
    ]
    reading = reread(json.dumps({"@context": CONTEXT, "@graph": graph}).encode())
    first, second = reading.records
    assert first.eqf is not None and (first.eqf.value, first.eqf.evidence.basis) == (3, "derived")
    assert second.eqf is None
    assert {"scqf:level7"} <= {one.value for one in reading.unread}


def test_an_audience_level_is_no_level_of_a_framework() -> None:
    level = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": "audLevel:BachelorsDegreeLevel",
             "ceterms:frameworkName": {"en": "Audience Level"},
             "ceterms:targetNodeName": {"en": "Bachelors"}}  # fmt: skip
    reading = reread(document(**{"ceterms:audienceLevelType": [level]}))
    assert reading.records[0].levels == () and reading.records[0].eqf is None
    assert any("audience level" in one.reason for one in reading.unread)


def test_a_transfer_value_makes_a_record_of_what_it_gives_credit_for() -> None:
    graph = [
        {"@id": "urn:tvp", "@type": "ceterms:TransferValueProfile", "ceterms:name": {"en": "Credit"},
         "ceterms:transferValueFrom": ["_:course"], "ceterms:transferValueFor": ["https://example.org/degree"],
         "ceterms:startDate": "2024-01-01",
         "ceterms:transferValue": [{"schema:value": 3, "ceterms:creditUnitType": ["creditUnit:DegreeCredit"]}]},
        {"@id": "_:course", "@type": "ceterms:Course", "ceterms:name": {"en": "Battery service"},
         "ceterms:teaches": [{"ceterms:targetNodeName": {"en": "test a battery"}}]},
    ]  # fmt: skip
    (record,) = reread(json.dumps({"@context": CONTEXT, "@graph": graph}).encode()).records
    assert record.titles == {"en": "Battery service"}
    assert (record.workloads[0].value, record.workloads[0].unit) == (3, "DegreeCredit")
    assert [one.text for one in record.outcomes] == ["test a battery"]
    assert record.stacks_into == ("https://example.org/degree",)
    assert record.in_force == ("2024-01-01", None)


def test_renewal_in_years_is_months_and_other_periods_are_findings() -> None:
    (record,) = reread(document(**{"ceterms:renewalFrequency": "P5Y"})).records
    assert record.validity is not None and (record.validity.months, record.validity.expires) == (60, True)
    reading = reread(document(**{"ceterms:renewalFrequency": "PT5H"}))
    assert reading.records[0].validity is None
    assert [one.value for one in reading.unread] == ["PT5H"]


def test_a_remote_context_and_an_unknown_term_are_named() -> None:
    reading = reread(document(**{"@context": ["https://example.org/c", CONTEXT], "ceterms:surprise": "x"}))
    assert {(one.place, one.value) for one in reading.unread} == {
        ("/@context", "https://example.org/c"), ("/ceterms:surprise", "x"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "members",
    [
        {"ceterms:requires": "urn:elsewhere"},
        {"ceterms:requires": [None, 5, {"ceterms:creditValue": {"schema:value": "many"}}]},
        {"ceterms:name": [5, {"en": {"deep": 1}}, "A"]},
        {"ceterms:audienceLevelType": ["eqf:level99", {"ceterms:targetNode": 7}]},
        {"ceterms:ownedBy": [{"@type": ["ceterms:CredentialOrganization"]}, ["nested"]]},
        {"ceterms:estimatedDuration": [{"ceterms:exactDuration": "P60M"}]},
        {"ceterms:hasPart": {"@id": "urn:a"}, "ceterms:isPartOf": ["urn:a", 1]},
        {"ceterms:dateEffective": "soon", "ceterms:jurisdiction": {"ceterms:mainJurisdiction": "US"}},
        {"ceterms:renewalFrequency": "P" + "9" * 5000 + "Y"},
        {"ceterms:targetCompetency": {"ceasn:skillEmbodied": {"ceterms:weight": 9}, "ceasn:competencyText": "x"}},
    ],
)  # fmt: skip
def test_odd_values_are_findings_and_never_errors(members: dict[str, object]) -> None:
    assert reread(document(**members)).records[0].iri == "urn:a"


def test_a_record_of_others_is_not_written_as_a_fact_of_ours() -> None:
    assert "ceterms:identifier" not in tree_of(reread(document()).records[0])
