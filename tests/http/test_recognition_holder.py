"""One verdict for one holder: dates, stacks, languages, law, successors, records without outcomes, hostile requests."""

import json

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem
from verdicts import CARD, LAB, URL, Json, answer, asked, finding, judgement, requested, short

LANGUAGES = ("en", "fi", "pt", "es", "ga")
JSON = {"content-type": "application/json"}


def test_an_expired_card_is_conditional_on_the_renewal_that_is_named(client: TestClient) -> None:
    body = answer(client, **CARD, awarded_on="2021-03-10")
    assert (body["outcome"], body["decision"]["decisive"]) == ("conditional", "validity")
    assert finding(body, "validity")["reason"]["id"] == "validity-expired"
    assert finding(body, "validity")["compared"]["age_months"] == 68
    renewal = [one for one in body["conditions"] if one["kind"] == "renew-document"]
    assert [one["about"] for one in renewal] == [body["source"]["iri"]]
    assert renewal[0]["text"]


def test_a_card_in_force_is_no_condition_and_its_date_is_not_asked_for(client: TestClient) -> None:
    body = answer(client, **CARD, awarded_on="2026-04-15")
    assert (body["outcome"], body["awarded_on"], body["judged_on"]) == ("full", "2026-04-15", "2026-11-25")
    assert "award-date" not in requested(body)


@pytest.mark.parametrize("day", [None, "2026-11-26"])
def test_without_a_usable_date_validity_is_unknown_and_the_date_is_asked_for(
    client: TestClient, day: str | None
) -> None:
    body = answer(client, **CARD, **({"awarded_on": day} if day else {}))
    assert finding(body, "validity")["finding"] == "unknown"
    assert "award-date" in requested(body)


def test_expiry_is_judged_on_the_day_asked_for(client: TestClient) -> None:
    days = {"2026-01-31": "full", "2026-02-01": "conditional"}
    for day, outcome in days.items():
        assert answer(client, **{**CARD, "on": day}, awarded_on="2021-02-01")["outcome"] == outcome


@pytest.mark.parametrize("name", ["awarded_on", "on"])
@pytest.mark.parametrize(
    "value", ["", "x", "2025-02-30", "nan", "inf", "-1", "1e400", "99999999999", "2025-02-03T25:00"], ids=short
)
def test_a_date_that_is_none_is_refused_naming_the_parameter(client: TestClient, name: str, value: str) -> None:
    assert_problem(client.get(URL, params={**CARD, name: value}), 422, parameter=name)


def test_the_ends_of_the_calendar_are_dates_like_any_other(client: TestClient) -> None:
    assert answer(client, **CARD, awarded_on="0001-01-01")["outcome"] == "conditional"
    assert finding(answer(client, **CARD, awarded_on="9999-12-31"), "validity")["finding"] == "unknown"


def test_a_stack_covers_what_its_parts_cover_together(client: TestClient) -> None:
    parts, target = ["fi/106883", "fi/106884"], "es/ce-vhe-medio"
    alone = [asked(client, source=one, target=target)["coverage"]["estimate"] for one in parts]
    both = asked(client, source=parts, target=target)
    assert both["coverage"]["estimate"] > max(alone)
    assert both["source"]["id"] == "fi/106883 + fi/106884"


def test_a_stack_is_given_as_a_repeated_parameter(client: TestClient) -> None:
    params = [("source", "fi/106878"), ("source", "fi/106884"), ("target", "es/ce-vhe-medio")]
    response = client.get(URL, params=params)
    assert response.status_code == 200
    listed = asked(client, source=["fi/106878", "fi/106884"], target="es/ce-vhe-medio")
    assert judgement(response.json()) == judgement(listed)
    assert response.json()["id"] == listed["id"]


def test_an_attestation_counts_although_something_else_is_held_too(client: TestClient) -> None:
    case = {"target": "es/fgas-vehiculos", "purpose": "regulated-work"}
    assert asked(client, source="fi/vac-asentaja", **case)["outcome"] == "full"
    assert asked(client, source=["fi/vac-asentaja", "fi/106884"], **case)["outcome"] == "full"


def test_a_credential_named_twice_counts_once(client: TestClient) -> None:
    once, twice = (asked(client, source=["us/evitp"] * n, target="es/tmvg08") for n in (1, 2))
    assert finding(once, "workload")["compared"] == finding(twice, "workload")["compared"]


@pytest.mark.parametrize("source", [[], ["fi/106884"] * 21])
def test_an_empty_or_endless_stack_is_refused(client: TestClient, source: list[str]) -> None:
    assert_problem(client.post(URL, json={"source": source, "target": "fi/106883"}), 422, parameter="source")


