"""Where the service is mounted: links and Location headers that hold at localhost, behind a proxy, under a prefix.

They are relative to the request, or below the configured public address; never made from the Host header.
"""

from urllib.parse import quote

from fastapi import Request
from starlette.routing import get_route_path  # type: ignore[attr-defined]

from app.vocab import BASE, DEF, ID


def up(request: Request) -> str:
    """The way from this page to the root of the service: `../../` or `./`, or the configured public address."""
    if _public(request):
        return _public(request) + "/"
    prefix = quote(request.scope.get("root_path", ""))
    sent = request.scope.get("raw_path", b"").decode("latin-1").split("?")[0] or quote(request.scope["path"])
    return "../" * (sent.removeprefix(prefix).count("/") - 1) or "./"


def path(request: Request) -> str:
    """The path of the request below the root of the service."""
    return get_route_path(request.scope)


def root(request: Request) -> str:
    """The root of the service without its closing slash, for links that cannot be relative: address or path."""
    prefix: str = request.scope.get("root_path", "")
    return _public(request) or prefix.rstrip("/")


def place(iri: str) -> str | None:
    """Where an IRI of ours is described, from the root of the service; None for one of others."""
    if iri.startswith(ID):
        where = "doc/" + iri.removeprefix(BASE + "id/")
    elif iri.startswith(DEF) and iri != DEF:
        where = "doc/def/" + iri.removeprefix(DEF)
    elif iri.startswith(BASE):
        where, _, fragment = iri.removeprefix(BASE).partition("#")
        return quote(where) + (f"#{quote(fragment)}" if fragment else "")
    else:
        return None
    return quote(where)


def _public(request: Request) -> str:
    base: str = request.app.state.service.settings.base_url
    return base.rstrip("/")
