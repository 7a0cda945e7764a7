"""Queries that come from users run here: in worker processes that are killed at their deadline.

The embedded engine can neither be stopped nor bounded from inside, and a deeply nested query ends its process. So each
query runs in a process of its own pool, over the read-only release, with a deadline and limits on processor time,
memory, output and open files (no file or socket can be opened once the release is), and comes back complete or not at
all. The stored questions have processes and a deadline of their own, so that users' queries never hold them up.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.problems import QueryError, QueryLimitError
from app.sandbox.evaluation import GRAPH, ROWS, Functions, open_release
from app.sandbox.pool import Pool
from app.sandbox.process import Bounds, Kind
from app.sandbox.zygote import Zygote, preload
from app.settings import Settings

__all__ = ["GRAPH", "QUERY", "QUESTION", "ROWS", "Answer", "Functions", "Sandbox", "deadlines", "workers"]

QUERY, QUESTION = "query", "question"


def workers(settings: Settings) -> dict[str, int]:
    """How many processes run each kind of query."""
    return {QUERY: settings.query_workers, QUESTION: settings.question_workers}


def deadlines(settings: Settings) -> dict[str, float]:
    """How long each kind of query may run, in seconds."""
    return {QUERY: settings.query_seconds, QUESTION: settings.question_seconds}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete, serialized result. `form` is rows (SELECT, ASK) or graph (CONSTRUCT, DESCRIBE)."""

    form: str
    body: bytes


class Sandbox:
    """Query processes over one release: a pool for users' queries, another for the stored questions."""

    def __init__(
        self, index: Path, settings: Settings, functions: Functions | None = None, dumps: Sequence[Path] = ()
    ) -> None:
        """Start the processes; each closes the door behind itself before its first query.

        :param dumps: N-Quads files with what the index holds, to be held in memory; when empty, the index is read
        :param functions: what gives the functions that queries may call, over the store of the process and whether to
            prepare them for their first call
        """
        preload([open_release.__module__, *([functions.__module__] if functions is not None else [])])
        self._settings, self._longest = settings, settings.query_output_mib * 2**20
        bounds = Bounds(settings.query_memory_mib * 2**20, settings.query_cpu_seconds)
        sizes, self.seconds = workers(settings), deadlines(settings)
        # A stored question has little time, and its processes are seldom replaced: they are ready for verdicts at once.
        self._zygote = Zygote(bounds, open_release, (index, tuple(dumps), functions, self._longest))
        self._pools = {lane: Pool(size, self._zygote, lane == QUESTION) for lane, size in sizes.items()}

    @property
    def kills(self) -> int:
        """How many processes have been replaced since the start: deadlines, broken limits, clients that went away."""
        return sum(pool.kills for pool in self._pools.values())

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
        """Evaluate a query and serialize its result in the process that ran it.

        :param formats: for each form, the media type to serialize to
        :param union: whether the default graph is the union of all named graphs, where the request names no dataset
        :param default: IRIs whose union is the default graph; all graphs when empty
        :param named: IRIs of the named graphs; all when empty and no default is given
        :param lane: QUERY or QUESTION: whose processes and whose deadline
        :param begun: called when a process takes the query
        :raises QueryError: when the text is malformed
        :raises QueryTimeoutError: when the deadline passed
        :raises QueryLimitError: when it broke a limit or its process
        :raises BusyError: when no process came free
        """
        job = json.dumps([query, formats, union, list(default), list(named)]).encode()
        reply = await self._pools[lane].run(
            job, self.seconds[lane], self._settings.waiting_seconds, self._longest + 1, begun
        )
        if reply.kind is Kind.REFUSED:
            raise QueryError(reply.body.decode("utf-8", "replace"))
        if reply.kind is not Kind.DONE:
            raise QueryLimitError(reply.body.decode("utf-8", "replace"))
        return Answer(GRAPH if reply.body[:1] == b"g" else ROWS, reply.body[1:])

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools.values():
            pool.close()
        self._zygote.close()
