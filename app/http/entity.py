"""Answers that caches can keep: an ETag over the content, 304 when the client has it, Vary where it was negotiated."""

import hashlib
from collections.abc import Mapping, Sequence

from fastapi import Request, Response

from app.http.errors import problem
from app.http.negotiation import choose

HTML = "text/html"
OPEN = {"Access-Control-Allow-Origin": "*"}


def entity(request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """The body, or 304 when the client says that it has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": "no-cache", **OPEN, **(headers or {})}
    if has(request, tag):
        return Response(status_code=304, headers=told)
    shown = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(body, headers={**told, "Content-Type": shown})


def moved(location: str, status: int = 303, varies: bool = True) -> Response:
    """The answer that what is asked for is found elsewhere."""
    headers = {"Location": location, **OPEN, **({"Vary": "Accept"} if varies else {})}
    return Response(status_code=status, headers=headers)


def has(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` names the tag."""
    given = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in given or "*" in given


def negotiated(request: Request, offered: Sequence[str]) -> str | Response:
    """The media type the client likes best, or the answer that none is offered."""
    found = choose(request.headers.get("accept"), offered)
    if found is None:
        return problem(406, "Not acceptable", f"Offered are {', '.join(offered)}.", {"Vary": "Accept"})
    return found
