"""What the guard and the query process cost over a call of the engine in the same process. Target: p50 at most 2 ms.

    .venv/bin/python benchmarks/query_isolation.py [--build build] [--triples 5000000] [--rounds 300]

Two stores: the current release, and one of five million triples made here (credentials with outcomes that point to
competences in a hierarchy; the same size gives the same triples). The release is in memory on both sides, the other
in its index on both, as the default setting has it. In process: evaluate and serialize. Isolated: look at the tokens,
hand the query to a process, take the complete result back. The two take turns, so that what else the machine does
disturbs both alike. Medians are quoted.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from app.guard import check_query
from app.sandbox import GRAPH, ROWS, Sandbox
from app.settings import Settings
from app.store import EmbeddedStore, create_index

FOLDER = Path(__file__).parent / "query_isolation"
FORMATS = {ROWS: "application/sparql-results+json", GRAPH: "application/n-triples"}
BASE = "https://w3id.org/passerelle/benchmark/"
PER_CREDENTIAL, COMPETENCES = 24, 20_000
COUNTRIES = ("FI", "PT", "ES", "IE", "US")


def made(triples: int) -> Iterator[bytes]:
    """N-Quads: credentials with seven outcomes each, whose competences have a hierarchy five wide."""
    graph = f"<{BASE}graph>"

    def line(subject: str, predicate: str, value: str) -> bytes:
        return f"<{BASE}{subject}> <{BASE}{predicate}> {value} {graph} .\n".encode()

    for number in range(COMPETENCES):
        yield line(f"competence/{number}", "broader", f"<{BASE}competence/{number // 5}>")
    for number in range((triples - COMPETENCES) // PER_CREDENTIAL):
        credential = f"credential/{number}"
        yield line(credential, "country", f'"{COUNTRIES[number % 5]}"')
        yield line(credential, "level", f'"{number % 8 + 1}"^^<http://www.w3.org/2001/XMLSchema#integer>')
        yield line(credential, "title", f'"Credential {number}"@en')
        for place in range(7):
            outcome = f"{credential}/outcome/{place}"
            yield line(credential, "outcome", f"<{BASE}{outcome}>")
            yield line(outcome, "text", f'"Outcome {place} of credential {number}"@en')
            yield line(outcome, "competence", f"<{BASE}competence/{(number * 7919 + place * 104729) % COMPETENCES}>")


def build(folder: Path, triples: int) -> Path:
    """An index with so many triples."""
    dump, index = folder / "made.nq", folder / "index"
    with dump.open("wb") as out:
        out.writelines(made(triples))
    create_index(index, [dump])
    dump.unlink()
    return index


def in_process(store: EmbeddedStore, query: str) -> int:
    result = store.evaluate(query)
    if isinstance(result, ox.QueryTriples):
        body = result.serialize(format=ox.RdfFormat.from_media_type(FORMATS[GRAPH]))
    else:
        body = result.serialize(format=ox.QueryResultsFormat.from_media_type(FORMATS[ROWS]))
    return len(body or b"")


async def compare(
    index: Path, dumps: list[Path], queries: dict[str, str], settings: Settings, rounds: int
) -> Iterator[str]:
    store, sandbox = EmbeddedStore(index, dumps), Sandbox(index, settings, dumps=dumps)
    lines = []

    async def isolated(query: str) -> int:
        check_query(query, settings)
        return len((await sandbox.run(query, FORMATS)).body)

    try:
        for name, query in queries.items():
            size = in_process(store, query)
            assert await isolated(query) == size, name
            here, there = [], []
            for _ in range(rounds):
                here.append(timed(lambda query=query: in_process(store, query)))
                started = time.perf_counter()
                await isolated(query)
                there.append((time.perf_counter() - started) * 1000)
            lines.append(row(name, size, here, there))
    finally:
        sandbox.close()
    return iter(lines)


def triples_in(index: Path) -> int:
    counted = EmbeddedStore(index).select((FOLDER / "count.rq").read_text("utf-8"))
    return int(next(iter(counted))["n"].value)


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def row(name: str, size: int, here: list[float], there: list[float]) -> str:
    one, other = statistics.median(here), statistics.median(there)
    best, late = min(there) - min(here), at_99(there) - at_99(here)
    figures = f"{one:.2f} | {other:.2f} | {other - one:+.2f} | {other / one:.2f} | {best:+.2f} | {late:+.2f}"
    return f"| {name} | {size:,} | {figures} |"


def at_99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--triples", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=300)
    chosen = parser.parse_args()
    settings = Settings(query_workers=1)
    with tempfile.TemporaryDirectory() as scratch:
        release = (chosen.build / "current" / "index").resolve()
        for index, kind in ((release, "release"), (build(Path(scratch), chosen.triples), "made")):
            queries = {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / kind).glob("*.rq"))}
            count = triples_in(index)
            print(f"\n{kind}: {count:,} triples, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
            print("| query | bytes | in process, ms | isolated, ms | more, ms | ratio | at best, ms | at p99, ms |")
            print("| --- | --: | --: | --: | --: | --: | --: | --: |")
            dumps = sorted(index.parent.glob("*.nq")) if count <= settings.query_memory_quads else []
            for line in asyncio.run(compare(index, dumps, queries, settings, chosen.rounds)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
