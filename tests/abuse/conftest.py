"""The server under attack; after every attack it is the same process, and none of its own goes on working."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from listening import Listener, listening
from served import Server, serving, wait_for

SECONDS = 2


@pytest.fixture(scope="session")
def attacked(release: Path) -> Iterator[Server]:
    """A server with small limits, whose clients never run out of query time."""
    with serving(release, query_seconds=SECONDS, question_seconds=10, client_burst_seconds=10**6) as server:
        wait_for(lambda: len(server.workers()) == 3)
        yield server


@pytest.fixture
def server(attacked: Server) -> Iterator[Server]:
    """The server; unharmed when the test is over."""
    before = attacked.process.pid
    yield attacked
    wait_for(lambda: not attacked.busy(), 10)
    assert attacked.lives()
    assert attacked.process.pid == before


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found
