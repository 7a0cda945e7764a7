"""The policy researcher's lab: tolerances as the graph has them, who gains and who loses, kept, sent and cited."""

import csv
import io
import re
from threading import Event, Thread
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from pages import Page
from problems import assert_problem
from verdicts import LAB, Json, asked

from app.http.many import LabRequest
from app.problems import BusyError
from app.recognition.lab import Laboratory
from app.settings import Settings

HTML, JSON = {"accept": "text/html"}, {"accept": "application/json"}
ASKED = [("purpose", "employment"), ("coverage-full", "0.7"), ("country", "FI"), ("country", "ES"), ("country", "US"),
         ("on", "2026-11-25"), ("run", "1")]  # fmt: skip
Fields = list[tuple[str, str]]


def changed(**fields: str) -> Fields:
    """The experiment above with other fields; an empty one is left out."""
    kept = [(name, value) for name, value in ASKED if name.replace("-", "_") not in fields]
    return kept + [(name.replace("_", "-"), value) for name, value in fields.items() if value]


def lab(client: TestClient, fields: Fields, status: int = 200) -> Page:
    response = client.get("/policy-lab", params=fields, headers=HTML)
    assert response.status_code == status, response.text[:500]
    return Page(response.text)


def policy(client: TestClient, purpose: str) -> Json:
    service = client.app.state.service  # type: ignore[attr-defined]
    found: Json = service.recognition.policy(purpose).parameters
    return found


def rows(client: TestClient, name: str, fields: Fields = ASKED) -> list[dict[str, str]]:
    response = client.get(f"/policy-lab/{name}.csv", params=fields)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.text)))


def answer(client: TestClient, **varied: object) -> Json:
    body = {"overrides": {"coverage-full": 0.7}, "jurisdictions": ["FI", "ES", "US"], **varied}
    found: Json = client.post(LAB, json=body).json()
    return found


@pytest.mark.parametrize("purpose", ["study", "employment", "regulated-work"])
def test_every_tolerance_has_its_rule_default_unit_range_and_sources_from_the_graph(
    client: TestClient, purpose: str
) -> None:
    page = lab(client, [("purpose", purpose)])
    fields = {one["name"]: one for one in page.attributes("input") if one.get("type") == "number"}
    parameters = policy(client, purpose)
    assert set(fields) == set(parameters)
    for name, one in parameters.items():
        assert one.rule in page.text
        assert one.unit
        assert one.unit in page.text
        assert one.sources
        assert {source.url for source in one.sources} <= set(page.links)
        told = (fields[name]["placeholder"], fields[name]["min"], fields[name]["max"])
        assert [float(number or "nan") for number in told] == [one.value, one.lowest, one.highest]
        assert one.lowest <= one.value <= one.highest


def test_form_alone_computes_nothing(client: TestClient) -> None:
    page = lab(client, changed(run=""))
    assert "Who gains" not in page.text
    typed = {one["name"]: one.get("value") for one in page.attributes("input") if one.get("type") == "number"}
    assert typed["coverage-full"] == "0.7"
    ticked = [one["value"] for one in page.attributes("input") if one.get("type") == "checkbox" and "checked" in one]
    assert set(ticked) == {"FI", "ES", "US"}


def test_page_counts_what_the_api_counts(client: TestClient) -> None:
    page = lab(client, ASKED)
    found = answer(client)
    moved = sum(one["count"] for one in found["moves"])
    pairs = sum(sum(one["outcomes"].values()) for one in found["directions"])
    assert moved > 0
    assert f"Of {pairs:,} pairs, 0 gain and {moved:,} lose" in page.text
    assert len([row for row in page.rows if len(row) == 9 and row[0] != "From"]) == 6


def test_lower_tolerance_gains_and_a_higher_one_loses(client: TestClient) -> None:
    for number, effect in (("0.3", "gain"), ("0.9", "loss")):
        found = rows(client, "pairs", changed(coverage_full=number))
        assert {row["effect"] for row in found} == {effect}


def test_outcomes_after_are_those_before_with_the_pairs_moved(client: TestClient) -> None:
    outcomes, pairs = rows(client, "outcomes"), rows(client, "pairs")
    before = {(one["from"], one["to"]): one["outcomes"] for one in answer(client)["directions"]}
    assert len(outcomes) == 6 * 5
    for row in outcomes:
        direction, outcome = (row["from"], row["to"]), row["outcome"]
        moved = [one for one in pairs if (one["from"], one["to"]) == direction]
        come, gone = (sum(one[side] == outcome for one in moved) for side in ("after", "before"))
        assert int(row["before"]) == before[direction][outcome]
        assert int(row["after"]) - int(row["before"]) == int(row["change"]) == come - gone


