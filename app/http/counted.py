"""The sandbox as a service uses it: every query of a user is counted, by how it ended."""

import asyncio
from pathlib import Path
from time import perf_counter
from typing import Any

import pebble

from app.metrics import Metrics
from app.problems import PasserelleError, QueryError, QueryLimitError, QueryTimeoutError
from app.sandbox import Answer, Functions, Sandbox
from app.settings import Settings

_ENDINGS = {QueryError: "malformed", QueryTimeoutError: "deadline", QueryLimitError: "limit"}


class CountedSandbox(Sandbox):
    """A sandbox that tells how many queries wait and run, how they ended, how long they took and what they gave."""

    def __init__(self, index: Path, settings: Settings, functions: Functions | None, metrics: Metrics) -> None:
        """Start the processes.

        :param metrics: where it is counted
        """
        super().__init__(index, settings, functions)
        self._metrics, self._workers, self._open = metrics, settings.query_workers, 0

    async def run(self, *args: Any, **kwargs: Any) -> Answer:
        """Evaluate a query, as the sandbox does."""
        started, ending = perf_counter(), "failed"
        self._count(1)
        try:
            answer = await super().run(*args, **kwargs)
            ending = "answered"
            self._metrics.query_bytes.inc(len(answer.body))
            return answer
        except asyncio.CancelledError:
            ending = "cancelled"
            raise
        except PasserelleError as error:
            ending = _ENDINGS.get(type(error), type(error).__name__)
            if isinstance(error.__cause__, pebble.ProcessExpired):
                self._metrics.query_kills.labels("crash").inc()
            raise
        finally:
            self._count(-1)
            self._metrics.queries.labels(ending).inc()
            self._metrics.query_seconds.observe(perf_counter() - started)
            if ending in ("deadline", "cancelled"):
                self._metrics.query_kills.labels(ending).inc()

    def _count(self, more: int) -> None:
        """As many queries run as there are processes; the others wait."""
        before, self._open = self._open, self._open + more
        running = min(self._open, self._workers)
        self._metrics.query_running.inc(running - min(before, self._workers))
        self._metrics.query_waiting.inc((self._open - running) - max(before - self._workers, 0))
