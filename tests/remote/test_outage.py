"""A store that goes away takes no service with it: 503 while it is gone, answers when it is back, no restart."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem
from stores import Server, free_port, oxigraph

from app.remote.endpoint import endpoint
from app.remote.graphs import GraphStore
from app.settings import Settings

from .conftest import load, service

PATHS = (
    "/api/v1/credentials?q=battery",
    "/api/v1/credentials/fi/106884",
    "/api/v1/recognition?source=us/vvc-hvt&target=fi/106884",
    "/api/v1/queries/cq-01",
    "/api/v1/frameworks",
    "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
)


def assert_unavailable(client: TestClient, paths: tuple[str, ...] = PATHS) -> None:
    for path in paths:
        started = time.monotonic()
        assert_problem(client.get(path), 503)
        assert time.monotonic() - started < 10
    assert client.get("/healthz").json()["status"] == "ok"


def assert_answers(client: TestClient) -> None:
    for path in PATHS:
        response = client.get(path)
        assert response.status_code == 200, response.text[:300]


def test_service_waits_for_its_store_and_survives_its_absence(release: Path, tmp_path: Path) -> None:
    port = free_port()
    place = Server(f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/store")
    with service(release, place) as client:
        assert_unavailable(client)
        with oxigraph(tmp_path / "data", port=port):
            assert_problem(client.get(PATHS[0]), 503)
            load(release, place)
            assert_answers(client)
        # What was read is known still; what has to be asked is not.
        assert_unavailable(client, ("/api/v1/queries/cq-02", "/api/v1/credentials/fi/106883", PATHS[-1]))
        with oxigraph(tmp_path / "data", port=port):
            assert_answers(client)


@pytest.mark.parametrize("dataset", ["auto", "explicit"])
def test_default_graph_of_a_store_that_is_no_union_is_named(release: Path, tmp_path: Path, dataset: str) -> None:
    foreign = '<https://example.org/secret> <https://example.org/p> "of others" .'
    with oxigraph(union=False) as server:
        load(release, server)
        graphs = GraphStore(endpoint(Settings(**server.settings()), server.graphs))
        graphs.put_lines("https://example.org/private", [foreign])
        graphs.close()
        with service(release, server, store_dataset=dataset) as client:
            rows = client.get(
                "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "format": "csv"}
            )
            release_size = client.get("/api/v1/release").json()["triples"]
            assert rows.text.split() == ["n", str(release_size)]
            hidden = "SELECT ?g WHERE { GRAPH ?g { <https://example.org/secret> ?p ?o } }"
            assert client.get("/sparql", params={"query": hidden}).json()["results"]["bindings"] == []
            golden = (Path(__file__).parents[1] / "golden" / "cq-01.csv").read_bytes().decode()
            assert client.get("/api/v1/queries/cq-01", params={"format": "csv"}).text == golden
