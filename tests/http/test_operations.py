"""What whoever runs the service sees of it: alive, ready, numbers, and a log that gives nobody away."""

import io
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem

import app.http.service
from app.admission import Admission
from app.http.service import create_service
from app.http.state import Service, open_service
from app.logs import set_up
from app.metrics import Metrics
from app.problems import ReleaseError
from app.settings import Settings
from app.store import Table

SECRET = "wanted-by-nobody"
CASE = "/api/v1/recognition?source=de/dguv-209-093-2s&target=fi/106884&purpose=employment"


@pytest.fixture(scope="module")
def fresh(release: Path) -> Iterator[TestClient]:
    """A service whose numbers start at nothing; a user's query has one second."""
    settings = Settings(build=release.parents[1], query_seconds=1, query_workers=1)
    with TestClient(create_service(settings)) as client:
        yield client


@pytest.fixture
def numbers(fresh: TestClient) -> Callable[[str], float]:
    """The value of a line of /metrics, by its name with labels; 0 where there is none."""

    def value(name: str) -> float:
        lines = fresh.get("/metrics").text.splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + " ")), 0.0)

    return value


# Alive and ready


def test_service_that_answers_is_alive_and_ready_and_names_its_release(fresh: TestClient) -> None:
    assert fresh.get("/healthz").json() == {"status": "ok"}
    ready = fresh.get("/readyz")
    assert ready.json() == {"status": "ready", "release": fresh.get("/api/v1/release").json()["release"]}
    assert ready.headers["cache-control"] == "no-store"


def test_service_without_an_open_release_is_alive_but_not_ready(tmp_path: Path) -> None:
    client = TestClient(create_service(Settings(build=tmp_path)))
    assert client.get("/healthz").status_code == 200
    assert "No release is open" in assert_problem(client.get("/readyz"), 503)["detail"]
    assert_problem(client.get("/api/v1/credentials/fi/106884"), 503)
    assert client.get("/metrics").status_code == 200


class Broken:
    """A store that fails, or that holds nothing."""

    def __init__(self, rows: tuple[()] | None) -> None:
        self.rows = rows

    def select(self, query: str) -> Table:
        if self.rows is None:
            raise OSError(f"connection to {SECRET} refused")
        return Table(("graph",), self.rows)


@pytest.mark.parametrize(("rows", "reason"), [(None, "does not answer"), ((), "is empty")])
def test_service_whose_store_does_not_answer_is_alive_but_not_ready(
    release: Path, monkeypatch: pytest.MonkeyPatch, rows: tuple[()] | None, reason: str
) -> None:
    def opened(settings: Settings, metrics: Metrics, admission: Admission) -> Service:
        return replace(open_service(settings, metrics, admission), store=Broken(rows))  # type: ignore[arg-type]

    monkeypatch.setattr(app.http.service, "open_service", opened)
    with TestClient(create_service(Settings(build=release.parents[1], query_workers=1))) as client:
        assert client.get("/healthz").status_code == 200
        body = assert_problem(client.get("/readyz"), 503)
    assert reason in body["detail"]
    assert SECRET not in str(body)


def test_service_without_a_release_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError), TestClient(create_service(Settings(build=tmp_path))):
        pass


# Numbers


def test_requests_are_counted_by_template_method_and_status(fresh: TestClient, numbers: Callable[[str], float]) -> None:
    name = (
        'passerelle_request_seconds_count{method="GET",route="/api/v1/credentials/{jurisdiction}/{slug}",status="%s"}'
    )
    found, missing = numbers(name % 200), numbers(name % 404)
    for slug in ("fi/106884", "fi/106883", "fi/nosuch"):
        fresh.get(f"/api/v1/credentials/{slug}")
    assert (numbers(name % 200), numbers(name % 404)) == (found + 2, missing + 1)


def test_labels_take_no_value_from_a_request(fresh: TestClient) -> None:
    for number in range(20):
        fresh.get(f"/nosuch-{SECRET}-{number}")
        fresh.get(f"/api/v1/credentials/{SECRET}/{number}")
        fresh.get(f"/api/v1/credentials/{SECRET}/{number}/and/more")
        fresh.request(f"{SECRET.upper()}{number}", "/api/v1/release")
        fresh.get(CASE.replace("employment", f"{SECRET}-{number}"))
        fresh.get("/sparql", params={"query": f"ASK {{ {SECRET}-{number} }}"})
    text = fresh.get("/metrics").text
    assert SECRET not in text.lower()
    routes = {route.path for route in fresh.app.routes if hasattr(route, "path")}  # type: ignore[attr-defined]
    assert set(re.findall(r'route="([^"]*)"', text)) <= {*fresh.get("/openapi.json").json()["paths"], *routes, "none"}


