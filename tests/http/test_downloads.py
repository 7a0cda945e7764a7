"""Downloads: every graph and the whole release, as files that can be checked, cached and resumed."""

import gzip
import hashlib
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from answering import answering
from fastapi import FastAPI
from fastapi.testclient import TestClient
from problems import assert_problem
from rdflib import Graph
from rdflib.compare import isomorphic

from app.http.service import create_service
from app.manifest import Manifest
from app.settings import Settings
from app.vocab import GRAPH

ROOT = Path(__file__).parents[2]
FINLAND = "/graph/mappings/fi/bodies"


def test_graph_is_the_same_in_both_forms(client: TestClient) -> None:
    plain = Graph().parse(data=client.get(FINLAND + ".nt").text, format="nt")
    turtle = Graph().parse(data=client.get(FINLAND + ".ttl").text, format="turtle")
    assert len(plain) > 50
    assert isomorphic(plain, turtle)


def test_every_graph_of_the_release_can_be_taken_and_holds_what_the_manifest_says(
    client: TestClient, release: Path
) -> None:
    for entry in Manifest.read(release).graphs:
        path = "/graph/" + entry.iri.removeprefix(GRAPH)
        assert client.head(path + ".ttl").status_code == 200
        body = client.get(path + ".nt").content
        assert hashlib.sha256(body).hexdigest() == entry.sha256, entry.iri
        assert body.count(b"\n") == entry.triples


def test_media_type_is_that_of_the_form(client: TestClient) -> None:
    assert client.head(FINLAND + ".nt").headers["content-type"] == "application/n-triples"
    assert client.head(FINLAND + ".ttl").headers["content-type"].startswith("text/turtle")
    assert client.head("/downloads/release.nq.gz").headers["content-type"] == "application/gzip"


def test_dump_holds_every_statement_of_the_release(client: TestClient) -> None:
    body = gzip.decompress(client.get("/downloads/release.nq.gz").content)
    assert body.count(b"\n") == client.get("/api/v1/release").json()["triples"]


def test_checksums_are_those_of_what_is_served(client: TestClient) -> None:
    release = client.get("/api/v1/release").json()["release"]
    lines = client.get("/downloads/SHA256SUMS").text.splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    assert len(sums) == 2 * len(client.get("/api/v1/release").json()["graphs"]) + 1
    for name in ("release.nq.gz", "graph/inferred.nt", "graph/mappings/fi/bodies.ttl"):
        body = client.get(f"/downloads/{release}/{name}").content
        assert hashlib.sha256(body).hexdigest() == sums[name]


def test_page_of_a_graph_shows_the_checksums_of_its_files(client: TestClient) -> None:
    page = client.get(FINLAND, headers={"accept": "text/html"}).text
    for ending in ("nt", "ttl"):
        assert hashlib.sha256(client.get(f"{FINLAND}.{ending}").content).hexdigest() in page


def test_file_tells_its_size_and_digest_before_it_is_taken(client: TestClient) -> None:
    head, body = client.head(FINLAND + ".nt"), client.get(FINLAND + ".nt").content
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(body)
    digest = hashlib.sha256(body)
    assert head.headers["etag"] == f'"{digest.hexdigest()}"'
    assert head.headers["repr-digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"


def test_client_that_has_the_file_is_told_so(client: TestClient) -> None:
    tag = client.head(FINLAND + ".nt").headers["etag"]
    response = client.get(FINLAND + ".nt", headers={"if-none-match": tag})
    assert (response.status_code, response.content) == (304, b"")


def test_broken_download_can_be_resumed(client: TestClient) -> None:
    whole = client.get(FINLAND + ".nt").content
    rest = client.get(FINLAND + ".nt", headers={"range": "bytes=1000-"})
    assert rest.status_code == 206
    assert whole[:1000] + rest.content == whole


@pytest.mark.parametrize("value", ["bytes=9999999999-", "bytes=5-1", "bytes=a-b", "bytes=" + "0-0," * 5000])
def test_range_that_makes_no_sense_is_refused_or_ignored(client: TestClient, value: str) -> None:
    assert client.get(FINLAND + ".nt", headers={"range": value}).status_code in (200, 206, 400, 416)


def test_file_of_a_release_is_cached_for_good_and_that_of_the_current_one_is_asked_for_again(
    client: TestClient,
) -> None:
    release = client.get("/api/v1/release").json()["release"]
    assert "immutable" in client.head(f"/downloads/{release}/graph/inferred.nt").headers["cache-control"]
    assert client.head("/graph/inferred.nt").headers["cache-control"] == "no-cache"


def test_dump_of_the_current_release_leads_to_that_of_its_versioned_address(client: TestClient) -> None:
    release = client.get("/api/v1/release").json()["release"]
    response = client.head("/downloads/release.nq.gz", follow_redirects=False)
    assert response.status_code == 302
    assert response.headers["location"] == f"../downloads/{release}/release.nq.gz"


@pytest.mark.parametrize(
    "name",
    ["../manifest.json", "..%2fmanifest.json", "%2e%2e/manifest.json", "manifest.json", "index/CURRENT", "release.nq",
     "graph/%2e%2e/release.nq.gz", "/etc/passwd", "graph/nosuch.nt", ""],
)  # fmt: skip
def test_nothing_but_the_listed_files_can_be_taken(client: TestClient, name: str) -> None:
    release = client.get("/api/v1/release").json()["release"]
    assert_problem(client.get(f"/downloads/{release}/{name}"), 404)


@pytest.mark.parametrize("name", ["...", "%2e%2e", "0.1.0-000000000000", "a" * 300, "x%00y", "current"])
def test_release_that_is_not_kept_is_not_found(client: TestClient, name: str) -> None:
    assert_problem(client.get(f"/downloads/{name}/graph/inferred.nt"), 404)


def test_graph_that_does_not_exist_is_not_found_naming_near_ones(client: TestClient) -> None:
    body = assert_problem(client.get("/graph/mappings/fi/bodie.nt"), 404)
    assert GRAPH + "mappings/fi/bodies" in body["near"]


def test_earlier_release_keeps_its_versioned_address(release: Path, tmp_path: Path) -> None:
    """Two releases on one machine: the one that is not served any more can still be described and taken."""
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / release.name).symlink_to(release)
    (tmp_path / "current").symlink_to(Path("releases") / release.name)
    earlier = tmp_path / "releases" / "0.0.9-0123456789ab"
    (earlier / "downloads").mkdir(parents=True)
    (earlier / "descriptions").mkdir()
    (earlier / "downloads" / "SHA256SUMS").write_text("", "utf-8")
    (earlier / "descriptions" / "catalog.ttl").write_text("# the earlier catalogue\n", "utf-8")
    text = (release / "manifest.json").read_text("utf-8").replace(release.name, earlier.name)
    (earlier / "manifest.json").write_text(text, "utf-8")
    linked = tmp_path / "releases" / release.name
    settings = Settings(root=ROOT, build=tmp_path, query_workers=1)
    with TestClient(create_service(settings)) as client:
        app = cast(FastAPI, client.app)
        changed = replace(app.state.service, folder=linked)
        with answering(client, changed):
            found = client.get(f"/release/{earlier.name}", headers={"accept": "text/turtle"})
            assert found.text == "# the earlier catalogue\n"
            assert client.get(f"/downloads/{earlier.name}/SHA256SUMS").status_code == 200
            assert "This is not the release that is served now" in client.get(f"/release/{earlier.name}.html").text
