"""Documents that users send are read here: in processes that are killed at their deadline and hold little memory.

A parser can neither be stopped nor bounded from inside. Each process opens nothing any more once it runs: no file, no
socket. A document that breaks a limit costs its process, and nobody else's answer.
"""

import asyncio
import os
import resource
from collections.abc import Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pebble

from app.interchange.dialect import JSON_LD, TURTLE, Reading
from app.interchange.exchange import read_untrusted
from app.interchange.known import Known
from app.problems import DocumentError, QueryTimeoutError
from app.settings import Settings

pebble.CONSTS.term_timeout = 0.1
WARMING = (
    (
        b'{"@context": "http://data.europa.eu/snb/model/context/edc-ap", "id": "urn:a", "type": "Qualification"}',
        JSON_LD,
    ),
    (b"<urn:a> a <http://data.europa.eu/snb/model/elm/Qualification> .", TURTLE),
    (b'{"@context": "https://credreg.net/ctdl/schema/context/json", "@type": "ceterms:License"}', JSON_LD),
    (b'{"type": ["Achievement"], "name": "a", "validUntil": "2026-01-01T00:00:00Z"}', JSON_LD),
    (b"title,workload\na,5 ects\n", "text/csv"),
)
_WORKER: dict[str, Any] = {}


class Readers:
    """A pool of processes that read documents; they start with the first document."""

    def __init__(self, settings: Settings, known: Known) -> None:
        """:param known: what the release knows of levels, units and concepts"""
        self._seconds, self._limits = (
            settings.document_seconds,
            (settings.document_kib * 1024, settings.document_levels),
        )
        self._pool = pebble.ProcessPool(
            max_workers=settings.document_workers,
            context=get_context("spawn"),
            initializer=_close_doors,
            initargs=(known, settings.document_memory_mib * 2**20),
        )

    async def read(
        self, body: bytes, media_type: str | None, name: str = "document", columns: Mapping[str, str] | None = None
    ) -> Reading:
        """The records of a document, and what of it was not read.

        :param columns: what the columns of a table are called here, by the names they have in it
        :raises DocumentError: when it cannot be opened, or broke the limits on memory
        :raises QueryTimeoutError: when it was not read by the deadline
        """
        args = (body, media_type, name, *self._limits, dict(columns or {}))
        future = self._pool.schedule(_read, args=args, timeout=self._seconds)
        reading: Reading = await answer_of(future, self._seconds, name)
        return reading

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


async def answer_of(future: Any, seconds: float, name: str) -> Any:
    """What a process answers about a document, or why it was stopped.

    :raises DocumentError: when it broke the limits on memory
    :raises QueryTimeoutError: when it did not answer by the deadline
    """
    try:
        return await asyncio.wrap_future(future)
    except FutureTimeoutError as error:
        raise QueryTimeoutError(seconds, "document") from error
    except (pebble.ProcessExpired, MemoryError, RecursionError) as error:
        raise DocumentError(name, "needed more memory to be read than a document may have") from error


def warm() -> None:
    """Import now what is imported late: once the doors are shut no file can be opened."""
    for document, media_type in WARMING:
        read_untrusted(document, media_type)


def shut_doors(memory: int) -> None:
    """From now on this process opens no file and no socket, and holds no more memory than this beside what it holds.

    What it holds already is not the same each time: threads that meet reserve address space of their own.
    """
    held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, lowest))
    resource.setrlimit(resource.RLIMIT_AS, (held + memory, held + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _close_doors(known: Known, memory: int) -> None:
    _WORKER["known"] = known
    warm()
    shut_doors(memory)


def _read(
    body: bytes, media_type: str | None, name: str, size: int, levels: int, columns: Mapping[str, str]
) -> Reading:
    return read_untrusted(body, media_type, name, _WORKER["known"], size, levels, columns)
