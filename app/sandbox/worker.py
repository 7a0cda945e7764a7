"""One query process as the server sees it: started, given a job, and killed without asking."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

from app.problems import QueryLimitError
from app.sandbox.process import JOB, REPLY, Bounds, Kind, Opener, receive, serve_jobs

# Processes are forked from one that has the modules loaded and nothing else, so that a killed one is soon replaced.
_CONTEXT = get_context("forkserver")
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a job gave; `spent` when its process should not be given another."""

    kind: Kind
    spent: bool
    body: bytes


class Worker:
    """A running process."""

    def __init__(self, process: ForkServerProcess, door: socket.socket) -> None:
        self._process, self._door = process, door

    @classmethod
    def start(cls, bounds: Bounds, opener: Opener, arguments: tuple[object, ...]) -> "Worker":
        """Start a process and wait until it takes jobs; blocks.

        :raises OSError: when it does not come up
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = _CONTEXT.Process(target=serve_jobs, args=(theirs, bounds, opener, arguments), daemon=True)
            process.start()
        try:
            ours.settimeout(_START_SECONDS)
            receive(ours, REPLY.size)
            ours.setblocking(False)
        except (OSError, EOFError) as error:
            process.kill()
            ours.close()
            raise ConnectionError("A query process does not start.") from error
        return cls(process, ours)

    @property
    def pid(self) -> int | None:
        """The id of the process."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it is still there: a socket with nothing to say, and not one that has ended."""
        try:
            return bool(self._door.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    async def exchange(self, job: bytes, longest: int) -> Reply:
        """Give it a job and wait for the whole reply; whoever gives up on that has to kill it.

        :param longest: the most bytes that are taken back
        :raises QueryLimitError: when the reply is longer, or the process ends instead
        """
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._door, JOB.pack(len(job)) + job)
            kind, spent, size = REPLY.unpack(await self._receive(REPLY.size))
            if size > longest:
                raise QueryLimitError(f"The result is longer than {longest // 2**20} MiB.")
            return Reply(Kind(kind), spent, bytes(await self._receive(size)))
        except (OSError, EOFError) as error:
            raise QueryLimitError("The query needed more memory, processor time or depth than it may have.") from error

    def kill(self) -> None:
        """End it at once, whatever it does."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._door.close()

    async def _receive(self, size: int) -> bytearray:
        loop, got = asyncio.get_running_loop(), bytearray(size)
        rest = memoryview(got)
        while rest:
            read = await loop.sock_recv_into(self._door, rest)
            if not read:
                raise EOFError
            rest = rest[read:]
        return got


def preload(modules: list[str]) -> None:
    """Name the modules that processes find loaded when they start; holds for all that are started later."""
    _CONTEXT.set_forkserver_preload(["__main__", *modules])
