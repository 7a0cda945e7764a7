"""How answers travel: packed by Accept-Encoding, and readable by pages of any other site.

Starlette's own CORS middleware is not used, as it varies every answer by Origin: here each answer is open to all.
"""

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from app.http.methods import Methods
from app.http.negotiation import GRAPHS, ROWS

EXPOSED = ("ETag", "Link", "Location", "Retry-After", "X-Request-ID")


class Open:
    """Opens every answer to pages of other sites, without credentials.

    Says of a packed answer that its ETag is that of the content and not of the bytes (RFC 9110, section 8.8.1).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
                tag = headers.get("etag", "")
                if "content-encoding" in headers and tag.startswith('"'):
                    headers["etag"] = f"W/{tag}"
            await send(message)

        await self._app(scope, receive, told if scope["type"] == "http" else send)


def install(service: FastAPI, smallest: int) -> None:
    """Pack answers (zstd, brotli, gzip), open them to other sites without credentials, answer HEAD and OPTIONS.

    What flows line by line (NDJSON) is not packed, so that each line arrives when it is ready.

    :param smallest: the shortest body that is packed, in bytes
    """
    for media_type in (*ROWS.values(), *GRAPHS.values(), "application/problem+json"):
        add_compress_type(media_type)
    service.add_middleware(CompressMiddleware, minimum_size=smallest)
    service.add_middleware(Methods)
    service.add_middleware(Open)
