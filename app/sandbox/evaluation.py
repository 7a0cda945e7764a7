"""Inside a query process: a query over the read-only release, and its result as the bytes that are sent."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from app.problems import QueryError
from app.sandbox.process import Handler, Kind
from app.sandbox.zygote import Begin
from app.store import EmbeddedStore, Function

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

GRAPH, ROWS = "graph", "rows"
Functions = Callable[[EmbeddedStore, bool], Mapping[str, Function]]


class _Full(Exception):  # noqa: N818 - it says that something is full
    """The result is longer than it may be."""


class _Bounded(io.BytesIO):
    """Keeps what is written, up to a limit, so that a result that is too long is not made to its end."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest

    def write(self, piece: "Buffer") -> int:
        if self.tell() + memoryview(piece).nbytes > self._longest:
            raise _Full
        return super().write(piece)


def open_release(index: Path, dumps: Sequence[Path], functions: Functions | None, longest: int) -> Begin:
    """What makes, in each process, what answers queries over a release.

    :param dumps: N-Quads files with all of the release, to be held in memory and shared by the processes; when there
        are none, each process opens the index
    :param functions: what gives the functions that queries may call, over a store and whether they read what they need
        now, before the first query
    :param longest: the most bytes of a result
    """
    if not dumps:
        return lambda prepared: _handler(_with(functions, EmbeddedStore(index), prepared), longest)
    shared = _with(functions, EmbeddedStore(index, dumps), prepared=True)
    return lambda prepared: _handler(shared, longest)


def _with(functions: Functions | None, store: EmbeddedStore, prepared: bool) -> EmbeddedStore:
    if functions is not None:
        store.offer(functions(store, prepared))
    return store


def _handler(store: EmbeddedStore, longest: int) -> Handler:
    def answer(job: bytes) -> tuple[Kind, bytes]:
        try:
            return Kind.DONE, _evaluate(store, job, longest)
        except QueryError as error:
            return Kind.REFUSED, str(error).encode("utf-8", "replace")
        except _Full:
            return Kind.LIMIT, f"The result is longer than {longest // 2**20} MiB.".encode()

    return answer


def _evaluate(store: EmbeddedStore, job: bytes, longest: int) -> bytes:
    """The form of the result in one byte, then the result."""
    query, formats, union, default, named = json.loads(job)
    out = _Bounded(longest)
    try:
        result = store.evaluate(query, union, default, named)
        if isinstance(result, ox.QueryTriples):
            form = GRAPH
            result.serialize(out, format=ox.RdfFormat.from_media_type(formats[GRAPH]))
        else:
            form = ROWS
            result.serialize(out, format=ox.QueryResultsFormat.from_media_type(formats[ROWS]))
    except (OSError, ValueError) as error:
        raise QueryError(str(error)) from None
    return form[:1].encode() + out.getvalue()
