"""Every request is named, counted and logged here, and no error leaves the service without an answer of ours."""

import re
from time import perf_counter
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.errors import unexpected
from app.logs import log
from app.metrics import Metrics

REQUEST_ID = "X-Request-ID"
GONE, NO_ROUTE = 499, "none"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_QUIET = frozenset(("/healthz", "/readyz", "/metrics"))


def sane(name: str) -> bool:
    """Whether a client's own request id is taken over: 8 to 64 letters, digits, dots, hyphens, underscores."""
    return _SANE.fullmatch(name) is not None


def new_name() -> str:
    """A request id of ours."""
    return uuid4().hex


class Watch:
    """Counts and logs requests: method, route, status, duration and bytes. `status` 499 is a client that went away."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, size = perf_counter(), GONE, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        self._metrics.in_flight.inc()
        try:
            await self._app(scope, receive, counted)
        except Exception:
            log().error("failed", route=route_of(scope), exc_info=True)
            if status != GONE:
                raise  # the answer has begun: the connection breaks off, so that nobody takes it for a whole one
            await unexpected()(scope, receive, counted)
        finally:
            self._metrics.in_flight.dec()
            self._told(scope, status, perf_counter() - started, size)

    def _told(self, scope: Scope, status: int, seconds: float, size: int) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope)
        self._metrics.seconds.labels(method, route, str(status)).observe(seconds)
        self._metrics.bytes.labels(route).inc(size)
        tell = log().debug if route in _QUIET and status < 400 else log().info
        tell("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1), bytes=size)


def route_of(scope: Scope) -> str:
    """The template of the route that a request took, e.g. `/api/v1/credentials/{jurisdiction}/{slug}`.

    A route knows itself below the prefix under which it was included: what stands before its own part of the address.
    """
    route = scope.get("route")
    template, pattern = getattr(route, "path", None), getattr(route, "path_regex", None)
    if template is None or pattern is None:
        return NO_ROUTE
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    starts = [at for at, letter in enumerate(path) if letter == "/"]
    before = next((path[:at] for at in starts if pattern.match(path[at:])), "")
    return str(before + template)
