"""JSON Lines both ways: each line of a request is answered while the next ones are still on their way."""

from collections.abc import Callable, Sequence

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

LONGEST_LINE = 64 * 1024
MEDIA_TYPE = "application/jsonl"


class LinesResponse(Response):
    """Reads lines as they come and sends their answers; neither side has to be held in memory.

    :param answer: answers lines, given the number of the first and the lines without their breaks
    :param too_long: answers a line that is longer than LONGEST_LINE, given its number; nothing more is read then
    """

    def __init__(self, answer: Callable[[int, Sequence[bytes]], bytes], too_long: Callable[[int], bytes]) -> None:
        super().__init__(media_type=MEDIA_TYPE)
        self._answer, self._too_long = answer, too_long
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        number, rest, more = 1, b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            more = message.get("more_body", False)
            *lines, rest = (rest + message.get("body", b"")).split(b"\n")
            full = [line for line in (lines if more else [*lines, rest]) if line.strip()]
            body = await run_in_threadpool(self._answer, number, full)
            number += len(full)
            if more and len(rest) > LONGEST_LINE:
                body, more = body + self._too_long(number), False
            await send({"type": "http.response.body", "body": body, "more_body": more})
