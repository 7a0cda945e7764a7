"""The Store protocol and the user's queries over a remote store that holds the release."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import pebble

from app.manifest import Manifest
from app.problems import (
    NotOfferedError,
    PasserelleError,
    QueryError,
    QueryLimitError,
    QueryTimeoutError,
    StoreError,
    StoreUnavailableError,
)
from app.remote.endpoint import endpoint
from app.remote.holdings import check_holdings, is_union
from app.remote.portable import asks_for_rows, calls_functions, check_portable
from app.remote.workers import Graphs, Workers
from app.sandbox import GRAPH, ROWS, Answer
from app.settings import Settings
from app.store import Store, Table, Triple
from app.vocab import GRAPH as GRAPHS

NOWHERE = GRAPHS + "none"
NEVER = float("-inf")
QUERY = "query"
_FUNCTIONS = "The query calls psr:coverage or psr:outcome, which need the release's own index beside the remote store."


class Runner(Protocol):
    """Where queries of users run."""

    async def run(
        self,
        query: str,
        formats: dict[str, str],
        union: bool = True,
        default: Sequence[str] = (),
        named: Sequence[str] = (),
        lane: str = QUERY,
        begun: Callable[[], None] = lambda: None,
    ) -> Answer:
        """The complete, serialized result; parameters as those of `Sandbox.run`."""
        ...

    def close(self) -> None:
        """Stop."""
        ...


@dataclass(frozen=True, slots=True)
class Local:
    """The release's own index beside the remote store: it answers what only it can, our functions."""

    store: Store
    sandbox: Runner


class RemoteStore:
    """A release in a remote store. Every answer is of this release or an error, never of another one."""

    def __init__(self, manifest: Manifest, settings: Settings, local: Local | None = None) -> None:
        """Nothing is connected to before the first query, so that a store that is down now may come later.

        :param local: where queries go that call our functions; they are refused without
        :raises ParameterError: when the address of the store cannot be used
        """
        self._manifest, self._settings, self._local = manifest, settings, local
        self._graphs = tuple(graph.iri for graph in manifest.graphs)
        self._workers = Workers(endpoint(settings), settings)
        self._checked = self._failed = NEVER
        self._failure: PasserelleError | None = None
        self._union = settings.store_dataset == "union"
        self._lock = threading.Lock()

    def select(self, query: str) -> Table:
        """The answer to a SELECT of the service itself.

        :raises StoreError: when the store gives none
        :raises NotOfferedError: when only an index could
        """
        if calls_functions(query):
            if self._local is None:
                raise NotOfferedError(_FUNCTIONS)
            return self._local.store.select(query)
        with self._asking():
            self._check()
            return self._workers.select(query, *self._dataset())

    def construct(self, query: str) -> list[Triple]:
        """Triples of a CONSTRUCT of the service itself.

        :raises StoreError: when the store gives none
        """
        with self._asking():
            self._check()
            return self._workers.construct(query, *self._dataset())

    async def run(
        self,
        query: str,
        formats: dict[str, str],
        union: bool = True,
        default: Sequence[str] = (),
        named: Sequence[str] = (),
        lane: str = QUERY,
        begun: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Put a user's query to the store, within the deadline of users' queries.

        Parameters are those of `Sandbox.run`; graphs that are not of the release are empty.

        :param lane: whose deadline: of users' queries, or of what the service itself asks
        :param begun: called when the query goes out

        :raises QueryError: when it is malformed, or no plain SPARQL 1.1
        :raises QueryTimeoutError: when the deadline passed
        :raises QueryLimitError: when its result is too long
        :raises StoreError: when the store cannot answer
        :raises NotOfferedError: when only an index could
        """
        dataset = check_portable(query, self._graphs)
        if calls_functions(query):
            if self._local is None:
                raise NotOfferedError(_FUNCTIONS)
            return await self._local.sandbox.run(query, formats, union, default, named, lane, begun)
        seconds = self._settings.query_seconds if lane == QUERY else self._settings.store_seconds
        await asyncio.to_thread(self._check)
        begun()
        return await self._forward(query, formats, self._requested(default, named, *dataset), seconds)

    async def _forward(
        self, query: str, formats: dict[str, str], dataset: tuple[Graphs, Graphs], seconds: float
    ) -> Answer:
        form = ROWS if asks_for_rows(query) else GRAPH
        ask = self._workers.rows if form == ROWS else self._workers.graph
        try:
            body: bytes = await asyncio.wrap_future(ask(seconds, query, formats[form], *dataset))
        except FutureTimeoutError as error:
            raise QueryTimeoutError(seconds) from error
        except (pebble.ProcessExpired, MemoryError) as error:
            raise QueryLimitError("The result needed more memory than a query may have.") from error
        except StoreUnavailableError:
            self._checked = NEVER
            raise
        if len(body) > self._settings.query_output_mib * 2**20:
            raise QueryLimitError(f"The result is longer than {self._settings.query_output_mib} MiB.")
        return Answer(form, body)

    def close(self) -> None:
        """End the processes."""
        self._workers.close()
        if self._local:
            self._local.sandbox.close()

    def _dataset(self) -> tuple[Graphs, Graphs]:
        return ((), ()) if self._union else (self._graphs, self._graphs)

    def _requested(self, default: Graphs, named: Graphs, from_: Graphs, from_named: Graphs) -> tuple[Graphs, Graphs]:
        """What the request names goes before what the text names; where neither does, it is the release."""
        if not (default or named):
            default, named = from_, from_named
        if not (default or named):
            return self._dataset()
        ours = [[iri for iri in wanted if iri in self._graphs] for wanted in (default, named)]
        return ours[0] or [NOWHERE], ours[1] or [NOWHERE] * bool(named)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except StoreUnavailableError:
            self._checked = NEVER
            raise
        except QueryError as error:
            raise StoreError(f"A query of ours is beyond the store. {error}") from error

    def _check(self) -> None:
        """Look now and then whether the store still holds this release; after a failure, at once.

        Those who wait for the same look share what came of it, so that a dead store costs each of them one wait.
        """
        asked = time.monotonic()
        if asked - self._checked < self._settings.store_check_seconds:
            return
        with self._lock:
            if self._checked > asked:
                return
            if self._failure is not None and self._failed > asked:
                raise self._failure
            try:
                check_holdings(self._workers, self._manifest)
                if self._settings.store_dataset == "auto":
                    self._union = is_union(self._workers)
            except PasserelleError as error:
                self._failure, self._failed = type(error)(str(error)), time.monotonic()
                raise
            self._checked = time.monotonic()
