"""`/sparql` as a web resource: methods, caching, packing, other sites, what it says of itself, the page to ask on."""

import gzip
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import zstandard
from answering import answering
from fastapi.testclient import TestClient
from problems import assert_problem
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from app.http.service import create_service
from app.http.state import Service
from app.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
SCHEMA = Namespace("https://schema.org/")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
PSR = Namespace("https://w3id.org/passerelle/def#")
ROWS = "SELECT ?s WHERE { ?s a <https://w3id.org/passerelle/def#Framework> }"
MANY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 20000"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Page(HTMLParser):
    """Links, text, table rows and the box of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.rows, self.box, self.words = 0, "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.rows += tag == "tr"
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.tags and self.tags[-1] == "textarea" and not self.box:
            self.box = data


def page(client: TestClient, **params: str) -> Page:
    response = client.get("/sparql", params=params, headers=BROWSER)
    assert response.status_code == 200, response.text[:300]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in response.headers["content-security-policy"]
    return Page(response.text)


# Methods


def test_head_tells_what_get_would(client: TestClient) -> None:
    get, head = client.get("/sparql", params={"query": ROWS}), client.head("/sparql", params={"query": ROWS})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == get.headers[name]


def test_head_of_a_query_that_is_refused_is_refused(client: TestClient) -> None:
    response = client.head("/sparql", params={"query": "SELECT"})
    assert (response.status_code, response.content) == (400, b"")


@pytest.mark.parametrize("path", ["/", "/api/v1/credentials", "/healthz", "/api/v1/queries/cq-24"])
def test_head_is_answered_wherever_there_is_something_to_get(client: TestClient, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")


def test_head_of_nothing_is_not_found(client: TestClient) -> None:
    assert client.head("/nosuch").status_code == 404


def test_options_tells_the_methods(client: TestClient) -> None:
    response = client.options("/sparql")
    assert (response.status_code, response.content) == (204, b"")
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert client.options("/api/v1/credentials").headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options("/nosuch").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_method_that_is_refused_is_told_every_method_there_is(client: TestClient, method: str) -> None:
    response = client.request(method, "/sparql")
    assert_problem(response, 405)
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_closing_slash_makes_no_difference(client: TestClient) -> None:
    assert (
        client.get("/sparql/", params={"query": ROWS}).content == client.get("/sparql", params={"query": ROWS}).content
    )
    assert client.post("/sparql/", data={"query": "ASK {}"}).json()["boolean"] is True


# Other sites


def test_page_of_another_site_may_read_every_answer_and_send_no_credentials(client: TestClient) -> None:
    for response in (
        client.get("/sparql", params={"query": "ASK {}"}, headers={"origin": "https://a.example", "cookie": "a=b"}),
        client.get("/sparql", params={"query": "ASK"}, headers={"origin": "https://a.example"}),
        client.get("/api/v1/credentials"),
    ):
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers
        assert "Origin" not in response.headers.get("vary", "")
    assert "ETag" in response.headers["access-control-expose-headers"]


def test_browser_that_asks_first_may_post_a_query(client: TestClient) -> None:
    asked = {
        "origin": "https://a.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    response = client.options("/sparql", headers=asked)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"].split(", ")
    assert response.headers["access-control-allow-headers"] == "*"


# Caching


def test_same_query_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": ROWS})
    again = client.get("/sparql", params={"query": ROWS}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "Accept" in again.headers["vary"]


def test_another_form_dataset_or_query_is_another_answer(client: TestClient) -> None:
    graph = "https://w3id.org/passerelle/graph/mappings/fi/credentials"
    asked = [
        {"query": ROWS},
        {"query": ROWS, "format": "csv"},
        {"query": ROWS + " "},
        {"query": ROWS, "default-graph-uri": graph},
        {"query": ROWS, "named-graph-uri": graph},
    ]
    tags = {client.get("/sparql", params=one).headers["etag"] for one in asked}
    assert len(tags) == len(asked)


def test_answer_of_another_release_is_another_answer(client: TestClient) -> None:
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    before = client.get("/sparql", params={"query": ROWS}).headers["etag"]
    with answering(client, replace(service, manifest=replace(service.manifest, release="another"))):
        assert client.get("/sparql", params={"query": ROWS}).headers["etag"] != before


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "STRUUID ()"])
def test_answer_that_differs_each_time_is_not_kept(client: TestClient, call: str) -> None:
    response = client.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"})
    assert response.status_code == 200
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_malformed_query_is_refused_whatever_the_client_has(client: TestClient) -> None:
    assert_problem(client.get("/sparql", params={"query": "SELECT"}, headers={"if-none-match": "*"}), 400)


# Packing


def test_long_answer_is_packed_as_the_client_takes_it(client: TestClient) -> None:
    plain = client.get("/sparql", params={"query": MANY}, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert int(plain.headers["content-length"]) == len(plain.content) > 2**20
    for encoding in ("gzip", "zstd"):
        with client.stream("GET", "/sparql", params={"query": MANY}, headers={"accept-encoding": encoding}) as packed:
            raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == encoding
        assert "Accept-Encoding" in packed.headers["vary"]
        assert len(raw) < len(plain.content) / 4
        read = (
            gzip.decompress(raw) if encoding == "gzip" else zstandard.ZstdDecompressor().decompressobj().decompress(raw)
        )
        assert read == plain.content


def test_short_answer_is_not_packed(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_packing_that_is_declined_is_not_used(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": MANY}, headers={"accept-encoding": "zstd;q=0, gzip;q=0, br;q=0"})
    assert "content-encoding" not in response.headers


def test_lines_of_a_batch_flow_unpacked(client: TestClient) -> None:
    line = '{"source": "fi/106884", "target": "es/ce-vhe-medio"}\n'
    headers = {"content-type": "application/x-ndjson", "accept-encoding": "gzip, zstd"}
    response = client.post("/api/v1/recognition/batch", content=line * 3, headers=headers)
    assert response.status_code == 200
    assert "content-encoding" not in response.headers


# What the service says of itself


@pytest.fixture(scope="module")
def description(client: TestClient) -> Graph:
    return Graph().parse(data=client.get("/sparql").text, format="turtle")


def test_plain_get_describes_the_service(description: Graph) -> None:
    service = description.value(None, RDF.type, SD.Service)
    assert set(description.objects(service, SD.endpoint)) == {URIRef("http://testserver/sparql")}
    assert set(description.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(description.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert set(description.objects(service, SD.extensionFunction)) == {PSR.coverage, PSR.outcome}
    assert len(set(description.objects(service, SD.resultFormat))) == 8
    assert FORMATS["SPARQL_Results_JSON"] in set(description.objects(service, SD.resultFormat))


def test_federation_is_not_promised(description: Graph) -> None:
    assert SD.BasicFederatedQuery not in set(description.objects())


def test_functions_that_are_described_can_be_called(client: TestClient, description: Graph) -> None:
    source, target = "<id/fi/106884>", "<id/es/ce-vhe-medio>"
    for function, more in ((PSR.coverage, ""), (PSR.outcome, ", <policy/employment>")):
        query = f"SELECT (<{function}>({source}, {target}{more}) AS ?x) {{}}"
        assert client.get("/sparql", params={"query": query}).status_code == 200


def test_every_named_graph_is_described_with_its_triples(client: TestClient, description: Graph) -> None:
    told = {
        str(description.value(named, SD.name)): description.value(
            description.value(named, SD.graph), VOID.triples
        ).toPython()
        for named in description.objects(None, SD.namedGraph)
    }
    release = client.get("/api/v1/release").json()
    assert told == {one["iri"]: one["triples"] for one in release["graphs"]}
    default = description.value(description.value(None, RDF.type, SD.Dataset), SD.defaultGraph)
    assert description.value(default, VOID.triples) == Literal(release["triples"])


def test_limits_are_described_with_the_values_that_hold(client: TestClient, description: Graph) -> None:
    limits = {
        str(description.value(limit, SCHEMA.propertyID)): float(description.value(limit, SCHEMA.value))
        for limit in description.objects(None, SCHEMA.additionalProperty)
    }
    assert limits["query_seconds"] == 2
    assert limits["query_text_kib"] == 64


@pytest.mark.parametrize(
    ("accept", "name"),
    [("application/rdf+xml", "xml"), ("application/ld+json", "json-ld"), ("application/n-triples", "nt")],
)
def test_description_says_the_same_in_every_form(
    client: TestClient, description: Graph, accept: str, name: str
) -> None:
    response = client.get("/sparql", headers={"accept": accept})
    assert response.headers["content-type"].split(";")[0] == accept
    assert len(Graph().parse(data=response.text, format=name)) == len(description)


def test_description_in_no_known_form_is_not_acceptable(client: TestClient) -> None:
    assert "text/turtle" in assert_problem(client.get("/sparql", headers={"accept": "image/png"}), 406)["detail"]


def test_address_comes_from_the_settings_and_never_from_the_host_header(client: TestClient, release: object) -> None:
    told = client.get("/sparql", headers={"host": "evil.example"}).text
    assert "evil.example" not in told
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    settings = service.settings.model_copy(update={"base_url": "https://data.example/passerelle/"})
    with answering(client, replace(service, settings=settings)):
        assert "<https://data.example/passerelle/sparql>" in client.get("/sparql").text


# The page


def test_browser_is_sent_a_page_with_a_box_and_questions(client: TestClient) -> None:
    found = page(client)
    assert "SELECT" in found.box
    questions = client.get("/api/v1/queries").json()["items"]
    assert len([link for link in found.links if "example=" in link]) == len(questions)
    assert "script" not in found.tags


def test_query_in_the_box_at_first_gives_an_answer(client: TestClient) -> None:
    assert page(client, query=page(client).box).rows > 5


def test_every_question_stands_in_the_box_when_chosen_and_parses(client: TestClient) -> None:
    for link in [link for link in page(client).links if "example=" in link][:5]:
        found = Page(client.get("/" + link.removeprefix("./"), headers=BROWSER).text)
        response = client.get("/sparql", params={"query": found.box})
        assert response.status_code in (200, 503), response.text


def test_question_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert_problem(client.get("/sparql", params={"example": "cq-999"}, headers=BROWSER), 404)


def test_result_is_a_table_with_its_query_and_files(client: TestClient) -> None:
    found = page(client, query=ROWS)
    assert found.box == ROWS
    assert "doc/" in "".join(found.links)
    files = [parse_qs(urlsplit(link).query) for link in found.links if "format=" in link and "query=" in link]
    assert [one["format"][0] for one in files] == ["json", "xml", "csv", "tsv"]
    for one in files:
        params = {name: values[0] for name, values in one.items()}
        assert client.get("/sparql", params=params).status_code == 200


def test_graph_and_truth_are_shown_too(client: TestClient) -> None:
    assert "Yes" in page(client, query="ASK {}").words
    assert "psr:" in page(client, query="DESCRIBE <id/fi/106884>").words or "pre" in page(client, query=ROWS).tags


def test_long_result_is_cut_on_the_page_and_says_so(client: TestClient) -> None:
    found = page(client, query="SELECT ?s { ?s ?p ?o } LIMIT 700")
    assert "700 rows; the first 500 are shown" in found.words


def test_refused_query_stays_in_the_box_with_the_reason(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT * { <oops"}, headers=BROWSER)
    assert response.status_code == 400
    found = Page(response.text)
    assert found.box == "SELECT * { <oops"
    assert "No result" in found.words


def test_markup_in_a_query_or_a_result_is_only_text(client: TestClient) -> None:
    mark = "<script>alert(1)</script>"
    shown = client.get("/sparql", params={"query": f'SELECT ("{mark}" AS ?x) {{}}'}, headers=BROWSER).text
    refused = client.get("/sparql", params={"query": f"SELECT {mark}"}, headers=BROWSER).text
    assert "<script" not in shown + refused


def test_iri_that_would_run_is_not_a_link(client: TestClient) -> None:
    found = page(client, query="SELECT (<javascript:alert(1)> AS ?x) {}")
    assert "javascript:alert(1)" in found.words
    assert not [link for link in found.links if link.startswith("javascript")]


def test_number_of_rows_on_the_page_is_a_setting(release: object) -> None:
    assert Settings().page_rows == 500
    assert create_service(Settings(page_rows=3)).title == "Passerelle"
