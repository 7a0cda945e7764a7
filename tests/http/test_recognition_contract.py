"""What other systems rely on in a verdict: its members, its id, and every form in which a holder may be given."""

import base64
import zlib

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem
from verdicts import CARD, URL, Json, answer, asked, finding, judgement

ID = "https://w3id.org/passerelle/id/"
PARTIAL = {"source": "fi/106884", "target": "es/ce-vhe-medio", "on": "2026-11-25"}
PROMISED = {
    "source", "target", "purpose", "policy", "outcome", "criteria", "coverage", "outcomes", "missing_information",
    "bridges", "instruments", "dataset_version", "engine_version", "computed_at", "statement", "id",
}  # fmt: skip
CRITERIA = ["level", "workload", "quality", "profile", "learning-outcomes", "validity", "legal-effect"]


def verdict(client: TestClient, name: str) -> Json:
    return answer(client, f"{URL}/verdicts/{name}")


def test_verdict_has_every_member_that_is_promised(client: TestClient) -> None:
    body = answer(client, **PARTIAL)
    assert body.keys() >= PROMISED
    assert [one["id"] for one in body["criteria"]] == CRITERIA
    assert all(one.keys() == {"id", "finding", "reason", "compared", "evidence"} for one in body["criteria"])
    assert body["policy"]["id"] == "employment"
    assert body["policy"]["overrides"] == {}
    assert body["dataset_version"] == client.get("/api/v1/release").json()["release"]


def test_each_outcome_of_the_target_says_what_matches_it_best_and_how_well(client: TestClient) -> None:
    body = answer(client, **PARTIAL)
    target = client.get("/api/v1/credentials/es/ce-vhe-medio").json()
    assert len(body["outcomes"]) == len(target["outcomes"])
    by_status = {one["status"]: one for one in body["outcomes"]}
    assert by_status["covered"]["best_match"].startswith(f"{ID}fi/106884/outcome-")
    assert by_status["covered"]["score"] >= 0.7
    assert (by_status["not-covered"]["best_match"], by_status["not-covered"]["score"]) == (None, 0)
    assert any(one["common_ancestor"] for one in body["outcomes"])


def test_the_id_of_a_verdict_gives_the_same_verdict_again(client: TestClient) -> None:
    first = asked(
        client,
        source=[{"iri": "fi/sfs6002-auto", "awarded_on": "2021-03-10"}, "fi/106884"],
        target="ie/ddletb-ev-hv-safety",
        policy={"id": "regulated-work", "overrides": {"coverage-full": 0.9}},
        lang="fi",
    )
    again = verdict(client, first["id"])
    assert judgement(again) == judgement(first)
    assert again["id"] == first["id"]


def test_the_id_keeps_the_day_on_which_it_was_judged(client: TestClient) -> None:
    case = {**CARD, "awarded_on": "2021-03-10", "on": "2025-03-01"}
    first = answer(client, **case)
    assert first["outcome"] != answer(client, **{**case, "on": "2026-11-25"})["outcome"]
    assert verdict(client, first["id"])["outcome"] == first["outcome"]


def test_a_record_that_was_sent_is_in_the_id(client: TestClient) -> None:
    sent = client.get("/api/v1/credentials/fi/106884").json()
    outcomes = [{"text": one["text"], "competences": one["competences"]} for one in sent["outcomes"][:2]]
    first = asked(
        client, source={"titles": {"en": "Course of our own"}, "outcomes": outcomes}, target="es/ce-vhe-medio"
    )
    assert first["source"]["title"] == "Course of our own"
    assert judgement(verdict(client, first["id"])) == judgement(first)


@pytest.mark.parametrize(
    "name", ["x", "AAAA", "%00", "a" * 3000, base64.urlsafe_b64encode(zlib.compress(b"no")).decode()]
)
def test_what_is_no_id_of_a_verdict_is_not_found(client: TestClient, name: str) -> None:
    assert_problem(client.get(f"{URL}/verdicts/{name}"), 404)


def test_an_id_that_unpacks_to_more_than_a_case_is_not_found(client: TestClient) -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 2**24, 9)).decode()
    assert_problem(client.get(f"{URL}/verdicts/{bomb}"), 404)


def test_the_id_of_another_release_is_told_as_a_conflict(client: TestClient) -> None:
    name = answer(client, **PARTIAL)["id"]
    text = zlib.decompress(base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)))
    other = base64.urlsafe_b64encode(zlib.compress(b"0.0.1-000000000000" + text[text.index(b"\n") :])).decode()
    problem = assert_problem(client.get(f"{URL}/verdicts/{other}"), 409)
    assert "0.0.1-000000000000" in problem["detail"]


def test_the_card_that_lapses_first_decides_the_validity_of_a_stack(client: TestClient) -> None:
    def stacked(*days: str) -> Json:
        held = [
            {"iri": iri, "awarded_on": day}
            for iri, day in zip(("fi/sfs6002-auto", "fi/tulityokortti"), days, strict=True)
        ]
        return asked(client, source=held, target=CARD["target"], on=CARD["on"])

    fresh, old = stacked("2026-01-10", "2026-01-10"), stacked("2021-01-10", "2026-01-10")
    assert finding(fresh, "validity")["finding"] == "equivalent"
    assert finding(old, "validity")["reason"]["id"] == "validity-expired"
    assert old["awarded_on"] == "2021-01-10"


