"""What the query processes are forked from: a process that has opened the release, so that they begin with it.

A small release is held in memory here; a process forked from this one shares that memory and takes jobs within
milliseconds. The zygote itself runs no query. It has one socket, on which the server sends the socket of a process that
it wants and gets back a handle of that process (a pidfd, which never means another process, as a process id may).
"""

import contextlib
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

from app.sandbox.process import Bounds, Handler, die_with_parent, serve_jobs

Begin = Callable[[bool], Handler]
Opener = Callable[..., Begin]

# The zygote is itself forked from a process that has the modules loaded and nothing else, so that it soon begins.
_CONTEXT = get_context("forkserver")
_READY, _PREPARED, _PLAIN = b"r", b"p", b"-"


def preload(modules: list[str]) -> None:
    """Name the modules that zygotes find loaded when they start; holds for all that are started later."""
    _CONTEXT.set_forkserver_preload(["__main__", *modules])


class Zygote:
    """The zygote as the server sees it: started when a process is first wanted, and again when it has died."""

    def __init__(self, bounds: Bounds, opener: Opener, arguments: tuple[object, ...], seconds: float = 60.0) -> None:
        """Nothing starts yet.

        :param opener: called with `arguments` in the zygote; returns what makes, in each process, what answers jobs
        :param seconds: the longest that opening may take
        """
        self._bounds, self._opener, self._arguments, self._seconds = bounds, opener, arguments, seconds
        self._lock = threading.Lock()
        self._running: tuple[ForkServerProcess, socket.socket] | None = None
        self._closed = False

    def fork(self, prepared: bool) -> tuple[int, socket.socket]:
        """A new process: its pidfd and the socket on which it takes jobs. Blocks while the zygote opens the release.

        :param prepared: whether the process gets ready for all jobs before the first
        :raises OSError: when there is no process to be had
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                return self._ask(theirs, prepared), ours
        except BaseException:
            ours.close()
            raise

    def close(self) -> None:
        """End the zygote; what was forked from it ends too."""
        with self._lock:
            self._closed = True
            self._end()

    def _ask(self, theirs: socket.socket, prepared: bool) -> int:
        for may_be_dead in (self._running is not None, False):
            if self._running is None:
                self._begin()
            assert self._running is not None
            door = self._running[1]
            with contextlib.suppress(OSError):
                socket.send_fds(door, [_PREPARED if prepared else _PLAIN], [theirs.fileno()])
                told, handles, *_ = socket.recv_fds(door, 1, 1)
                if told and handles:
                    return handles[0]
            self._end()
            if not may_be_dead:
                break
        raise ConnectionError("The query processes have nothing to be forked from.")

    def _begin(self) -> None:
        if self._closed:
            raise ConnectionError("The query processes have been ended.")
        ours, theirs = socket.socketpair()
        with theirs:
            target = (theirs, self._bounds, self._opener, self._arguments)
            process = _CONTEXT.Process(target=raise_processes, args=target, daemon=True)
            process.start()
        self._running = process, ours
        ours.settimeout(self._seconds)
        with contextlib.suppress(OSError):
            if ours.recv(1) == _READY:
                return
        self._end()
        raise ConnectionError("What query processes are forked from does not start.")

    def _end(self) -> None:
        if self._running is not None:
            process, door = self._running
            self._running = None
            with contextlib.suppress(OSError):
                process.kill()
            door.close()


def raise_processes(door: socket.socket, bounds: Bounds, opener: Opener, arguments: tuple[object, ...]) -> None:
    """In the zygote: open the release, then fork a process for each socket that comes, until the server goes."""
    die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    begin = _opened(opener, arguments)
    gc.freeze()
    door.sendall(_READY)
    while True:
        wanted, sockets, *_ = socket.recv_fds(door, 1, 1)
        if not sockets:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            _become(door, socket.socket(fileno=sockets[0]), bounds, begin, wanted == _PREPARED)
        os.close(sockets[0])
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            door.sendall(_READY)
            continue
        socket.send_fds(door, [_READY], [handle])
        os.close(handle)


def _become(door: socket.socket, jobs: socket.socket, bounds: Bounds, begin: Begin, prepared: bool) -> None:
    """In the new process, from its first to its last moment."""
    try:
        door.close()
        serve_jobs(jobs, bounds, begin, prepared)
    finally:
        os._exit(1)


def _opened(opener: Opener, arguments: tuple[object, ...]) -> Begin:
    """Open in a thread that ends: what the engine draws random numbers from is of a thread, and must not be inherited.

    Else the processes would all make the same "new" UUIDs and blank nodes.
    """
    found: list[Begin] = []
    opening = threading.Thread(target=lambda: found.append(opener(*arguments)))
    opening.start()
    opening.join()
    if not found:
        os._exit(1)
    return found[0]
