"""`/api/v1/queries`: the stored questions, and that a value of a parameter is only ever a value."""

import csv
import io
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from problems import assert_problem

URL = "/api/v1/queries"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Json = dict[str, Any]


def answer(client: TestClient, question: str, **params: str) -> Json:
    response = client.get(f"{URL}/{question}", params=params)
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def test_list_describes_every_question_and_its_parameters(client: TestClient) -> None:
    body = client.get(URL).json()
    assert body["total"] == len(body["items"]) >= 30
    for one in body["items"]:
        assert one.keys() == {"id", "title", "description", "audience", "topic", "parameters"}
        for parameter in one["parameters"].values():
            assert parameter["type"] in ("iri", "string", "integer", "language")
            assert parameter["example"]


def test_every_question_answers_with_its_examples(client: TestClient) -> None:
    for one in client.get(URL).json()["items"]:
        assert answer(client, one["id"])["rows"], one["id"]


def test_answer_says_its_columns_query_and_release(client: TestClient) -> None:
    body = answer(client, "cq-01")
    assert body["columns"][:2] == ["credential", "title"]
    assert "SELECT" in body["query"]
    assert body["release"] == client.get("/api/v1/release").json()["release"]


def test_query_of_an_answer_gives_the_same_rows_at_the_sparql_endpoint(client: TestClient) -> None:
    body = answer(client, "cq-03")
    response = client.get("/sparql", params={"query": body["query"]})
    assert response.status_code == 200, response.text
    assert len(response.json()["results"]["bindings"]) == len(body["rows"])


def test_answer_as_csv_by_format(client: TestClient) -> None:
    response = client.get(f"{URL}/cq-01", params={"format": "csv"})
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["credential"] for row in rows] == [row["credential"] for row in answer(client, "cq-01")["rows"]]


def test_answer_as_csv_by_accept(client: TestClient) -> None:
    response = client.get(f"{URL}/cq-01", headers={"accept": "text/csv"})
    assert response.headers["content-type"].startswith("text/csv")
    assert "Accept" in response.headers["vary"].split(", ")


def test_json_is_preferred_when_anything_is_welcome(client: TestClient) -> None:
    assert client.get(f"{URL}/cq-01", headers={"accept": "*/*"}).headers["content-type"] == "application/json"


def test_format_wins_over_accept(client: TestClient) -> None:
    response = client.get(f"{URL}/cq-01", params={"format": "json"}, headers={"accept": "text/csv"})
    assert response.headers["content-type"] == "application/json"


def test_unknown_format_is_refused_naming_it(client: TestClient) -> None:
    assert_problem(client.get(f"{URL}/cq-01", params={"format": "pdf"}), 422, parameter="format", value="pdf")


@pytest.mark.parametrize("how", [{"params": {"format": "xlsx"}}, {"headers": {"accept": XLSX}}])
def test_answer_as_workbook_holds_the_rows_and_the_citation(client: TestClient, how: Json) -> None:
    response = client.get(f"{URL}/cq-29", **how)
    assert response.headers["content-type"] == XLSX
    assert re.fullmatch(r'attachment; filename="cq-29-[\w.-]+\.xlsx"', response.headers["content-disposition"])
    book = load_workbook(io.BytesIO(response.content))
    body = answer(client, "cq-29")
    rows = list(book["answer"].values)
    assert list(rows[0]) == body["columns"]
    assert [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] == body["rows"]
    assert dict(row[:2] for row in book["citation"].values)["cite as"] == body["citation"]["text"]


def test_file_says_in_its_headers_how_to_cite_it(client: TestClient) -> None:
    response = client.get(f"{URL}/cq-01", params={"format": "csv"})
    told = answer(client, "cq-01")["citation"]
    assert response.headers["link"] == '<https://w3id.org/passerelle/query/cq-01>; rel="cite-as"'
    assert response.headers["passerelle-release"] == told["release"]
    assert response.headers["passerelle-query"] == f"cq-01; version={told['version']}; retrieved={told['retrieved']}"
    assert response.text.startswith("credential,title,")


def test_citation_names_every_value_asked_with(client: TestClient) -> None:
    told = answer(client, "cq-13", hours="5")["citation"]
    assert told["parameters"] == {"hours": "5"}
    assert "(hours=5)" in told["text"]


