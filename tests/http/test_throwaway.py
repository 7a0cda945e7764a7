"""`passerelle serve --load`: files served for teaching and conformance runs, with nothing else."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from problems import assert_problem
from rdflib import Graph
from real_servers import PASSERELLE, ROOT, served

QUADS = '<urn:a> <urn:p> "1" <urn:g> .\n'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "plain.ttl").write_text("<urn:d> <urn:p> 1 .", "utf-8")
    (folder / "quads.nq").write_text(QUADS, "utf-8")
    (folder / "named.nt").write_text("<urn:n> <urn:p> <urn:o> .\n", "utf-8")
    loads = [str(folder / "plain.ttl"), str(folder / "quads.nq"), f"urn:h={folder / 'named.nt'}"]
    with served(*(f"--load={one}" for one in loads)) as address, Client(base_url=address) as found:
        yield found


def subjects(client: Client, query: str) -> set[str]:
    response = client.get("/sparql", params={"query": query})
    assert response.status_code == 200, response.text
    return {row["s"]["value"] for row in response.json()["results"]["bindings"]}


def test_file_without_an_iri_is_the_default_graph(client: Client) -> None:
    assert subjects(client, "SELECT ?s { ?s ?p ?o }") == {"urn:d"}


def test_file_with_an_iri_and_quads_are_named_graphs(client: Client) -> None:
    assert subjects(client, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }") == {"urn:a", "urn:n"}
    assert subjects(client, "SELECT ?s { GRAPH <urn:h> { ?s ?p ?o } }") == {"urn:n"}


def test_dataset_describes_itself_without_what_it_does_not_have(client: Client) -> None:
    text = client.get("/sparql").text
    assert len(Graph().parse(data=text, format="turtle")) > 20
    assert "UnionDefaultGraph" not in text
    assert "extensionFunction" not in text


def test_dataset_has_a_page_without_dead_links(client: Client) -> None:
    response = client.get("/sparql", headers={"accept": "text/html"})
    assert response.status_code == 200
    links = [piece.split('"')[0] for piece in response.text.split('href="')[1:]]
    for link in (one for one in links if not one.startswith("#")):
        assert client.get("/" + link.removeprefix("./").removeprefix("../")).status_code == 200, link


@pytest.mark.parametrize("path", ["/", "/api/v1/credentials", "/api/v1/recognition", "/api/v1/release"])
def test_dataset_has_no_recognition(client: Client, path: str) -> None:
    assert_problem(client.get(path), 404)


def test_user_reads_no_file_of_the_operator(client: Client) -> None:
    assert subjects(client, "SELECT ?s FROM <file:///etc/hostname> { ?s ?p ?o }") == set()
    response = client.post("/sparql", data={"update": "LOAD <file:///etc/hostname>"})
    assert_problem(response, 403)


def test_file_that_is_missing_is_told_and_nothing_is_served(tmp_path: Path) -> None:
    command = [PASSERELLE, "serve", "--load", f"urn:g={tmp_path / 'nosuch.ttl'}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "nosuch.ttl" in ended.stderr
    assert "Traceback" not in ended.stderr
