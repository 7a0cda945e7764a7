"""The W3C SPARQL 1.1 Protocol and Service Description suites, over HTTP, against a served throw-away dataset.

The query tests pass; the update tests are refused, as the service is read-only. Requests and expectations are those of
the manifests; `/sparql/` is where the service is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from httpx2 import Client, Response
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.term import Node
from real_servers import served
from w3c import ABSENT, MF, SUITE, entries, name_of, read

HT, CNT = Namespace("http://www.w3.org/2011/http#"), Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
MANIFEST, DESCRIPTIONS = read("protocol"), read("service-description")
TESTS = {name_of(entry): entry for entry in entries(MANIFEST)}
UPDATES = [name for name in TESTS if "update" in name]
QUERIES = [name for name in TESTS if name not in UPDATES]
FORMS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"},
}  # fmt: skip
pytestmark = pytest.mark.skipif(not TESTS, reason=ABSENT)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the suite."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    expected: Node


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    loads = [f"--load={DATA.format(number)}={SUITE}/protocol/data{number}.nt" for number in (1, 2, 3)]
    with served(*loads) as address, Client(base_url=address) as found:
        yield found


@pytest.mark.parametrize("name", QUERIES)
def test_query_of_the_protocol_suite_passes(client: Client, name: str) -> None:
    for asked in requests(TESTS[name]):
        check(sent(client, asked), asked.expected)


@pytest.mark.parametrize("name", UPDATES)
def test_update_of_the_protocol_suite_is_refused(client: Client, name: str) -> None:
    updates = [asked for asked in requests(TESTS[name]) if is_update(asked)]
    assert updates
    for asked in updates:
        assert 400 <= sent(client, asked).status_code < 500


def test_the_suite_has_its_20_queries_and_14_updates() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


@pytest.mark.parametrize("test", [name_of(entry) for entry in entries(DESCRIPTIONS)])
def test_service_description_suite_passes(client: Client, test: str) -> None:
    response = client.get("/sparql")
    assert response.headers["content-type"].split(";")[0] in FORMS["RDF"]
    found = Graph().parse(data=response.text, format="turtle")
    assert found
    if test == "has-endpoint-triple":
        assert set(found.objects(None, SD.endpoint)) == {
            URIRef(f"{client.base_url}/sparql".replace("//sparql", "/sparql"))
        }
    if test == "conforms-to-schema":
        conforms(found)


def conforms(found: Graph) -> None:
    """The schema of the recommendation: each service has an endpoint, each named graph its name, and so on."""
    services = set(found.subjects(RDF.type, SD.Service))
    assert len(services) == 1
    assert all(found.value(service, SD.endpoint) for service in services)
    assert set(found.objects(None, SD.defaultDataset)) == set(found.subjects(RDF.type, SD.Dataset))
    for dataset in found.subjects(RDF.type, SD.Dataset):
        assert (found.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in found
    for named in found.objects(None, SD.namedGraph):
        assert (named, RDF.type, SD.NamedGraph) in found
        assert isinstance(found.value(named, SD.name), URIRef)
        assert (found.value(named, SD.graph), RDF.type, SD.Graph) in found
    known = {"Service", "Dataset", "Graph", "NamedGraph", "Function"}
    kinds = {str(kind).removeprefix(str(SD)) for kind in found.objects(None, RDF.type) if kind.startswith(SD)}
    assert kinds <= known


def requests(entry: Node) -> list[Asked]:
    action = MANIFEST.value(entry, MF.action)
    listed = MANIFEST.value(action, HT.requests)
    return [_asked(one) for one in MANIFEST.items(listed)]


def _asked(request: Node) -> Asked:
    fields = MANIFEST.value(request, HT.headers)
    pairs = [(MANIFEST.value(one, HT.fieldName), MANIFEST.value(one, HT.fieldValue)) for one in MANIFEST.items(fields)]
    headers = {str(name).lower(): str(value) for name, value in pairs}
    body = MANIFEST.value(request, HT.body)
    encoding = str(MANIFEST.value(body, CNT.characterEncoding) or "utf-8")
    chars = MANIFEST.value(body, CNT.chars)
    return Asked(
        str(MANIFEST.value(request, HT.methodName)), str(MANIFEST.value(request, HT.absolutePath)), headers,
        None if chars is None else str(chars).encode(encoding), MANIFEST.value(request, HT.resp),
    )  # fmt: skip


def sent(client: Client, asked: Asked) -> Response:
    return client.request(asked.method, asked.path, headers=asked.headers, content=asked.body)


def is_update(asked: Asked) -> bool:
    """Whether a request is an update; the update tests ask afterwards what has become of the data."""
    text = (asked.body or b"").decode("utf-8", "replace") + urlsplit(asked.path).query
    return "update" in asked.headers.get("content-type", "") or "update=" in text or "CLEAR" in text


def check(response: Response, expected: Node) -> None:
    status = [str(one)[-3:] for one in MANIFEST.objects(expected, MF.expectedStatus)]
    assert any(str(response.status_code)[0] == one[0] for one in status), response.text
    kind = response.headers["content-type"].split(";")[0]
    for form in MANIFEST.objects(expected, MF.expectedFormat):
        assert kind in FORMS[str(form)]
    for truth in MANIFEST.objects(expected, MF.expectedBoolean):
        assert response.json()["boolean"] is truth.toPython()
