"""What a store holds of a release: the graphs and their hashes, as the store itself says."""

from dataclasses import dataclass
from importlib.resources import files

from app.manifest import Manifest
from app.problems import StoreError, StoreUnavailableError
from app.remote.workers import Workers
from app.vocab import GRAPH

ABOUT, PUBLISHING, RELEASE = GRAPH + "about", GRAPH + "publishing", GRAPH + "release"
NOTE = "sha256 of its sorted N-Triples: "


@dataclass(frozen=True, slots=True)
class Holdings:
    """Graph -> hash, as the description of the finished release has it, and as a load in progress has it."""

    finished: dict[str, str]
    loading: dict[str, str]


def read_holdings(workers: Workers) -> Holdings:
    """What the store says that it holds."""
    found: dict[str, dict[str, str]] = {ABOUT: {}, PUBLISHING: {}}
    query = _query("published").replace("PUBLISHING", PUBLISHING).replace("ABOUT", ABOUT)
    for row in workers.select(query, named=(ABOUT, PUBLISHING)):
        note = row["note"].value
        if note.startswith(NOTE) and row["where"].value in found:
            found[row["where"].value][row["graph"].value] = note.removeprefix(NOTE)
    return Holdings(found[ABOUT], found[PUBLISHING])


def check_holdings(workers: Workers, manifest: Manifest) -> None:
    """Make sure that the store holds this release, whole.

    The description of a release cannot hold its own hash; it is loaded last, so that it vouches for the others.

    :raises StoreUnavailableError: when it does not, or is being loaded
    """
    holdings = read_holdings(workers)
    if holdings.loading:
        raise StoreUnavailableError("A release is being loaded into the store.")
    if holdings.finished != {graph.iri: graph.sha256 for graph in manifest.graphs if graph.iri != ABOUT}:
        raise StoreUnavailableError(f"The store does not hold release {manifest.release}.")


def is_union(workers: Workers) -> bool:
    """Whether the store's default graph shows what is in its named graphs."""
    return bool(workers.select(_query("union").replace("RELEASE", RELEASE)).rows)


def count(workers: Workers, graph: str) -> int:
    """How many triples of a graph the store holds.

    :raises StoreError: when it does not say
    """
    rows = workers.select(_query("count").replace("COUNTED", graph), named=(graph,)).rows
    try:
        return int(rows[0]["triples"].value)
    except (IndexError, KeyError, ValueError) as error:
        raise StoreError(f"The store does not count the triples of {graph}.") from error


def _query(name: str) -> str:
    return files(__package__).joinpath(f"{name}.rq").read_text("utf-8")
