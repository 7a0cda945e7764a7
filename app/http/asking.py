"""How a request gets an answer out of a query process: let in, charged to its client, dropped when that goes away."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, TypeVar

from anyio import from_thread
from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.http.endpoint import Endpoint
from app.http.state import Service, ServiceDep
from app.sandbox import GRAPH, QUERY, QUESTION, ROWS, Answer, deadlines
from app.sandbox.tables import GRAPH_TYPE, ROWS_TYPE, read_table, read_triples
from app.store import Store, Table, Triple

_FORMATS = {ROWS: ROWS_TYPE, GRAPH: GRAPH_TYPE}
_CLOSED = 499
T = TypeVar("T")


async def ask(
    request: Request,
    service: Endpoint,
    query: str,
    formats: dict[str, str],
    union: bool = True,
    default: Sequence[str] = (),
    named: Sequence[str] = (),
    lane: str = QUERY,
) -> Answer:
    """The complete answer to a query that was checked before; parameters as those of `Sandbox.run`.

    The process that works on it is killed when the client goes away, and who goes away while waiting gives up its
    place.

    :raises BudgetError: when the client has used its query time
    :raises BusyError: when too many are waiting
    """
    client = request.client.host if request.client else None
    with service.admission.admit(lane, client, deadlines(service.settings)[lane]) as charge:
        running = service.sandbox.run(query, formats, union, default, named, lane=lane, begun=charge.begin)
        return await _while_present(request, running)


class IsolatedStore:
    """The release for one request, every query of it in a query process; for operations that run in a thread."""

    def __init__(self, request: Request, service: Service, lane: str) -> None:
        self._request, self._service, self._lane = request, service, lane

    def select(self, query: str) -> Table:
        """The answer to a SELECT."""
        return read_table(self._body(query))

    def construct(self, query: str) -> list[Triple]:
        """Triples of a CONSTRUCT."""
        return read_triples(self._body(query))

    def _body(self, query: str) -> bytes:
        answer = from_thread.run(ask, self._request, self._service, query, _FORMATS, True, (), (), self._lane)
        return answer.body


async def _question_store(request: Request, service: ServiceDep) -> Store:
    return IsolatedStore(request, service, QUESTION)


async def _while_present(request: Request, work: Coroutine[Any, Any, T]) -> T:
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_departure(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HTTPException(_CLOSED, "The client has gone away.")
        return working.result()
    finally:
        leaving.cancel()
        working.cancel()


async def _departure(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


QuestionStoreDep = Annotated[Store, Depends(_question_store)]
