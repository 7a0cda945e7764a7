"""The graphs of a release as N-Triples, read in place from its N-Quads files."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from app.manifest import Manifest
from app.problems import ReleaseError

_BLOCK = 2**18


@dataclass(frozen=True, slots=True)
class Part:
    """One graph of a release: its lines stand together in a file, from byte `start` to byte `end`."""

    iri: str
    file: Path
    start: int
    end: int
    triples: int
    sha256: str

    @property
    def size(self) -> int:
        """Length of its N-Triples, in bytes."""
        return self.end - self.start - self.triples * len(f"<{self.iri}> ".encode())

    def blocks(self, longest: int = _BLOCK) -> Iterator[bytes]:
        """Its N-Triples in blocks of whole lines, of at most `longest` bytes where lines are shorter than that."""
        block: list[bytes] = []
        size = 0
        for line in self.lines():
            if block and size + len(line) > longest:
                yield b"".join(block)
                block, size = [], 0
            block.append(line)
            size += len(line)
        if block:
            yield b"".join(block)

    def lines(self) -> Iterator[bytes]:
        """Its N-Triples, a line a triple."""
        ending = f"<{self.iri}> .\n".encode()
        with self.file.open("rb") as quads:
            quads.seek(self.start)
            left = self.end - self.start
            while left > 0:
                line = quads.readline()
                left -= len(line)
                yield line.removesuffix(ending) + b".\n"


def read_parts(folder: Path, manifest: Manifest) -> dict[str, Part]:
    """The graphs of a release, by IRI, each held against its hash in the manifest.

    :raises ReleaseError: when a graph is not there or not as it was built
    """
    found = {part.iri: part for file in sorted(folder.glob("*.nq")) for part in _parts(file)}
    for graph in manifest.graphs:
        part = found.get(graph.iri)
        if part is None or (part.triples, part.sha256) != (graph.triples, graph.sha256):
            raise ReleaseError(f"{folder} is damaged: {graph.iri} is not as it was built.")
    return {graph.iri: found[graph.iri] for graph in manifest.graphs}


def _parts(file: Path) -> Iterator[Part]:
    with file.open("rb") as quads:
        start = 0
        for name, lines in groupby(quads, key=lambda line: line.rsplit(b" ", 2)[-2]):
            iri, end, count = name[1:-1].decode(), start, 0
            for line in lines:
                end += len(line)
                count += 1
            yield _hashed(Part(iri, file, start, end, count, ""))
            start = end


def _hashed(part: Part) -> Part:
    """With the hash of its sorted lines; those that the build writes sorted need no sorting here."""
    digest, last, ordered = hashlib.sha256(), b"", True
    for line in part.lines():
        ordered = ordered and line > last
        digest.update(line)
        last = line
    if not ordered:
        digest = hashlib.sha256(b"".join(sorted(set(part.lines()))))
    return replace(part, sha256=digest.hexdigest())