def test_an_unknown_part_of_a_stack_is_not_found(client: TestClient) -> None:
    case = {"source": ["fi/106884", "fi/106885"], "target": "fi/106883"}
    assert_problem(client.post(URL, json=case), 404, parameter="source", value="fi/106885")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_in_the_language_asked_for(client: TestClient, lang: str) -> None:
    english, other = (answer(client, **CARD, awarded_on="2021-03-10", lang=one) for one in ("en", lang))

    def texts(body: Json) -> list[str]:
        found = [one["reason"]["text"] for one in body["criteria"]]
        found += [one["text"] for facts in body["missing_information"] for one in facts]
        return [*found, body["decision"]["text"], body["statement"], body["conditions"][0]["text"]]

    same = [one for one, another in zip(texts(english), texts(other), strict=True) if one == another]
    assert same == (texts(english) if lang == "en" else [])
    assert other["outcome"] == english["outcome"]


def test_a_superseded_target_is_answered_against_its_successor_with_the_date(client: TestClient) -> None:
    (successor,) = answer(client, source="pt/cnq-525089", target="fi/351301-2022", purpose="study")["successors"]
    assert (successor["target"]["id"], successor["in_force_from"]) == ("fi/351301-2026", "2026-08-01")
    alone = answer(client, source="pt/cnq-525089", target="fi/351301-2026", purpose="study")
    assert successor["outcome"] == alone["outcome"]


def test_a_successor_without_outcomes_is_answered_too(client: TestClient) -> None:
    (successor,) = answer(client, source="es/ce-vhe-medio", target="fi/300056", purpose="study")["successors"]
    assert (successor["target"]["id"], successor["outcome"]) == ("fi/300774", "insufficient-information")
    assert answer(client, source="es/ce-vhe-medio", target="fi/300774")["successors"] == []


def test_reserved_work_names_authority_law_and_time_limit(client: TestClient) -> None:
    body = answer(client, source="ie/electrical-craft", target="fi/s2", purpose="regulated-work")
    assert (body["outcome"], body["decision"]["decisive"]) == ("conditional", "legal-effect")
    (authority,) = body["authorities"]
    assert authority["bodies"] == ["Personal and Company Assessment SETI Ltd"]
    assert "1384/2015" in authority["legal_basis"]
    assert "4 months" in authority["time_limits"][0]
    assert "2005/36" in body["instruments"][0]["title"]
    assert {one["kind"] for one in body["conditions"]} >= {"authority"}


def test_an_attestation_is_recognised_by_the_instrument_that_is_named(client: TestClient) -> None:
    case = {"target": "es/fgas-vehiculos", "purpose": "regulated-work", "on": "2026-11-25"}
    member, third = (answer(client, source=one, **case) for one in ("fi/vac-asentaja", "us/epa-609"))
    assert (member["outcome"], member["decision"]["rule"]) == ("full", 2)
    assert member["instruments"]
    assert (third["outcome"], third["instruments"]) == ("conditional", [])
    assert third["authorities"] or third["conditions"]


@pytest.mark.parametrize("purpose", ["study", "employment", "regulated-work"])
@pytest.mark.parametrize("one", ["fi/106884", "fi/300774", "es/work-micro-generic", "fi/s2"])
def test_a_credential_stands_for_itself_even_where_little_is_known(client: TestClient, one: str, purpose: str) -> None:
    body = answer(client, source=one, target=one, purpose=purpose)
    assert (body["outcome"], body["decision"]["rule"]) == ("full", 1)


def test_a_source_without_outcomes_is_insufficient_and_they_are_asked_for(client: TestClient) -> None:
    body = answer(client, source="fi/300774", target="us/ase-l3")
    assert (body["outcome"], body["coverage"]) == ("insufficient-information", None)
    assert "source-outcomes" in requested(body)
    assert finding(body, "learning-outcomes")["finding"] == "unknown"


def test_a_record_with_a_title_only_gets_no_made_up_verdict(client: TestClient) -> None:
    body = asked(client, source={"titles": {"en": "High-voltage course"}}, target="us/ase-l3")
    assert body["outcome"] == "insufficient-information"
    assert {finding(body, name)["finding"] for name in ("level", "workload", "quality", "validity")} == {"unknown"}


def test_a_verdict_says_which_numbers_were_varied(client: TestClient) -> None:
    pair = {"source": "fi/106884", "target": "es/ce-vhe-medio"}
    plain, varied = (asked(client, **pair, policy={"overrides": numbers}) for numbers in ({}, {"coverage-full": 0.1}))
    assert (plain["outcome"], plain["policy"]["overrides"]) == ("partial", {})
    assert (varied["outcome"] != "none", varied["policy"]["overrides"]) == (True, {"coverage-full": 0.1})


