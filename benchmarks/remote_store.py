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
from collections.abc import Callable, Iterator, Mapping
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


def medians(asks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Milliseconds for each store; the stores take turns, so that a busy machine is busy for all of them."""
    taken: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(rounds + 1):
        for name, ask in asks.items():
            started = time.perf_counter()
            ask()
            if turn:
                taken[name].append(time.perf_counter() - started)
    return {name: 1000 * statistics.median(times) for name, times in taken.items()}


def measure(stores: Mapping[str, Store], catalogue: Catalogue, rounds: int) -> dict[str, dict[str, float]]:
    def question(key: str, store: Store) -> Callable[[], object]:
        return lambda: answer_csv(store, catalogue[key], {})

    def record(store: Store) -> Callable[[], object]:
        return lambda: Records(store).get(PAIR[1])

    def verdict(store: Store) -> Callable[[], object]:
        recognition = Recognition(store, Records(store))
        return lambda: recognition.compare(*PAIR, "employment", Holding(recognition.day))

    asked = {key: {name: question(key, store) for name, store in stores.items()} for key in QUESTIONS}
    asked["a record, read anew"] = {name: record(store) for name, store in stores.items()}
    asked["a verdict, records known"] = {name: verdict(store) for name, store in stores.items()}
    return {row: medians(asks, rounds) for row, asks in asked.items()}


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
    stores: dict[str, Store] = {"index": embedded}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(oxigraph())
        stores["Oxigraph, union"] = stack.enter_context(published(folder, server, "union"))
        if VIRTUOSO is not None:
            server = stack.enter_context(virtuoso(scratch / "virtuoso"))
            stores["Virtuoso, union"] = stack.enter_context(published(folder, server, "union"))
        rows = measure(stores, catalogue, rounds)
    print("| asked | " + " | ".join(stores) + " |")
    print("| --- |" + " --: |" * len(stores))
    for row, times in rows.items():
        print(f"| {row} | " + " | ".join(f"{times[name]:.1f} ms" for name in stores) + " |")
    for name in stores:
        ratios = [rows[key][name] / rows[key]["index"] for key in QUESTIONS]
        print(f"{name}: {statistics.geometric_mean(ratios):.2f} times the index (geometric mean)")


if __name__ == "__main__":
    main()
