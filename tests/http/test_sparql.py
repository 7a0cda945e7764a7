"""`/sparql`: the SPARQL 1.1 Protocol for queries, and that nothing else is offered."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from problems import assert_problem
from rdflib import Graph

from app.store import EmbeddedStore

ROWS = (
    "SELECT ?s ?t WHERE { ?s a <https://w3id.org/passerelle/def#Framework> ; <http://purl.org/dc/terms/identifier> ?t }"
)
CREDENTIAL = "https://w3id.org/passerelle/id/fi/106884"
GRAPH = f"CONSTRUCT {{ <{CREDENTIAL}> ?p ?o }} WHERE {{ <{CREDENTIAL}> ?p ?o }}"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
FINLAND = "https://w3id.org/passerelle/graph/mappings/fi/credentials"
PORTUGAL = "https://w3id.org/passerelle/graph/mappings/pt/credentials"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
DIRECT = {"content-type": "application/sparql-query"}


def ask(client: TestClient, query: str, accept: str | None = None, **params: str | list[str]) -> Response:
    return client.get("/sparql", params={"query": query, **params}, headers={"accept": accept} if accept else {})


def kind(response: Response) -> str:
    assert response.status_code == 200, response.text
    return response.headers["content-type"].split(";")[0]


def number(response: Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def triples(client: TestClient, iri: str) -> int:
    """How many triples the manifest counts in a graph."""
    graphs = client.get("/api/v1/release").json()["graphs"]
    return next(int(one["triples"]) for one in graphs if one["iri"] == iri)


# Ways to ask


def test_query_by_get(client: TestClient) -> None:
    assert ask(client, "ASK {}").json()["boolean"] is True


def test_query_as_a_form_field(client: TestClient) -> None:
    assert client.post("/sparql", data={"query": "ASK {}"}).json()["boolean"] is True


def test_query_as_the_body(client: TestClient) -> None:
    response = client.post("/sparql", content="ASK {}", headers=DIRECT)
    assert response.json()["boolean"] is True


def test_media_type_of_the_body_may_carry_a_charset(client: TestClient) -> None:
    headers = {"content-type": "application/sparql-query; charset=UTF-8"}
    response = client.post("/sparql", content='ASK { FILTER("ä" = "\u00e4") }'.encode(), headers=headers)
    assert response.json()["boolean"] is True


def test_three_ways_give_the_same_answer(client: TestClient) -> None:
    get, form = ask(client, ROWS), client.post("/sparql", data={"query": ROWS})
    direct = client.post("/sparql", content=ROWS, headers=DIRECT)
    assert get.content == form.content == direct.content


def test_dataset_of_a_direct_query_is_taken_from_the_address(client: TestClient) -> None:
    response = client.post("/sparql", params={"default-graph-uri": FINLAND}, content=COUNT, headers=DIRECT)
    assert number(response) == triples(client, FINLAND)


# Forms of answers


def test_rows_are_json_when_nothing_is_asked_for(client: TestClient) -> None:
    response = ask(client, ROWS)
    assert kind(response) == JSON
    assert response.json()["head"]["vars"] == ["s", "t"]
    assert {"type": "literal", "value": "finqf"} in [row["t"] for row in response.json()["results"]["bindings"]]


def test_rows_as_xml(client: TestClient) -> None:
    response = ask(client, ROWS, XML)
    assert kind(response) == XML
    root = ElementTree.fromstring(response.text)
    found = [one.text for one in root.iter("{http://www.w3.org/2005/sparql-results#}literal")]
    assert "finqf" in found


def test_rows_as_csv(client: TestClient) -> None:
    response = ask(client, ROWS, CSV)
    assert kind(response) == CSV
    rows = list(csv.reader(io.StringIO(response.text)))
    assert rows[0] == ["s", "t"]
    assert "finqf" in [row[1] for row in rows]


def test_rows_as_tsv(client: TestClient) -> None:
    response = ask(client, ROWS, TSV)
    assert kind(response) == TSV
    rows = [line.split("\t") for line in response.text.splitlines()]
    assert rows[0] == ["?s", "?t"]
    assert '"finqf"' in [row[1] for row in rows]


@pytest.mark.parametrize(
    ("accept", "name"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/ld+json", "json-ld")],
)
def test_graph_says_the_same_in_every_form(client: TestClient, accept: str, name: str) -> None:
    response = ask(client, GRAPH, accept)
    assert kind(response) == accept
    graph = Graph().parse(data=response.text, format=name)
    assert set(graph) == set(Graph().parse(data=ask(client, GRAPH, "text/turtle").text, format="turtle"))
    assert len(graph) > 20


def test_graph_is_turtle_when_nothing_is_asked_for(client: TestClient) -> None:
    assert kind(ask(client, GRAPH)) == "text/turtle"


def test_description_is_a_graph_about_the_thing(client: TestClient) -> None:
    graph = Graph().parse(data=ask(client, f"DESCRIBE <{CREDENTIAL}>").text, format="turtle")
    assert CREDENTIAL in {str(subject) for subject in graph.subjects()}


def test_yes_or_no_is_served_as_xml_too(client: TestClient) -> None:
    root = ElementTree.fromstring(ask(client, "ASK {}", XML).text)
    assert root.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == "true"


@pytest.mark.parametrize("query", [ROWS, GRAPH])
def test_answer_tells_caches_that_it_depends_on_accept(client: TestClient, query: str) -> None:
    assert "accept" in ask(client, query).headers["vary"].lower()


# Choice by Accept and by format


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/xml", XML),
        ("text/*", CSV),
        (f"{CSV};q=0.5, {XML};q=0.9", XML),
        (f"{CSV};q=0.9, {XML};q=0.5", CSV),
        (f"{TSV}, */*;q=0.1", TSV),
        (f"{JSON};q=0, */*", XML),
        ("TEXT/CSV", CSV),
        (f"image/png, {TSV};q=0.2", TSV),
    ],
)
def test_rows_come_in_the_form_that_is_liked_best(client: TestClient, accept: str, expected: str) -> None:
    assert kind(ask(client, ROWS, accept)) == expected


@pytest.mark.parametrize("accept", ["application/pdf", "text/turtle", f"{JSON};q=0", "*/*;q=0"])
def test_form_that_is_not_offered_for_rows_is_not_acceptable_naming_those_that_are(
    client: TestClient, accept: str
) -> None:
    assert CSV in assert_problem(ask(client, ROWS, accept), 406)["detail"]


def test_form_of_rows_is_not_acceptable_for_a_graph(client: TestClient) -> None:
    assert "text/turtle" in assert_problem(ask(client, GRAPH, CSV), 406)["detail"]


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        (ROWS, "json", JSON),
        (ROWS, "xml", XML),
        (ROWS, "csv", CSV),
        (ROWS, "tsv", TSV),
        (GRAPH, "turtle", "text/turtle"),
        (GRAPH, "ntriples", "application/n-triples"),
        (GRAPH, "jsonld", "application/ld+json"),
    ],
)
def test_format_parameter_wins_over_accept(client: TestClient, query: str, name: str, expected: str) -> None:
    assert kind(ask(client, query, "application/pdf", format=name)) == expected


@pytest.mark.parametrize(("query", "name"), [(ROWS, "turtle"), (GRAPH, "csv"), (ROWS, "xlsx"), (ROWS, "")])
def test_format_that_the_query_does_not_have_is_refused_naming_it(client: TestClient, query: str, name: str) -> None:
    assert_problem(ask(client, query, format=name), 422, parameter="format", value=name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("json", "application/ld+json"),
        ("json-ld", "application/ld+json"),
        ("xml", "application/rdf+xml"),
        ("n3", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_names_that_clients_have_for_forms_of_a_graph_are_understood(
    client: TestClient, name: str, expected: str
) -> None:
    assert kind(ask(client, GRAPH, format=name)) == expected
    assert kind(ask(client, GRAPH, format=name, output=expected, results=name)) == expected


def test_two_forms_at_once_are_refused(client: TestClient) -> None:
    assert_problem(ask(client, ROWS, format="csv", output="json"), 422, parameter="format", value="json")


# The dataset


def test_default_graph_is_the_union_of_all_graphs(client: TestClient) -> None:
    everything = client.get("/api/v1/release").json()["triples"]
    assert number(ask(client, COUNT)) == number(ask(client, COUNT_NAMED)) == everything


def test_no_statement_stands_in_two_graphs_where_the_union_would_count_it_twice(release_store: EmbeddedStore) -> None:
    twice = """SELECT ?s ?p ?o WHERE { GRAPH ?one { ?s ?p ?o } GRAPH ?two { ?s ?p ?o } FILTER (?one != ?two) }"""
    assert list(release_store.select(twice)) == []


def test_inferred_statements_are_in_the_union(client: TestClient) -> None:
    query = "ASK { GRAPH <https://w3id.org/passerelle/graph/inferred> { ?s ?p ?o } ?s ?p ?o }"
    assert ask(client, query).json()["boolean"] is True


def test_graph_of_a_country_can_be_asked_for_by_name(client: TestClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{FINLAND}> {{ ?s ?p ?o }} }}"
    assert number(ask(client, query)) == triples(client, FINLAND)


def test_default_graph_uri_narrows_the_default_graph(client: TestClient) -> None:
    assert number(ask(client, COUNT, **{"default-graph-uri": FINLAND})) == triples(client, FINLAND)


def test_two_default_graph_uris_are_merged(client: TestClient) -> None:
    both = ask(client, COUNT, **{"default-graph-uri": [FINLAND, PORTUGAL]})
    assert number(both) == triples(client, FINLAND) + triples(client, PORTUGAL)


def test_default_graph_uri_leaves_no_named_graph(client: TestClient) -> None:
    assert number(ask(client, COUNT_NAMED, **{"default-graph-uri": FINLAND})) == 0


def test_named_graph_uri_narrows_the_named_graphs(client: TestClient) -> None:
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    rows = ask(client, query, **{"named-graph-uri": FINLAND}).json()["results"]["bindings"]
    assert [row["g"]["value"] for row in rows] == [FINLAND]


def test_named_graph_uri_leaves_the_default_graph_empty(client: TestClient) -> None:
    assert number(ask(client, COUNT, **{"named-graph-uri": FINLAND})) == 0


def test_graph_that_does_not_exist_is_empty(client: TestClient) -> None:
    assert number(ask(client, COUNT, **{"default-graph-uri": "https://a.example/nosuch"})) == 0


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_graph_uri_that_is_not_an_iri_is_refused(client: TestClient, name: str) -> None:
    assert_problem(ask(client, COUNT, **{name: "no iri"}), 400)


def test_from_narrows_the_default_graph(client: TestClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{FINLAND}> WHERE {{ ?s ?p ?o }}"
    assert number(ask(client, query)) == triples(client, FINLAND)


def test_from_named_narrows_the_named_graphs(client: TestClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{FINLAND}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert number(ask(client, query)) == triples(client, FINLAND)


def test_from_named_leaves_the_default_graph_empty(client: TestClient) -> None:
    assert number(ask(client, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{FINLAND}> WHERE {{ ?s ?p ?o }}")) == 0


def test_word_from_in_a_string_does_not_narrow_anything(client: TestClient) -> None:
    counted = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/passerelle/def#Framework> FILTER (%s != '') }"
    assert number(ask(client, counted % '" FROM <https://a.example/> "')) == number(ask(client, counted % '"x"')) > 0


# What is refused


def test_missing_query_is_refused(client: TestClient) -> None:
    assert_problem(client.get("/sparql", params={"default-graph-uri": FINLAND}), 400)
    assert_problem(client.post("/sparql", data={"default-graph-uri": FINLAND}), 400)


def test_two_queries_are_refused(client: TestClient) -> None:
    assert_problem(client.get("/sparql", params={"query": ["ASK {}", "ASK {}"]}), 400)


def test_query_in_address_and_body_is_refused(client: TestClient) -> None:
    assert_problem(client.post("/sparql", params={"query": "ASK {}"}, data={"query": "ASK {}"}), 400)


@pytest.mark.parametrize("query", ["SELECT", "SELECT * WHERE { ?s ?p }", "SELECT * { ?s ?p ?o } }", "", " ", "hello"])
def test_text_that_is_not_a_query_is_refused(client: TestClient, query: str) -> None:
    assert_problem(ask(client, query), 400)


def test_mistake_in_a_query_is_told_with_its_place(client: TestClient) -> None:
    assert "2:10" in assert_problem(ask(client, "SELECT * WHERE {\n  ?s ?p }"), 400)["detail"]


@pytest.mark.parametrize("query", ["ASK {} ; DROP ALL", "SELECT * { ?s ?p ?o } LIMIT 1; LOAD <https://a.example/>"])
def test_update_behind_a_query_is_refused(client: TestClient, query: str) -> None:
    assert_problem(ask(client, query), 400)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <b:> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <https://a.example/>",
        "LOAD SILENT <file:///etc/hostname> INTO GRAPH <a:g>",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <a:g>",
        "COPY DEFAULT TO <a:g>",
        "MOVE DEFAULT TO <a:g>",
        "ADD DEFAULT TO <a:g>",
        "# SELECT\ndrop all",
        "BASE <https://select.example/> DROP ALL",
    ],
)
def test_update_is_refused_and_changes_nothing(client: TestClient, release_store: EmbeddedStore, update: str) -> None:
    before = number(ask(client, COUNT))
    assert 400 <= ask(client, update).status_code < 500
    assert 400 <= client.post("/sparql", data={"update": update}).status_code < 500
    assert 400 <= client.post("/sparql", content=update, headers=DIRECT).status_code < 500
    assert number(ask(client, COUNT)) == before == int(next(iter(release_store.select(COUNT)))["n"].value)


def test_service_is_refused_with_its_place(client: TestClient) -> None:
    detail = assert_problem(ask(client, "SELECT * {\n  SERVICE <https://a.example/> { ?s ?p ?o } }"), 400)["detail"]
    assert "SERVICE" in detail
    assert "line 2" in detail


@pytest.mark.parametrize("media_type", ["text/plain", "application/sparql-update", "application/json", "text/turtle"])
def test_body_of_another_media_type_is_refused_naming_those_that_are_taken(client: TestClient, media_type: str) -> None:
    response = client.post("/sparql", content="ASK {}", headers={"content-type": media_type})
    detail = assert_problem(response, 415)["detail"]
    assert media_type in detail
    assert "application/sparql-query" in detail


def test_body_without_media_type_is_refused(client: TestClient) -> None:
    assert_problem(client.post("/sparql", content=b"ASK {}"), 415)


def test_unknown_parameter_is_refused_naming_it(client: TestClient) -> None:
    assert_problem(ask(client, "ASK {}", timeout="9"), 422, parameter="timeout", value="9")


def test_unknown_form_field_is_refused_naming_it(client: TestClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {}", "timeout": "9"})
    assert_problem(response, 422, parameter="timeout", value="9")


def test_body_that_is_not_utf8_is_refused(client: TestClient) -> None:
    assert_problem(client.post("/sparql", content=b"ASK { \xff }", headers=DIRECT), 400)


def test_form_with_too_many_fields_is_refused(client: TestClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {}", **{f"field{number}": "" for number in range(100)}})
    assert_problem(response, 400)


@pytest.mark.parametrize("size", [70_000, 5_000_000])
def test_query_longer_than_64_kib_is_refused(client: TestClient, size: int) -> None:
    response = client.post("/sparql", content="ASK {} #" + "x" * size, headers=DIRECT)
    assert response.status_code in (400, 413)
    assert_problem(response, response.status_code)


def test_method_that_is_not_offered_is_refused(client: TestClient) -> None:
    assert_problem(client.put("/sparql"), 405)


def test_refused_method_is_told_every_method_that_is_allowed(client: TestClient) -> None:
    assert {"GET", "POST"} <= set(client.put("/sparql").headers["allow"].split(", "))


def test_function_that_is_not_there_is_refused(client: TestClient) -> None:
    assert "not supported" in assert_problem(ask(client, "ASK { FILTER(<https://a.example/f>(1)) }"), 400)["detail"]


def test_relative_iri_is_below_our_own_base(client: TestClient) -> None:
    assert ask(client, "ASK { <id/fi/106884> ?p ?o }").json()["boolean"] is True


def test_nul_in_a_string_is_only_a_sign(client: TestClient) -> None:
    assert ask(client, 'ASK { ?s ?p "a\x00b" }').json()["boolean"] is False


def test_sign_of_a_surrogate_is_refused_or_harmless(client: TestClient) -> None:
    response = client.post("/sparql", content='ASK { ?s ?p "\\uD800" }', headers=DIRECT)
    assert response.status_code in (200, 400)


def test_results_are_valid_json_with_every_sign(client: TestClient) -> None:
    response = ask(client, 'SELECT ?x { VALUES ?x { "a\\"b\\\\c\\n\\u0001\U0001f600" } }')
    assert json.loads(response.text)["results"]["bindings"][0]["x"]["value"] == 'a"b\\c\n\x01\U0001f600'