def test_every_question_is_an_operation_with_its_parameters_and_columns(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert "/api/v1/queries/{id}" in paths
    names = set()
    for one in client.get(URL).json()["items"]:
        operation = paths[f"/api/v1/queries/{one['id']}"]["get"]
        names.add(operation["operationId"])
        assert operation["summary"] == f"{one['id']} {one['title']}"
        given = {told["name"]: told for told in operation["parameters"]}
        assert list(given) == [*one["parameters"], "format"]
        for name, parameter in one["parameters"].items():
            assert str(given[name]["example"]) == parameter["example"]
            assert (given[name]["schema"]["type"] == "integer") == (parameter["type"] == "integer")
        body = operation["responses"]["200"]["content"]["application/json"]["schema"]
        answered = answer(client, one["id"])
        assert list(body["properties"]["rows"]["items"]["properties"]) == answered["columns"], one["id"]
        assert set(body["required"]) <= answered.keys()
    assert len(names) == client.get(URL).json()["total"]


def test_numbers_are_numbers_in_json(client: TestClient) -> None:
    row = answer(client, "cq-13", hours="50")["rows"][0]
    assert isinstance(row["hoursTo"], int | float)


def test_parameter_changes_the_answer(client: TestClient) -> None:
    few, many = answer(client, "cq-13", hours="5")["rows"], answer(client, "cq-13", hours="50")["rows"]
    assert 0 < len(few) < len(many)
    assert all(row["hoursTo"] <= 5 for row in few)


def test_language_parameter_gives_labels_of_that_language(client: TestClient) -> None:
    finnish = {row["competence"]: row.get("label") for row in answer(client, "cq-44", language="fi")["rows"]}
    spanish = {row["competence"]: row.get("label") for row in answer(client, "cq-44", language="es")["rows"]}
    assert finnish.keys() == spanish.keys()
    assert not any(finnish[one] == spanish[one] for one in finnish)


def test_empty_answer_is_an_empty_list_not_an_error(client: TestClient) -> None:
    body = answer(client, "cq-03", credential="https://w3id.org/passerelle/id/fi/nosuch")
    assert body["rows"] == []
    assert body["columns"]


def test_empty_answer_as_csv_still_has_its_header(client: TestClient) -> None:
    nosuch = "https://w3id.org/passerelle/id/fi/nosuch"
    response = client.get(f"{URL}/cq-03", params={"credential": nosuch, "format": "csv"})
    assert response.text.strip() == "outcome,text,relation,competence,label,confidence"


def test_unknown_question_is_not_found_with_near_matches(client: TestClient) -> None:
    body = assert_problem(client.get(f"{URL}/cq-99"), 404, parameter="id", value="cq-99")
    assert body["near"]


def test_unknown_parameter_is_refused_naming_it(client: TestClient) -> None:
    assert_problem(client.get(f"{URL}/cq-01", params={"kredential": "x"}), 422, parameter="kredential", value="x")


def test_parameter_given_twice_is_refused_naming_it(client: TestClient) -> None:
    assert_problem(client.get(f"{URL}/cq-13?hours=5&hours=50"), 422, parameter="hours")


@pytest.mark.parametrize(
    "value",
    [
        "fi/106884",
        "no colon",
        "",
        "x> } DROP ALL #",
        "https://a.example/> } #",
        'https://a.example/"',
        "https://a.example/\n",
        "https://a.example/\x00",
        "https://a.example/{x}",
        "https://a.example/\\u003e",
    ],
)
def test_value_that_is_not_an_iri_is_refused_naming_it(client: TestClient, value: str) -> None:
    response = client.get(f"{URL}/cq-03", params={"credential": value})
    assert_problem(response, 422, parameter="credential", value=value)


@pytest.mark.parametrize("value", ["", "five", "5.5", "1e9", "5)", "0x10", "\u0665", "9" * 13])
def test_value_that_is_not_a_whole_number_is_refused_naming_it(client: TestClient, value: str) -> None:
    assert_problem(client.get(f"{URL}/cq-13", params={"hours": value}), 422, parameter="hours", value=value)


@pytest.mark.parametrize("value", ["", "f i", 'fi"', "fi'", "toolonglanguage", "fi\n"])
def test_value_that_is_not_a_language_tag_is_refused_naming_it(client: TestClient, value: str) -> None:
    assert_problem(client.get(f"{URL}/cq-44", params={"language": value}), 422, parameter="language", value=value)


@pytest.mark.parametrize(
    "value",
    [
        "x> } DROP ALL #",
        '"@en ; <a> <b>',
        '") || true || ("',
        "') || true || ('",
        "\\",
        '\\"',
        '\\") || true #',
        "\\u0022) || true #",
        "\n} #",
        "\r\n} #",
        "$text",
        "$other",
        "?text",
        "\u202esafety",
        "\U0001f600",
        "%",
        ".*",
    ],
)
def test_value_with_signs_of_sparql_is_only_text_that_nothing_holds(client: TestClient, value: str) -> None:
    assert answer(client, "cq-12", text=value)["rows"] == []


def test_value_with_signs_of_sparql_stays_inside_its_string(client: TestClient) -> None:
    query = answer(client, "cq-12", text='a"b\\c\nd $text')["query"]
    assert '"a\\"b\\\\c\\nd $text"' in query


@pytest.mark.parametrize("value", ["a\x00b", "x" * 1001, "x" * 50_000])
def test_text_that_is_too_long_or_holds_a_nul_is_refused(client: TestClient, value: str) -> None:
    assert_problem(client.get(f"{URL}/cq-12", params={"text": value}), 422, parameter="text")
