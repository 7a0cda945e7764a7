"""SPARQLWrapper, rdflib's SPARQLStore and curl, against a server in a process of its own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from real_servers import ROOT, served
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

CREDENTIAL = "https://w3id.org/passerelle/id/fi/106884"
FINLAND = "https://w3id.org/passerelle/graph/mappings/fi/credentials"
ROWS = "SELECT ?t WHERE { ?s a <https://w3id.org/passerelle/def#Framework> ; <http://purl.org/dc/terms/identifier> ?t }"
GRAPH = f"CONSTRUCT {{ <{CREDENTIAL}> ?p ?o }} WHERE {{ <{CREDENTIAL}> ?p ?o }}"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def address(release: Path) -> Iterator[str]:
    settings = {
        "PASSERELLE_ROOT": str(ROOT), "PASSERELLE_BUILD": str(release.parents[1]), "PASSERELLE_QUERY_SECONDS": "5",
    }  # fmt: skip
    with served(environment=settings) as found:
        yield f"{found}/sparql"


def wrapper(address: str, query: str, form: str = JSON) -> SPARQLWrapper:
    client = SPARQLWrapper(address)
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setTimeout(30)
    return client


# SPARQLWrapper


@pytest.mark.parametrize(("method", "way"), [("GET", URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_in_each_way(address: str, method: str, way: str) -> None:
    client = wrapper(address, ROWS)
    client.setMethod(method)
    client.setRequestMethod(way)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert "finqf" in [row["t"]["value"] for row in rows]


def test_sparqlwrapper_reads_rows_in_each_form(address: str) -> None:
    assert wrapper(address, "ASK {}").queryAndConvert()["boolean"] is True
    assert "finqf" in wrapper(address, ROWS, XML).queryAndConvert().toxml()
    assert b"finqf" in wrapper(address, ROWS, CSV).queryAndConvert()
    assert b"?t" in wrapper(address, ROWS, TSV).queryAndConvert()


@pytest.mark.parametrize("form", [RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs(address: str, form: str) -> None:
    assert (URIRef(CREDENTIAL), None, None) in wrapper(address, GRAPH, form).queryAndConvert()


@pytest.mark.parametrize("form", [TURTLE, N3])
def test_sparqlwrapper_reads_turtle(address: str, form: str) -> None:
    text = wrapper(address, GRAPH, form).queryAndConvert()
    assert (URIRef(CREDENTIAL), None, None) in Graph().parse(data=text, format="turtle")


def test_sparqlwrapper_names_the_dataset(address: str) -> None:
    client = wrapper(address, COUNT)
    client.addDefaultGraph(FINLAND)
    narrow = int(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"])
    assert 0 < narrow < int(wrapper(address, COUNT).queryAndConvert()["results"]["bindings"][0]["n"]["value"])


def test_sparqlwrapper_understands_a_refusal_and_a_deadline(address: str) -> None:
    with pytest.raises(QueryBadFormed, match="Unusable query"):
        wrapper(address, "SELECT * { ?s ?p }").query()
    with pytest.raises(Exception, match="503") as stopped:
        wrapper(address, FOREVER).query()
    assert not isinstance(stopped.value, EndPointInternalError)


# rdflib


def test_rdflib_queries_the_endpoint_as_a_graph(address: str) -> None:
    graph = Graph(SPARQLStore(address), bind_namespaces="none")
    assert "finqf" in [str(row[0]) for row in graph.query(ROWS)]
    assert graph.query("ASK {}").askAnswer is True
    assert len(list(graph.triples((URIRef(CREDENTIAL), None, None)))) > 5
    assert (URIRef(CREDENTIAL), None, None) in graph
    assert len(graph.query(GRAPH).graph) > 5


def test_rdflib_counts_the_endpoint_and_a_graph_of_it(address: str) -> None:
    store = SPARQLStore(address, context_aware=True)
    whole, part = Graph(store, bind_namespaces="none"), Graph(store, URIRef(FINLAND), bind_namespaces="none")
    assert len(list(part.triples((URIRef(CREDENTIAL), None, None)))) > 5
    assert int(next(iter(whole.query(COUNT)))[0]) > int(next(iter(part.query(COUNT)))[0]) > 0


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_in_each_way(address: str, method: str) -> None:
    graph = Graph(SPARQLStore(address, method=method), bind_namespaces="none")
    assert "finqf" in [str(row[0]) for row in graph.query(ROWS)]


# curl


def curl(*arguments: str) -> str:
    tool = shutil.which("curl")
    if tool is None:
        pytest.skip("curl is not on this machine")
    ended = subprocess.run([tool, "-sS", *arguments], capture_output=True, text=True, timeout=60, check=True)
    return ended.stdout


def test_curl_asks_in_each_way(address: str) -> None:
    direct = ["-H", "Content-Type: application/sparql-query", "--data-binary", ROWS, address]
    for arguments in (
        ["-G", "--data-urlencode", f"query={ROWS}", address],
        ["--data-urlencode", f"query={ROWS}", address],
        direct,
    ):
        rows = json.loads(curl(*arguments))["results"]["bindings"]
        assert "finqf" in [row["t"]["value"] for row in rows]


def test_curl_reads_csv_and_packed_answers(address: str) -> None:
    asked = ["-G", "--data-urlencode", f"query={ROWS}", "-H", "Accept: text/csv", address]
    plain = curl(*asked)
    assert plain.startswith("t\n")
    assert curl("--compressed", *asked) == plain


def test_curl_sees_headers_and_statuses(address: str) -> None:
    assert "allow: get, post, head, options" in curl("-i", "-X", "OPTIONS", address).lower()
    head = curl("-I", f"{address}?query=ASK%7B%7D").lower()
    assert head.startswith("http/1.1 200")
    assert "etag:" in head
    tag = next(line.split(": ", 1)[1] for line in head.splitlines() if line.startswith("etag"))
    again = curl("-i", "-H", f"If-None-Match: {tag.replace('w/', 'W/')}", f"{address}?query=ASK%7B%7D")
    assert again.startswith("HTTP/1.1 304")
    assert curl("-o", "/dev/null", "-w", "%{http_code}", f"{address}?query=SELECT") == "400"