def test_verdicts_are_counted_by_purpose_and_outcome(fresh: TestClient, numbers: Callable[[str], float]) -> None:
    outcome = fresh.get(CASE).json()["outcome"]
    name = f'passerelle_verdicts_total{{outcome="{outcome}",purpose="employment"}}'
    before = numbers(name)
    fresh.get(CASE)
    line = json.dumps({"source": "de/dguv-209-093-2s", "target": "fi/106884"}) + "\n"
    fresh.post("/api/v1/recognition/batch", content=line * 3)
    assert numbers(name) == before + 4


QUERIES = {
    "answered": "ASK {}",
    "malformed": "ASK { ?s }",
    "deadline": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}


@pytest.mark.parametrize("ending", QUERIES)
def test_queries_are_counted_by_how_they_ended(fresh: TestClient, numbers: Callable[[str], float], ending: str) -> None:
    name, kills = (
        f'passerelle_queries_total{{ending="{ending}",kind="query"}}',
        'passerelle_query_kills_total{kind="query",reason="deadline"}',
    )
    before, killed = numbers(name), numbers(kills)
    fresh.get("/sparql", params={"query": QUERIES[ending]})
    assert numbers(name) == before + 1
    assert numbers(kills) == killed + (ending == "deadline")
    for state in ("running", "waiting"):
        assert f'passerelle_queries_{state}{{kind="query"}} 0.0' in fresh.get("/metrics").text


def test_queries_that_run_and_wait_are_told_apart(release: Path) -> None:
    settings = Settings(build=release.parents[1], query_seconds=3, query_workers=1)
    with TestClient(create_service(settings)) as client:
        client.get("/sparql", params={"query": "ASK {}"})
        asking = [
            threading.Thread(target=client.get, args=("/sparql",), kwargs={"params": {"query": QUERIES["deadline"]}})
            for _ in range(3)
        ]
        for one in asking:
            one.start()
        time.sleep(1)
        text = client.get("/metrics").text
        for one in asking:
            one.join(30)
    assert 'passerelle_queries_running{kind="query"} 1.0' in text
    assert 'passerelle_queries_waiting{kind="query"} 2.0' in text


def test_bytes_of_answers_are_counted(fresh: TestClient, numbers: Callable[[str], float]) -> None:
    route, results = (
        'passerelle_response_bytes_total{route="/sparql"}',
        'passerelle_query_result_bytes_total{kind="query"}',
    )
    before, given = numbers(route), numbers(results)
    size = len(fresh.get("/sparql", params={"query": "ASK {}"}).content)
    assert (numbers(route) - before, numbers(results) - given) == (size, size)


def test_release_that_is_served_is_among_the_numbers(fresh: TestClient, numbers: Callable[[str], float]) -> None:
    release = fresh.get("/api/v1/release").json()
    name = f'passerelle_release_info{{release="{release["release"]}",version="{release["version"]}"}}'
    assert numbers(name) == 1


def test_two_services_in_one_process_do_not_mix_their_numbers(tmp_path: Path, fresh: TestClient) -> None:
    fresh.get("/healthz")
    other = TestClient(create_service(Settings(build=tmp_path)))
    assert 'route="/healthz"' not in other.get("/metrics").text


def test_numbers_are_read_by_a_parser_of_prometheus(fresh: TestClient) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    response = fresh.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    names = {family.name for family in text_string_to_metric_families(response.text)}
    assert {"passerelle_request_seconds", "passerelle_requests_in_flight", "passerelle_release_info"} <= names


# Request ids


@pytest.mark.parametrize("name", ["abc-123-xyz", "0af7651916cd43dd8448eb211c80319c", "a.b_c-d.e"])
def test_request_id_of_the_client_is_kept(fresh: TestClient, name: str) -> None:
    response = fresh.get("/nosuch", headers={"X-Request-ID": name})
    assert response.headers.get_list("x-request-id") == [name]
    assert_problem(response, 404, request_id=name)


