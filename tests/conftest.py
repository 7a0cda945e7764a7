"""One release for the whole session, built once from the folders as they are, and a service over it."""

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.recognition.functions import functions
from app.release.build import build
from app.settings import Settings
from app.store import EmbeddedStore

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release; the workers of a parallel run wait for the one that builds it.

    PASSERELLE_TEST_BUILD names a folder with a release that is up to date, for a quick run of a few tests.
    """
    if "PASSERELLE_TEST_BUILD" in os.environ:
        return (Path(os.environ["PASSERELLE_TEST_BUILD"]) / "current").resolve()
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    target = shared / "release"
    with (shared / "release.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "current").exists():
            build(ROOT, target)
    return (target / "current").resolve()


@pytest.fixture(scope="session")
def release_store(release: Path) -> EmbeddedStore:
    """The release as the service queries it, with the functions on verdicts."""
    store = EmbeddedStore(release / "index")
    store.offer(functions(store))
    return store


@pytest.fixture(scope="session")
def client(release: Path) -> Iterator[TestClient]:
    """A client of a service in this process; a user's query has two seconds, and no client runs out of query time."""
    from app.http.service import create_service

    settings = Settings(
        root=ROOT, build=release.parents[1], query_seconds=2, question_seconds=10, client_burst_seconds=10**6
    )
    with TestClient(create_service(settings), base_url="http://testserver") as service:
        yield service


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what was not tested, and why: a dot more or less goes unseen."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        place = report.longrepr
        reasons[str(place[2] if isinstance(place, tuple) else place).removeprefix("Skipped: ")] += 1
    if reasons:
        terminalreporter.section("not tested here")
        for reason, number in reasons.most_common():
            terminalreporter.write_line(f"{number} test{'s' * (number > 1)}: {reason}")
