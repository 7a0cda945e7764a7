"""No request body is read beyond its limit, whatever its Content-Length says."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNBOUNDED = ("/api/v1/recognition/batch",)


class BodyLimit:
    """Answers 413 once more than `longest` bytes of a body have come; operations that stream are left alone."""

    def __init__(self, app: ASGIApp, longest: int) -> None:
        self._app, self._longest = app, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        if scope["type"] != "http" or scope["path"] in UNBOUNDED:
            await self._app(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._longest:
                raise HTTPException(413, f"The body is longer than {self._longest // 1024} KiB.")
            return message

        await self._app(scope, counted, send)
