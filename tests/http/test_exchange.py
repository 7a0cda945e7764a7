"""Records in the formats of others over HTTP, and the documents of others as records."""

import json
from pathlib import Path
from typing import Any

import pytest
from exchange import ELM
from fastapi.testclient import TestClient
from problems import assert_problem

from app.http.service import create_service
from app.settings import Settings

ROOT = Path(__file__).parents[2]
LOQ = "http://data.europa.eu/snb/model/ap/loq-constraints"
EDC = "http://data.europa.eu/snb/model/ap/edc-generic-full"
UNIT = "/api/v1/credentials/fi/106884"
READ = "/api/v1/exchange/read"
COURSE = {
    "@context": "http://data.europa.eu/snb/model/context/edc-ap", "id": "urn:course", "type": "Qualification",
    "title": {"en": "High-voltage safety"}, "eqfLevel": {"id": "http://data.europa.eu/snb/eqf/4"},
    "volumeOfLearning": "PT16H", "thematicArea": {"id": "http://data.europa.eu/snb/isced-f/0716"},
    "learningOutcome": {"id": "urn:o", "type": "LearningOutcome", "title": {"en": "isolate a vehicle"},
                        "relatedSkill": {"id": "https://w3id.org/passerelle/id/competence/hv-isolation",
                                         "type": "Concept"}},
}  # fmt: skip


def read(client: TestClient, body: bytes, media_type: str = "application/ld+json") -> Any:
    return client.post(READ, content=body, headers={"Content-Type": media_type})


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (f"{UNIT}?format=elm", "*/*"),
        (f"{UNIT}.elm.jsonld", "*/*"),
        (UNIT, f'application/ld+json;profile="{LOQ}"'),
        (UNIT, f'text/html;q=0.2, application/ld+json; profile="{LOQ}"; q=0.9, application/json;q=0.5'),
        (UNIT, "application/ld+json"),
    ],
)
def test_a_record_is_had_in_elm_by_format_ending_and_profile(client: TestClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == f'application/ld+json;profile="{LOQ}"'
    assert f'<{LOQ}>; rel="profile"' in response.headers["link"]
    assert "Accept" in response.headers["vary"].split(", ")
    assert response.json()["id"] == "https://w3id.org/passerelle/id/fi/106884"
    assert response.json()["type"] == "Qualification"


def test_turtle_is_had_by_accept(client: TestClient) -> None:
    response = client.get(UNIT, headers={"Accept": "text/turtle"})
    assert response.headers["content-type"].startswith("text/turtle")
    assert "elm:Qualification" in response.text


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "text/html,*/*;q=0.8", f'application/ld+json;profile="{LOQ}";q=0']
)
def test_json_stays_what_others_get(client: TestClient, accept: str) -> None:
    assert client.get(UNIT, headers={"Accept": accept}).json()["id"] == "fi/106884"


def test_an_unknown_profile_or_format_names_those_there_are(client: TestClient) -> None:
    response = client.get(UNIT, headers={"Accept": 'application/ld+json;profile="urn:other"'})
    assert {LOQ, EDC} <= set(assert_problem(response, 406)["profiles"])
    near = assert_problem(client.get(UNIT, params={"format": "elmo"}), 404, parameter="format")["near"]
    assert "elm" in near


def test_a_record_that_lacks_mandatory_data_is_refused_with_the_fields(client: TestClient) -> None:
    lacking = client.get("/api/v1/exchange/lacking").json()["lacking"][0]
    response = client.get(f"/api/v1/credentials/{lacking['id']}", params={"format": "elm"})
    assert assert_problem(response, 406)["lacks"] == lacking["fields"]
    other = client.get(f"/api/v1/credentials/{lacking['id']}", params={"format": "elm-edc"})
    assert other.json()["title"]


def test_the_catalogue_holds_what_is_not_listed_as_lacking(client: TestClient) -> None:
    response = client.get("/api/v1/credentials", params={"format": "elm", "jurisdiction": "FI"})
    graph = json.loads(response.text)["@graph"]
    address = next(link for link in response.headers["link"].split(", ") if 'rel="related"' in link)
    lacking = client.get(address[1 : address.index(">")]).json()
    assert lacking["written"] == len(graph) > 0
    assert {node["id"] for node in graph}.isdisjoint(one["iri"] for one in lacking["lacking"])
    assert lacking["total"] == client.get("/api/v1/credentials", params={"jurisdiction": "FI"}).json()["total"]