def test_countries_of_origin_have_what_their_directions_have(client: TestClient) -> None:
    page, pairs = lab(client, ASKED), rows(client, "pairs")
    origins = [row for row in page.rows if len(row) == 6][1:4]
    assert [row[0] for row in origins] == ["Finland", "Spain", "United States"]
    lost = [int(row[5]) for row in origins]
    assert lost == [sum(one["from"] == code for one in pairs) for code in ("FI", "ES", "US")]


def test_pairs_lead_to_statements_under_both_policies(client: TestClient) -> None:
    page, first = lab(client, ASKED), rows(client, "pairs")[0]
    before, after = [link for link in page.links if "compare/" in link][:2]
    told = [client.get(urljoin("/policy-lab", link), headers=HTML).text for link in (before, after)]
    assert "coverage-full = 0.7" not in told[0]
    assert "coverage-full = 0.7" in told[1]
    for text, outcome in zip(told, (first["before"], first["after"]), strict=True):
        assert f'class="outcome {outcome}"' in text
    pair = {side: first[side].split("/id/")[1] for side in ("source", "target")}
    assert asked(client, **pair, policy={"overrides": {"coverage-full": 0.7}})["outcome"] == first["after"]


def test_list_of_pairs_narrows_to_one_direction(client: TestClient) -> None:
    page = lab(client, [*ASKED, ("of", "ES-US")])
    wanted = [one for one in rows(client, "pairs") if (one["from"], one["to"]) == ("ES", "US")]
    assert wanted
    assert f"{len(wanted)} pair" in page.text
    assert len([link for link in page.links if "compare/" in link]) == 2 * min(len(wanted), 100)
    response = client.get("/policy-lab", params=[*ASKED, ("of", "ES-PT")], headers=JSON)
    assert_problem(response, 422, parameter="of")


def test_files_are_named_for_purpose_and_release(client: TestClient) -> None:
    for path, ending in (
        ("/policy-lab/pairs.csv", "csv"),
        ("/policy-lab/outcomes.csv", "csv"),
        ("/policy-lab.json", "json"),
    ):
        headers = client.get(path, params=ASKED).headers
        assert re.search(rf'filename="policy-lab.*-employment-{headers["passerelle-release"]}\.{ending}"',
                         headers["content-disposition"])  # fmt: skip


def test_json_is_the_answer_of_the_api_with_day_and_citation(client: TestClient) -> None:
    body = client.get("/policy-lab.json", params=ASKED).json()
    assert body.pop("on") == "2026-11-25"
    assert body.pop("countries") == ["FI", "ES", "US"]
    told = body.pop("cite_as")
    assert body["release"] in told
    assert "coverage-full 0.7 instead of 0.55" in told
    on_day = answer(client)
    assert body.keys() == on_day.keys()
    assert body["overrides"] == on_day["overrides"]


def test_file_without_pairs_still_says_what_its_columns_are(client: TestClient) -> None:
    fields = [("workload-exceeding-share", "1.26"), ("country", "FI"), ("country", "IE"), ("run", "1")]
    assert "No outcome changes" in lab(client, fields).text
    text = client.get("/policy-lab/pairs.csv", params=fields).text
    assert text.splitlines() == ["from,to,source,target,source_title,target_title,before,after,effect"]


def test_address_gives_the_same_page_again(client: TestClient) -> None:
    page = lab(client, changed(coverage_minor="0.45", on=""))
    address = next(link for link in page.links if link.startswith("policy-lab?") and "of=" not in link)
    fields = parse_qsl(urlsplit(address).query)
    assert {name for name, _ in fields} == {"purpose", "coverage-full", "country", "on", "release", "run"}
    again = lab(client, fields)
    assert again.rows == page.rows
    assert address in again.links


def test_number_keeps_all_its_digits_in_the_address(client: TestClient) -> None:
    page = lab(client, changed(coverage_full="0.123456789"))
    assert any("coverage-full=0.123456789&" in link for link in page.links)


def test_decimal_comma_is_a_decimal_point(client: TestClient) -> None:
    assert rows(client, "outcomes", changed(coverage_full="0,7")) == rows(client, "outcomes")


def test_address_of_another_release_says_so_and_files_refuse_it(client: TestClient) -> None:
    fields = [*ASKED, ("release", "0.0.1-other")]
    assert "made on release 0.0.1-other" in lab(client, fields).text
    assert_problem(client.get("/policy-lab/pairs.csv", params=fields, headers=JSON), 409)


