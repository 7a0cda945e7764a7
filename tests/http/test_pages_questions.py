"""The researcher's pages: questions by topic, answers with charts and downloads, outcomes between countries, SPARQL."""

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from pages import Page

HTML = {"accept": "text/html"}


def page_of(client: TestClient, path: str, **params: str) -> Page:
    response = client.get(path, params=params or None, headers=HTML)
    assert response.status_code == 200, response.text[:500]
    return Page(response.text)


def questions(client: TestClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/api/v1/queries").json()["items"]
    return items


def test_every_question_is_listed_once_under_a_topic(client: TestClient) -> None:
    page = page_of(client, "/queries")
    listed = [link.rsplit("/", 1)[-1] for link in page.links if re.search(r"queries/cq-\d+$", link)]
    assert sorted(listed) == sorted(one["id"] for one in questions(client))
    assert page.tags.count("h2") == len({one["topic"] for one in questions(client)}) > 5


def test_list_is_narrowed_by_audience_and_topic(client: TestClient) -> None:
    page = page_of(client, "/queries", audience="recognition-officer", topic="law")
    listed = {link.rsplit("/", 1)[-1] for link in page.links if re.search(r"queries/cq-\d+$", link)}
    wanted = {one["id"] for one in questions(client) if one["topic"] == "law" and "officer" in one["audience"]}
    assert listed == wanted != set()


def test_every_question_has_a_page_with_its_answer_text_and_downloads(client: TestClient) -> None:
    for one in questions(client):
        page = page_of(client, f"/queries/{one['id']}")
        rows = client.get(f"/api/v1/queries/{one['id']}").json()["rows"]
        assert f"{len(rows)} row" in page.text, one["id"]
        assert one["title"] in page.text
        assert "SELECT" in page.text
        shown = [values["name"] for tag in ("input", "select") for values in page.attributes(tag) if "id" in values]
        assert sorted(shown) == sorted(one["parameters"]), one["id"]
        forms = {parse_qs(urlsplit(link).query)["format"][0] for link in page.links if "format=" in link}
        assert forms == {"csv", "xlsx", "json"}


def test_parameter_of_the_form_changes_the_answer_and_the_downloads(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-13", hours="5")
    rows = client.get("/api/v1/queries/cq-13", params={"hours": "5"}).json()["rows"]
    assert f"{len(rows)} row" in page.text
    link = next(link for link in page.links if "format=csv" in link)
    downloaded = client.get(urljoin("/queries/cq-13", link))
    assert len(list(csv.DictReader(io.StringIO(downloaded.text)))) == len(rows)
    assert "(hours=5)" in page.text


def test_things_are_shown_by_name_and_lead_to_their_pages(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-50")
    rows = client.get("/api/v1/queries/cq-50").json()["rows"]
    assert f"../doc/{rows[0]['target'].split('/id/')[1]}" in page.links
    assert rows[0]["title"] in page.text
    assert not [link for link in page.links if link.startswith("https://w3id.org/")]


def test_parameter_offers_the_things_of_its_kind_by_name(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-50")
    values = [one.get("value") or "" for one in page.attributes("option")]
    credentials = client.get("/api/v1/credentials").json()["total"]
    assert sum("/country/" in one for one in values) == 8
    assert sum("/id/policy/" in one for one in values) == 3
    assert sum("/id/" in one and "/policy/" not in one for one in values) == credentials
    assert "Motor" in page.text


def test_answer_by_country_has_a_chart_whose_numbers_are_text(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-29", chart="stated")
    rows = client.get("/api/v1/queries/cq-29").json()["rows"]
    widths = [float(one["width"] or 0) for one in page.attributes("rect") if one["class"] == "value"]
    most = max(row["stated"] for row in rows)
    assert widths == pytest.approx([420 * row["stated"] / most for row in rows], abs=0.06)
    assert f"Portugal {next(row['stated'] for row in rows if row['country'] == 'PRT')}" in page.text


def test_answer_with_a_column_for_each_country_has_bars_in_its_cells(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-41")
    rows = client.get("/api/v1/queries/cq-41").json()["rows"]
    places = ("FIN", "PRT", "ESP", "IRL", "USA")
    most = max(row[place] for row in rows for place in places)
    widths = [float(one["width"] or 0) for one in page.attributes("rect") if one["class"] == "value"]
    assert widths == pytest.approx([100 * row[place] / most for row in rows for place in places], abs=0.06)


def test_answer_that_is_not_by_country_has_no_chart(client: TestClient) -> None:
    assert "rect" not in page_of(client, "/queries/cq-32").tags
    assert "rect" not in page_of(client, "/queries/cq-61").tags


def test_page_says_how_to_cite_the_answer(client: TestClient) -> None:
    body = client.get("/api/v1/queries/cq-13", params={"hours": "5"}).json()
    page = page_of(client, "/queries/cq-13", hours="5")
    assert body["citation"]["text"] in page.text
    assert body["release"] in body["citation"]["text"]
    assert body["citation"]["version"] in body["citation"]["text"]
    assert body["citation"]["retrieved"] in body["citation"]["text"]


def test_wrong_value_is_told_at_its_field_and_kept(client: TestClient) -> None:
    response = client.get("/queries/cq-13", params={"hours": "five"}, headers=HTML)
    assert response.status_code == 422
    page = Page(response.text)
    field = next(one for one in page.attributes("input") if one.get("name") == "hours")
    assert field["aria-invalid"] == "true"
    assert field["value"] == "five"
    assert "is not a whole number" in page.text


def test_empty_answer_says_so(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-12", text="zzzzqq")
    assert "0 rows" in page.text
    assert "Nothing in the graph fits these values." in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/queries/cq-99",
        "/queries/cq-01?nosuch=1",
        "/queries/cq-13?hours=1&hours=2",
        "/queries?topic=nosuch",
        "/queries?audience=nosuch",
        "/matrix?purpose=nosuch",
    ],
)
def test_address_that_means_nothing_is_refused_on_a_page(client: TestClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code in (404, 422)
    assert response.headers["content-type"].startswith("text/html")


def test_question_opens_in_the_sparql_box_with_its_values_and_can_be_asked(client: TestClient) -> None:
    page = page_of(client, "/queries/cq-13", hours="5")
    text = next(one["value"] for one in page.attributes("input") if one.get("name") == "query")
    box = client.get("/sparql", params={"query": text or ""}, headers=HTML)
    assert " ".join((text or "").split()) in Page(box.text).text
    answer = client.post("/sparql", data={"query": text or "", "format": "csv"})
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == len(client.get("/api/v1/queries/cq-13?hours=5").json()["rows"]) + 1


def test_matrix_counts_the_verdicts_of_the_graph(client: TestClient) -> None:
    query = """PREFIX psr: <https://w3id.org/passerelle/def#>
        SELECT (COUNT(*) AS ?n) { ?v psr:underPolicy <https://w3id.org/passerelle/id/policy/study> ; psr:outcome ?o }"""
    count = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["n"]["value"]
    rows = list(csv.DictReader(io.StringIO(client.get("/matrix.csv?purpose=study").text)))
    assert sum(int(row["verdicts"]) for row in rows) == int(count)
    outcomes = ("full", "conditional", "partial", "insufficient-information", "none")
    assert all(sum(int(row[one]) for one in outcomes) == int(row["verdicts"]) for row in rows)
    assert f"{int(count):,} verdicts" in page_of(client, "/matrix", purpose="study").text


def test_matrix_shows_shares_and_counts_of_its_table(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/matrix.csv").text)))
    page = page_of(client, "/matrix")
    row = next(row for row in rows if (row["from"], row["to"]) == ("IRL", "ESP"))
    share = (int(row["full"]) + int(row["conditional"])) / int(row["verdicts"])
    head = next(one for one in page.rows if one[0] == "From")
    ireland = next(one for one in page.rows if one[0] == "Ireland")
    assert ireland[head.index("Spain")] == f"{share * 100:.0f} % {row['verdicts']}"


def test_language_of_the_reader_is_kept_through_pages_in_english(client: TestClient) -> None:
    for path in ("/queries?lang=fi", "/matrix?lang=fi", "/queries/cq-01?lang=fi"):
        page = page_of(client, path)
        assert page.attributes("html")[0]["lang"] == "en"
        assert any(re.search(r"compare\?lang=fi$", link) for link in page.links), path
