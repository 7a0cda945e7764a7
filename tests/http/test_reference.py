"""`/api/v1/frameworks`, `/practices`, `/competences`: what credentials are compared against."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem

Json = dict[str, Any]


def items(client: TestClient, path: str, **params: str) -> list[Json]:
    response = client.get(f"/api/v1/{path}", params=params)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["total"] == len(body["items"])
    found: list[Json] = body["items"]
    return found


# Frameworks


def test_frameworks_of_every_country_are_listed(client: TestClient) -> None:
    found = {one["id"] for one in items(client, "frameworks")}
    assert {"eqf", "qf-ehea", "finqf", "qnq", "es-mecu", "es-meces", "nfq", "us-ccf", "us-dqp"} <= found


def test_every_framework_has_an_english_name_and_an_iri_of_its_own(client: TestClient) -> None:
    found = items(client, "frameworks")
    assert all(one["names"].get("en") for one in found)
    assert len({one["iri"] for one in found}) == len(found)


def test_every_framework_of_the_list_is_served_alone_in_the_same_words(client: TestClient) -> None:
    for one in items(client, "frameworks"):
        assert client.get(f"/api/v1/frameworks/{one['id']}").json() == one


def test_eqf_has_eight_levels_with_three_descriptors_each(client: TestClient) -> None:
    levels = client.get("/api/v1/frameworks/eqf").json()["levels"]
    assert [(one["code"], one["eqf"]) for one in levels] == [(str(n), n) for n in range(1, 9)]
    assert all(one["knowledge"] and one["skills"] and one["responsibility"] for one in levels)


def test_eqf_levels_have_the_iris_of_the_european_union(client: TestClient) -> None:
    levels = client.get("/api/v1/frameworks/eqf").json()["levels"]
    assert [one["iri"] for one in levels] == [f"http://data.europa.eu/snb/eqf/{n}" for n in range(1, 9)]


@pytest.mark.parametrize(("framework", "code", "eqf"), [("finqf", "4", 4), ("nfq", "7", 6), ("nfq", "10", 8)])
def test_national_level_says_its_eqf_level(client: TestClient, framework: str, code: str, eqf: int) -> None:
    levels = client.get(f"/api/v1/frameworks/{framework}").json()["levels"]
    assert {one["code"]: one["eqf"] for one in levels}[code] == eqf


def test_nfq_lists_its_levels_by_number_not_by_letter(client: TestClient) -> None:
    codes = [one["code"] for one in client.get("/api/v1/frameworks/nfq").json()["levels"]]
    assert [code for code in codes if code.isdigit()] == [str(number) for number in range(1, 11)]


def test_level_that_is_not_referenced_to_the_eqf_says_null(client: TestClient) -> None:
    levels = client.get("/api/v1/frameworks/es-cef").json()["levels"]
    assert levels
    assert {one["eqf"] for one in levels} == {None}


def test_unknown_framework_is_not_found_naming_those_there_are(client: TestClient) -> None:
    body = assert_problem(client.get("/api/v1/frameworks/finqff"), 404, parameter="id", value="finqff")
    assert "finqf" in body["near"]


# Practices


def test_practice_has_finding_strength_and_a_sourced_reading(client: TestClient) -> None:
    for one in items(client, "practices"):
        assert one["finding"]
        assert one["evidence_strength"] in ("strong", "moderate", "weak")
        assert one["sources"], one["iri"]


def test_practices_of_one_country_are_a_part_of_all(client: TestClient) -> None:
    everything = items(client, "practices")
    expected = [one for one in everything if one["jurisdiction"] == "PT"]
    assert 0 < len(expected) < len(everything)
    assert items(client, "practices", jurisdiction="pt") == expected


def test_practices_of_one_dimension_cover_every_country(client: TestClient) -> None:
    found = items(client, "practices", dimension="quality-assurance")
    assert {one["dimension"] for one in found} == {"quality-assurance"}
    assert {"FI", "PT", "ES", "IE", "US"} <= {one["jurisdiction"] for one in found}


def test_both_filters_of_practices_are_kept(client: TestClient) -> None:
    found = items(client, "practices", jurisdiction="IE", dimension="funding")
    assert found
    assert {(one["jurisdiction"], one["dimension"]) for one in found} == {("IE", "funding")}


@pytest.mark.parametrize("parameter", ["jurisdiction", "dimension"])
@pytest.mark.parametrize("value", ["XX", ""])
def test_filter_of_practices_that_is_not_in_the_graph_is_refused(
    client: TestClient, parameter: str, value: str
) -> None:
    response = client.get("/api/v1/practices", params={parameter: value})
    assert_problem(response, 422, parameter=parameter, value=value)


# Competences


def test_at_least_140_competences_each_with_label_and_definition(client: TestClient) -> None:
    found = items(client, "competences")
    assert len(found) >= 140
    assert all(one["labels"].get("en") and one["definition"] for one in found)


@pytest.mark.parametrize("language", ["fi", "pt", "es"])
def test_every_competence_is_named_in_the_language(client: TestClient, language: str) -> None:
    assert [one["id"] for one in items(client, "competences") if not one["labels"].get(language)] == []


def test_broader_competence_is_in_the_list_too(client: TestClient) -> None:
    found = items(client, "competences")
    assert {one["broader"] for one in found if one["broader"]} <= {one["iri"] for one in found}


def test_competence_counts_the_credentials_that_develop_it(client: TestClient) -> None:
    counts = {one["id"]: one["credentials"] for one in items(client, "competences")}
    assert counts["high-voltage-isolation"] > counts["high-voltage-isolation-under-guidance"] > 0


def test_competence_of_high_voltage_isolation_has_no_exact_skill_in_esco(client: TestClient) -> None:
    esco = {one["id"]: one["esco"] for one in items(client, "competences")}["high-voltage-isolation"]
    assert esco
    assert {predicate for predicate, _ in esco} == {"broadMatch"}


@pytest.mark.parametrize("path", ["frameworks", "frameworks/eqf", "practices", "competences", "queries"])
def test_unknown_parameter_is_refused_naming_it(client: TestClient, path: str) -> None:
    assert_problem(client.get(f"/api/v1/{path}", params={"nosuch": "1"}), 422, parameter="nosuch", value="1")