def test_names_of_outcomes_purposes_and_countries_are_in_the_language_of_the_address(client: TestClient) -> None:
    page = lab(client, [*ASKED, ("lang", "fi")])
    recognition = client.app.state.service.recognition  # type: ignore[attr-defined]
    assert recognition.text("outcome-full", "fi") in page.text
    assert "Suomi" in page.text
    assert all("lang=fi" in link for link in page.links if "compare/" in link)


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        (changed(coverage_full="1.5"), "coverage-full", "“1.5”: is not a number from 0 to 1"),
        (changed(coverage_full="nan"), "coverage-full", "“nan”: is not a number from 0 to 1"),
        (changed(coverage_full="half"), "coverage-full", "“half”: is not a number from 0 to 1"),
        (changed(level_minor_steps="11"), "level-minor-steps", "“11”: is not a number from 0 to 10"),
        (changed(on="25.11.2026"), "on", "“25.11.2026”: is not a day"),
        (changed(country="FI"), "country", "“FI”: choose 2 to 10 countries"),
        ([*ASKED, ("country", "XX")], "country", "“XX”: is not in the graph"),
    ],
)
def test_wrong_value_is_told_beside_its_field_and_kept(
    client: TestClient, fields: Fields, field: str, told: str
) -> None:
    page = lab(client, fields, 422)
    assert told in page.text
    assert "Who gains" not in page.text
    marked = [one for one in page.attributes("input") if one.get("aria-invalid") == "true"]
    if field != "country":
        assert [one["name"] for one in marked] == [field]
        assert marked[0]["value"] == dict(fields)[field]
    file = client.get("/policy-lab/pairs.csv", params=fields, headers=JSON)
    assert_problem(file, 422, parameter=field)


def test_several_wrong_values_are_told_at_once(client: TestClient) -> None:
    page = lab(client, changed(coverage_full="7", coverage_minor="-1", on="x"), 422)
    assert {"#p-coverage-full", "#p-coverage-minor", "#on"} <= set(page.links)


@pytest.mark.parametrize("number", ["", "0.55"])
def test_nothing_changed_is_said(client: TestClient, number: str) -> None:
    fields = [*changed(coverage_full=""), ("coverage-full", number)]
    assert "No tolerance differs from its default" in lab(client, fields, 422).text
    assert_problem(client.get("/policy-lab.json", params=fields, headers=JSON), 422, parameter="run")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        (changed(purpose="fun"), "purpose"),
        ([*ASKED, ("coverage", "0.5")], "coverage"),
        ([*ASKED, ("coverage-full", "0.6")], "coverage-full"),
        ([*ASKED, ("lang", "xx")], "lang"),
    ],
)
def test_field_that_there_is_not_gives_a_page_that_names_it(client: TestClient, fields: Fields, named: str) -> None:
    assert named in lab(client, fields, 422).text
    assert_problem(client.get("/policy-lab", params=fields, headers=JSON), 422, parameter=named)


def test_lab_is_found_from_the_countries_and_the_first_page(client: TestClient) -> None:
    assert "./policy-lab?purpose=study" in Page(client.get("/matrix", params={"purpose": "study"}).text).links
    for lang in ("en", "fi", "pt", "es", "ga"):
        assert f"./policy-lab?lang={lang}" in Page(client.get("/", params={"lang": lang}).text).links


def test_experiments_run_one_at_a_time_and_more_than_may_wait_are_sent_away(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = client.app.state.service  # type: ignore[attr-defined]
    running, go_on, runs = Event(), Event(), []

    def slow(*_: object) -> tuple[list[object], dict[object, object]]:
        runs.append(1)
        running.set()
        assert go_on.wait(30)
        return [], {}

    monkeypatch.setattr("app.recognition.lab.effect", slow)
    laboratory, day = Laboratory(service.recognition, 0, 1), service.recognition.day
    first = Thread(target=laboratory.run, args=("study", {"coverage-full": 0.7}, {}, day))
    first.start()
    assert running.wait(30)
    with pytest.raises(BusyError):
        laboratory.run("study", {"coverage-full": 0.6}, {}, day)
    go_on.set()
    first.join(30)
    laboratory.run("study", {"coverage-full": 0.7}, {}, day)
    assert len(runs) == 1
    laboratory.run("study", {"coverage-full": 0.6}, {}, day)
    laboratory.run("study", {"coverage-full": 0.7}, {}, day)
    assert len(runs) == 3


def test_limits_of_the_lab_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (Settings().lab_waiting, Settings().lab_kept) == (4, 8)
    monkeypatch.setenv("PASSERELLE_LAB_WAITING", "0")
    monkeypatch.setenv("PASSERELLE_LAB_KEPT", "1")
    assert (Settings().lab_waiting, Settings().lab_kept) == (0, 1)


def test_page_offers_as_many_countries_as_the_api_takes(client: TestClient) -> None:
    most = next(
        one.max_length for one in LabRequest.model_fields["jurisdictions"].metadata if hasattr(one, "max_length")
    )
    page = lab(client, [("run", "1"), ("coverage-full", "0.7")], 422)
    assert f"choose 2 to {most} countries" in page.text
