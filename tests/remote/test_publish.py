"""`passerelle publish` makes a store hold a release: whole, checked, and continued where it stopped."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from problems import assert_problem
from stores import Server, doorman, oxigraph, virtuoso

from app.manifest import Manifest, entry, manifest
from app.problems import ReleaseError, StoreError, StoreUnavailableError
from app.remote.endpoint import endpoint
from app.remote.graphs import GraphStore
from app.remote.holdings import ABOUT, NOTE, PUBLISHING, count, read_holdings
from app.remote.workers import Workers
from app.settings import Settings

from .conftest import load, service

BASE = "https://w3id.org/passerelle/graph/"
NOTES = "<http://www.w3.org/2004/02/skos/core#note>"
Graphs = dict[str, list[str]]


def release_of(folder: Path, graphs: Graphs) -> Path:
    """A small release: its graphs, and a description that names their hashes."""
    folder.mkdir(parents=True)
    entries = [entry(BASE + name, "", sorted(lines)) for name, lines in graphs.items()]
    about = sorted(f'<{one.iri}> {NOTES} "{NOTE}{one.sha256}" .' for one in entries)
    for name, lines in {**graphs, "about": about}.items():
        with (folder / f"{name.split('/')[0]}.nq").open("a", encoding="utf-8") as out:
            out.writelines(f"{line[:-1]}<{BASE}{name}> .\n" for line in sorted(lines))
    manifest([*entries, entry(ABOUT, "", about)], ()).write(folder)
    return folder


def lines(name: str, number: int) -> list[str]:
    return [f'<https://example.org/{name}/{one}> {NOTES} "{name} é {one}"@en .' for one in range(number)]


@pytest.fixture
def graphs() -> Graphs:
    return {"a": lines("a", 3), "b": lines("b", 40), "c": lines("c", 5000)}


@pytest.fixture
def server() -> Iterator[Server]:
    with oxigraph() as one:
        yield one


@pytest.fixture
def asking(server: Server) -> Iterator[Workers]:
    known = Settings(store_workers=1, **server.settings())
    workers = Workers(endpoint(known), known)
    yield workers
    workers.close()


def names(iris: tuple[str, ...]) -> set[str]:
    return {iri.removeprefix(BASE) for iri in iris}


def assert_holds(asking: Workers, folder: Path) -> None:
    """The store holds the release, its description, and no trace of the loading."""
    for graph in Manifest.read(folder).graphs:
        assert count(asking, graph.iri) == graph.triples
    holdings = read_holdings(asking)
    assert holdings.finished == {one.iri: one.sha256 for one in Manifest.read(folder).graphs if one.iri != ABOUT}
    assert (holdings.loading, count(asking, PUBLISHING)) == ({}, 0)


def test_store_holds_the_release_after_it(tmp_path: Path, server: Server, asking: Workers, graphs: Graphs) -> None:
    folder = release_of(tmp_path / "one", graphs)
    assert names(load(folder, server).loaded) == {"a", "b", "c", "about"}
    assert_holds(asking, folder)


def test_second_run_sends_nothing(tmp_path: Path, server: Server, graphs: Graphs) -> None:
    folder = release_of(tmp_path / "one", graphs)
    load(folder, server)
    with doorman(server) as (door, seen):
        done = load(folder, door)
    assert (done.loaded, names(done.found)) == ((), {"a", "b", "c", "about"})
    assert seen.requests == []


def test_only_what_changed_is_sent_and_what_went_is_removed(
    tmp_path: Path, server: Server, asking: Workers, graphs: Graphs
) -> None:
    load(release_of(tmp_path / "one", graphs), server)
    folder = release_of(tmp_path / "two", {"a": graphs["a"], "b": lines("b", 41), "d": lines("d", 2)})
    done = load(folder, server)
    assert names(done.loaded) == {"b", "d", "about"}
    assert names(done.removed) == {"c"}
    assert count(asking, BASE + "c") == 0
    assert_holds(asking, folder)


def test_run_that_broke_off_is_continued_where_it_stopped(
    tmp_path: Path, server: Server, asking: Workers, graphs: Graphs
) -> None:
    folder = release_of(tmp_path / "one", graphs)
    with doorman(server) as (door, seen):
        seen.refuse = lambda _method, path, _size: 500 if path.endswith("graph%2Fc") else None
        with pytest.raises(StoreError, match="500"):
            load(folder, door)
    holdings = read_holdings(asking)
    assert {BASE + "a", BASE + "b"} <= holdings.loading.keys()
    assert not holdings.finished
    with doorman(server) as (door, seen):
        assert names(load(folder, door).loaded) == {"c", "about"}
        assert [graph for graph in seen.puts() if graph != "publishing"] == ["c", "about"]
    assert_holds(asking, folder)


def test_description_is_switched_last_and_the_old_graph_is_whole_until_replaced(
    tmp_path: Path, server: Server, asking: Workers, graphs: Graphs
) -> None:
    first = release_of(tmp_path / "one", graphs)
    load(first, server)
    second = release_of(tmp_path / "two", {**graphs, "c": lines("c", 6000)})
    with doorman(server) as (door, seen):
        seen.refuse = lambda method, path, _size: 507 if method == "PUT" and path.endswith("graph%2Fc") else None
        with pytest.raises(StoreError):
            load(second, door)
    assert count(asking, BASE + "c") == 5000
    assert read_holdings(asking).finished[BASE + "c"] == Manifest.read(first).graphs[3].sha256
    load(first, server)
    assert_holds(asking, first)
    load(second, server)
    assert_holds(asking, second)


def test_graph_that_lost_triples_in_the_store_is_sent_again(
    tmp_path: Path, server: Server, asking: Workers, graphs: Graphs
) -> None:
    folder = release_of(tmp_path / "one", graphs)
    load(folder, server)
    store = GraphStore(endpoint(Settings(**server.settings()), server.graphs))
    store.put_lines(BASE + "b", lines("b", 39))
    store.close()
    assert names(load(folder, server).loaded) == {"b", "about"}
    assert_holds(asking, folder)


def test_large_graph_goes_in_pieces_where_the_server_refuses_it_whole(
    tmp_path: Path, server: Server, asking: Workers, graphs: Graphs
) -> None:
    folder = release_of(tmp_path / "one", graphs)
    with doorman(server) as (door, seen):
        seen.refuse = lambda _method, _path, size: 413 if size > 200_000 else None
        done = load(folder, door)
    assert names(done.in_pieces) == {"c"}
    assert len([one for one in seen.requests if one[0] == "POST"]) >= 1
    assert_holds(asking, folder)


def test_server_that_takes_nothing_is_an_error(tmp_path: Path, server: Server, graphs: Graphs) -> None:
    folder = release_of(tmp_path / "one", graphs)
    with doorman(server) as (door, seen):
        seen.refuse = lambda _method, path, _size: 413 if path.endswith("graph%2Fc") else None
        with pytest.raises(StoreError, match="however small"):
            load(folder, door)


def test_store_that_swallows_triples_is_found_out(tmp_path: Path, server: Server, graphs: Graphs) -> None:
    folder = release_of(tmp_path / "one", graphs)
    with doorman(server) as (door, seen):
        seen.refuse = lambda _method, path, _size: 204 if path.endswith("graph%2Fb") else None
        with pytest.raises(StoreError, match="0 triples"):
            load(folder, door)


def test_damaged_release_is_not_sent(tmp_path: Path, server: Server, graphs: Graphs) -> None:
    folder = release_of(tmp_path / "one", graphs)
    text = (folder / "b.nq").read_text("utf-8")
    (folder / "b.nq").write_text(text.replace("b é 7", "b é 8", 1), "utf-8")
    with doorman(server) as (door, seen), pytest.raises(ReleaseError, match="damaged"):
        load(folder, door)
    assert seen.requests == []


def test_store_that_is_not_there_is_said_to_be_so(tmp_path: Path, graphs: Graphs) -> None:
    folder = release_of(tmp_path / "one", graphs)
    with pytest.raises(StoreUnavailableError):
        load(folder, Server("http://127.0.0.1:9/query", "http://127.0.0.1:9/store"))


def test_service_does_not_answer_from_a_store_that_is_being_loaded(release: Path, in_oxigraph: Server) -> None:
    known = Settings(**in_oxigraph.settings())
    graphs = GraphStore(endpoint(known, in_oxigraph.graphs))
    with service(release, in_oxigraph, store_check_seconds=0) as client:
        assert client.get("/api/v1/credentials/fi/106884").status_code == 200
        graphs.put_lines(PUBLISHING, [f'<{PUBLISHING}> {NOTES} "{NOTE}a release is being loaded" .'])
        try:
            body = assert_problem(client.get("/api/v1/queries/cq-01"), 503)
            assert "being loaded" in body["detail"]
        finally:
            graphs.delete(PUBLISHING)
            graphs.close()
        assert client.get("/api/v1/queries/cq-01").status_code == 200


def test_service_does_not_answer_from_a_store_with_another_release(
    tmp_path: Path, release: Path, server: Server, graphs: Graphs
) -> None:
    load(release_of(tmp_path / "one", graphs), server)
    with service(release, server) as client:
        body = assert_problem(client.get("/api/v1/credentials"), 503)
    assert Manifest.read(release).release in body["detail"]


def test_command_loads_into_virtuoso_with_digest_and_refuses_the_wrong_password(tmp_path: Path) -> None:
    folder = release_of(tmp_path / "build" / "releases" / "one", {"a": lines("a", 3), "b": lines("b", 40)})
    (tmp_path / "build" / "current").symlink_to(folder)
    with virtuoso(tmp_path / "virtuoso") as server:
        command = [str(Path(sys.executable).with_name("passerelle")), "publish", "--to", server.graphs]
        command += ["--auth", "digest"]

        def run(password: str) -> subprocess.CompletedProcess[str]:
            secret = {"PASSERELLE_STORE_USER": "dba", "PASSERELLE_STORE_PASSWORD": password}
            environment = {**os.environ, **secret, "PASSERELLE_BUILD": str(tmp_path / "build")}
            return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

        wrong = run("not-the-password")
        assert wrong.returncode == 1
        assert "credentials" in wrong.stderr
        assert "not-the-password" not in wrong.stderr + wrong.stdout
        right = run("dba")
        assert right.returncode == 0, right.stderr
        assert "3 graphs loaded, 0 there already" in right.stdout
        assert "0 graphs loaded, 3 there already" in run("dba").stdout


def test_release_with_esco_whose_lines_are_not_sorted_is_read_all_the_same(tmp_path: Path) -> None:
    from app.remote.dump import read_parts

    folder = release_of(tmp_path / "one", {"a": lines("a", 30)})
    quads = (folder / "a.nq").read_text("utf-8").splitlines(keepends=True)
    (folder / "a.nq").write_text("".join(reversed(quads)), "utf-8")
    part = read_parts(folder, Manifest.read(folder))[BASE + "a"]
    assert part.triples == 30
    assert sum(map(len, part.blocks(500))) == part.size
    assert all(block.endswith(b" .\n") and len(block) <= 500 for block in part.blocks(500))
