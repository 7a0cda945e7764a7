"""HEAD and OPTIONS wherever there is something to GET, and the whole Allow of an address (RFC 9110, section 9)."""

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DAY = 86_400
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def allowed(scope: Scope) -> list[str]:
    """The methods of the address of a request, with HEAD and OPTIONS; empty when nothing is there."""
    app: Starlette = scope["app"]
    found = [
        method
        for method in _METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in app.routes)
    ]
    return [*found, *(["HEAD"] if "GET" in found else []), "OPTIONS"] if found else []


class Methods:
    """Answers OPTIONS, and HEAD as GET without its body where no operation answers HEAD itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        method = scope.get("method")
        if scope["type"] != "http" or method not in ("HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
        elif method == "OPTIONS":
            methods = allowed(scope)
            answer = Response(status_code=204, headers=_told(scope, methods)) if methods else self._app
            await answer(scope, receive, send)
        elif any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes):
            await self._app(scope, receive, send)
        else:
            await self._app({**scope, "method": "GET"}, receive, _bare(send))


def _told(scope: Scope, methods: list[str]) -> dict[str, str]:
    """What may be sent here; to a browser that asks for a page of another site, in the words of the Fetch standard."""
    told = {"Allow": ", ".join(methods)}
    if "access-control-request-method" not in Headers(scope=scope):
        return told
    return told | {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": str(_DAY),
    }


def _bare(send: Send) -> Send:
    """The header of an answer, its Content-Length included, and no body."""

    async def told(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
        elif not message.get("more_body", False):
            await send({"type": "http.response.body", "body": b""})

    return told