def test_the_same_request_gets_the_same_answer(client: TestClient) -> None:
    first, second = answer(client, **CARD), answer(client, **CARD)
    first.pop("computed_at"), second.pop("computed_at")
    assert first == second


def long_case() -> str:
    return json.dumps({"source": "fi/106884", "target": "x" * 1_000_000})


@pytest.mark.parametrize("path", [URL, LAB])
@pytest.mark.parametrize(
    "sent",
    ["", "null", "5", "[]", '"x"', "{", "[" * 100_000, '{"a":' * 100_000, "\x00",
     '{"source": {}, "target": "fi/106884"}',
     '{"source": 5, "target": "fi/106884"}', '{"source": ["fi/106884", 5], "target": "fi/106884"}',
     '{"source": "fi/106884", "target": ["fi/106884"]}', '{"source": "fi/106884", "target": "fi/106884", "on": {}}',
     '{"source": "fi/106884", "target": "fi/106884", "policy": {"overrides": {"coverage-full": NaN}}}',
     '{"source": "fi/106884", "target": "fi/106884", "policy": {"overrides": {"coverage-full": "x"}}}',
     '{"source": "fi/106884", "target": "fi/106884", "policy": {"overrides": 5}}',
     '{"source": {"titles": {"en": "x"}, "eqf": {"value": 9}}, "target": "fi/106884"}',
     '{"source": {"titles": {"en": "x"}, "workload": {"value": 0}}, "target": "fi/106884"}',
     '{"source": {"titles": {"en": "x"}, "workload": {"value": 1e999}}, "target": "fi/106884"}',
     '{"n": ' + "9" * 5000 + "}", long_case()],
    ids=short,
)  # fmt: skip
def test_a_hostile_body_is_refused_and_never_an_error_of_ours(client: TestClient, path: str, sent: str) -> None:
    response = client.post(path, content=sent, headers=JSON)
    assert response.status_code in (400, 404, 413, 422)
    assert_problem(response, response.status_code)


SURROGATE = r"\ud800"
NO_TEXT = [
    (LAB, '{"overrides": {"coverage-full": 0.5}, "purpose": NaN}'),
    (LAB, '{"overrides": {"coverage-full": 0.5}, "jurisdictions": ["FI", Infinity]}'),
    (LAB, f'{{"overrides": {{"coverage-full": 0.5}}, "purpose": "{SURROGATE}"}}'),
    (LAB, f'{{"overrides": {{"{SURROGATE}": 0.5}}}}'),
    (LAB, f'{{"overrides": {{"coverage-full": 0.5}}, "jurisdictions": ["FI", "{SURROGATE}"]}}'),
    (URL, '{"source": NaN, "target": "fi/106884"}'),
    (URL, '{"source": "fi/106884", "target": NaN}'),
    (URL, '{"source": "fi/106884", "target": "fi/106884", "on": 1e999}'),
    (URL, f'{{"source": "fi/106884", "target": "fi/106884", "lang": "{SURROGATE}"}}'),
]
SAID = [
    (URL, f'{{"source": "{SURROGATE}", "target": "fi/106884"}}'),
    (URL, f'{{"source": {{"titles": {{"en": "{SURROGATE}"}}}}, "target": "fi/106884"}}'),
]


@pytest.mark.parametrize(("path", "sent"), NO_TEXT, ids=short)
def test_json_that_cannot_be_said_back_is_refused(client: TestClient, path: str, sent: str) -> None:
    response = TestClient(client.app, raise_server_exceptions=False).post(path, content=sent, headers=JSON)
    assert response.status_code in (400, 404, 422)
    assert_problem(response, response.status_code)


@pytest.mark.parametrize(("path", "sent"), SAID, ids=short)
def test_half_a_character_in_a_record_or_id_is_refused(client: TestClient, path: str, sent: str) -> None:
    response = client.post(path, content=sent, headers=JSON)
    assert response.status_code in (400, 404, 422)
    assert_problem(response, response.status_code)


def test_a_replacement_character_is_no_credential(client: TestClient) -> None:
    assert_problem(client.get(URL, params={**CARD, "source": "\ufffd"}), 404, parameter="source")


@pytest.mark.parametrize("name", ["source", "target", "purpose", "lang", "on", "awarded_on"])
@pytest.mark.parametrize(
    "value", ["", "\x00", "x" * 20_000, "{}", "NaN", "' OR 1=1", "../../etc/passwd", "<b>"], ids=short
)
def test_a_hostile_parameter_is_refused_naming_it(client: TestClient, name: str, value: str) -> None:
    response = client.get(URL, params={**CARD, name: value})
    assert response.status_code in (404, 422)
    assert_problem(response, response.status_code, parameter=name)
