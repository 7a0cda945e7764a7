"""Passerelle against Oxigraph server, Virtuoso and rdflib-endpoint: 12 stored questions, the same data, one machine.

    .venv/bin/python benchmarks/sparql_service.py [--rounds 20] [--seconds 10] [--servers oxigraph,virtuoso]

Targets: geometric mean of the p50 of the 12 at most 1.5 times that of Oxigraph server, although every query runs in
a process that can be killed; at least 50 times faster than rdflib-endpoint on the median question. The 12 are evenly
spaced among the questions that call no function of ours, so that every server can answer them. All servers must
return the same number of rows; where one does not, its question is left out of its comparison. Oxigraph server is
asked twice: over the index on disk, as it serves what it keeps, and over the same quads in memory (`in-memory`).
Virtuoso is from Debian (virtuoso-opensource-7-bin), the others from PyPI. PASSERELLE_BUILD names the release.
"""

import argparse
import http.client
import itertools
import json
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from servers import ROOT, Server, free_port, oxigraph, oxigraph_in_memory, passerelle, rdflib_endpoint, virtuoso

from app.catalogue import Catalogue
from app.settings import Settings

CLIENTS = (1, 8, 32)
ACCEPT = {"Accept": "application/sparql-results+json"}
OURS = ("psr:coverage(", "psr:outcome(")
MADE: dict[str, Callable[[Path, int], AbstractContextManager[Server]]] = {
    "passerelle": passerelle, "oxigraph": oxigraph, "in-memory": oxigraph_in_memory, "virtuoso": virtuoso,
    "rdflib": rdflib_endpoint,
}  # fmt: skip


def questions() -> dict[str, str]:
    portable = {
        question.id: question.sparql({})
        for question in Catalogue(ROOT / "queries").questions.values()
        if not any(function in question.text for function in OURS)
    }
    names = list(portable)
    return {name: portable[name] for name in names[:: len(names) // 12][:12]}


def ask(connection: http.client.HTTPConnection, server: Server, query: str) -> bytes:
    connection.request("GET", f"{server.path}?query={quote(query)}", headers=ACCEPT)
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, f"{server.name}: {response.status} {body[:300]!r}"
    return body


def connect(server: Server, timeout: float = 120) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)


@dataclass
class Measured:
    """What one server did with each question: rows, and milliseconds."""

    server: Server
    connection: http.client.HTTPConnection
    rows: dict[str, int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)

    def measure(self, name: str, query: str, counts: bool) -> None:
        """Ask once; a question that the server cannot answer is not asked again."""
        started = time.perf_counter()
        try:
            body = ask(self.connection, self.server, query)
        except (TimeoutError, AssertionError, OSError) as error:
            print(f"  {self.server.name} {name}: {type(error).__name__} {str(error)[:120]}")
            self.connection = connect(self.server)
            self.rows[name] = -1
            return
        spent = (time.perf_counter() - started) * 1000
        self.rows[name] = len(json.loads(body)["results"]["bindings"])
        if counts:
            self.times.setdefault(name, []).append(spent)

    def median(self, name: str) -> float:
        """Milliseconds."""
        return statistics.median(self.times.get(name, [float("nan")]))


def measure_in_turn(servers: dict[str, Measured], asked: dict[str, str], rounds: int) -> None:
    """One client, every question in every round to one server after the other: what else runs here disturbs all alike.

    The first round does not count. rdflib-endpoint, which takes seconds, has five rounds at most.
    """
    for turn, (name, query) in itertools.product(range(rounds + 1), asked.items()):
        for who, server in servers.items():
            if server.rows.get(name) != -1 and (who != "rdflib" or turn <= 5):
                server.measure(name, query, counts=turn > 0)


def throughput(server: Server, asked: dict[str, str], clients: int, seconds: float) -> tuple[float, float]:
    """Answers a second, and the p99 in milliseconds, of so many clients that ask all questions in turn."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def client(first: int) -> None:
        connection = connect(server)
        order = list(asked.values())
        turn = first % len(order)
        for query in itertools.cycle(order[turn:] + order[:turn]):
            started = time.perf_counter()
            if started > end:
                return
            ask(connection, server, query)
            times.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return len(times) / (time.perf_counter() - started), percentile(times, 0.99)


def percentile(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--servers", default="oxigraph,in-memory,virtuoso,rdflib")
    options = parser.parse_args()
    asked, build = questions(), Settings().build.resolve()
    with ExitStack() as stack:
        servers = {}
        for name in ["passerelle", *options.servers.split(",")]:
            server = stack.enter_context(MADE[name](build, free_port()))
            servers[name] = Measured(server, connect(server))
        measure_in_turn(servers, asked, options.rounds)
        report(servers, asked)
        for name, one in servers.items():
            if name != "rdflib":
                able = {name: query for name, query in asked.items() if name in one.times}
                told = [throughput(one.server, able, clients, options.seconds) for clients in CLIENTS]
                print(f"{one.server.name}: " + "; ".join(
                    f"{clients} clients {rate:.1f} answers/s, p99 {late:.0f} ms"
                    for clients, (rate, late) in zip(CLIENTS, told, strict=True)
                ))  # fmt: skip


def report(servers: dict[str, Measured], asked: dict[str, str]) -> None:
    print("p50 in ms    " + "".join(f"{name:>14}" for name in servers))
    for one in asked:
        rows = {name: server.rows[one] for name, server in servers.items()}
        note = "" if len(set(rows.values()) - {-1}) == 1 else f"   rows differ: {rows}"
        print(f"{one:<12} " + "".join(f"{server.median(one):14.2f}" for server in servers.values()) + note)
    every = {name: sorted(itertools.chain(*server.times.values())) for name, server in servers.items()}
    print("p99 of all   " + "".join(f"{percentile(times, 0.99):14.2f}" for times in every.values()))
    ours = servers["passerelle"]
    for name, server in list(servers.items())[1:]:
        shared = [one for one in asked if one in server.times and server.rows[one] == ours.rows[one]]
        mean = statistics.geometric_mean(ours.median(one) / server.median(one) for one in shared)
        middle, theirs = (statistics.median(who.median(one) for one in shared) for who in (ours, server))
        times = statistics.median(server.median(one) / ours.median(one) for one in shared)
        print(f"Passerelle / {name}: geometric mean of p50 {mean:.2f} over {len(shared)} questions; median question "
              f"{middle:.1f} ms against {theirs:.1f} ms; median ratio {times:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
