"""Queries that come from users run here: in worker processes that are killed at their deadline.

The embedded engine can neither be stopped nor bounded from inside, and a deeply nested query ends its process. So each
query runs in a process of its own pool, over the read-only release, with a deadline and limits on memory and open
files (no file or socket can be opened once the release is), and comes back complete or not at all.
"""

import asyncio
import os
import resource
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pebble
import pyoxigraph as ox

from app.problems import QueryError, QueryLimitError, QueryTimeoutError
from app.settings import Settings
from app.store import EmbeddedStore, Function

pebble.CONSTS.term_timeout = 0.1

GRAPH, ROWS = "graph", "rows"
Functions = Callable[[EmbeddedStore], Mapping[str, Function]]
_WORKER: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete, serialized result. `form` is rows (SELECT, ASK) or graph (CONSTRUCT, DESCRIBE)."""

    form: str
    body: bytes


class Sandbox:
    """A pool of query processes over one release."""

    def __init__(self, index: Path, settings: Settings, functions: Functions | None = None) -> None:
        """Start the processes; each opens the index and then closes the door behind itself.

        :param functions: what gives the functions that queries may call, over the store of the process
        """
        self._seconds = settings.query_seconds
        self._pool = pebble.ProcessPool(
            max_workers=settings.query_workers,
            context=get_context("spawn"),
            initializer=_open,
            initargs=(index, settings.query_memory_mib * 2**20, settings.query_output_mib * 2**20, functions),
        )
        self._warm = [self._pool.schedule(_ready) for _ in range(settings.query_workers)]

    async def run(
        self,
        query: str,
        formats: dict[str, str],
        union: bool = True,
        default: Sequence[str] = (),
        named: Sequence[str] = (),
    ) -> Answer:
        """Evaluate a query and serialize its result in the process that ran it.

        :param formats: for each form, the media type to serialize to
        :param union: whether the default graph is the union of all named graphs, where the request names no dataset
        :param default: IRIs whose union is the default graph; all graphs when empty
        :param named: IRIs of the named graphs; all when empty and no default is given
        :raises QueryError: when the text is malformed
        :raises QueryTimeoutError: when the deadline passed
        :raises QueryLimitError: when it broke a limit or its process
        """
        future = self._pool.schedule(
            _evaluate, args=(query, formats, union, tuple(default), tuple(named)), timeout=self._seconds
        )
        try:
            form, body = await asyncio.wrap_future(future)
        except FutureTimeoutError as error:
            raise QueryTimeoutError(self._seconds) from error
        except (pebble.ProcessExpired, MemoryError) as error:
            raise QueryLimitError("The query needed more memory or depth than a query may have.") from error
        return Answer(form, body)

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _open(index: Path, memory: int, output: int, functions: Functions | None) -> None:
    store = EmbeddedStore(index)
    if functions is not None:
        store.offer(functions(store))
    _WORKER.update(store=store, output=output)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, lowest))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ready() -> int:
    return os.getpid()


def _evaluate(
    query: str, formats: dict[str, str], union: bool, default: tuple[str, ...], named: tuple[str, ...]
) -> tuple[str, bytes]:
    store: EmbeddedStore = _WORKER["store"]
    try:
        result = store.evaluate(query, union, default, named)
        if isinstance(result, ox.QueryTriples):
            form, body = GRAPH, result.serialize(format=ox.RdfFormat.from_media_type(formats[GRAPH]))
        else:
            form, body = ROWS, result.serialize(format=ox.QueryResultsFormat.from_media_type(formats[ROWS]))
    except (OSError, ValueError) as error:
        raise QueryError(str(error)) from None
    assert body is not None
    if len(body) > _WORKER["output"]:
        raise QueryLimitError(f"The result is longer than {_WORKER['output'] // 2**20} MiB.")
    return form, body
