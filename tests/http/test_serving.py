"""One release in several processes, another one without losing a request, and an end that leaves nothing behind."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from httpx2 import Client, HTTPError
from made_up import write_other_root, write_root
from started import COMMAND, Served, serve, wait_for

from app.keeping.places import point, releases
from app.release.build import build

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder with two releases; the second is current."""
    base = tmp_path_factory.mktemp("made")
    write_root(base / "root")
    write_other_root(base / "other")
    build(base / "root", base / "build")
    build(base / "other", base / "build")
    return base / "build"


@pytest.fixture
def builds(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "build", symlinks=True)
    return tmp_path / "build"


def current(builds: Path) -> str:
    return (builds / "current").resolve().name


def other(builds: Path) -> str:
    return next(one.release for one in releases(builds) if not one.current)


@dataclass(slots=True)
class Load:
    """What steady requests met: the releases that answered, and what failed."""

    answers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


PATHS = (
    "/api/v1/release",
    "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/api/v1/credentials/zz/battery-safety",
    "/readyz",
)


@contextmanager
def steady(service: Served, clients: int = 4) -> Iterator[Load]:
    """Requests without a pause, each client on connections of its own, half of them kept alive."""
    load, ended = Load(), threading.Event()

    def ask(number: int) -> None:
        while not ended.is_set():
            with Client(base_url=service.client.base_url, timeout=30) as client:
                for path in PATHS * (5 if number % 2 else 1):
                    try:
                        response = client.get(path)
                    except HTTPError as error:
                        load.failures.append(f"{path}: {error!r}")
                        continue
                    if response.status_code != 200:
                        load.failures.append(f"{path}: {response.status_code} {response.text[:200]}")
                    elif path == PATHS[0]:
                        load.answers.append(response.json()["release"])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)


def gone(family: list[psutil.Process], seconds: float = 20) -> bool:
    return psutil.wait_procs(family, timeout=seconds)[1] == []


# Several processes


def test_two_processes_answer_from_one_release_and_count_together(builds: Path, tmp_path: Path) -> None:
    with serve(builds, tmp_path / "log", "--workers", "2", query_workers=1, log_format="json") as service:
        wait_for(lambda: f'{{release="{current(builds)}",version="0.1.0"}} 2.0' in service.client.get("/metrics").text)
        with steady(service) as load:
            time.sleep(1.5)
        assert load.failures == []
        assert set(load.answers) == {current(builds)}
        name = 'passerelle_request_seconds_count{method="GET",route="/api/v1/release",status="200"} '
        for _ in range(8):
            text = service.client.get("/metrics").text
            assert f"{name}{len(load.answers):.1f}" in text
        assert "passerelle_requests_in_flight 1.0" in text
        events = service.events()
    assert events[0]["processes"] == 2
    assert len([event for event in events if event.get("route") == "/api/v1/release"]) == len(load.answers)
    assert not gone_wrong(events)


def gone_wrong(events: list[dict[str, object]]) -> list[dict[str, object]]:
    return [event for event in events if event["level"] not in ("info", "debug")]


def test_process_that_is_killed_is_replaced(builds: Path, tmp_path: Path) -> None:
    with serve(builds, tmp_path / "log", "--workers", "2", query_workers=1) as service:
        wait_for(lambda: len(service.serving()) == 2)
        victim = service.serving()[0]
        family = [victim, *victim.children(recursive=True)]
        victim.kill()
        assert gone(family)
        wait_for(lambda: len([one for one in service.serving() if one.pid != victim.pid]) == 2)
        assert service.client.get("/readyz").status_code == 200
        wait_for(lambda: f'{{release="{current(builds)}",version="0.1.0"}} 2.0' in service.client.get("/metrics").text)


def test_processes_end_when_the_one_that_watches_over_them_is_killed(builds: Path, tmp_path: Path) -> None:
    with serve(builds, tmp_path / "log", "--workers", "2", query_workers=1, switch_seconds=0.2) as service:
        wait_for(lambda: len(service.serving()) == 2)
        family = service.family()
        service.process.kill()
        service.process.wait()
        assert gone(family)


# Another release


