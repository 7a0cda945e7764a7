"""`/api/v1/recognition`: what a comparison always says, whatever the rules of the day make of it."""

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem
from verdicts import URL, Json, answer, finding, judgement

from app.store import EmbeddedStore

ID = "https://w3id.org/passerelle/id/"
PAIR = {"source": "us/vvc-hvt", "target": "fi/106884"}


def compare(client: TestClient, **params: str) -> Json:
    return answer(client, **{**PAIR, **params})


def test_comparison_says_what_was_compared_and_for_what(client: TestClient) -> None:
    body = compare(client, purpose="study")
    assert (body["source"]["id"], body["target"]["id"], body["purpose"]) == ("us/vvc-hvt", "fi/106884", "study")


def test_direction_of_the_question_is_kept(client: TestClient) -> None:
    body = compare(client, source="fi/106884", target="us/vvc-hvt")
    assert (body["source"]["id"], body["target"]["id"]) == ("fi/106884", "us/vvc-hvt")


def test_purpose_is_employment_when_none_is_given(client: TestClient) -> None:
    assert compare(client)["purpose"] == "employment"


@pytest.mark.parametrize("criterion", ["level", "workload", "learning-outcomes"])
def test_finding_has_result_reason_numbers_and_evidence_of_both_sides(client: TestClient, criterion: str) -> None:
    one = finding(compare(client), criterion)
    assert one["finding"] in (
        "equivalent",
        "exceeds",
        "minor-difference",
        "substantial-difference",
        "unknown",
    )
    assert one["reason"]["id"]
    assert one["reason"]["text"] != one["reason"]["id"]
    assert one["compared"]
    assert one["evidence"]["source"]
    assert one["evidence"]["target"]


def test_workload_that_no_source_converts_is_unknown_and_not_a_difference(client: TestClient) -> None:
    assert finding(compare(client), "workload")["finding"] == "unknown"


def test_level_compared_is_the_eqf_level_of_both_records(client: TestClient) -> None:
    compared = finding(compare(client), "level")["compared"]
    assert (compared["source_eqf"], compared["target_eqf"]) == (4, 4)


def test_every_claim_cited_is_in_the_graph(client: TestClient, release_store: EmbeddedStore) -> None:
    for one in compare(client)["criteria"]:
        for claim in one["evidence"]["source"] + one["evidence"]["target"]:
            assert list(release_store.select(f"SELECT ?p {{ <{claim['iri']}> ?p ?o }} LIMIT 1")), claim["iri"]


def test_every_source_cited_is_listed(client: TestClient) -> None:
    body = compare(client)
    listed = {one["iri"] for one in body["sources"]}
    for one in body["criteria"]:
        for claim in one["evidence"]["source"] + one["evidence"]["target"]:
            assert set(claim["sources"]) <= listed


def test_credential_held_against_itself_has_no_difference(client: TestClient) -> None:
    body = compare(client, source="fi/106884", target="fi/106884")
    assert finding(body, "level")["finding"] == "equivalent"
    assert finding(body, "learning-outcomes")["finding"] in ("equivalent", "exceeds")


def test_answer_says_that_a_person_decides(client: TestClient) -> None:
    assert "decision rests with" in compare(client)["statement"]


def test_full_iris_give_the_same_answer_as_short_ids(client: TestClient) -> None:
    full = compare(client, source=f"{ID}us/vvc-hvt", target=f"{ID}fi/106884")
    assert judgement(full) == judgement(compare(client))


def test_reasons_are_in_the_language_asked_for(client: TestClient) -> None:
    texts = {lang: finding(compare(client, lang=lang), "level")["reason"]["text"] for lang in ("en", "fi", "pt", "es")}
    assert len(set(texts.values())) == 4
    assert finding(compare(client), "level")["reason"]["text"] == texts["en"]


def test_result_does_not_depend_on_the_language(client: TestClient) -> None:
    english, finnish = compare(client), compare(client, lang="fi")
    assert [one["finding"] for one in english["criteria"]] == [one["finding"] for one in finnish["criteria"]]


@pytest.mark.parametrize("lang", ["xx", "EN", ""])
def test_language_that_is_not_offered_is_refused_naming_it(client: TestClient, lang: str) -> None:
    assert_problem(client.get(URL, params={**PAIR, "lang": lang}), 422, parameter="lang", value=lang)


@pytest.mark.parametrize("purpose", ["tourism", ""])
def test_unknown_purpose_is_refused_naming_it(client: TestClient, purpose: str) -> None:
    assert_problem(client.get(URL, params={**PAIR, "purpose": purpose}), 422, parameter="purpose", value=purpose)


@pytest.mark.parametrize("parameter", ["source", "target"])
@pytest.mark.parametrize("value", ["fi/106885", f"{ID}fi/106885"])
def test_unknown_credential_is_not_found_naming_the_parameter_and_near_matches(
    client: TestClient, parameter: str, value: str
) -> None:
    response = client.get(URL, params={**PAIR, parameter: value})
    body = assert_problem(response, 404, parameter=parameter, value=value)
    assert "fi/106884" in body["near"]


@pytest.mark.parametrize(
    "value", ["", "x> } DROP ALL #", f"{ID}fi/106884>", f"{ID}fi/106884\x00", "https://a.example/1", "x" * 5000]
)
def test_value_that_is_no_credential_is_not_found(client: TestClient, value: str) -> None:
    assert_problem(client.get(URL, params={**PAIR, "source": value}), 404, parameter="source")


def test_thing_of_the_graph_that_is_no_credential_is_not_found(client: TestClient) -> None:
    assert_problem(client.get(URL, params={**PAIR, "source": f"{ID}fi/karvi"}), 404, parameter="source")


@pytest.mark.parametrize("parameter", ["source", "target"])
def test_missing_credential_is_refused_naming_the_parameter(client: TestClient, parameter: str) -> None:
    params = {name: value for name, value in PAIR.items() if name != parameter}
    assert_problem(client.get(URL, params=params), 422, parameter=parameter)


def test_unknown_parameter_is_refused_naming_it(client: TestClient) -> None:
    assert_problem(client.get(URL, params={**PAIR, "language": "fi"}), 422, parameter="language")
