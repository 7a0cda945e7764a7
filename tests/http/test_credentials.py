"""`/api/v1/credentials`: lists, filters and paging, and what a record says and leaves open."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem

from app.store import EmbeddedStore

URL = "/api/v1/credentials"
Json = dict[str, Any]
FIELDS = {
    "id": str,
    "iri": str,
    "titles": dict,
    "kind": str,
    "jurisdiction": str,
    "code": str,
    "awarding_body": dict,
    "level": dict,
    "eqf": dict,
    "workload": dict,
    "validity_months": int,
    "assessment": list,
    "quality_assurance": dict,
    "regulated": dict,
    "outcomes": list,
    "sources": list,
    "confidence": str,
    "not_documented": list,
}
MAY_BE_UNKNOWN = (
    "code",
    "awarding_body",
    "level",
    "eqf",
    "workload",
    "assessment",
    "quality_assurance",
    "regulated",
)


@pytest.fixture(scope="module")
def records(client: TestClient) -> list[Json]:
    """Every credential, by following the links from page to page."""
    found: list[Json] = []
    address: str | None = f"{URL}?page_size=200"
    while address:
        response = client.get(address)
        assert response.status_code == 200
        found += response.json()["items"]
        address = response.links.get("next", {}).get("url")
    return found


def ids(client: TestClient, **wanted: object) -> list[str]:
    """The ids that a filter leaves."""
    response = client.get(URL, params={"page_size": 200, **wanted})
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def record(client: TestClient, identifier: str) -> Json:
    response = client.get(f"{URL}/{identifier}")
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


# Lists and pages


def test_list_says_how_many_there_are_and_which_page_this_is(client: TestClient) -> None:
    body = client.get(URL, params={"page": 2, "page_size": 7}).json()
    assert (len(body["items"]), body["total"], body["page"], body["page_size"]) == (7, 274, 2, 7)
    assert body.keys() == {"items", "total", "page", "page_size"}


def test_all_274_records_are_served_each_once(records: list[Json]) -> None:
    assert len(records) == 274
    assert len({one["iri"] for one in records}) == 274


def test_list_is_in_the_order_of_ids(records: list[Json]) -> None:
    assert [one["id"] for one in records] == sorted(one["id"] for one in records)


def test_first_page_links_to_next_and_last_but_not_to_previous(client: TestClient) -> None:
    assert client.get(URL).links.keys() == {"first", "next", "last"}


def test_last_page_links_to_first_and_previous_but_not_to_next(client: TestClient) -> None:
    last = client.get(URL).links["last"]["url"]
    assert client.get(last).links.keys() == {"first", "prev", "last"}


def test_links_keep_the_filters_and_change_only_the_page(client: TestClient) -> None:
    links = client.get(URL, params={"jurisdiction": "FI", "page_size": 20, "page": 2}).links
    following = client.get(links["next"]["url"]).json()
    assert (following["page"], following["page_size"], following["total"]) == (3, 20, 46)
    assert {one["jurisdiction"] for one in following["items"]} == {"FI"}


def test_last_link_leads_to_the_page_with_the_rest(client: TestClient) -> None:
    last = client.get(client.get(URL, params={"page_size": 50}).links["last"]["url"]).json()
    assert (last["page"], len(last["items"])) == (6, 24)


def test_page_after_the_last_is_empty_and_still_says_the_total(client: TestClient) -> None:
    body = client.get(URL, params={"page": 99}).json()
    assert (body["items"], body["total"]) == ([], 274)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("page_size", "201"), ("page_size", "0"), ("page", "0"), ("page", "two"), ("eqf", "9"), ("eqf", "four")],
)
def test_number_out_of_range_is_refused_naming_parameter_and_value(
    client: TestClient, parameter: str, value: str
) -> None:
    assert_problem(client.get(URL, params={parameter: value}), 422, parameter=parameter, value=value)


def test_page_size_of_200_is_allowed(client: TestClient) -> None:
    assert len(client.get(URL, params={"page_size": 200}).json()["items"]) == 200


def test_links_do_not_lead_to_the_host_that_the_client_names(client: TestClient) -> None:
    links = client.get(URL, headers={"host": "evil.example"}).headers["link"]
    assert "evil.example" not in links


# Filters


def test_jurisdiction_filter_gives_that_country_only(client: TestClient) -> None:
    found = ids(client, jurisdiction="FI")
    assert len(found) == 46
    assert all(one.startswith("fi/") for one in found)


def test_jurisdiction_may_be_written_small(client: TestClient) -> None:
    assert ids(client, jurisdiction="fi") == ids(client, jurisdiction="FI")


@pytest.mark.parametrize(
    ("parameter", "of"),
    [
        ("kind", lambda one: one["kind"]),
        ("eqf", lambda one: one["eqf"] and one["eqf"]["value"]),
        ("framework", lambda one: one["framework"]),
        ("jurisdiction", lambda one: one["jurisdiction"]),
    ],
)
def test_filter_agrees_with_what_the_records_say(
    client: TestClient, records: list[Json], parameter: str, of: Callable[[Json], Any]
) -> None:
    values = {of(one) for one in records} - {None}
    assert len(values) > 4
    for value in values:
        expected = [one["id"] for one in records if of(one) == value]
        assert ids(client, **{parameter: value}) == expected, value


def test_field_filter_agrees_with_what_the_records_say(client: TestClient, records: list[Json]) -> None:
    assert ids(client, field="0716") == [one["id"] for one in records if "0716" in one["fields"]][:200]


def test_beginning_of_a_field_code_gives_every_field_below_it(client: TestClient, records: list[Json]) -> None:
    expected = [one["id"] for one in records if any(code.startswith("10") for code in one["fields"])]
    assert expected
    assert ids(client, field="10") == expected


def test_filters_are_all_kept(client: TestClient, records: list[Json]) -> None:
    expected = [
        one["id"]
        for one in records
        if one["jurisdiction"] == "IE" and one["kind"] == "micro-credential" and one["eqf"] and one["eqf"]["value"] == 6
    ]
    assert expected
    assert ids(client, jurisdiction="IE", kind="micro-credential", eqf=6) == expected


@pytest.mark.parametrize("words", ["Korkeajännite", "korkeajannite", "KORKEAJÄNNITE", "korkeaja\u0308nnite"])
def test_words_are_found_without_regard_to_accents_and_case(client: TestClient, words: str) -> None:
    assert "fi/106884" in ids(client, q=words)


def test_every_word_must_be_there_in_any_order(client: TestClient) -> None:
    assert "fi/106884" in ids(client, q="repair high-voltage")
    assert ids(client, q="high-voltage nosuchword") == []


def test_code_of_the_credential_is_found_by_words(client: TestClient) -> None:
    assert ids(client, q="106884") == ["fi/106884"]


def test_words_of_the_awarding_body_find_its_credentials(client: TestClient) -> None:
    found = ids(client, q="deutsche gesetzliche unfallversicherung")
    assert found
    assert all(one.startswith("de/") for one in found)


def test_words_that_no_credential_has_give_an_empty_list(client: TestClient) -> None:
    body = client.get(URL, params={"q": "zzzz"}).json()
    assert (body["items"], body["total"]) == ([], 0)


@pytest.mark.parametrize("parameter", ["jurisdiction", "kind", "framework"])
@pytest.mark.parametrize("value", ["XX", ""])
def test_filter_value_that_is_not_in_the_graph_is_refused_naming_those_that_are(
    client: TestClient, parameter: str, value: str
) -> None:
    body = assert_problem(client.get(URL, params={parameter: value}), 422, parameter=parameter, value=value)
    known = {"jurisdiction": "FI", "kind": "micro-credential", "framework": "finqf"}[parameter]
    assert known in body["detail"]


def test_unknown_parameter_is_refused_naming_it(client: TestClient) -> None:
    response = client.get(URL, params={"country": "FI"})
    body = assert_problem(response, 422, parameter="country", value="FI")
    assert "jurisdiction" in body["detail"]


def test_parameter_given_twice_is_refused_naming_it(client: TestClient) -> None:
    assert_problem(client.get(f"{URL}?jurisdiction=FI&jurisdiction=PT"), 422, parameter="jurisdiction")


# One record


@pytest.mark.parametrize("field", FIELDS)
def test_record_has_field_of_its_type_or_null(records: list[Json], field: str) -> None:
    for one in records:
        assert one[field] is None or type(one[field]) is FIELDS[field], (one["id"], field)
    assert any(one[field] for one in records)


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("level", {"framework", "code", "basis"}),
        ("eqf", {"value", "basis"}),
        ("workload", {"value", "unit", "hours", "basis"}),
        ("awarding_body", {"iri", "name"}),
        ("outcomes", {"iri", "text", "competences"}),
        ("sources", {"iri", "title", "url", "read"}),
    ],
)
def test_field_has_its_parts(records: list[Json], field: str, parts: set[str]) -> None:
    for one in records:
        values = one[field] if isinstance(one[field], list) else [one[field]]
        assert all(parts <= value.keys() for value in values if value is not None), one["id"]


def test_iri_of_a_record_ends_in_its_id(records: list[Json]) -> None:
    assert all(one["iri"] == f"https://w3id.org/passerelle/id/{one['id']}" for one in records)


def test_single_record_is_the_same_as_in_the_list(client: TestClient, records: list[Json]) -> None:
    for one in records[::25]:
        assert record(client, one["id"]) == one


def test_jurisdiction_in_the_path_may_be_written_large(client: TestClient) -> None:
    assert record(client, "FI/106884")["id"] == "fi/106884"


def test_record_says_what_the_evidence_says(client: TestClient) -> None:
    one = record(client, "fi/106884")
    assert one["titles"]["fi"] == "Ajoneuvon korkeajännitejärjestelmän korjaustyö"
    assert (one["kind"], one["jurisdiction"], one["code"]) == ("unit", "FI", "106884")
    assert (one["level"]["framework"], one["level"]["code"], one["level"]["basis"]) == ("finqf", "4", "stated")
    assert (one["eqf"]["value"], one["eqf"]["basis"]) == (4, "derived")
    assert set(one["assessment"]) == {"practical", "workplace-observation"}
    assert one["regulated"]["is"] is False
    assert len(one["outcomes"]) == 7


def test_outcome_carries_the_competences_it_is_mapped_to(client: TestClient) -> None:
    outcomes = {one["iri"].rsplit("/", 1)[-1]: one for one in record(client, "fi/106884")["outcomes"]}
    competences = [one["iri"].rsplit("/", 1)[-1] for one in outcomes["outcome-3"]["competences"]]
    assert competences == ["high-voltage-isolation-under-guidance"]


def test_outcomes_come_in_the_order_of_their_numbers(records: list[Json]) -> None:
    for one in records:
        own = [outcome["iri"] for outcome in one["outcomes"] if outcome["iri"].startswith(one["iri"] + "/outcome-")]
        assert own == [f"{one['iri']}/outcome-{number}" for number in range(1, len(own) + 1)]


def test_tested_item_ten_comes_after_item_nine_and_not_after_item_one(client: TestClient) -> None:
    codes = [one["iri"].rsplit("/", 1)[-1] for one in record(client, "eu/fgas-2215-a1")["outcomes"] if one["tested"]]
    numbers = [[int(part) for part in code.split(".")] for code in codes]
    assert numbers == sorted(numbers)
    assert any(part > 9 for number in numbers for part in number[1:])


def test_tested_item_says_whether_theory_or_practice_is_tested(client: TestClient) -> None:
    tested = {tuple(one["tested"]) for one in record(client, "eu/fgas-2215-a1")["outcomes"]}
    assert {("theory",), ("practice",)} & tested
    assert {part for parts in tested for part in parts} == {"theory", "practice"}


def test_rejected_mapping_is_not_shown_as_a_competence(client: TestClient, release_store: EmbeddedStore) -> None:
    rows = release_store.select(
        """PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX sssom: <https://w3id.org/sssom/>
        SELECT ?m { ?m sssom:predicate_modifier ?no ; owl:annotatedSource ?outcome .
          ?credential <http://data.europa.eu/snb/model/elm/learningOutcome> ?outcome
          FILTER (STRSTARTS(STR(?credential), "https://w3id.org/passerelle/id/fi/")) }"""
    )
    rejected = {row["m"].value for row in rows}
    assert rejected
    for one in client.get(URL, params={"jurisdiction": "FI"}).json()["items"]:
        shown = {competence["mapping"] for outcome in one["outcomes"] for competence in outcome["competences"]}
        assert not shown & rejected, one["id"]


def test_no_outcome_is_without_text(records: list[Json]) -> None:
    assert [one["iri"] for entry in records for one in entry["outcomes"] if not one["text"].strip()] == []


def test_every_record_names_a_source_and_how_far_it_was_read(records: list[Json]) -> None:
    for one in records:
        assert one["sources"], one["id"]
        assert {source["read"] for source in one["sources"]} <= {
            "primary-text",
            "full-page",
            "page-opening",
            "unverified",
        }


def test_source_that_was_not_read_stays_marked_unverified(records: list[Json]) -> None:
    assert any(source["read"] == "unverified" for one in records for source in one["sources"])


def test_every_source_of_a_claim_is_in_the_list_of_sources(records: list[Json]) -> None:
    for one in records:
        listed = {source["iri"] for source in one["sources"]}
        for claims in one["evidence"].values():
            assert {iri for claim in claims for iri in claim["sources"]} <= listed, one["id"]


def test_estimate_of_the_editors_is_marked_as_such(records: list[Json]) -> None:
    bases = {one["eqf"]["basis"] for one in records if one["eqf"]}
    assert bases == {"stated", "derived", "analyst-estimate"}


def test_unknown_credential_is_not_found_with_near_matches(client: TestClient) -> None:
    response = client.get(f"{URL}/fi/106885")
    body = assert_problem(response, 404, parameter="slug")
    assert "fi/106884" in body["near"]
    assert "106885" in body["value"]


# Unknown is null


@pytest.mark.parametrize("field", MAY_BE_UNKNOWN)
def test_unknown_is_null_and_listed_as_not_documented(records: list[Json], field: str) -> None:
    assert any(one[field] is None for one in records)
    for one in records:
        assert (one[field] is None) == (field in one["not_documented"]), (one["id"], field)


def test_record_without_outcomes_lists_them_as_not_documented(records: list[Json]) -> None:
    assert any(not one["outcomes"] for one in records)
    for one in records:
        assert (not one["outcomes"]) == ("outcomes" in one["not_documented"]), one["id"]


def test_credential_that_never_expires_has_no_months_and_is_documented(client: TestClient) -> None:
    one = record(client, "fi/106884")
    assert (one["expires"], one["validity_months"]) == (False, None)
    assert "validity_months" not in one["not_documented"]


def test_credential_of_unknown_validity_does_not_say_that_it_never_expires(client: TestClient) -> None:
    one = record(client, "us/vvc-hvt")
    assert (one["expires"], one["validity_months"]) == (None, None)
    assert "validity_months" in one["not_documented"]


def test_credential_that_expires_says_after_how_many_months(client: TestClient) -> None:
    one = record(client, "fi/sfs6002")
    assert (one["expires"], one["validity_months"]) == (True, 60)


def test_months_of_validity_and_expiry_agree_in_every_record(records: list[Json]) -> None:
    for one in records:
        assert one["validity_months"] is None or one["expires"] is True, one["id"]
        assert (one["expires"] is None) == ("validity_months" in one["not_documented"]), one["id"]


# Hours


@pytest.mark.parametrize(
    ("identifier", "unit", "value", "low", "high"),
    [
        ("pt/ctesp-veh-ipleiria", "ects", 120, 3000, 3600),
        ("ie/electrical-craft", "fet-credits", 240, 2400, 2400),
        ("us/rockland-atf", "us-credit-hours", 3, 135, 135),
        ("es/fpcat-upc-micro", "ects", 3, 75, 180),
    ],
)
def test_workload_in_a_unit_with_a_cited_conversion_has_hours(
    client: TestClient, identifier: str, unit: str, value: float, low: float, high: float
) -> None:
    workload = record(client, identifier)["workload"]
    assert (workload["unit"], workload["value"]) == (unit, value)
    assert workload["hours"] == {"min": low, "max": high}


@pytest.mark.parametrize("unit", ["competence-points", "pt-vet-points", "days", "weeks", "years"])
def test_workload_in_a_unit_that_no_source_converts_has_no_hours(records: list[Json], unit: str) -> None:
    sizes = [size for one in records for size in one["workloads"] if size["unit"] == unit]
    assert sizes
    assert {size["hours"] for size in sizes} == {None}


def test_workload_of_which_only_the_upper_end_is_known_has_no_hours(client: TestClient) -> None:
    workload = record(client, "es/univ-micro-generic")["workload"]
    assert (workload["value"], workload["max_value"], workload["hours"]) == (None, 15, None)


def test_hours_are_never_a_range_upside_down(records: list[Json]) -> None:
    for one in records:
        for size in one["workloads"]:
            assert not size["hours"] or 0 < size["hours"]["min"] <= size["hours"]["max"], one["id"]


def test_conversion_of_a_unit_is_sourced_in_the_record(client: TestClient, release_store: EmbeddedStore) -> None:
    rows = release_store.select(
        "SELECT ?s { <https://w3id.org/passerelle/def#unit-ects> <http://purl.org/dc/terms/source> ?s }"
    )
    expected = {row["s"].value for row in rows}
    assert expected
    assert expected <= {source["iri"] for source in record(client, "pt/ctesp-veh-ipleiria")["sources"]}
