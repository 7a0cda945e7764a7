"""Lists as CSV and XLSX over HTTP, and tables of others as records."""

import csv
import io

import openpyxl
import pytest
from fastapi.testclient import TestClient
from problems import assert_problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = [
    "/api/v1/credentials?jurisdiction=IE",
    "/api/v1/frameworks",
    "/api/v1/practices?jurisdiction=FI",
    "/api/v1/competences",
    "/api/v1/recognition/matrix?from=IE&to=US",
    "/api/v1/recognition/candidates?source=fi/106884&limit=3",
]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_had_as_csv_and_xlsx_with_a_row_for_each_item(client: TestClient, path: str) -> None:
    body = client.get(path).json()
    count = body.get("total", len(body["items"]))
    mark = "&" if "?" in path else "?"
    text = client.get(f"{path}{mark}format=csv")
    assert text.headers["content-type"].startswith("text/csv"), text.text
    assert "filename=" in text.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(text.text, newline="")))
    assert len(rows) == count
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{path}{mark}format=xlsx").content))
    header, *cells = book.worksheets[0].iter_rows(values_only=True)
    assert list(header) == list(rows[0])
    assert len(cells) == count
    assert len(book.worksheets) == 2


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_had_as_a_table_by_accept(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert client.get(path, headers={"Accept": XLSX}).headers["content-type"] == XLSX
    assert client.get(path).headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", LISTS[1:])
def test_another_format_is_refused_naming_those_there_are(client: TestClient, path: str) -> None:
    response = client.get(f"{path}{'&' if '?' in path else '?'}format=ods")
    assert "json, csv, xlsx" in assert_problem(response, 422)["detail"]


def test_a_table_of_others_is_read_by_a_mapping_of_its_columns(client: TestClient) -> None:
    body = "Nome;Nível;Preço\nVeículos elétricos;4;9\n".encode()
    response = client.post(
        "/api/v1/exchange/read", params={"column": ["Nome=title_pt", "Nível=eqf"]}, content=body,
        headers={"Content-Type": "text/csv"},
    )  # fmt: skip
    assert response.status_code == 200, response.text
    assert response.json()["dialect"] == "table"
    (record,) = response.json()["records"]
    assert (record["titles"], record["eqf"]["value"]) == ({"pt": "Veículos elétricos"}, 4)
    assert [one["place"] for one in response.json()["unread"]] == ["row 1, column Preço"]
    source = {"source": record, "target": "fi/106884", "purpose": "study"}
    assert client.post("/api/v1/recognition", json=source).status_code == 200


@pytest.mark.parametrize(("form", "kind"), [("ctdl", "@type"), ("ob3", "achievementType")])
def test_a_record_is_had_in_each_dialect_by_format_ending_and_profile(client: TestClient, form: str, kind: str) -> None:
    formats = {one["name"]: one for one in client.get("/api/v1/exchange/formats").json()}
    ending, profile = formats[form]["suffix"], formats[form]["profile"]
    found = [
        client.get(f"/api/v1/credentials/fi/106884?format={form}"),
        client.get(f"/api/v1/credentials/fi/106884.{ending}"),
        client.get("/api/v1/credentials/fi/106884", headers={"Accept": f'application/ld+json;profile="{profile}"'}),
    ]
    assert {response.status_code for response in found} == {200}
    assert all(kind in response.json() for response in found)
