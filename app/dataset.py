"""A throw-away dataset: files that somebody has at hand become graphs, for teaching and for conformance tests."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.manifest import GraphEntry, Manifest
from app.problems import InputError
from app.store import load_index


@dataclass(frozen=True, slots=True)
class Load:
    """A file, and the IRI of the graph that it becomes; None for the default graph or a file that names its graphs."""

    file: Path
    graph: str | None = None


def read_load(text: str) -> Load:
    """What `GRAPH_IRI=FILE` or `FILE` means; both may hold further signs of equality.

    :raises InputError: when there is no such file
    """
    if Path(text).is_file():
        return Load(Path(text))
    for at, sign in enumerate(text):
        if sign == "=" and ":" in text[:at] and Path(text[at + 1 :]).is_file():
            return Load(Path(text[at + 1 :]), text[:at])
    raise InputError(text, "is not a file, nor GRAPH_IRI=FILE with a file that exists")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A loaded dataset: its graphs with their triples, and the triples of its default graph.

    The default graph is what was loaded without an IRI; when nothing was, it is the union of all graphs, as it is of a
    release.
    """

    manifest: Manifest
    union: bool
    default_triples: int


def load(index: Path, loads: Sequence[Load], union: bool | None = None) -> Dataset:
    """Load files into a new index.

    :param index: the directory of the index; must not exist
    :param union: whether the default graph is the union of all graphs; by default when nothing was loaded into it
    :raises InputError: naming the file that cannot be read, and the line where that is known
    """
    counts = load_index(index, [(one.file, one.graph) for one in loads])
    named = {iri: triples for iri, triples in counts.items() if iri is not None}
    alone, total = counts[None], sum(named.values())
    files = {one.graph: one.file.name for one in loads if one.graph}
    graphs = tuple(GraphEntry(iri, files.get(iri, ""), triples, "") for iri, triples in sorted(named.items()))
    merged = not alone if union is None else union
    contents = Manifest(f"{__version__}-{_digest(loads)}", __version__, alone + total, graphs, ())
    return Dataset(contents, merged, total if merged else alone)


def _digest(loads: Sequence[Load]) -> str:
    digest = hashlib.sha256()
    for one in loads:
        digest.update(f"{one.graph}\n".encode() + hashlib.sha256(one.file.read_bytes()).digest())
    return digest.hexdigest()[:12]
