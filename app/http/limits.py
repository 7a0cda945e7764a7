"""No request body is read beyond its limit, whatever its Content-Length says, and no address is longer than its own."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.errors import problem

UNBOUNDED = ("/api/v1/recognition/batch",)


class BodyLimit:
    """Answers 413 once more than `longest` bytes of a body have come, 414 where the address has more than `address`.

    Operations that stream their body are left alone.
    """

    def __init__(self, app: ASGIApp, longest: int, address: int) -> None:
        self._app, self._longest, self._address = app, longest, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        if scope["type"] == "http" and len(scope["raw_path"]) + len(scope["query_string"]) > self._address:
            refusal = problem(414, "Address too long", f"The address is longer than {self._address // 1024} KiB.")
            await refusal(scope, receive, send)
            return
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
