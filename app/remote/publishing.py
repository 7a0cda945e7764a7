"""Load a release into a store: what is there already is skipped, what fails can be continued, and nothing is half said.

While it goes on, the graph PUBLISHING stands in the store: which graphs are as the release has them. It goes in before
the first graph changes and goes out after the last, so that a service over the store knows not to answer meanwhile, and
a second run knows where the first one stopped. The description of the release, which vouches for the rest, comes last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.manifest import Manifest
from app.problems import StoreError
from app.remote.dump import Part, read_parts
from app.remote.graphs import GraphStore
from app.remote.holdings import ABOUT, NOTE, PUBLISHING, Holdings, count, read_holdings
from app.remote.workers import Workers
from app.vocab import PREFIXES

Progress = Callable[[str, int, int], None]
_STARTED = "a release is being loaded"


@dataclass(frozen=True, slots=True)
class Published:
    """What was done: graphs loaded, found there already, and removed because the release no longer has them."""

    release: str
    loaded: tuple[str, ...]
    found: tuple[str, ...]
    removed: tuple[str, ...]
    in_pieces: tuple[str, ...]


def publish(
    folder: Path, graphs: GraphStore, workers: Workers, progress: Progress = lambda _graph, _done, _all: None
) -> Published:
    """Make a store hold a release, and check that it does.

    :param folder: the release
    :param graphs: where its graphs are put
    :param workers: who asks the same store what it holds
    :param progress: told graph, triples done and triples in all
    :raises ReleaseError: the release is damaged; nothing is sent
    :raises StoreError: the store refuses, or holds other than what was sent; a second run continues
    """
    manifest = Manifest.read(folder)
    parts = read_parts(folder, manifest)
    holdings = read_holdings(workers)
    there = _there(workers, holdings, parts)
    if not holdings.loading and there == parts.keys():
        return Published(manifest.release, (), tuple(parts), (), ())
    gone = tuple(iri for iri in {**holdings.finished, **holdings.loading} if iri not in (*parts, PUBLISHING))
    marked = dict.fromkeys(gone, "to be removed") | {iri: parts[iri].sha256 for iri in there}
    _mark(graphs, marked)
    wanted = [part for part in _in_order(parts) if part.iri not in there]
    pieces, done = [], sum(parts[iri].triples for iri in there)
    for part in wanted:
        progress(part.iri, done, manifest.quads)
        if part.iri == ABOUT:
            for iri in gone:
                graphs.delete(iri)
        if graphs.put(part) > 1:
            pieces.append(part.iri)
        _verify(workers, part)
        done += part.triples
        marked[part.iri] = part.sha256
        _mark(graphs, marked)
    graphs.delete(PUBLISHING)
    loaded = tuple(part.iri for part in wanted)
    return Published(manifest.release, loaded, tuple(there), gone, tuple(pieces))


def _there(workers: Workers, holdings: Holdings, parts: dict[str, Part]) -> set[str]:
    """The graphs that are in the store as the release has them: the store says so, and their size is right.

    What an unfinished load says of a graph goes before what the description of the last release said. The description
    itself is taken to be there only where the store claims to be finished with exactly this release.
    """
    claimed = holdings.loading if holdings.loading else holdings.finished
    there = {
        iri for iri, part in parts.items() if claimed.get(iri) == part.sha256 and count(workers, iri) == part.triples
    }
    others = {iri for iri in parts if iri != ABOUT}
    whole = not holdings.loading and there == others and holdings.finished.keys() == others
    return there | {ABOUT} if whole and count(workers, ABOUT) == parts[ABOUT].triples else there


def _in_order(parts: dict[str, Part]) -> list[Part]:
    """The small graphs first, so that what is wrong shows early; the description last."""
    return sorted(parts.values(), key=lambda part: (part.iri == ABOUT, part.triples, part.iri))


def _mark(graphs: GraphStore, marked: dict[str, str]) -> None:
    note = PREFIXES["skos"] + "note"
    lines = [f'<{iri}> <{note}> "{NOTE}{digest}" .' for iri, digest in sorted(marked.items())]
    graphs.put_lines(PUBLISHING, [f'<{PUBLISHING}> <{note}> "{NOTE}{_STARTED}" .', *lines])


def _verify(workers: Workers, part: Part) -> None:
    found = count(workers, part.iri)
    if found != part.triples:
        raise StoreError(f"The store holds {found:,} triples of {part.iri} after it was sent {part.triples:,}.")