def test_the_catalogue_has_no_pages(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/credentials?format=elm&page=2"), 422, parameter="page")


def test_the_formats_tell_what_is_lost(client: TestClient) -> None:
    formats = {one["name"]: one for one in client.get("/api/v1/exchange/formats").json()}
    assert formats["elm"]["profile"] == LOQ
    assert {"iri", "titles", "evidence"} <= {loss["member"] for loss in formats["elm"]["losses"]}


def test_a_record_that_was_read_is_a_source_straight_away(client: TestClient) -> None:
    reading = read(client, json.dumps(COURSE).encode()).json()
    assert (reading["dialect"], reading["signature"]) == ("elm", None)
    case = {"source": reading["records"][0], "target": "fi/106884", "purpose": "employment", "on": "2026-11-25"}
    verdict = client.post("/api/v1/recognition", json=case)
    assert verdict.status_code == 200, verdict.text
    level = next(one for one in verdict.json()["criteria"] if one["id"] == "level")
    assert level["finding"] == "equivalent"


def test_a_record_of_the_graph_judges_alike_after_the_way_through_elm(client: TestClient) -> None:
    written = client.get("/api/v1/credentials/ie/ddletb-ev-hv-safety", params={"format": "elm-edc"})
    reading = read(client, written.content).json()
    assert reading["unread"] == []
    case = {"target": "fi/106884", "purpose": "employment", "on": "2026-11-25"}
    sent = client.post("/api/v1/recognition", json=case | {"source": reading["records"][0]}).json()
    own = client.post("/api/v1/recognition", json=case | {"source": "ie/ddletb-ev-hv-safety"}).json()

    def results(verdict: Any) -> dict[str, str]:
        return {one["id"]: one["finding"] for one in verdict["criteria"]}

    assert results(sent) == results(own)


@pytest.mark.skipif(not ELM.is_dir(), reason="the official ELM material is not beside the project")
def test_the_signed_annex_i_sample_is_read_and_judged(client: TestClient) -> None:
    body = (ELM / "samples" / "Sample-MC-Annex1-signed.jsonld").read_bytes()
    reading = read(client, body, "application/jose+json").json()
    assert reading["signature"] == {"kind": "JAdES (JSON serialization)", "verified": False}
    assert "Andromeda" not in json.dumps(reading)
    source = reading["records"][0] | {"awarded_on": reading["awarded_on"]}
    verdict = client.post("/api/v1/recognition", json={"source": source, "target": "fi/106884", "purpose": "study"})
    assert verdict.status_code == 200, verdict.text
    assert verdict.json()["outcome"]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b'{"id": "urn:a"', "application/json", 400),
        ('{"id": "urn:ä"}'.encode("latin-1"), "application/json", 400),
        (b"[" * 2000 + b"]" * 2000, "application/json", 413),
        (b"<?xml version='1.0'?><a/>", "application/rdf+xml", 415),
        (b"PK\x03\x04", "application/json", 415),
        (b"", "application/json", 400),
    ],
)
def test_a_document_that_cannot_be_opened_is_a_problem_with_its_cause(
    client: TestClient, body: bytes, media_type: str, status: int
) -> None:
    problem = assert_problem(read(client, body, media_type), status)
    assert len(problem["detail"]) > 20


def test_a_document_in_no_known_dialect_is_a_finding(client: TestClient) -> None:
    reading = read(client, b'{"hello": "world"}', "application/json").json()
    assert (reading["dialect"], reading["records"]) == (None, [])
    assert "European Learning Model" in reading["unread"][0]["reason"]


def test_limits_on_documents_are_settings(release: Path) -> None:
    settings = Settings(root=ROOT, build=release.parents[1], query_workers=1, document_kib=1, document_levels=3)
    with TestClient(create_service(settings)) as service:
        assert_problem(read(service, b'"' + b"x" * 2000 + b'"'), 413)
        assert_problem(read(service, b"[[[[1]]]]", "application/json"), 413, place="line 1, column 4")
        assert read(service, b"[[[1]]]", "application/json").status_code == 200
