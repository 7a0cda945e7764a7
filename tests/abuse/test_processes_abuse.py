"""Query processes: bounded in everything, replaced whatever ends them, gone when nobody waits for them any more."""

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client, Response
from problems import assert_problem
from served import ENDLESS, Server, serving, wait_for

MEMORY = 256
NEW = "SELECT (UUID() AS ?u) { VALUES ?n { 1 2 } }"


def send(server: Server, query: str) -> socket.socket:
    """A query on a connection of its own, whose answer is not read."""
    caller = socket.create_connection(("127.0.0.1", server.port), 5)
    body = query.encode()
    head = (
        "POST /sparql HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    caller.sendall(head.encode() + body)
    return caller


@pytest.fixture(scope="module")
def patient(release: Path) -> Iterator[Server]:
    """A server whose deadline is too far away to be what ends a query here."""
    with serving(release, query_seconds=60, query_cpu_seconds=60, client_burst_seconds=10**6) as found:
        yield found


# What a process may use


def test_process_can_open_nothing_and_leaves_no_core(server: Server) -> None:
    wait_for(lambda: len(server.workers()) == 3)
    for pid in server.workers():
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert limits.split("Max core file size")[1].split()[:2] == ["0", "0"]
        held = sorted(int(name) for name in os.listdir(f"/proc/{pid}/fd"))
        most = int(limits.split("Max open files")[1].split()[0])
        assert held[:most] == list(range(most)), "a number below the limit is free"


def test_process_holds_no_socket_of_the_network(server: Server) -> None:
    listed = Path(f"/proc/{server.process.pid}/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    inodes = {line.split()[9] for line in listed.splitlines() if ":" in line}
    for pid in server.workers():
        held = {os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")}
        assert not {f"socket:[{inode}]" for inode in inodes} & held


def test_address_space_ends_1_gib_above_what_the_open_release_needs(server: Server) -> None:
    for pid in server.workers():
        most = int(Path(f"/proc/{pid}/limits").read_text().split("Max address space")[1].split()[0])
        now = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        assert 0.4 * 2**30 < most - now <= 2**30


def test_less_memory_can_be_set_and_a_bomb_is_one_refused_request(release: Path) -> None:
    doubled = "".join(f"BIND(CONCAT(?v{n},?v{n}) AS ?v{n + 1}) " for n in range(40))
    bomb = f"SELECT (STRLEN(?v40) AS ?n) {{ BIND('aaaaaaaaaa' AS ?v0) {doubled} }}"
    with serving(release, query_memory_mib=MEMORY, query_seconds=20, client_burst_seconds=10**6) as server:
        before = server.memory()
        assert "memory" in assert_problem(server.ask(bomb), 503)["detail"]
        assert server.memory() < before + 50
        assert server.lives()


def test_processor_time_has_an_end_of_its_own(release: Path) -> None:
    with serving(release, query_cpu_seconds=1, query_seconds=30, client_burst_seconds=10**6) as server:
        started = time.monotonic()
        assert "processor time" in assert_problem(server.ask(ENDLESS), 503)["detail"]
        assert time.monotonic() - started < 15
        assert server.lives()


def test_processor_time_is_counted_for_each_query_alone(release: Path) -> None:
    costly = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER (STRLEN(STR(?c)) > 1) }"
    with serving(release, query_cpu_seconds=2, query_workers=1, query_seconds=60, client_burst_seconds=10**6) as server:
        wait_for(lambda: len(server.workers()) == 2)
        workers, before = set(server.workers()), processor_seconds(server)
        while processor_seconds(server) - before < 4:
            assert server.ask(costly).status_code == 200
        assert set(server.workers()) == workers


def processor_seconds(server: Server) -> float:
    """What the query processes have used together."""
    times = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in server.workers()]
    return sum(int(ticks) for pair in times for ticks in pair) / os.sysconf("SC_CLK_TCK")


def test_smaller_results_can_be_set(release: Path) -> None:
    with serving(release, query_output_mib=1, client_burst_seconds=10**6) as server:
        assert "1 MiB" in assert_problem(server.ask("SELECT * { ?s ?p ?o } LIMIT 20000"), 503)["detail"]
        assert "1 MiB" in assert_problem(server.ask("CONSTRUCT WHERE { ?s ?p ?o }"), 503)["detail"]
        assert server.ask("SELECT * { ?s ?p ?o } LIMIT 1000").status_code == 200


# What ends a process ends one request at most


def test_killing_every_idle_process_costs_no_request(server: Server) -> None:
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert server.ask("ASK {}").status_code == 200
    assert server.client.get("/api/v1/queries/cq-08").status_code == 200
    wait_for(lambda: len(server.workers()) == 3)


def test_killing_a_process_at_work_costs_its_request_only(patient: Server) -> None:
    answers: list[Response] = []
    asking = threading.Thread(target=lambda: answers.append(patient.ask(ENDLESS)))
    asking.start()
    os.kill(patient.working(), signal.SIGKILL)
    asking.join(20)
    assert_problem(answers[0], 503)
    assert patient.lives()


def test_killing_what_the_processes_are_forked_from_costs_no_later_request(server: Server) -> None:
    workers = server.workers()
    (origin,) = {int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in workers}
    assert origin != server.process.pid
    os.kill(origin, signal.SIGKILL)
    wait_for(lambda: not set(server.workers()) & set(workers))
    assert server.ask("ASK {}").status_code == 200
    assert server.client.get("/api/v1/queries/cq-08").status_code == 200
    wait_for(lambda: len(server.workers()) == 3)


def test_no_process_outlives_a_server_that_is_killed(release: Path) -> None:
    with serving(release, query_seconds=60) as server:
        wait_for(lambda: len(server.workers()) == 3)
        callers = [send(server, ENDLESS), send(server, ENDLESS)]
        wait_for(lambda: len(set(server.busy()) & set(server.workers())) >= 1)
        children = list(server.children())
        server.process.kill()
        server.process.wait(5)
        wait_for(lambda: not [pid for pid in children if alive(pid)], 5)
        for caller in callers:
            caller.close()


def test_no_process_outlives_a_server_that_is_ended(release: Path) -> None:
    with serving(release) as server:
        wait_for(lambda: len(server.workers()) == 3)
        children = list(server.children())
        server.process.terminate()
        server.process.wait(10)
        wait_for(lambda: not [pid for pid in children if alive(pid)], 5)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# Nobody waits any more


def test_process_is_gone_within_a_second_of_its_client(patient: Server) -> None:
    caller = send(patient, ENDLESS)
    worker = patient.working()
    caller.close()
    wait_for(lambda: worker not in patient.workers(), 1)
    assert patient.lives()


def test_client_that_goes_away_while_it_waits_gives_up_its_place(patient: Server) -> None:
    running = [send(patient, ENDLESS) for _ in range(2)]
    wait_for(lambda: len(set(patient.busy()) & set(patient.workers())) == 2)
    working = set(patient.busy()) & set(patient.workers())
    waiting = [send(patient, ENDLESS) for _ in range(8)]
    wait_for(lambda: queued(patient) == 8)
    assert refused(patient)
    for caller in waiting:
        caller.close()
    wait_for(lambda: queued(patient) == 0, 1)
    for caller in running:
        caller.close()
    wait_for(lambda: not working & patient.children().keys(), 1)
    assert patient.lives()


def queued(server: Server) -> int:
    """How many queries of users wait for a process, as the server counts them."""
    told = server.client.get("/metrics").text
    found = re.search(r'^passerelle_queries_waiting\{kind="query"\} (\d+)', told, re.MULTILINE)
    return int(found[1]) if found else 0


def refused(server: Server) -> bool:
    """Whether one more query is sent away at once."""
    with send(server, "ASK {}") as caller:
        caller.settimeout(2)
        try:
            return b" 503 " in caller.recv(64)
        except TimeoutError:
            return False


# Many at once


def test_200_slow_queries_are_answered_or_sent_away_and_the_rest_of_the_service_stays_quick(server: Server) -> None:
    statuses: list[int] = []

    def one() -> None:
        with Client(base_url=server.client.base_url, timeout=60) as client:
            response = client.get("/sparql", params={"query": ENDLESS})
            assert_problem(response, 503)
            statuses.append(response.status_code)

    asking = [threading.Thread(target=one) for _ in range(200)]
    for thread in asking:
        thread.start()
    times = []
    for _ in range(20):
        started = time.perf_counter()
        assert server.client.get("/healthz").status_code == 200
        times.append(time.perf_counter() - started)
        time.sleep(0.05)
    for thread in asking:
        thread.join(60)
    assert statuses == [503] * 200
    assert sorted(times)[10] < 0.1
    assert server.client.get("/api/v1/queries/cq-08").status_code == 200


def test_full_waiting_room_says_when_to_come_back(patient: Server) -> None:
    callers = [send(patient, ENDLESS) for _ in range(10)]
    wait_for(lambda: queued(patient) == 8)
    response = patient.ask("ASK {}")
    assert_problem(response, 503, title="Too busy")
    assert response.headers["retry-after"] == "60"
    assert patient.client.get("/api/v1/queries/cq-08").status_code == 200, "stored questions have a room of their own"
    working = set(patient.busy()) & set(patient.workers())
    for caller in callers:
        caller.close()
    wait_for(lambda: not working & patient.children().keys())
    assert patient.lives()


def test_waiting_has_an_end(release: Path) -> None:
    with serving(release, query_seconds=20, waiting_seconds=1, query_workers=1) as server:
        caller = send(server, ENDLESS)
        server.working()
        started = time.monotonic()
        assert_problem(server.ask("ASK {}"), 503, title="Too busy")
        assert 0.9 < time.monotonic() - started < 5
        caller.close()


def test_deadline_of_a_stored_question_is_its_own(release: Path, tmp_path: Path) -> None:
    build = tmp_path / "releases" / "slow"
    build.mkdir(parents=True)
    for entry in release.iterdir():
        (build / entry.name).symlink_to(entry)
    (build / "queries").unlink()
    (build / "queries").mkdir()
    header = '#+ id = "cq-01"\n#+ title = "t"\n#+ description = "d"\n#+ audience = "a"\n'
    (build / "queries" / "cq-01-slow.rq").write_text(header + ENDLESS)
    (tmp_path / "current").symlink_to(build)
    with serving(build, question_seconds=1, query_seconds=20) as server:
        started = time.monotonic()
        detail = assert_problem(server.client.get("/api/v1/queries/cq-01"), 503)["detail"]
        assert "1 second" in detail
        assert time.monotonic() - started < 15, "the deadline of users' queries"
        assert server.lives()


# What they are forked from


def test_processes_do_not_make_the_same_new_names(release: Path) -> None:
    with serving(release, query_workers=1, client_burst_seconds=10**6) as server:
        made = set()
        for _ in range(3):
            made |= {row["u"]["value"] for row in server.ask(NEW).json()["results"]["bindings"]}
            for pid in server.workers():
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        assert len(made) == 6


def test_release_that_is_small_enough_is_in_memory_and_shared(server: Server) -> None:
    wait_for(lambda: len(server.workers()) == 3)
    for pid in server.workers():
        assert not opened_below(pid, "index")
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kib = {line.split(":")[0]: int(line.split()[1]) for line in told.splitlines()[1:]}
        assert kib["Pss"] < 0.6 * kib["Rss"]


def test_larger_release_is_read_from_its_index_with_the_same_answers(release: Path) -> None:
    with serving(release, query_memory_quads=1000, client_burst_seconds=10**6) as server:
        assert all(opened_below(pid, "index") for pid in server.workers())
        golden = (Path(__file__).parents[1] / "golden" / "cq-01.csv").read_bytes().decode()
        assert server.client.get("/api/v1/queries/cq-01", params={"format": "csv"}).text == golden


def opened_below(pid: int, folder: str) -> list[str]:
    """The files below a folder of that name that a process holds open."""
    held = Path(f"/proc/{pid}/fd")
    places = [os.readlink(held / name) for name in os.listdir(held)]
    return [place for place in places if folder in Path(place).parts]
