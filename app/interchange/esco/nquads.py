"""Write an ESCO release as N-Quads, one named graph per part, ready for the bulk loader of a store."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from app.interchange.esco.reader import Progress
from app.interchange.esco.release import EscoRelease
from app.interchange.esco.triples import PARTS

_BATCH = 10_000


def write_nquads(
    release: EscoRelease, out: Path | BinaryIO, base: str, *, progress: Progress | None = None
) -> dict[str, int]:
    """Write the release into one graph per part, `{base}graph/esco/{version}/skills` and so on.

    The parts are skills, occupations, relations and schemes; groups and hierarchies are with their pillar.

    :param out: a file to create, or an open binary stream
    :param base: where our own names live, such as `https://w3id.org/passerelle/`
    :param progress: called with graph, graphs written, graphs to write
    :returns: graph -> number of quads; no quad is written twice
    """
    if isinstance(out, Path):
        with out.open("wb") as stream:
            return write_nquads(release, stream, base, progress=progress)
    counts = {}
    for done, (name, triples) in enumerate(PARTS.items(), 1):
        graph = f"{base}graph/esco/{quote(release.version, safe='')}/{name}"
        counts[graph] = _write(triples(release), graph, out)
        if progress:
            progress(graph, done, len(PARTS))
    return counts


def _write(triples: Iterable[str], graph: str, out: BinaryIO) -> int:
    end, count, rest = f" <{graph}> .\n", 0, iter(triples)
    while batch := list(islice(rest, _BATCH)):
        out.write((end.join(batch) + end).encode())
        count += len(batch)
    return count
