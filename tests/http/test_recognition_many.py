"""Many verdicts at once, and one verdict for a holder: dates, stacks, languages, law; and what bad input gets."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from problems import assert_problem
from verdicts import CARD, LAB, URL, Json, answer, asked, short

from app.http.service import create_service
from app.settings import Settings

RANK = ["full", "conditional", "partial", "insufficient-information", "none"]


def lines(client: TestClient, *sent: Json | str | bytes) -> list[Json]:
    raw = [
        one if isinstance(one, bytes) else (one if isinstance(one, str) else json.dumps(one)).encode() for one in sent
    ]
    response = client.post(f"{URL}/batch", content=b"\n".join(raw))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/jsonl")
    return [json.loads(line) for line in response.text.splitlines()]


def test_candidates_are_ranked_by_outcome_then_coverage_and_say_why(client: TestClient) -> None:
    items = answer(client, f"{URL}/candidates", source="es/ce-vhe-medio", jurisdiction="fi", limit=20)["items"]
    order = [(RANK.index(one["outcome"]), -(one["coverage"] or {"estimate": 0})["estimate"]) for one in items]
    assert order == sorted(order)
    assert "none" not in {one["outcome"] for one in items}
    for one in items:
        assert one["target"].startswith("fi/")
        assert set(one["reasons"]) >= {"level", "workload", "quality", "profile", "learning-outcomes", "validity"}
        assert all(one["reasons"].values())


def test_candidates_are_those_of_other_countries_and_at_most_the_limit(client: TestClient) -> None:
    everywhere = answer(client, f"{URL}/candidates", source="fi/106884")
    assert len(everywhere["items"]) == 10
    assert {one["jurisdiction"] for one in everywhere["items"]}.isdisjoint({"FI"})
    assert answer(client, f"{URL}/candidates", source="fi/106884", limit=3)["items"] == everywhere["items"][:3]


def test_candidates_agree_with_the_single_verdict(client: TestClient) -> None:
    for one in answer(client, f"{URL}/candidates", source="fi/106884", limit=5)["items"]:
        single = answer(client, source=one["source"], target=one["target"])
        assert (single["outcome"], single["decision"]["rule"]) == (one["outcome"], one["rule"])


@pytest.mark.parametrize(
    ("name", "value"), [("jurisdiction", "XX"), ("jurisdiction", "F\x00I"), ("limit", "0"), ("limit", "101"),
                        ("limit", "x"), ("purpose", "fun"), ("lang", "xx"), ("sorce", "x")],
    ids=short,
)  # fmt: skip
def test_candidates_refuse_a_bad_parameter_naming_it(client: TestClient, name: str, value: str) -> None:
    response = client.get(f"{URL}/candidates", params={"source": "fi/106884", name: value})
    assert_problem(response, 422, parameter=name)


def test_of_many_candidates_those_with_the_greatest_coverage_are_judged(client: TestClient, release: Path) -> None:
    few = Settings(root=ROOT, build=release.parents[1], candidates_judged=5, query_workers=1)
    asked_for = {"source": "es/ce-vhe-medio", "limit": 5}
    every = answer(client, f"{URL}/candidates", **{**asked_for, "limit": 100})["items"]
    with TestClient(create_service(few)) as other:
        found = answer(other, f"{URL}/candidates", **asked_for)["items"]
    known = {one["target"]: one for one in every}
    greatest = sorted(((one["coverage"] or {}).get("estimate") or 0 for one in every), reverse=True)[:5]
    assert found
    assert all(known[one["target"]] == one for one in found)
    assert min(one["coverage"]["estimate"] for one in found) >= greatest[-1]


def test_batch_answers_each_line_in_its_order_under_its_purpose(client: TestClient) -> None:
    pair = {"source": "fi/vac-asentaja", "target": "us/epa-609"}
    found = lines(
        client, *({**pair, "purpose": purpose} for purpose in ("study", "employment", "regulated-work")), pair
    )
    assert [one["line"] for one in found] == [1, 2, 3, 4]
    assert [one["purpose"] for one in found] == ["study", "employment", "regulated-work", "employment"]
    assert found[0]["decisive"] != "legal-effect"
    assert found[2]["decisive"] == "legal-effect"


def test_batch_agrees_with_the_single_verdict_on_a_dated_card(client: TestClient) -> None:
    old, new = (
        {"source": {"iri": CARD["source"], "awarded_on": day}, "target": CARD["target"]}
        for day in ("2015-01-01", "2026-06-01")
    )
    assert [one["outcome"] for one in lines(client, old, new)] == ["conditional", "full"]


@pytest.mark.parametrize(
    "bad",
    [
        "x", "[]", "null", "5", "{}", '{"source": "fi/106884"}', '{"source": 5, "target": "fi/106884"}',
        '{"source": NaN, "target": "fi/106884"}', b"\xff\xfe", "[" * 50_000, '{"a":' * 50_000,
        '{"source": "fi/106884", "target": "fi/106883", "purpose": "fun"}',
        '{"source": "fi/106884", "target": "fi/106883", "purpose": null}',
        '{"source": "fi/106884", "target": "fi/106883", "awarded_on": "2025-02-30"}',
        '{"source": "fi/106884", "target": "fi/106883", "awarded_on": 5}',
        '{"source": "fi/106884", "target": "fi/106883", "awarded_on": ["2025-02-03"]}',
        '{"source": "fi/106884", "target": "fi/106883", "n": ' + "9" * 5000 + "}",
        '{"source": "fi/no-such", "target": "fi/106883"}', '{"source": "", "target": "fi/106883"}',
        '{"source": "\\ud800", "target": "fi/106883"}', '{"source": "fi/106884>", "target": "fi/106883"}',
    ],
    ids=short,
)  # fmt: skip
def test_batch_answers_a_bad_line_in_its_place_with_its_number(client: TestClient, bad: str | bytes) -> None:
    good = {"source": "fi/106884", "target": "es/ce-vhe-medio"}
    first, second, third = lines(client, good, bad, good)
    assert (first["outcome"], third["outcome"]) == ("partial", "partial")
    assert (second["line"], second["status"], third["line"]) == (2, 422, 3)
    assert second["detail"]
    assert "Traceback" not in second["detail"]


def test_batch_of_ten_thousand_pairs_is_answered_whole(client: TestClient) -> None:
    sources = [f"fi/{code}" for code in (106884, 106883, 106878, 106910)]
    targets = ["es/ce-vhe-medio", "us/ase-a5", "pt/ufcd-10859", "ie/tus-ev-technology-l7", "no/such"]
    pairs = [{"source": source, "target": target} for source in sources for target in targets]
    found = lines(client, *(pairs * 500))
    assert [one["line"] for one in found] == list(range(1, 10_001))
    assert Counter("outcome" in one for one in found) == {True: 8000, False: 2000}


def test_batch_without_lines_is_empty(client: TestClient) -> None:
    assert lines(client) == lines(client, "", "  ") == []


def test_batch_line_that_is_too_long_is_a_problem_of_that_line(client: TestClient) -> None:
    good = {"source": "fi/106884", "target": "es/ce-vhe-medio"}
    found = lines(client, good, json.dumps({"source": "x" * 1_000_000, "target": "fi/106884"}), good)
    assert [one["line"] for one in found][:2] == [1, 2]
    assert "outcome" in found[0]
    assert found[1]["status"] == 422
    assert len(found[1]["detail"]) < 500


def test_batch_refuses_a_parameter_it_does_not_have(client: TestClient) -> None:
    assert_problem(client.post(f"{URL}/batch?purpose=study", content=b""), 422, parameter="purpose")


def test_matrix_has_a_row_for_every_pair_of_the_direction(client: TestClient) -> None:
    body = answer(client, f"{URL}/matrix", **{"from": "fi", "to": "ie"})
    assert (body["from"], body["to"]) == ("FI", "IE")
    pairs = {(one["source"], one["target"]) for one in body["items"]}
    assert len(pairs) == body["total"] == len({one for one, _ in pairs}) * len({other for _, other in pairs})
    for one in body["items"]:
        assert one["outcome"] in RANK
        assert one["coverage"] is None or one["lower"] <= one["coverage"] <= one["upper"]


@pytest.mark.parametrize("how", [{"params": {"format": "csv"}}, {"headers": {"accept": "text/csv"}}])
def test_matrix_as_csv_has_the_same_rows(client: TestClient, how: Json) -> None:
    params = {"from": "FI", "to": "IE"}
    response = client.get(f"{URL}/matrix", params={**params, **how.get("params", {})}, headers=how.get("headers"))
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    items = answer(client, f"{URL}/matrix", **params)["items"]
    told = [[one["source"], one["target"], one["outcome"]] for one in items]
    assert [[row["source"], row["target"], row["outcome"]] for row in rows] == told


@pytest.mark.parametrize(
    ("params", "named"),
    [({"from": "XX", "to": "ES"}, "from"), ({"from": "FI", "to": "XX"}, "to"), ({"from": "FI"}, "to"),
     ({"to": "FI"}, "from"), ({"from": "FI", "to": "ES", "format": "xml"}, "format"),
     ({"from": "FI", "to": "ES", "purpose": "fun"}, "purpose"), ({"from": "F" * 5000, "to": "ES"}, "from")],
    ids=short,
)  # fmt: skip
def test_matrix_refuses_a_bad_parameter_naming_it(client: TestClient, params: dict[str, str], named: str) -> None:
    assert_problem(client.get(f"{URL}/matrix", params=params), 422, parameter=named)


def lab(client: TestClient, **varied: Any) -> Json:
    response = client.post(LAB, json={"jurisdictions": ["FI", "ES", "US"], **varied})
    assert response.status_code == 200, response.text[:500]
    body: Json = response.json()
    return body


def test_lab_moves_outcomes_up_when_less_is_asked_and_down_when_more_is(client: TestClient) -> None:
    for threshold, better in ((0.3, True), (0.9, False)):
        moves = lab(client, overrides={"coverage-full": threshold})["moves"]
        assert moves
        for one in moves:
            assert (RANK.index(one["after"]) < RANK.index(one["before"])) is better, one


def test_lab_counts_the_pairs_that_it_names_by_direction(client: TestClient) -> None:
    body = lab(client, overrides={"coverage-full": 0.8}, purpose="study")
    tally = {(one["from"], one["to"]): one["outcomes"] for one in body["directions"]}
    assert len(tally) == 6
    for one in body["moves"]:
        assert one["count"] == len(one["pairs"]) == len({(p["source"], p["target"]) for p in one["pairs"]})
        assert one["count"] <= tally[one["from"], one["to"]][one["before"]]


def test_lab_names_pairs_whose_verdict_really_moves(client: TestClient) -> None:
    varied = {"coverage-full": 0.8}
    for one in lab(client, overrides=varied)["moves"]:
        pair = one["pairs"][0]
        assert asked(client, **pair)["outcome"] == one["before"]
        moved = asked(client, **pair, policy={"overrides": varied})
        assert moved["outcome"] == one["after"]
        assert moved["policy"]["overrides"] == varied


def test_lab_moves_nothing_when_the_number_is_the_default(client: TestClient) -> None:
    default = lab(client, overrides={"coverage-full": 0.8})["default"]
    assert lab(client, overrides=default)["moves"] == []


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ('{"overrides": {"coverage": 0.5}}', "coverage"),
        ('{"overrides": {"coverage-full": 1.5}}', "coverage-full"),
        ('{"overrides": {"coverage-full": -0.1}}', "coverage-full"),
        ('{"overrides": {"level-minor-steps": 11}}', "level-minor-steps"),
        ('{"overrides": {"coverage-full": NaN}}', "coverage-full"),
        ('{"overrides": {"coverage-full": Infinity}}', "coverage-full"),
        ('{"overrides": {"coverage-full": 1e999}}', "coverage-full"),
        ('{"overrides": {"coverage-full": "half"}}', "coverage-full"),
        ('{"overrides": {"coverage-full": null}}', "coverage-full"),
        ('{"overrides": {}}', "overrides"),
        ('{"overrides": [0.5]}', "overrides"),
        ("{}", "overrides"),
        ('{"overrides": {"coverage-full": 0.5}, "purpose": "fun"}', "purpose"),
        ('{"overrides": {"coverage-full": 0.5}, "jurisdictions": ["FI", "XX"]}', "jurisdictions"),
        ('{"overrides": {"coverage-full": 0.5}, "jurisdictions": ["FI"]}', "jurisdictions"),
        ('{"overrides": {"coverage-full": 0.5}, "overides": {}}', "overides"),
    ],
    ids=short,
)
def test_lab_refuses_a_bad_request_naming_what_is_wrong(client: TestClient, sent: str, named: str) -> None:
    response = client.post(LAB, content=sent, headers={"content-type": "application/json"})
    assert_problem(response, 422, parameter=named)
