"""What a query process does from its first to its last moment: open, shut the door behind itself, answer jobs.

A process talks to the server over one socket that it was given. A job comes as a length and its bytes; a reply goes
back as a kind, whether the process is spent, a length and its bytes. Nothing that comes back is ever unpickled.
"""

import contextlib
import ctypes
import math
import os
import resource
import select
import signal
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

JOB, REPLY = struct.Struct("!I"), struct.Struct("!B?I")
_DIE_WITH_PARENT = 1
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Kind(IntEnum):
    """How a job ended; after SPENT, a limit that left the process in a doubtful state, it gets no other."""

    DONE = 0
    REFUSED = 1
    LIMIT = 2
    SPENT = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may use: bytes of address space above what it has once open, and seconds of processor a job."""

    memory: int
    cpu: int


Handler = Callable[[bytes], tuple[Kind, bytes]]


def serve_jobs(door: socket.socket, bounds: Bounds, begin: Callable[[bool], Handler], prepared: bool) -> None:
    """Make what answers jobs, give up the means to open anything else, and answer jobs until the socket closes."""
    die_with_parent()
    threading.Thread(target=_die_with_server, args=(door,), daemon=True).start()
    handler = begin(prepared)
    sizes = os.open("/proc/self/statm", os.O_RDONLY)
    opened = _address_space(sizes)
    _shut_the_door(opened + bounds.memory)
    door.sendall(REPLY.pack(Kind.DONE, False, 0))
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            kind, body = _answer(handler, receive(door, JOB.unpack(receive(door, JOB.size))[0]), bounds.cpu)
            spent = kind is Kind.SPENT or _address_space(sizes) > opened + bounds.memory // 2
            door.sendall(REPLY.pack(kind, spent, len(body)))
            door.sendall(body)
    os._exit(0)


def receive(door: socket.socket, size: int) -> bytes:
    """Exactly so many bytes.

    :raises EOFError: when the other side is gone
    """
    got = bytearray()
    while len(got) < size:
        piece = door.recv(min(size - len(got), 2**20))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def _answer(handler: Handler, job: bytes, cpu: int) -> tuple[Kind, bytes]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime) + cpu
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        return handler(job)
    except MemoryError:
        return Kind.SPENT, b"The query needed more memory than a query may have."


def die_with_parent() -> None:
    """The kernel ends this process when the one that started it ends, however that happens."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _die_with_server(door: socket.socket) -> None:
    """End this process when the server has gone, even in the middle of a query."""
    gone = select.poll()
    gone.register(door, 0)
    gone.poll()
    os._exit(0)


def _shut_the_door(memory: int) -> None:
    """No file or socket can be opened from here on, no core is written, and memory has an end."""
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, lowest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _address_space(sizes: int) -> int:
    return int(os.pread(sizes, 64, 0).split()[0]) * _PAGE
