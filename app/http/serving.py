"""The release that is served, and how another takes its place while requests go on.

`current` is looked at now and then; when it has become another link, the new release is opened beside the old one, put
in its place in one step, and the old one is closed when the last request that began on it has ended. A release that
cannot be opened changes nothing.
"""

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.state import SERVICE, Service
from app.logs import log
from app.metrics import Metrics

Open = Callable[[], Service]


@dataclass(slots=True)
class _Held:
    """An open release, how many requests are on it, and whether it is to be closed when they have ended."""

    service: Service
    requests: int = 0
    leaving: bool = False


class Served:
    """The one release that new requests get."""

    def __init__(self, app: Starlette, open: Open, link: Path, metrics: Metrics) -> None:
        """Nothing is open yet.

        :param open: opens the current release; raises when it cannot
        :param link: the link that names it
        """
        self._app, self._open, self._link, self._metrics = app, open, link, metrics
        self._held: _Held | None = None
        self._seen: tuple[int, ...] = ()
        self._closing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the current release.

        :raises ReleaseError: when there is none
        """
        self._seen = self._identity()
        self._put(await asyncio.to_thread(self._open))

    async def follow(self, seconds: float) -> None:
        """Take up whatever becomes the current release; end when the process that started this one has."""
        while True:
            await asyncio.sleep(seconds)
            await self.look()
            parent = parent_process()
            if parent is not None and not parent.is_alive():
                log().warning("orphaned")
                os.kill(os.getpid(), signal.SIGTERM)
                return

    async def look(self) -> None:
        """Take up the current release, if the link is another one than it was."""
        identity = self._identity()
        if identity == self._seen:
            return
        self._seen = identity
        try:
            service = await asyncio.to_thread(self._open)
        except Exception:
            self._metrics.switches.labels("failed").inc()
            log().error("release not taken up", exc_info=True)
            return
        self._put(service)
        self._metrics.switches.labels("done").inc()
        log().info("release taken up", release=service.manifest.release)

    async def close(self) -> None:
        """Close what is open, and wait until it is closed."""
        if self._held is not None:
            self._leave(self._held)
            self._held = None
        while self._closing:
            await asyncio.wait(self._closing)

    def take(self) -> _Held | None:
        """The release for one request, which must give it back."""
        if self._held is not None:
            self._held.requests += 1
        return self._held

    def give_back(self, held: _Held) -> None:
        """A request has ended."""
        held.requests -= 1
        if held.leaving and not held.requests:
            self._close(held)

    def _put(self, service: Service) -> None:
        before, self._held = self._held, _Held(service)
        self._app.state.service = service
        self._metrics.serves(service.manifest.release, service.manifest.version)
        if before is not None:
            self._leave(before)

    def _leave(self, held: _Held) -> None:
        self._metrics.serves_no_more(held.service.manifest.release, held.service.manifest.version)
        held.leaving = True
        if not held.requests:
            self._close(held)

    def _close(self, held: _Held) -> None:
        task = asyncio.get_running_loop().create_task(_end(held.service))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _identity(self) -> tuple[int, ...]:
        """What tells one link from another, even to the same place; empty when there is none."""
        try:
            found = self._link.lstat()
        except OSError:
            return ()
        return found.st_dev, found.st_ino, found.st_mtime_ns


class OneRelease:
    """Gives each request one release, from its first byte to the last of its answer."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        self._app, self._served = app, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        held = self._served.take() if scope["type"] == "http" else None
        if held is None:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})[SERVICE] = held.service
        try:
            await self._app(scope, receive, send)
        finally:
            scope["state"].pop(SERVICE, None)  # a connection that is kept alive keeps its last request
            self._served.give_back(held)


async def _end(service: Service) -> None:
    """Close a release, and give its memory and files back: what was read from it refers to itself in circles."""
    await asyncio.to_thread(service.close)
    del service
    gc.collect()
