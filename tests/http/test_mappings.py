"""`/api/v1/mappings`: the sets of the release, their rows by filter and page, files of SSSOM, and merges."""

import csv
import io

import pytest
from fastapi.testclient import TestClient
from mapping_sets import COLUMNS, HEAD, ROW
from rdflib import OWL, RDF, Graph

from app.crosswalks import Crosswalks
from app.interchange.mappings.reader import read_mappings
from app.store import Term
from app.vocab import GRAPH, ID

SETS, ROWS = "/api/v1/mappings", "/api/v1/mappings/rows"
PROBLEM = "application/problem+json"


def test_each_set_is_listed_with_licence_and_rows(client: TestClient) -> None:
    found = client.get(SETS).json()
    assert found["total"] == len(found["items"]) == 14
    one = next(item for item in found["items"] if item["name"] == "fi/outcomes")
    assert one["iri"] == f"{GRAPH}mappings/fi/outcomes"
    assert one["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    for item in found["items"]:
        assert item["rows"] >= item["positive"] > 0
        assert item["rows"] <= item["positive"] + item["negative"] + item["no_match"]


def test_rows_are_filtered_and_paged(client: TestClient) -> None:
    asked = {"set": "fi/outcomes", "predicate": "skos:exactMatch"}
    first = client.get(ROWS, params={**asked, "page_size": 3})
    body = first.json()
    assert (len(body["items"]), body["page"], body["page_size"]) == (3, 1, 3)
    assert 'page=2>; rel="next"' in first.headers["link"]
    second = client.get(ROWS, params={**asked, "page_size": 3, "page": 2}).json()
    assert not {row["iri"] for row in body["items"]} & {row["iri"] for row in second["items"]}
    row = body["items"][0]
    for name in ("subject", "object"):
        same = client.get(ROWS, params={name: row[name], "page_size": 200}).json()
        assert row in same["items"]
        assert {one[name] for one in same["items"]} == {row[name]}


def test_a_row_is_found_by_curie_and_leads_to_its_node(client: TestClient) -> None:
    row = client.get(ROWS, params={"subject": "comp:electrical-safety", "page_size": 1}).json()["items"][0]
    assert row["subject"] == f"{ID}competence/electrical-safety"
    node = client.get(row["iri"].removeprefix("https://w3id.org/passerelle"), headers={"accept": "text/turtle"})
    assert node.status_code == 200
    assert row["object"].rsplit("/", 1)[-1] in node.text


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("set", "xx/outcomes"), ("predicate", "owl:sameAs"), ("subject", "no iri"), ("object", "nowhere:1"), ("foo", "1")],
)
def test_a_filter_that_means_nothing_is_told(client: TestClient, parameter: str, value: str) -> None:
    answer = client.get(ROWS, params={parameter: value})
    assert (answer.status_code, answer.headers["content-type"], answer.json()["parameter"]) == (422, PROBLEM, parameter)


def test_an_iri_that_nothing_maps_gives_no_rows(client: TestClient) -> None:
    assert client.get(ROWS, params={"subject": "https://nowhere.example/1"}).json()["total"] == 0


def test_the_same_rows_come_as_each_file(client: TestClient) -> None:
    asked = {"set": "ie/outcomes"}
    total = client.get(ROWS, params=asked).json()["total"]
    for ending, kind in (("tsv", "text/tab-separated-values"), ("json", "application/json")):
        answer = client.get(f"{SETS}.{ending}", params=asked)
        assert answer.headers["content-type"].split(";")[0] == kind
        reading = read_mappings(answer.content)
        assert (len(reading.mappings.rows), reading.problems) == (total, ())
        assert {row.text("mapping_source") for row in reading.mappings.rows} == {f"{GRAPH}mappings/ie/outcomes"}
    for ending, parser in (("ttl", "turtle"), ("nt", "nt")):
        graph = Graph().parse(data=client.get(f"{SETS}.{ending}", params=asked).text, format=parser)
        assert len(set(graph.subjects(RDF.type, OWL.Axiom))) == total


def test_a_file_is_named_for_the_release_and_need_not_be_sent_twice(client: TestClient) -> None:
    answer = client.get(f"{SETS}.tsv", params={"set": "us/levels"})
    release = answer.headers["passerelle-release"]
    assert f'filename="mappings-{release}.sssom.tsv"' in answer.headers["content-disposition"]
    same = client.get(f"{SETS}.tsv", params={"set": "us/levels"}, headers={"if-none-match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_the_whole_comes_by_accept(client: TestClient) -> None:
    rows = client.get(ROWS).json()["total"]
    answer = client.get(SETS, headers={"accept": "text/tab-separated-values"})
    assert len(read_mappings(answer.content).mappings.rows) == rows
    assert "Accept" in answer.headers["vary"]
    assert client.get(SETS, headers={"accept": "text/turtle;q=0.1, application/json"}).json()["total"] == 14


def test_an_unknown_ending_is_told(client: TestClient) -> None:
    assert client.get(f"{SETS}.xml").status_code == 422


def test_rows_come_as_a_table_for_people(client: TestClient) -> None:
    answer = client.get(ROWS, params={"format": "csv", "set": "es/levels"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == client.get(ROWS, params={"set": "es/levels"}).json()["total"]
    assert client.get(ROWS, params={"format": "csv", "page": 2}).status_code == 422


def test_sets_of_others_are_merged_with_everything_told(client: TestClient) -> None:
    machine = ROW.replace("ManualMappingCuration", "LexicalMatching").replace("\t\t", "\tNot\t")
    two = HEAD.replace("/set", "/two") + COLUMNS + machine + "a:9\n"
    documents = [{"name": "one", "text": HEAD + COLUMNS + ROW}, {"name": "two", "text": two}]
    body = client.post(f"{SETS}/merge", json={"documents": documents}).json()
    assert [(one["name"], one["rows"], one["lost"]) for one in body["documents"]] == [("one", 1, 0), ("two", 1, 1)]
    assert [one["place"] for one in body["documents"][1]["unread"]] == ["line 7"]
    (decision,) = body["decisions"]
    assert (decision["kind"], decision["conflict"], decision["second"]["negative"]) == ("contradicted", True, True)
    (row,) = body["mapping_set"]["mappings"]
    assert (row["subject_id"], row["mapping_source"]) == ("a:1", "a:set")


@pytest.mark.parametrize(("text", "status"), [("@prefix a: <urn:a> .", 415), ("\x00", 400), ("[" * 2000, 413)])
def test_what_cannot_be_opened_is_a_problem_that_names_the_cause(client: TestClient, text: str, status: int) -> None:
    import json

    body = json.dumps({"documents": [{"name": "hostile.tsv", "text": text}]})
    answer = client.post(f"{SETS}/merge", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    assert "hostile.tsv" in answer.json()["detail"]


def test_a_mapping_with_two_authors_is_one_row() -> None:
    class TwoAuthors:
        def select(self, query: str) -> list[dict[str, Term]]:
            one = {"set": f"{GRAPH}mappings/x/y", "node": "urn:n", "subject": "urn:s", "predicate": "urn:p"}
            one |= {"object": "urn:o", "justification": "urn:j"}
            return [{name: Term("iri", value) for name, value in {**one, "author_label": who}.items()} for who in "BA"]

    (only,) = Crosswalks(TwoAuthors()).sets["x/y"].rows  # type: ignore[arg-type]
    assert only.values("author_label") == ("A", "B")
