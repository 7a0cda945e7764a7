"""The page of a release: what it holds, and what can be taken from it, with sizes and checksums."""

from pathlib import Path

from fastapi import Request

from app.http.state import Service
from app.manifest import Manifest
from app.vocab import GRAPH
from app.web.pages import page


def release_page(request: Request, service: Service, folder: Path) -> bytes:
    """The page of a release that is kept in `folder`."""
    contents = Manifest.read(folder)
    sums = {entry.path: entry.sha256 for entry in (*contents.files, *contents.derived)}
    graphs = [
        {
            "name": entry.iri.removeprefix(GRAPH),
            "file": entry.file,
            "triples": entry.triples,
            "forms": [
                (ending, _size(folder / f"downloads/graph/{entry.iri.removeprefix(GRAPH)}.{ending}"))
                for ending in ("ttl", "nt")
            ],
        }
        for entry in contents.graphs
    ]
    dump = "downloads/release.nq.gz"
    return page(
        request,
        service,
        "release.html",
        contents=contents,
        graphs=graphs,
        current=contents.release == service.manifest.release,
        size=_size(folder / dump),
        sha256=sums.get(dump, ""),
    )


def _size(path: Path) -> str:
    """The size of a file as people read it."""
    size = float(path.stat().st_size) if path.is_file() else 0.0
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
