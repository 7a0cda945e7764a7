"""The pages for people: figures of the graph, links that lead somewhere, nothing from elsewhere."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from pages import Page

COUNTRIES = {
    "Finland": "FI", "Portugal": "PT", "Spain": "ES", "Ireland": "IE", "United States": "US", "European Union": "EU",
    "Germany": "DE", "France": "FR",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(client: TestClient) -> Page:
    return Page(client.get("/").text)


def total(client: TestClient, path: str) -> int:
    return int(client.get(f"/api/v1/{path}").json()["total"])


def test_first_page_is_html_for_people(client: TestClient) -> None:
    response = client.get("/", headers={"accept": "application/json"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text.startswith("<!doctype html>")


def test_first_page_says_what_this_is(home: Page) -> None:
    assert "What is this credential worth on the other side of the border, and what is missing?" in home.text


def test_number_of_credentials_is_that_of_the_graph(client: TestClient, home: Page) -> None:
    assert f"{total(client, 'credentials')} qualifications, units" in home.text


def test_credentials_of_every_country_are_those_of_the_graph(client: TestClient, home: Page) -> None:
    shown = {row[0]: int(row[1]) for row in home.rows if row[0] in COUNTRIES}
    expected = {name: total(client, f"credentials?jurisdiction={code}") for name, code in COUNTRIES.items()}
    assert shown == expected
    assert sum(shown.values()) == total(client, "credentials")


def test_credentials_of_high_confidence_are_those_of_the_records(client: TestClient, home: Page) -> None:
    finland = client.get("/api/v1/credentials?jurisdiction=FI&page_size=200").json()["items"]
    row = next(row for row in home.rows if row[0] == "Finland")
    assert int(row[2]) == sum(one["confidence"] == "high" for one in finland)


def test_number_of_statements_is_that_of_the_graph(client: TestClient, home: Page) -> None:
    count = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}).json()
    assert f"{int(count['results']['bindings'][0]['n']['value']):,} statements" in home.text


def test_release_shown_is_the_one_that_is_served(client: TestClient, home: Page) -> None:
    assert client.get("/api/v1/release").json()["release"] in home.text


def test_every_door_is_linked(home: Page) -> None:
    assert {"./compare", "./credentials", "./queries", "./matrix", "./sparql", "docs", "catalog"} <= set(home.links)


def test_number_of_stored_questions_is_that_of_the_library(client: TestClient, home: Page) -> None:
    assert f"{total(client, 'queries')} stored questions" in home.text


def test_worked_comparison_says_what_the_api_says(client: TestClient, home: Page) -> None:
    address = next(link for link in home.links if "recognition?" in link)
    verdict = client.get(urljoin("/", address)).json()
    assert verdict["source"]["title"] in home.text
    assert verdict["target"]["title"] in home.text
    rows = {row[2]: row[1] for row in home.rows if len(row) == 3}
    assert len(verdict["criteria"]) == 7
    for finding in verdict["criteria"]:
        assert rows[finding["reason"]["text"]].lower() == finding["finding"].replace("-", " ")


def test_every_link_of_the_first_page_leads_somewhere(client: TestClient, home: Page) -> None:
    assert len(home.links) > 20
    broken = {
        link: status
        for link in set(home.links)
        if urlsplit(link).netloc == "" and (status := client.get(urljoin("/", link)).status_code) != 200
    }
    assert broken == {}


def test_api_documentation_credentials_and_questions_are_linked(home: Page) -> None:
    assert {"docs", "api/v1/credentials", "api/v1/queries", "api/v1/frameworks"} <= set(home.links)


def test_links_are_relative_so_that_they_hold_behind_a_proxy(home: Page) -> None:
    assert [link for link in home.links if link.startswith("/")] == []
    assert {urlsplit(link).netloc for link in home.links} == {"", "creativecommons.org"}


def test_first_page_loads_nothing_from_elsewhere(client: TestClient, home: Page) -> None:
    assert home.loaded == ["./static/icon.svg", "./static/passerelle.css"]
    assert not {"script", "iframe", "img"} & set(home.tags)
    assert not re.search(r"url\(|@import", client.get("/static/passerelle.css").text)


def test_first_page_forbids_scripts_and_what_comes_from_elsewhere(client: TestClient) -> None:
    headers = client.get("/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_esco_is_attributed_on_the_first_page(home: Page) -> None:
    assert "This service uses the ESCO classification of the European Commission." in home.text


def test_page_has_language_and_title(client: TestClient) -> None:
    text = client.get("/").text
    assert '<html lang="en">' in text
    assert "<title>Passerelle" in text


def test_documentation_loads_everything_from_this_service(client: TestClient) -> None:
    page = Page(client.get("/docs").text)
    assert page.loaded
    for address in page.loaded:
        assert urlsplit(address).netloc in ("", "testserver"), address
        assert client.get(address).status_code == 200, address


def test_description_of_the_api_names_every_operation(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {
        "/api/v1/credentials", "/api/v1/credentials/{jurisdiction}/{slug}", "/api/v1/frameworks",
        "/api/v1/frameworks/{id}", "/api/v1/practices", "/api/v1/competences", "/api/v1/recognition", "/api/v1/queries",
        "/api/v1/queries/{id}", "/sparql",
    } <= paths.keys()  # fmt: skip


def test_description_of_the_api_attributes_esco(client: TestClient) -> None:
    info = client.get("/openapi.json").json()["info"]
    assert "ESCO classification of the European Commission" in info["description"]


def test_service_says_that_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
