"""Where the service is mounted: links and Location headers that hold at localhost, behind a proxy, under a prefix.

They are relative to the request, or below the configured public address; never made from the Host header.
"""

from urllib.parse import quote

from fastapi import Request
from starlette.routing import get_route_path  # type: ignore[attr-defined]

from app.vocab import BASE, DEF, ID


def up(request: Request) -> str:
    """The way from this page to the root of the service: `../../` or `./`, or the configured public address."""
    base: str = request.app.state.service.settings.base_url
    if base:
        return base.rstrip("/") + "/"
    return "../" * (get_route_path(request.scope).count("/") - 1) or "./"


def place(iri: str) -> str | None:
    """Where an IRI of ours is described, from the root of the service; None for one of others."""
    if iri.startswith(ID):
        path = "doc/" + iri.removeprefix(BASE + "id/")
    elif iri.startswith(DEF) and iri != DEF:
        path = "doc/def/" + iri.removeprefix(DEF)
    elif iri.startswith(BASE):
        path, _, fragment = iri.removeprefix(BASE).partition("#")
        return quote(path) + (f"#{quote(fragment)}" if fragment else "")
    else:
        return None
    return quote(path)
