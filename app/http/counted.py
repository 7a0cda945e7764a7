"""What runs the queries of users, counted: how many wait and run, how each ended, how long it took, what it gave."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from time import perf_counter
from typing import Any, Protocol

from app.metrics import Metrics
from app.problems import PasserelleError, QueryError, QueryLimitError, QueryTimeoutError
from app.sandbox import Answer

QUERY = "query"
_ENDINGS = ((QueryTimeoutError, "deadline"), (QueryLimitError, "limit"), (QueryError, "malformed"))
_KILLS = ("deadline", "limit", "cancelled")


class Runner(Protocol):
    """What runs queries: the sandbox."""

    async def run(self, *args: Any, **kwargs: Any) -> Answer:
        """The complete answer to a query."""
        ...

    def close(self) -> None:
        """End what runs."""
        ...


class Counted:
    """A runner that tells what it does. Queries are of a kind, which has processes of its own."""

    def __init__(self, runner: Runner, workers: Mapping[str, int], metrics: Metrics) -> None:
        """Count what a runner does.

        :param workers: how many processes run each kind of query
        """
        self._runner, self._workers, self._metrics = runner, workers, metrics
        self._open: Counter[str] = Counter()

    async def run(self, *args: Any, **kwargs: Any) -> Answer:
        """The complete answer to a query, as the runner gives it."""
        kind, started, ending = str(kwargs.get("lane", QUERY)), perf_counter(), "failed"
        self._change(kind, 1)
        try:
            answer = await self._runner.run(*args, **kwargs)
            ending = "answered"
            self._metrics.query_bytes.labels(kind).inc(len(answer.body))
            return answer
        except asyncio.CancelledError:
            ending = "cancelled"
            raise
        except PasserelleError as error:
            ending = next((name for one, name in _ENDINGS if isinstance(error, one)), type(error).__name__)
            raise
        finally:
            self._change(kind, -1)
            self._metrics.queries.labels(kind, ending).inc()
            self._metrics.query_seconds.labels(kind).observe(perf_counter() - started)
            if ending in _KILLS:
                self._metrics.query_kills.labels(kind, ending).inc()

    def close(self) -> None:
        """End what runs."""
        self._runner.close()

    def _change(self, kind: str, more: int) -> None:
        """As many queries run as there are processes; the others wait."""
        before, workers = self._open[kind], self._workers.get(kind, 1)
        self._open[kind] = now = before + more
        self._metrics.query_running.labels(kind).inc(min(now, workers) - min(before, workers))
        self._metrics.query_waiting.labels(kind).inc(max(now - workers, 0) - max(before - workers, 0))