@pytest.mark.parametrize(
    "name", ["", "short", "x" * 65, "a b c d e f", 'x"}{"level":"x', "<script>1</script>", "../../x/y/z"]
)
def test_request_id_that_is_not_sane_is_replaced(fresh: TestClient, name: str) -> None:
    response = fresh.get("/nosuch", headers={"X-Request-ID": name})
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])
    assert_problem(response, 404, request_id=response.headers["x-request-id"])


def test_each_request_has_an_id_of_its_own(fresh: TestClient) -> None:
    assert len({fresh.get("/healthz").headers["x-request-id"] for _ in range(5)}) == 5


# Log


@pytest.fixture
def logged() -> Iterator[Callable[..., list[str]]]:
    """Set the log up at the first call; give its lines so far at each."""
    out, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level

    def lines(form: str = "json") -> list[str]:
        if not any(getattr(handler, "stream", None) is out for handler in root.handlers):
            set_up("info", form, out)
        return out.getvalue().splitlines()

    yield lines
    root.handlers[:] = before
    root.setLevel(level)


def test_event_tells_method_template_status_time_and_bytes(fresh: TestClient, logged: Callable[..., list[str]]) -> None:
    logged()
    headers = {"X-Request-ID": "case-0001", "Accept-Encoding": "identity"}
    response = fresh.get("/api/v1/credentials/fi/106884", headers=headers)
    (event,) = [json.loads(line) for line in logged()]
    assert event.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", event.pop("timestamp"))
    assert event == {
        "event": "request", "level": "info", "request_id": "case-0001", "method": "GET", "status": 200,
        "route": "/api/v1/credentials/{jurisdiction}/{slug}", "bytes": len(response.content),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["json", "text"])
def test_log_repeats_nothing_of_what_was_asked(fresh: TestClient, logged: Callable[..., list[str]], form: str) -> None:
    logged(form)
    fresh.get("/sparql", params={"query": f"SELECT * {{ ?s ?p '{SECRET}' }}"})
    fresh.post("/sparql", data={"query": f"SELECT {SECRET}"})
    fresh.get(f"/api/v1/credentials?q={SECRET}")
    fresh.get(f"/api/v1/credentials/{SECRET}/{SECRET}")
    fresh.get(f"/{SECRET}")
    fresh.get("/api/v1/release", headers={"X-Request-ID": f"{SECRET} {SECRET}", "User-Agent": SECRET, "Cookie": SECRET})
    fresh.post("/api/v1/recognition", json={"source": SECRET, "target": SECRET})
    lines = logged(form)
    assert len(lines) == 7
    assert SECRET not in "".join(lines)


HOSTILE = ['/x%0a{"event": "forged"}', "/x%0d%0aforged", "/%1b[31mforged", "/%e2%80%a8forged", "/x\u0085forged"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_request_cannot_forge_a_line_of_the_log(fresh: TestClient, logged: Callable[..., list[str]], form: str) -> None:
    logged(form)
    for path in HOSTILE:
        fresh.get(path)
        fresh.get("/healthz", headers={"X-Request-ID": "abcdefgh\tforged", "X-Forwarded-For": "forged"})
    lines = logged(form)
    assert len(lines) == len(HOSTILE)
    assert "forged" not in "".join(lines)


def test_text_of_an_event_stays_on_one_line(logged: Callable[..., list[str]]) -> None:
    from app.logs import log

    logged("text")
    log().info("one\nforged", value="two\r\nforged\x1b[31m\u2028")
    logging.getLogger("other").warning("three\nforged")
    assert len(logged("text")) == 2


def test_failure_of_ours_is_logged_with_its_place_but_without_its_message(
    logged: Callable[..., list[str]],
) -> None:
    service = create_service(Settings())

    @service.get("/broken")
    def broken() -> None:
        raise RuntimeError(SECRET)

    logged()
    response = TestClient(service).get("/broken", headers={"X-Request-ID": "case-0002"})
    assert_problem(response, 500, request_id="case-0002")
    failed, request = (json.loads(line) for line in logged())
    assert (failed["event"], failed["level"], failed["error"]) == ("failed", "error", "RuntimeError")
    assert failed["request_id"] == request["request_id"] == "case-0002"
    assert "test_operations.py:" in failed["place"][-1]
    assert request["status"] == 500
    assert SECRET not in json.dumps(failed)


def test_probes_do_not_fill_the_log(fresh: TestClient, logged: Callable[..., list[str]]) -> None:
    logged()
    for path in ("/healthz", "/readyz", "/metrics"):
        fresh.get(path)
    assert logged() == []
