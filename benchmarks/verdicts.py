"""How many verdicts a second, and how long one takes over HTTP. Targets: 2,000 a second in one process; p50 10 ms.

    .venv/bin/python benchmarks/verdicts.py [--pairs 20000] [--seed 7]

Runs on the current release (`passerelle build`): random cross-border pairs in this process, prepared and not, then
single requests to a server started for the purpose.
"""

import argparse
import http.client
import random
import socket
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from app.equivalence import Holding
from app.recognition import Recognition
from app.records import Records
from app.search import Index
from app.settings import Settings
from app.store import EmbeddedStore
from app.vocab import ID

ROOT = Path(__file__).parents[1]


def rate(recognition: Recognition, pairs: list[tuple[str, str]]) -> float:
    policy, day = recognition.policy("employment"), Holding(date.today())
    started = time.perf_counter()
    for source, target in pairs:
        recognition.judge_parties(recognition.holder_of(source), recognition.wanted_of(target), [policy], day)
    return len(pairs) / (time.perf_counter() - started)


def latencies(pairs: list[tuple[str, str]]) -> list[float]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([Path(sys.executable).with_name("passerelle"), "serve", "--port", str(port)], cwd=ROOT)
    try:
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        connection, found = http.client.HTTPConnection("127.0.0.1", port), []
        for source, target in pairs:
            started = time.perf_counter()
            path = f"/api/v1/recognition?source={source.removeprefix(ID)}&target={target.removeprefix(ID)}"
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            assert response.status == 200
            found.append((time.perf_counter() - started) * 1000)
        return sorted(found)
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    store = EmbeddedStore(Settings().current / "index")
    recognition = Recognition(store, Records(store))
    entries = Index(store).entries
    chosen = random.Random(asked.seed)
    pairs = []
    while len(pairs) < asked.pairs:
        source, target = chosen.choice(entries), chosen.choice(entries)
        if source.jurisdiction != target.jurisdiction:
            pairs.append((source.iri, target.iri))
    cold = rate(recognition, pairs)
    warm = [rate(recognition, pairs) for _ in range(3)]
    single = latencies(pairs[:1000])
    print("| figure | measured | target |")
    print("| --- | --: | --: |")
    print(f"| verdicts a second in one process, first pass | {cold:,.0f} | |")
    print(f"| verdicts a second in one process, median of 3 | {statistics.median(warm):,.0f} | 2,000 |")
    print(f"| one verdict over HTTP, p50 of {len(single):,} | {single[len(single) // 2]:.1f} ms | 10 ms |")
    print(f"| one verdict over HTTP, p99 | {single[int(len(single) * 0.99)]:.1f} ms | |")


if __name__ == "__main__":
    main()
