"""The recognition officer's pages: find both sides, read the statement in one's language, keep it, come back to it."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pages import Page
from verdicts import answer

LANGUAGES = ("en", "fi", "pt", "es", "ga")
CASE = {"source": "fi/106884", "target": "es/ce-vhe-medio", "on": "2026-11-25"}
HTML = {"accept": "text/html"}


def statement(client: TestClient, **fields: str) -> Response:
    response = client.get("/compare", params={**CASE, "judge": "1", **fields}, headers=HTML)
    assert response.status_code == 200, response.text[:500]
    assert response.url.path.startswith("/compare/")
    return response


def state(response: Response) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(response.headers["location"]).query)


def buttons(page: Page, name: str) -> list[str | None]:
    return [one.get("value") for one in page.attributes("button") if one.get("name") == name]


def test_search_finds_by_words_without_accents_in_any_language(client: TestClient) -> None:
    page = Page(client.get("/compare", params={"held": "korkeajannitejarjestelman"}).text)
    assert "fi/106884" in buttons(page, "add")
    assert buttons(page, "choose") == []


def test_search_says_how_many_there_are_when_not_all_are_shown(client: TestClient) -> None:
    page = Page(client.get("/compare", params={"wanted": "e"}).text)
    assert len(buttons(page, "choose")) == 12
    found = re.search(r"(\d+) found", page.text)
    assert found
    assert int(found[1]) > 12


def test_search_without_a_find_says_so(client: TestClient) -> None:
    page = Page(client.get("/compare", params={"held": "zzzzqq"}).text)
    assert "0 found" in page.text
    assert buttons(page, "add") == []


def test_chosen_credential_is_kept_with_its_day_when_another_is_added(client: TestClient) -> None:
    asked = {"source": "fi/106884", "awarded": "2024-05-01", "add": "ie/ddletb-ev-hv-safety", "purpose": "study"}
    response = client.get("/compare", params=asked, follow_redirects=False)
    assert response.status_code == 303
    assert state(response) == [
        ("source", "fi/106884"), ("awarded", "2024-05-01"), ("source", "ie/ddletb-ev-hv-safety"),
        ("purpose", "study"),
    ]  # fmt: skip


def test_adding_twice_keeps_one(client: TestClient) -> None:
    response = client.get("/compare", params={"source": "fi/106884", "add": "fi/106884"}, follow_redirects=False)
    assert [value for name, value in state(response) if name == "source"] == ["fi/106884"]


def test_removed_credential_is_gone_and_the_others_stay(client: TestClient) -> None:
    fields = [("source", "fi/106884"), ("awarded", ""), ("source", "ie/ddletb-ev-hv-safety"), ("awarded", "2024-05-01"),
              ("drop", "fi/106884")]  # fmt: skip
    response = client.get("/compare", params=fields, follow_redirects=False)
    assert state(response)[:2] == [("source", "ie/ddletb-ev-hv-safety"), ("awarded", "2024-05-01")]


def test_enter_key_searches_and_never_removes(client: TestClient) -> None:
    page = Page(client.get("/compare", params={"source": "fi/106884"}).text)
    first = page.attributes("button")[0]
    assert "name" not in first


def test_language_stays_when_the_form_goes_on(client: TestClient) -> None:
    response = client.get("/compare", params={"add": "fi/106884", "lang": "ga"}, follow_redirects=False)
    assert ("lang", "ga") in state(response)
    page = Page(client.get("/compare", params={"lang": "ga"}).text)
    assert {"name": "lang", "value": "ga"}.items() <= next(
        one for one in page.attributes("input") if one.get("name") == "lang"
    ).items()
    assert all("lang=ga" in link for link in page.links if link.startswith("./credentials"))


def test_nothing_chosen_is_said_on_the_form(client: TestClient) -> None:
    page = Page(client.get("/compare", params={"judge": "1"}).text)
    assert "Choose at least one credential that the applicant holds." in page.text
    assert "Choose the credential that it is held against." in page.text


@pytest.mark.parametrize("field", ["awarded", "on"])
def test_day_that_is_none_is_said_on_the_form_and_not_lost(client: TestClient, field: str) -> None:
    response = client.get("/compare", params={**CASE, field: "31.2.2024", "judge": "1"})
    assert response.url.path == "/compare"
    page = Page(response.text)
    marked = [one for one in page.attributes("input") if one.get("aria-invalid") == "true"]
    assert [one["name"] for one in marked] == [field]
    assert marked[0]["value"] == "31.2.2024"


def test_statement_says_what_the_api_says(client: TestClient) -> None:
    page = Page(statement(client).text)
    verdict = answer(client, **CASE)
    rows = {row[0]: row for row in page.rows if len(row) == 5}
    assert len(verdict["criteria"]) == 7
    for one in verdict["criteria"]:
        row = next(row for row in rows.values() if one["reason"]["text"] in row[2])
        assert row[1].lower() == one["finding"].replace("-", " ")
    assert verdict["decision"]["text"] in page.text
    for one in verdict["outcomes"]:
        row = next(row for row in page.rows if row[0] == one["text"])
        assert row[1] == one["status"].replace("-", " ")
        assert row[2] == (one["best_match_text"] or "\u2013")
    for one in (*verdict["conditions"], *verdict["unreachable"]):
        assert one["label"] in page.text
    assert {one["url"] for one in verdict["sources"] if one["url"]} <= set(page.links)
    assert verdict["dataset_version"] in page.text


def test_evidence_leads_to_numbered_sources_of_the_same_page(client: TestClient) -> None:
    page = Page(statement(client).text)
    anchors = {one["id"] for one in page.attributes("li") if one.get("id")}
    cited = {link[1:] for link in page.links if link.startswith("#source-")}
    assert cited
    assert cited <= anchors


def test_workload_compared_is_shown_in_words_and_unknown_is_not_no(client: TestClient) -> None:
    text = Page(statement(client).text).text
    assert "source: 15; unit of the source: competence-points; target: 650" in text
    assert "hours of the source: not documented" in text
    assert "hours of the target: 650" in text


def test_bridging_units_link_to_their_pages(client: TestClient) -> None:
    verdict = answer(client, **CASE)
    page = Page(statement(client).text)
    units = {unit["iri"].split("/id/")[1] for bridge in verdict["bridges"] for unit in bridge["units"]}
    assert units
    assert {f"../doc/{unit}" for unit in units} <= set(page.links)


def test_statement_that_asks_for_facts_names_what_to_request(client: TestClient) -> None:
    case = {"source": "us/ase-l3", "target": "ie/ddletb-ev-hv-safety"}
    verdict = answer(client, **case)
    page = Page(statement(client, **case).text)
    asked = [one["text"] for facts in verdict["missing_information"] for one in facts]
    assert asked
    assert all(one in page.text for one in asked)


def test_reserved_work_shows_who_decides_and_within_what_time(client: TestClient) -> None:
    case = {"source": "ie/ddletb-ev-hv-safety", "target": "es/fgas-vehiculos", "purpose": "regulated-work"}
    verdict = answer(client, **case)
    page = Page(statement(client, **case).text)
    told = [*verdict["authorities"], *verdict["instruments"]]
    assert told
    for one in told:
        for words in (*one["bodies"], *one["time_limits"]):
            assert " ".join(words.split()) in page.text


def test_several_credentials_are_judged_together_and_all_are_shown(client: TestClient) -> None:
    fields = [("source", "fi/106884"), ("awarded", "2024-05-01"), ("source", "ie/ddletb-ev-hv-safety"),
              ("awarded", ""), ("target", "es/ce-vhe-medio"), ("judge", "1")]  # fmt: skip
    page = Page(client.get("/compare", params=fields).text)
    assert {"../doc/fi/106884", "../doc/ie/ddletb-ev-hv-safety"} <= set(page.links)
    assert "awarded on May 1, 2024" in page.text


def test_permanent_link_gives_the_same_statement(client: TestClient) -> None:
    first = statement(client)
    again = client.get(first.url.path, headers=HTML)
    strip = re.compile(r"<time.*?</time>")
    assert strip.sub("", again.text) == strip.sub("", first.text)


def test_statement_can_be_changed_from_where_it_stands(client: TestClient) -> None:
    response = statement(client, awarded="2024-05-01", purpose="study")
    page = Page(response.text)
    back = next(link for link in page.links if "source=" in link)
    form = Page(client.get(urljoin(response.url.path, back)).text)
    given = {one.get("name"): one.get("value") for one in form.attributes("input") if one.get("type") != "radio"}
    assert given["source"] == "fi/106884"
    assert given["awarded"] == "2024-05-01"
    assert given["target"] == "es/ce-vhe-medio"
    assert next(one["value"] for one in form.attributes("input") if "checked" in one) == "study"


def test_statement_of_another_release_says_so_and_offers_to_compare_again(client: TestClient) -> None:
    from app.http.cases import Case

    name = Case(source="fi/106884", target="es/ce-vhe-medio").name("0.0.1-other")
    response = client.get(f"/compare/{name}", headers=HTML)
    assert response.status_code == 409
    page = Page(response.text)
    assert "0.0.1-other" in page.text
    assert any("source=fi%2F106884" in link for link in page.links)


def test_statement_on_a_record_that_was_sent_can_be_read_too(client: TestClient) -> None:
    outcome = {"text": "isolate <i>it</i>"}
    sent = {"titles": {"en": "<b>My</b> certificate"}, "jurisdiction": "FI", "outcomes": [outcome]}
    response = client.post("/api/v1/recognition", json={"source": sent, "target": "es/ce-vhe-medio"})
    assert response.status_code == 200, response.text
    page = client.get(f"/compare/{response.json()['id']}", headers=HTML)
    assert page.status_code == 200
    assert "&lt;b&gt;My&lt;/b&gt; certificate" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_statement_speaks_the_language_asked_for(client: TestClient, lang: str) -> None:
    response = statement(client, lang=lang)
    verdict = answer(client, **CASE, lang=lang)
    page = Page(response.text)
    assert page.attributes("html")[0]["lang"] == lang
    assert response.headers["content-language"] == lang
    for one in verdict["criteria"]:
        assert one["reason"]["text"] in page.text


def test_language_follows_the_browser_where_none_is_named(client: TestClient) -> None:
    wanted = {"accept-language": "sv, pt-BR;q=0.8, en;q=0.5"}
    response = client.get("/compare", headers=wanted)
    assert Page(response.text).attributes("html")[0]["lang"] == "pt"
    assert "Accept-Language" in response.headers["vary"]
    assert Page(client.get("/compare?lang=fi", headers=wanted).text).attributes("html")[0]["lang"] == "fi"


def test_every_page_of_the_officer_is_offered_in_five_languages(client: TestClient) -> None:
    for path in ("/", "/compare?source=fi/106884", "/credentials?country=FI"):
        page = Page(client.get(path).text)
        offered = [one for one in page.attributes("a") if one.get("hreflang")]
        assert [one["hreflang"] for one in offered] == list(LANGUAGES)
        for one in offered:
            there = client.get(urljoin(path, one["href"] or ""))
            assert Page(there.text).attributes("html")[0]["lang"] == one["hreflang"]
            assert set(parse_qsl(urlsplit(path).query)) <= set(parse_qsl(str(there.url.query.decode())))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/compare?source=fi/106885", 404), ("/compare?purpose=fun", 422), ("/compare?lang=xx", 422),
        ("/compare?nosuch=1", 422), ("/compare/nosuch", 404), ("/compare?" + "source=fi/106884x&" * 21, 422),
        ("/compare?held=" + "x" * 201, 422), ("/credentials?country=XX", 422), ("/credentials?page=999", 404),
        ("/credentials/fi/nosuch", 404),
    ],
)  # fmt: skip
def test_failure_is_told_on_a_page_to_people_and_as_a_problem_to_others(
    client: TestClient, path: str, status: int
) -> None:
    page = client.get(path, headers=HTML)
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'role="alert"' in page.text
    plain = client.get(path, headers={"accept": "application/json, application/problem+json"})
    assert plain.status_code == status
    assert plain.headers["content-type"] == "application/problem+json"


def test_near_matches_are_shown_where_nothing_was_found(client: TestClient) -> None:
    response = client.get("/compare?source=fi/106885", headers=HTML)
    assert "fi/106884" in Page(response.text).text


def test_list_is_narrowed_by_country_kind_and_words(client: TestClient) -> None:
    page = Page(client.get("/credentials?country=FI&kind=unit&words=high").text)
    items = client.get("/api/v1/credentials?jurisdiction=FI&kind=unit&q=high").json()
    shown = {link.split("doc/")[1] for link in page.links if "/doc/" in link}
    assert shown == {one["id"] for one in items["items"]}
    assert f"{items['total']} credentials" in page.text


def test_pages_of_the_list_hold_every_credential_once(client: TestClient) -> None:
    path, seen = "/credentials", []
    while path:
        page = Page(client.get(path).text)
        seen += [link.split("doc/")[1] for link in page.links if "/doc/" in link]
        path = next((urljoin("/credentials", one["href"] or "") for one in page.attributes("a")
                     if one.get("rel") == "next"), "")  # fmt: skip
    assert len(seen) == len(set(seen)) == client.get("/api/v1/credentials").json()["total"]


def test_credential_leads_to_its_page(client: TestClient) -> None:
    response = client.get("/credentials/fi/106884", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "../../doc/fi/106884"
