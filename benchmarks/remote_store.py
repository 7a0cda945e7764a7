"""What a remote store costs: ten stored questions, a record and a verdict, from the index and from two real servers.

    .venv/bin/python benchmarks/remote_store.py [--rounds 20]

Takes the current release (`passerelle build`), starts the Oxigraph server (PyPI `oxigraph`) and, where it is installed,
Virtuoso (Debian `virtuoso-opensource-7-bin`), publishes the release into each and asks through the Store protocol, as
the service does: medians over the rounds, in milliseconds, with the process that speaks to the store between.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from stores import VIRTUOSO, Server, oxigraph, virtuoso

from app.catalogue import Catalogue
from app.equivalence import Holding
from app.manifest import Manifest
from app.questions import answer_csv
from app.recognition import Recognition
from app.recognition.functions import functions
from app.records import Records
from app.remote import RemoteStore
from app.remote.endpoint import endpoint
from app.remote.graphs import GraphStore
from app.remote.publishing import publish
from app.remote.workers import Workers
from app.settings import Settings
from app.store import EmbeddedStore, Store
from app.vocab import ID

# Answered alike by all three, from a look-up to sums over all verdicts.
QUESTIONS = ("cq-01", "cq-03", "cq-04", "cq-08", "cq-12", "cq-23", "cq-33", "cq-43", "cq-56", "cq-61")
PAIR = (ID + "us/vvc-hvt", ID + "fi/106884")


def median(ask: Callable[[], object], rounds: int) -> float:
    ask()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    return 1000 * statistics.median(taken)


def measure(store: Store, catalogue: Catalogue, rounds: int) -> dict[str, float]:
    def record() -> object:
        return Records(store).get(PAIR[1])

    recognition = Recognition(store, Records(store))
    day = Holding(recognition.day)
    found = {key: median(lambda key=key: answer_csv(store, catalogue[key], {}), rounds) for key in QUESTIONS}
    found["a record, read anew"] = median(record, rounds)
    found["a verdict, records known"] = median(lambda: recognition.compare(*PAIR, "employment", day), rounds)
    return found


@contextmanager
def published(folder: Path, server: Server, dataset: str) -> Iterator[RemoteStore]:
    settings = Settings(store_dataset=dataset, **server.settings())
    graphs = GraphStore(endpoint(settings, server.graphs), "digest" if server.user else "basic")
    workers = Workers(endpoint(settings), settings)
    started = time.perf_counter()
    done = publish(folder, graphs, workers)
    print(
        f"{server.graphs}: {len(done.loaded)} graphs published in {time.perf_counter() - started:.1f} s",
        file=sys.stderr,
    )
    workers.close()
    graphs.close()
    store = RemoteStore(Manifest.read(folder), settings)
    yield store
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    folder = Settings().current.resolve()
    catalogue = Catalogue(folder / "queries")
    embedded = EmbeddedStore(folder / "index")
    embedded.offer(functions(embedded))
    columns: dict[str, dict[str, float]] = {"index": measure(embedded, catalogue, rounds)}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(oxigraph())
        store = stack.enter_context(published(folder, server, "union"))
        columns["Oxigraph, union"] = measure(store, catalogue, rounds)
        if VIRTUOSO is not None:
            server = stack.enter_context(virtuoso(scratch / "virtuoso"))
            store = stack.enter_context(published(folder, server, "union"))
            columns["Virtuoso, union"] = measure(store, catalogue, rounds)
    print("| asked | " + " | ".join(columns) + " |")
    print("| --- |" + " --: |" * len(columns))
    for row in columns["index"]:
        print(f"| {row} | " + " | ".join(f"{column[row]:.1f} ms" for column in columns.values()) + " |")
    for name, column in columns.items():
        ratios = [column[key] / columns["index"][key] for key in QUESTIONS]
        print(f"{name}: {statistics.geometric_mean(ratios):.2f} times the index (geometric mean)", file=sys.stderr)


if __name__ == "__main__":
    main()
