"""A fixed number of query processes; one that is killed or spent is replaced, and the pool survives whatever ends one.

Each process has a socket of its own and shares no lock with another: a process that dies in the middle of a word
disturbs nobody. (pebble's pool shares a pipe and its locks, and is broken for good when an idle process is killed.)
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from app.problems import BusyError, QueryTimeoutError
from app.sandbox.worker import Reply, Worker
from app.sandbox.zygote import Zygote

Start = Callable[[], Worker]


class Pool:
    """Processes that run jobs, each with a deadline."""

    def __init__(self, size: int, zygote: Zygote, prepared: bool) -> None:
        """Start the processes; does not wait for them.

        :param zygote: what they are forked from
        :param prepared: whether each gets ready for all jobs before its first
        """
        self._starter = ThreadPoolExecutor(max_workers=size, thread_name_prefix="query-processes")
        self._slots = [_Slot(self._starter, lambda: Worker.start(zygote, prepared)) for _ in range(size)]
        self._free: asyncio.LifoQueue[_Slot] = asyncio.LifoQueue()
        for slot in self._slots:
            self._free.put_nowait(slot)

    @property
    def kills(self) -> int:
        """How many processes have been killed or found dead since the start."""
        return sum(slot.kills for slot in self._slots)

    async def run(
        self, job: bytes, seconds: float, wait: float, longest: int, begun: Callable[[], None] = lambda: None
    ) -> Reply:
        """Run a job in the next free process; who is cancelled meanwhile leaves no process running.

        :param seconds: the deadline, from when a process takes the job
        :param wait: the longest wait for a process, in seconds
        :param longest: the most bytes that may come back
        :param begun: called when a process takes the job
        :raises BusyError: when no process came free in time
        :raises QueryTimeoutError: when the deadline passed
        :raises QueryLimitError: when the job broke a limit or its process
        """
        try:
            slot = await asyncio.wait_for(self._free.get(), wait) if self._free.empty() else self._free.get_nowait()
        except TimeoutError as error:
            raise BusyError(f"No process came free for {wait:g} seconds.", 10) from error
        slot.taken = True
        try:
            for other in self._slots:
                other.tend()
            worker = await slot.worker()
            begun()
            return await slot.use(worker, job, seconds, longest)
        finally:
            slot.taken = False
            self._give_back(slot)

    def _give_back(self, slot: "_Slot") -> None:
        """Offer a slot again, once its process has started; until then the others are taken."""
        loop = asyncio.get_running_loop()

        def offer(_: object) -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._free.put_nowait, slot)

        if slot.starting.done():
            self._free.put_nowait(slot)
        else:
            slot.starting.add_done_callback(offer)

    def close(self) -> None:
        """Kill the processes."""
        for slot in self._slots:
            slot.close()
        self._starter.shutdown(wait=False, cancel_futures=True)


class _Slot:
    """The place of one process: the one that is there, or the one that is being started."""

    def __init__(self, starter: ThreadPoolExecutor, start: Start) -> None:
        self._starter, self._start = starter, start
        self._closed, self.taken, self.kills = False, False, 0
        self.starting: Future[Worker] = starter.submit(start)

    def tend(self) -> None:
        """Replace a process that died while nobody used it."""
        if not self.taken and self.starting.done() and not (self.starting.exception() or self.starting.result().lives):
            self._replace()

    async def worker(self) -> Worker:
        """A process that lives; one that died while idle, or did not start, is replaced."""
        for _ in range(2):
            with suppress(OSError):
                worker = await asyncio.shield(asyncio.wrap_future(self.starting))
                if worker.lives:
                    return worker
            self._replace()
        raise BusyError("The query processes do not start.", 10)

    async def use(self, worker: Worker, job: bytes, seconds: float, longest: int) -> Reply:
        """Run a job and leave the slot with a process that can take the next."""
        clean = False
        try:
            async with asyncio.timeout(seconds):
                reply = await worker.exchange(job, longest)
            clean = not reply.spent
            return reply
        except TimeoutError as error:
            raise QueryTimeoutError(seconds) from error
        finally:
            if not clean:
                self._replace()

    def close(self) -> None:
        """Kill the process and start none."""
        self._closed = True
        self.starting.add_done_callback(_kill)

    def _replace(self) -> None:
        self.kills += 1
        self.starting.add_done_callback(_kill)
        if not self._closed:
            self.starting = self._starter.submit(self._start)


def _kill(started: Future[Worker]) -> None:
    if not started.cancelled() and started.exception() is None:
        started.result().kill()
