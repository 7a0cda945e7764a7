"""Stores that hold the release, and services over them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from stores import Server, oxigraph, virtuoso

from app.http.service import create_service
from app.remote.endpoint import endpoint
from app.remote.graphs import GraphStore
from app.remote.publishing import Published, publish
from app.remote.workers import Workers
from app.settings import Settings


def load(folder: Path, server: Server, **settings: Any) -> Published:
    """Publish a release into a store, as the command does."""
    known = Settings(store_workers=1, **{**server.settings(), **settings})
    graphs = GraphStore(endpoint(known, server.graphs), "digest" if server.user else "basic")
    workers = Workers(endpoint(known), known)
    try:
        return publish(folder, graphs, workers)
    finally:
        workers.close()
        graphs.close()


@contextmanager
def service(folder: Path, server: Server, **settings: Any) -> Iterator[TestClient]:
    """A client of a service over a release in a store."""
    known = Settings(
        build=folder.parents[1], query_seconds=10, query_workers=1, store_workers=2, **{**server.settings(), **settings}
    )
    with TestClient(create_service(known), base_url="http://testserver") as client:
        yield client


@pytest.fixture(scope="session")
def in_oxigraph(release: Path) -> Iterator[Server]:
    with oxigraph() as server:
        load(release, server)
        yield server


@pytest.fixture(scope="session")
def in_virtuoso(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        load(release, server)
        yield server


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def stored(request: pytest.FixtureRequest) -> Server:
    """The release in each of two real servers."""
    server = request.getfixturevalue(f"in_{request.param}")
    assert isinstance(server, Server)
    return server


@pytest.fixture(scope="session")
def remote(release: Path, stored: Server) -> Iterator[TestClient]:
    """A service over each of the two."""
    with service(release, stored) as client:
        yield client
