"""Good and hostile load at once: no wrong answer, no 5xx but the intended 503, memory flat within 10 %.

    .venv/bin/python benchmarks/mixed_load.py [--minutes 20] [--good 4] [--hostile 2]

Good clients ask stored questions, search credentials and have cases judged; every answer is compared with the one that
came before the load. Hostile clients send what kills or hangs the engine. Memory is the resident memory of the serving
process, by its median in the second and in the last fifth of the time. Ends with status 1 when something is missed.
"""

import argparse
import hashlib
import http.client
import itertools
import json
import os
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from servers import Server, free_port, passerelle
from sparql_service import questions

from app.settings import Settings

PAGES = (
    "/healthz", "/api/v1/credentials?jurisdiction=FI", "/api/v1/credentials/fi/106884", "/api/v1/queries/cq-24",
    "/api/v1/recognition?source=fi/106884&target=es/ce-vhe-medio&purpose=employment&on=2026-11-01", "/sparql",
)  # fmt: skip
CHANGING = ("computed_at",)
HOSTILE = (
    "ASK " + "{" * 20_000 + "}" * 20_000,
    "ASK {" + "FILTER EXISTS {" * 900 + "}" * 900 + "}",
    "ASK { ?s <a:p> " + "(" * 250 + ")" * 250 + " }",
    "ASK { ?s <a:p>" + "/<a:p>" * 900 + " ?o }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "SELECT * { BIND('aa' AS ?v0) " + "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(40)) + "}",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
    "DROP ALL",
    "SELECT * { ?s ?p",
    "ASK {} #" + "x" * 200_000,
)  # fmt: skip
Found = dict[str, str]


@dataclass
class Seen:
    """What happened."""

    good: Counter[str] = field(default_factory=Counter)
    hostile: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def fetch(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    """Status, and a hash of the answer: rows in any order, without what differs each time."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status == 200 and "json" in response.headers.get("Content-Type", ""):
        found = json.loads(body)
        if "results" in found:
            found = sorted(json.dumps(row, sort_keys=True) for row in found["results"]["bindings"])
        else:
            found = {name: value for name, value in found.items() if name not in CHANGING}
        body = json.dumps(found, sort_keys=True).encode()
    return response.status, hashlib.sha256(body).hexdigest()


def connect(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)


def good(server: Server, expected: Found, seen: Seen, end: float, first: int) -> None:
    connection, paths = connect(server), list(expected)
    for path in itertools.cycle(paths[first:] + paths[:first]):
        started = time.monotonic()
        if started > end:
            return
        status, found = fetch(connection, path)
        seen.good[str(status)] += 1
        seen.waits.append(time.monotonic() - started)
        if (status == 200 and found != expected[path]) or status not in (200, 429, 503):
            seen.wrong.append(f"{status} {path[:120]}")


def hostile(server: Server, seen: Seen, end: float, first: int) -> None:
    connection = connect(server)
    for query in itertools.cycle(HOSTILE[first:] + HOSTILE[:first]):
        if time.monotonic() > end:
            return
        try:
            connection.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
            response = connection.getresponse()
            response.read()
            seen.hostile[response.status] += 1
            if response.status >= 500 and response.status != 503:
                seen.wrong.append(f"{response.status} for {query[:60]}")
        except (http.client.HTTPException, OSError):
            seen.hostile[0] += 1
            connection = connect(server)


def resident(process: int) -> int:
    """Resident memory, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--good", type=int, default=4)
    parser.add_argument("--hostile", type=int, default=2)
    options = parser.parse_args()
    seen = Seen()
    with passerelle(Settings().build.resolve(), free_port(), {"PASSERELLE_QUERY_SECONDS": "3"}) as server:
        asked = [f"/sparql?format=json&query={quote(query)}" for query in questions().values()]
        connection, expected = connect(server), {}
        for path in (*asked, *PAGES):
            status, found = fetch(connection, path)
            assert status == 200, f"{status} {path[:200]}"
            expected[path] = found
        end = time.monotonic() + options.minutes * 60
        threads = [threading.Thread(target=good, args=(server, expected, seen, end, n)) for n in range(options.good)]
        threads += [threading.Thread(target=hostile, args=(server, seen, end, 3 * n)) for n in range(options.hostile)]
        for thread in threads:
            thread.start()
        while time.monotonic() < end:
            seen.memory.append(resident(server.process.pid))
            time.sleep(1)
        for thread in threads:
            thread.join()
        assert server.process.poll() is None, "the server has ended"
    sys.exit(report(seen))


def report(seen: Seen) -> int:
    fifth = max(1, len(seen.memory) // 5)
    before, after = statistics.median(seen.memory[fifth : 2 * fifth]), statistics.median(seen.memory[-fifth:])
    waits = sorted(seen.waits)
    print(f"good answers by status: {dict(seen.good)}; p50 {waits[len(waits) // 2] * 1000:.0f} ms, "
          f"p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms")  # fmt: skip
    print(f"hostile requests by status: {dict(sorted(seen.hostile.items()))} (0: connection closed)")
    print(f"memory of the server: {before:.0f} MiB, then {after:.0f} MiB ({(after / before - 1) * 100:+.1f} %)")
    print(f"wrong answers and unintended 5xx: {len(seen.wrong)}")
    for one in seen.wrong[:10]:
        print(f"  {one}")
    return int(bool(seen.wrong) or after > before * 1.1)


if __name__ == "__main__":
    main()
