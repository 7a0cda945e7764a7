"""A client that asks too much is told to wait; it cannot pass for another, and others do not wait with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from problems import assert_problem
from served import ENDLESS, Server, serving

POOR = {"query_seconds": 1, "client_burst_seconds": 1, "client_seconds": 6}


@pytest.fixture(scope="module")
def poor(release: Path) -> Iterator[Server]:
    """A server that gives little query time, and believes no proxy."""
    with serving(release, **POOR) as server:
        yield server


@pytest.fixture
def spent(poor: Server) -> Server:
    """The same, when its client owes it query time."""
    spend(poor)
    return poor


def spend(server: Server, **headers: str) -> None:
    while server.client.get("/sparql", params={"query": ENDLESS}, headers=headers).status_code != 429:
        pass


def test_client_without_query_time_is_told_when_it_has_some_again(spent: Server) -> None:
    response = spent.ask("ASK {}")
    assert "6 seconds a minute" in assert_problem(response, 429, title="Too many requests")["detail"]
    assert 1 <= int(response.headers["retry-after"]) <= 20


def test_stored_questions_are_charged_to_the_same_account(spent: Server) -> None:
    assert_problem(spent.client.get("/api/v1/queries/cq-08"), 429)


def test_what_runs_no_query_goes_on(spent: Server) -> None:
    assert spent.client.get("/healthz").status_code == 200
    assert spent.client.get("/api/v1/credentials/fi/106884").status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-client-ip"])
def test_header_does_not_make_a_client_another_one(spent: Server, header: str) -> None:
    value = "for=192.0.2.1" if header == "forwarded" else "192.0.2.1"
    assert_problem(spent.client.get("/sparql", params={"query": "ASK {}"}, headers={header: value}), 429)


def test_clients_behind_a_proxy_that_is_trusted_have_accounts_of_their_own(release: Path) -> None:
    with serving(release, trusted_proxies="127.0.0.1", **POOR) as server:
        spend(server, **{"x-forwarded-for": "192.0.2.1"})
        query = {"query": "ASK {}"}
        for forged in ("192.0.2.1", "203.0.113.9, 192.0.2.1", "garbage, 192.0.2.1"):
            assert_problem(server.client.get("/sparql", params=query, headers={"x-forwarded-for": forged}), 429)
        other = server.client.get("/sparql", params=query, headers={"x-forwarded-for": "192.0.2.2"})
        assert other.status_code == 200
