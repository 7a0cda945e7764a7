"""Queries to the store go out from processes that are killed at their deadline, however slowly or long it answers."""

import resource
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from typing import Any

import pebble

from app.problems import QueryLimitError, StoreError, StoreTimeoutError, StoreUnavailableError
from app.remote import answers
from app.remote.asking import ROWS, TRIPLES, ask
from app.remote.endpoint import Endpoint
from app.settings import Settings
from app.store import Table, Triple

Graphs = Sequence[str]


class Workers:
    """A pool of processes that speak to one store."""

    def __init__(self, endpoint: Endpoint, settings: Settings) -> None:
        """Nothing is connected to before the first query."""
        self._endpoint = endpoint
        self._seconds = settings.store_seconds
        self._places = threading.BoundedSemaphore(settings.store_workers + settings.store_waiting)
        self._pool = pebble.ProcessPool(
            max_workers=settings.store_workers,
            context=get_context("spawn"),
            initializer=_bound,
            initargs=(settings.query_memory_mib * 2**20,),
        )

    def select(self, query: str, default: Graphs = (), named: Graphs = ()) -> Table:
        """The answer to a SELECT of the service itself.

        :raises StoreError: when there is none
        """
        found = self._wait(self.schedule(_table, self._seconds, query, default, named))
        assert isinstance(found, Table)
        return found

    def construct(self, query: str, default: Graphs = (), named: Graphs = ()) -> list[Triple]:
        """Triples of a CONSTRUCT of the service itself.

        :raises StoreError: when there are none
        """
        found = self._wait(self.schedule(_graph, self._seconds, query, default, named))
        assert isinstance(found, list)
        return found

    def rows(self, seconds: float, query: str, media_type: str, default: Graphs, named: Graphs) -> "Future[Any]":
        """The serialized answer to a SELECT or ASK, to come before the deadline."""
        return self.schedule(_rows, seconds, query, default, named, media_type)

    def graph(self, seconds: float, query: str, media_type: str, default: Graphs, named: Graphs) -> "Future[Any]":
        """The serialized answer to a CONSTRUCT or DESCRIBE, to come before the deadline."""
        return self.schedule(_triples, seconds, query, default, named, media_type)

    def schedule(
        self, task: Any, seconds: float, query: str, default: Graphs, named: Graphs, *more: str
    ) -> "Future[Any]":
        """A task in one of the processes.

        :raises StoreUnavailableError: when too many wait already
        """
        if not self._places.acquire(blocking=False):
            raise StoreUnavailableError("Too many queries wait for the store.")
        try:
            future = self._pool.schedule(
                task, args=(self._endpoint, query, tuple(default), tuple(named), *more), timeout=seconds
            )
        except BaseException:
            self._places.release()
            raise
        future.add_done_callback(lambda _: self._places.release())
        return future

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _wait(self, future: "Future[Any]") -> Any:
        try:
            return future.result()
        except FutureTimeoutError as error:
            raise StoreTimeoutError(f"The store did not answer within {self._seconds:g} seconds.") from error
        except (pebble.ProcessExpired, MemoryError, QueryLimitError) as error:
            raise StoreError("The store's answer is larger than a query of the service may need.") from error


def _bound(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _table(endpoint: Endpoint, query: str, default: Graphs, named: Graphs) -> Table:
    return answers.table(ask(endpoint, query, ROWS, default, named))


def _graph(endpoint: Endpoint, query: str, default: Graphs, named: Graphs) -> list[Triple]:
    return answers.triples(ask(endpoint, query, TRIPLES, default, named))


def _rows(endpoint: Endpoint, query: str, default: Graphs, named: Graphs, media_type: str) -> bytes:
    return answers.rows_as(ask(endpoint, query, ROWS, default, named), media_type)


def _triples(endpoint: Endpoint, query: str, default: Graphs, named: Graphs, media_type: str) -> bytes:
    return answers.triples_as(ask(endpoint, query, TRIPLES, default, named), media_type)