def test_of_a_card_held_twice_the_newest_counts(client: TestClient) -> None:
    old, new = ({"iri": "fi/sfs6002-auto", "awarded_on": day} for day in ("2015-01-10", "2025-01-10"))
    for held in ([old, new], [new, old]):
        assert asked(client, source=held, target=CARD["target"], on=CARD["on"])["awarded_on"] == "2025-01-10"


def test_of_an_unfinished_programme_only_the_completed_units_count(client: TestClient) -> None:
    begun = asked(client, source={"iri": "fi/351301-2026", "completed": ["fi/106884"]}, target="es/ce-vhe-medio")
    assert judgement(begun) == judgement(asked(client, source="fi/106884", target="es/ce-vhe-medio"))


def test_records_sent_together_all_count(client: TestClient) -> None:
    outcomes = client.get("/api/v1/credentials/fi/106884").json()["outcomes"]
    sent = [{"titles": {"en": f"Course {n}"}, "outcomes": outcomes[n : n + 1]} for n in range(len(outcomes))]
    apart, whole = sent, {"titles": {"en": "Course"}, "outcomes": outcomes}
    first, second = (asked(client, source=one, target="es/ce-vhe-medio")["coverage"] for one in (apart, whole))
    assert first == pytest.approx(second)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (5, "source"),
        ({}, "titles"),
        ([], "source"),
        (["fi/106884", {"iri": "fi/106884", "awarded_on": "soon"}], "awarded_on"),
        ({"iri": "fi/351301-2026", "completed": []}, "completed"),
        ({"iri": "fi/106884", "title": "?"}, "title"),
        (["fi/106884"] * 21, "source"),
    ],
)
def test_what_is_wrong_with_a_source_is_named(client: TestClient, source: object, named: str) -> None:
    assert_problem(client.post(URL, json={"source": source, "target": "fi/106883"}), 422, parameter=named)


def test_a_unit_of_another_programme_cannot_be_completed(client: TestClient) -> None:
    held = {"iri": "fi/351301-2026", "completed": ["es/ce-vhe-medio"]}
    response = client.post(URL, json={"source": held, "target": "fi/106884"})
    assert_problem(response, 422, parameter="completed")


def test_the_policy_of_another_purpose_is_refused(client: TestClient) -> None:
    case = {**PARTIAL, "purpose": "study", "policy": {"id": "regulated-work"}}
    assert_problem(client.post(URL, json=case), 422, parameter="policy")


def test_the_policy_stands_for_the_purpose_where_none_is_given(client: TestClient) -> None:
    assert asked(client, **PARTIAL, policy={"id": "study"})["purpose"] == "study"


def test_a_partial_verdict_carries_the_units_that_would_close_the_gap(client: TestClient) -> None:
    body = answer(client, **PARTIAL)
    assert body["outcome"] == "partial"
    assert body["bridging"] == "proven"
    assert body["bridges"] or body["unreachable"]
    for bridge in body["bridges"]:
        assert bridge["number"] == len(bridge["units"])
        assert bridge["proof"]
        proven = {unit for proof in bridge["proof"] for unit in proof["units"]}
        assert proven <= {unit["iri"] for unit in bridge["units"]}


def test_holding_the_bridging_units_too_closes_what_they_prove(client: TestClient) -> None:
    first = answer(client, **PARTIAL)
    bridge = first["bridges"][0]
    held = [PARTIAL["source"], *(unit["iri"] for unit in bridge["units"])]
    after = asked(client, source=held, target=PARTIAL["target"], on=PARTIAL["on"])
    degrees = {one["competence"]: one["degree"] for one in after["matches"]}
    assert all(degrees[proof["competence"]] >= 0.7 for proof in bridge["proof"])
    assert after["coverage"]["estimate"] > first["coverage"]["estimate"]


def test_bridges_are_of_the_chosen_country_only(client: TestClient) -> None:
    body = answer(client, f"{URL}/bridges", source="us/ase-a8", target="es/mp-0453", jurisdiction="pt")
    assert {unit["jurisdiction"] for one in body["bridges"] for unit in one["units"]} == {"PT"}
    assert {country for one in body["bridges"] for country in one["countries"]} == {"PT"}


@pytest.mark.parametrize(
    ("params", "status", "named"),
    [
        ({"source": "us/vvc-hvt", "target": "es/ce-vhe-medio", "jurisdiction": "XX"}, 422, "jurisdiction"),
        ({"source": "us/vvc-hvt", "target": "es/ce-vhe-medio", "lang": "de"}, 422, "lang"),
        ({"source": "us/no-such", "target": "es/ce-vhe-medio"}, 404, None),
    ],
)
def test_a_bad_question_about_bridges_is_told(
    client: TestClient, params: dict[str, str], status: int, named: str | None
) -> None:
    assert_problem(client.get(f"{URL}/bridges", params=params), status, **({"parameter": named} if named else {}))
