"""What a release holds: a hash and a count per graph, and one hash over all."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import Graph

from app import __version__
from app.problems import ReleaseError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class GraphEntry:
    """One graph: IRI, source file (empty for a computed graph), triples, SHA-256 of its sorted N-Triples."""

    iri: str
    file: str
    triples: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The table of contents of a release."""

    release: str
    version: str
    quads: int
    graphs: tuple[GraphEntry, ...]

    def write(self, folder: Path) -> None:
        """Write it as JSON, the same bytes for the same release."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a release.

        :raises ReleaseError: when the folder holds none
        """
        try:
            data = json.loads((folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{folder} is not a release: it has no readable {MANIFEST}.") from error
        graphs = tuple(GraphEntry(**entry) for entry in data.pop("graphs"))
        return cls(graphs=graphs, **data)


def ntriples(graph: Graph) -> list[str]:
    """The graph as sorted N-Triples lines, without their line breaks."""
    return sorted(line for line in graph.serialize(format="nt").splitlines() if line)


def entry(iri: str, file: str, lines: Iterable[str]) -> GraphEntry:
    """The entry of a graph that is given as sorted N-Triples lines."""
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line.encode() + b"\n")
        count += 1
    return GraphEntry(iri, file, count, digest.hexdigest())


def manifest(graphs: Iterable[GraphEntry]) -> Manifest:
    """The manifest over the entries; its release id is the version and the hash over all graphs."""
    entries = tuple(sorted(graphs, key=lambda graph: graph.iri))
    digest = hashlib.sha256("".join(f"{graph.iri} {graph.sha256}\n" for graph in entries).encode()).hexdigest()
    return Manifest(f"{__version__}-{digest[:12]}", __version__, sum(graph.triples for graph in entries), entries)
