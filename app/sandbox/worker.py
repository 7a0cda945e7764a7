"""One query process as the server sees it: started, given a job, and killed without asking."""

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import dataclass

from app.problems import QueryLimitError
from app.sandbox.process import JOB, REPLY, Kind, receive
from app.sandbox.zygote import Zygote

_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a job gave; `spent` when its process should not be given another."""

    kind: Kind
    spent: bool
    body: bytes


class Worker:
    """A running process."""

    def __init__(self, handle: int, door: socket.socket) -> None:
        self._handle: int | None = handle
        self._door = door

    @classmethod
    def start(cls, zygote: Zygote, prepared: bool) -> "Worker":
        """Start a process and wait until it takes jobs; blocks.

        :param prepared: whether it gets ready for all jobs before the first
        :raises OSError: when it does not come up
        """
        worker = cls(*zygote.fork(prepared))
        try:
            worker._door.settimeout(_START_SECONDS)
            receive(worker._door, REPLY.size)
            worker._door.setblocking(False)
        except (OSError, EOFError) as error:
            worker.kill()
            raise ConnectionError("A query process does not start.") from error
        return worker

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
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
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
