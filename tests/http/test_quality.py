"""Quality over HTTP: summary, rules, records, changes, and the validator in its three forms."""

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem
from rdflib import RDF, SH, Graph
from validation import RECORD

from app.quality.rules import PSR

TURTLE = {"Content-Type": "text/turtle"}


def got(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/quality{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_summary_adds_up_by_country_and_rule(client: TestClient) -> None:
    told = got(client, "")
    assert {one["country"] for one in told["countries"]} >= {"FIN", "PRT", "ESP", "IRL", "USA"}
    for name in ("credentials", "passed", "failed", "unknown", "not_applicable"):
        assert sum(one["counts"][name] for one in told["countries"]) == told["all"]["counts"][name]
    assert sum(rule["counts"]["failed"] for rule in told["rules"]) == told["all"]["counts"]["failed"]
    assert all(0 <= one["lowest"] <= one["readiness"] <= one["highest"] <= 1 for one in told["countries"])


def test_rules_are_found_by_set_severity_country_and_kind(client: TestClient) -> None:
    every = got(client, "/rules")
    found = got(client, "/rules", rule_set="national", severity="violation", jurisdiction="prt", kind="Unit")
    assert 0 < found["total"] < every["total"]
    for rule in found["items"]:
        assert (rule["rule_set"], rule["severity"]) == ("national", "violation")
        assert any(place.endswith("/PRT") for place in rule["jurisdictions"]) and "Unit" in rule["kinds"]
    failing = got(client, "/rules", failing=True)["items"]
    assert failing and all(rule["counts"]["failed"] for rule in failing)


@pytest.mark.parametrize("asked", ["rule_set=annexe", "severity=bad", "jurisdiction=XXX", "kind=Thing", "lang=de"])
def test_an_unknown_facet_is_refused_by_name(client: TestClient, asked: str) -> None:
    name, _, value = asked.partition("=")
    assert_problem(client.get(f"/api/v1/quality/rules?{asked}"), 422, parameter=name)
    assert value


def test_a_rule_speaks_the_language_asked_for_and_cites_its_law(client: TestClient) -> None:
    english, irish = got(client, "/rules/qa-007"), got(client, "/rules/qa-007", lang="ga")
    assert english["message"] != irish["message"] and english["remedy"] != irish["remedy"]
    assert "Annex I" in english["law"] and english["sources"][0]["url"].startswith("https://")
    assert_problem(client.get("/api/v1/quality/rules/qa-7"), 404, value="qa-7")


def test_the_records_of_a_rule_are_those_that_its_counts_count(client: TestClient) -> None:
    rule = got(client, "/rules/qa-039")
    for outcome, name in (("fail", "failed"), ("unknown", "unknown"), ("pass", "passed")):
        found = got(client, "/rules/qa-039/records", outcome=outcome)
        assert found["total"] == len({one["iri"] for one in found["items"]}) == rule["counts"][name]
    failed = got(client, "/rules/qa-039/records")["items"]
    assert failed and all(one["fields"] and one["title"] for one in failed)
    told = got(client, f"/credentials/{failed[0]['id']}")["results"]
    assert next(one["outcome"] for one in told if one["rule"] == "qa-039") == "fail"
    assert_problem(client.get("/api/v1/quality/rules/qa-039/records?outcome=zz"), 422, parameter="outcome")
    assert_problem(client.get("/api/v1/quality/rules/qa-7/records"), 404, value="qa-7")


def test_rules_are_a_sheet_with_a_row_for_each(client: TestClient) -> None:
    told = client.get("/api/v1/quality/rules?format=csv&jurisdiction=FIN&lang=fi")
    assert told.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(told.text)))
    rules = got(client, "/rules", jurisdiction="FIN", lang="fi")["items"]
    assert [(row["id"], row["message"], row["failed"]) for row in rows] == [
        (one["id"], one["message"], str(one["counts"]["failed"])) for one in rules
    ]
    assert_problem(client.get("/api/v1/quality/rules?format=pdf"), 422, parameter="format")


def test_a_record_tells_readiness_what_to_complete_and_how_to_mend_it(client: TestClient) -> None:
    told = got(client, "/credentials/es/ce-vhe-medio", lang="es")
    assert 0 < told["readiness"] < 1 and told["counts"]["credentials"] == 1
    assert 1 <= len(told["complete"]) <= 3 and all(step["rules"] for step in told["complete"])
    failed = [one for one in told["results"] if one["outcome"] == "fail"]
    assert failed and all(one["message"] and one["remedy"] and one["law"] for one in failed)
    counted = {name: sum(one["outcome"] == name for one in told["results"]) for name in ("pass", "fail", "unknown")}
    assert counted == {"pass": told["counts"]["passed"], "fail": told["counts"]["failed"],
                       "unknown": told["counts"]["unknown"]}  # fmt: skip
    assert_problem(client.get("/api/v1/quality/credentials/es/nothing"), 404)


def test_changes_name_the_release_they_are_since_or_none(client: TestClient) -> None:
    told = got(client, "/changes")
    assert (told["since"] is None) == (told["changes"] is None)
    answer = client.get("/api/v1/quality/changes", params={"since": "../../etc"})
    assert_problem(answer, 404, parameter="since")
    same = got(client, "/changes", since=told["release"])["changes"]
    assert not any(same.values())


def test_a_record_is_validated_in_a_language(client: TestClient) -> None:
    answer = client.post("/api/v1/quality/validate?lang=pt&rules=annex-i,country", content=RECORD, headers=TURTLE)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["conforms"], told["dialect"], told["rule_sets"]) == (False, "passerelle", ["annex-i", "national"])
    (record,) = told["records"]
    outcomes = next(one for one in record["findings"] if one["rule"] == "qa-006")
    assert outcomes["outcome"] == "fail" and "Recommendation" in outcomes["law"]
    assert outcomes["message"] == got(client, "/rules/qa-006", lang="pt")["message"]
    quality = next(one for one in record["findings"] if one["rule"] == "qa-012")
    assert quality["values"] == ["somebody looked"] and quality["remedy"]


def test_a_validation_is_a_shacl_report(client: TestClient) -> None:
    for media_type, form in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
        answer = client.post("/api/v1/quality/validate", content=RECORD, headers={**TURTLE, "Accept": media_type})
        assert answer.headers["content-type"].startswith(media_type)
        report = Graph().parse(data=answer.text, format=form)
        (node,) = report.subjects(RDF.type, SH.ValidationReport)
        assert str(report.value(node, SH.conforms)) == "false"
        results = list(report.objects(node, SH.result))
        assert results
        for result in results:
            for name in (SH.focusNode, SH.sourceShape, SH.resultSeverity, SH.resultMessage, PSR.legalBasis, PSR.remedy):
                assert report.value(result, name) is not None, name


def test_a_validation_is_a_page_in_which_nothing_sent_is_markup(client: TestClient) -> None:
    text = RECORD.replace("High voltage", "<script>alert(1)</script>")
    answer = client.post("/api/v1/quality/validate?format=html", content=text, headers=TURTLE)
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text and "&lt;script" in answer.text
    assert "qa-006" in answer.text and "Council Recommendation" in answer.text


def test_a_form_that_is_not_there_is_refused(client: TestClient) -> None:
    asked = "/api/v1/quality/validate"
    assert_problem(client.post(asked + "?format=pdf", content=RECORD, headers=TURTLE), 422, parameter="format")
    assert_problem(client.post(asked + "?rules=mine", content=RECORD, headers=TURTLE), 422, parameter="rules")
    refused = client.post(asked, content=RECORD, headers={**TURTLE, "Accept": "image/png"})
    assert_problem(refused, 406)