@pytest.mark.parametrize("workers", ["1", "2"])
def test_switch_loses_no_request_and_the_new_release_answers(builds: Path, tmp_path: Path, workers: str) -> None:
    settings = {"query_workers": 1, "switch_seconds": 0.2, "log_format": "json", "log_level": "info"}
    before, after = current(builds), other(builds)
    with serve(builds, tmp_path / "log", "--workers", workers, **settings) as service:
        with steady(service) as load:
            time.sleep(1)
            assert open_files(service, before)
            switch = psutil.Popen([COMMAND, "switch", after], env={**os.environ, "PASSERELLE_BUILD": str(builds)})
            assert switch.wait(60) == 0
            taken = f'passerelle_release_switches_total{{outcome="done"}} {int(workers):.1f}'
            wait_for(lambda: taken in service.client.get("/metrics").text)
            switched = len(load.answers)
            wait_for(lambda: len(load.answers) > switched + 20)
        assert load.failures == []
        assert load.answers[0] == before
        assert set(load.answers[switched + 4 :]) == {after}  # four were under way
        numbers = service.client.get("/metrics").text
        assert f'{{release="{after}",version="0.1.0"}} {int(workers):.1f}' in numbers
        assert open_files(service, after)
        wait_for(lambda: not open_files(service, before))
        events = service.events()
    assert [event["release"] for event in events if event["event"] == "release taken up"] == [after] * int(workers)
    assert not gone_wrong(events)


def open_files(service: Served, release: str) -> list[str]:
    """Files of a release that a process of the service holds open."""
    found = []
    for one in service.family():
        try:
            found += [os.readlink(link) for link in Path(f"/proc/{one.pid}/fd").iterdir()]
        except OSError:
            continue
    return [name for name in found if f"/{release}/" in name]


def test_request_that_began_on_the_old_release_ends_on_it(builds: Path, tmp_path: Path) -> None:
    settings = {"query_workers": 1, "switch_seconds": 0.1, "query_seconds": 4}
    with serve(builds, tmp_path / "log", **settings) as service:
        slow: list[int] = []
        thread = threading.Thread(
            target=lambda: slow.append(service.client.get("/sparql", params={"query": SLOW}).status_code)
        )
        thread.start()
        time.sleep(0.5)
        new = other(builds)
        point(builds, new)
        with Client(base_url=service.client.base_url) as client:
            wait_for(lambda: client.get("/readyz").json()["release"] == new)
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
            assert slow == []
        thread.join(30)
        assert slow == [503]


def test_release_that_cannot_be_opened_changes_nothing(builds: Path, tmp_path: Path) -> None:
    before, broken = current(builds), other(builds)
    (builds / "releases" / broken / "manifest.json").write_text("{}")
    with serve(builds, tmp_path / "log", query_workers=1, switch_seconds=0.1, log_format="json") as service:
        point(builds, broken)
        failed = 'passerelle_release_switches_total{outcome="failed"} 1.0'
        wait_for(lambda: failed in service.client.get("/metrics").text)
        assert service.client.get("/readyz").json()["release"] == before
        assert service.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert [event["event"] for event in gone_wrong(service.events())] == ["release not taken up"]
        point(builds, before)
        wait_for(lambda: 'switches_total{outcome="done"} 1.0' in service.client.get("/metrics").text)


# The end


@pytest.mark.parametrize("workers", ["1", "2"])
def test_requests_that_run_at_the_end_are_answered_and_no_process_is_left(
    builds: Path, tmp_path: Path, workers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serve(builds, tmp_path / "log", "--workers", workers, query_workers=1, query_seconds=2) as service:
        answers: list[int] = []
        thread = threading.Thread(
            target=lambda: answers.append(service.client.get("/sparql", params={"query": SLOW}).status_code)
        )
        thread.start()
        time.sleep(0.7)
        family = service.family()
        service.process.send_signal(signal.SIGTERM)
        thread.join(30)
        assert answers == [503]  # the query's own deadline, not the end of the service
        assert gone(family)
    assert not list(tmp_path.glob("passerelle-*"))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_end_does_not_wait_longer_than_the_setting(builds: Path, tmp_path: Path, workers: str) -> None:
    settings = {"query_workers": 1, "query_seconds": 60, "shutdown_seconds": 1}
    with serve(builds, tmp_path / "log", "--workers", workers, **settings) as service:

        def ask() -> None:
            try:
                service.client.get("/sparql", params={"query": SLOW})
            except HTTPError:
                return

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.7)
        family = service.family()
        started = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        assert gone(family)
        assert time.monotonic() - started < 10
        thread.join(30)
