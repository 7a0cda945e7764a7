"""`/sparql`: SPARQL 1.1 Protocol queries, the description of the service, and a page to ask on.

The default graph is the union of all named graphs. Read-only: no update, SERVICE or LOAD.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from app import __version__
from app.guard import check_query
from app.http import errors
from app.http.asking import ask
from app.http.description import NAMESPACES, describe
from app.http.endpoint import Endpoint, EndpointDep, address
from app.http.entity import entity, has
from app.http.negotiation import GRAPHS, HTML, ROWS, choose, form_named
from app.http.protocol import DEFAULT, DIRECT, FORM, FORMATS, NAMED, Operation, read_operation, read_posted
from app.problems import ParameterError, PasserelleError
from app.sandbox import GRAPH
from app.sandbox import ROWS as TABLE
from app.syntax import write
from app.web import asking

router = APIRouter(tags=["SPARQL"])
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b", re.IGNORECASE)
_VARY = {"Vary": "Accept"}
_PIECE = 2**18
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a complete result; without a query, the description of the service",
        "content": {name: {"schema": {"type": "string"}} for name in (*ROWS.values(), *GRAPHS.values(), HTML)}
        | {ROWS["json"]: {"schema": {"type": "object"}}, GRAPHS["jsonld"]: {"schema": {}}},
    },
    304: {"description": "the client has this result of this release already"},
}
_TEXT = {"type": "string", "minLength": 1}
_IRIS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_SENT = {
    DIRECT: {"schema": _TEXT, "example": asking.FIRST},
    FORM: {
        "example": {"query": asking.FIRST, "format": "csv"},
        "schema": {
            "type": "object",
            "properties": {
                "query": _TEXT, DEFAULT: _IRIS, NAMED: _IRIS, "format": {"enum": [*ROWS, *GRAPHS, "html"]},
            },
            "required": ["query"],
            "additionalProperties": False,
        }
    },
}  # fmt: skip
_Query = Annotated[
    str | None,
    Query(description="a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE", examples=[asking.FIRST]),
]
_Graphs = Annotated[list[str] | None, Query(alias=DEFAULT, description="IRIs whose union is the default graph")]
_Named = Annotated[list[str] | None, Query(alias=NAMED, description="IRIs of the named graphs")]
_Format = Annotated[
    str | None, Query(description="json, xml, csv, tsv, turtle, ntriples, jsonld, rdfxml or html; stands above Accept")
]


@router.get("/sparql/", include_in_schema=False)
@router.get("/sparql", summary="Ask in SPARQL", response_class=Response, responses=_ANSWERS)
async def get_sparql(
    request: Request,
    endpoint: EndpointDep,
    query: _Query = None,
    format: _Format = None,
    default: _Graphs = None,
    named: _Named = None,
    example: Annotated[str | None, Query(description="a stored question to begin with, on the page")] = None,
) -> Response:
    """Results as JSON, XML, CSV or TSV, graphs as Turtle, N-Triples, JSON-LD or RDF/XML, by Accept or `format`.

    Without a query: the SPARQL service description, and a page to ask on for browsers.
    """
    fields = request.query_params.multi_items()
    if not {name for name, _ in fields} - {"format", "example"}:
        return _described(request, endpoint, format, example)
    try:
        return await _answer(request, endpoint, read_operation(fields))
    except PasserelleError as error:
        forms = {value for name, value in fields if name in FORMATS}
        if forms - {"html", HTML} or _liked(request, (*ROWS.values(), *GRAPHS.values())) != HTML:
            raise
        told = errors.translate(request, error)
        page = asking.refusal(request, endpoint, query or "", str(error), told.status_code)
        headers = {name: told.headers[name] for name in ("retry-after",) if name in told.headers}
        return Response(page, told.status_code, headers | _VARY, HTML)


@router.post("/sparql/", include_in_schema=False)
@router.post(
    "/sparql",
    summary="Ask in SPARQL, by POST",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra={"requestBody": {"required": True, "content": _SENT}},
)
async def post_sparql(request: Request, endpoint: EndpointDep) -> Response:
    """The query as the body (`application/sparql-query`) or as a form field `query`."""
    return await _answer(request, endpoint, await read_posted(request, endpoint.settings))


def _described(request: Request, endpoint: Endpoint, format: str | None, example: str | None) -> Response:
    media_type = _media_type(request, GRAPHS if example is None else {}, () if format is None else (format,))
    if media_type is None:
        return _unacceptable(GRAPHS)
    if media_type == HTML:
        return entity(request, asking.blank(request, endpoint, example), HTML, _VARY)
    body = write(describe(endpoint, address(request)), media_type, NAMESPACES)
    return entity(request, body, media_type, _VARY)


async def _answer(request: Request, endpoint: Endpoint, operation: Operation) -> Response:
    """The result of an operation, or 304 when the client has that of the same release."""
    asked = check_query(operation.query, endpoint.settings)
    offered = ROWS if asked.form in ("SELECT", "ASK") else GRAPHS
    media_type = _media_type(request, offered, operation.forms)
    if media_type is None:
        return _unacceptable(offered)
    headers = _VARY | {"Cache-Control": "no-store"}
    if request.method == "GET" and not _CHANGING.search(operation.query):
        tag = _tag(endpoint, operation, media_type)
        headers = _VARY | {"Cache-Control": "no-cache", "ETag": tag}
        if has(request, tag.removeprefix("W/")) and "*" not in request.headers["if-none-match"]:
            return Response(status_code=304, headers=headers)
    wanted = media_type if media_type != HTML else ROWS["json"] if offered is ROWS else GRAPHS["turtle"]
    body = await _run(request, endpoint, operation, {TABLE if offered is ROWS else GRAPH: wanted}, asked.names_dataset)
    if media_type == HTML:
        body = await asyncio.to_thread(asking.result, request, endpoint, operation, offered, body)
    return _sent(body, media_type, headers)


async def _run(
    request: Request, endpoint: Endpoint, operation: Operation, formats: dict[str, str], names_dataset: bool
) -> bytes:
    union = endpoint.union and not names_dataset
    answer = await ask(request, endpoint, operation.query, formats, union, operation.default, operation.named)
    return answer.body


def _sent(body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """The result; a long one in pieces, between which other requests have their turn while it is packed."""
    if len(body) <= _PIECE:
        return Response(body, media_type=media_type, headers=dict(headers))

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), _PIECE):
            yield body[start : start + _PIECE]
            await asyncio.sleep(0)

    told = {**headers, "Content-Length": str(len(body))}
    return StreamingResponse(pieces(), media_type=media_type, headers=told)


def _tag(endpoint: Endpoint, operation: Operation, media_type: str) -> str:
    """A name of the result, by release and request: the same question to the same release has the same answer."""
    asked = (__version__, endpoint.manifest.release, media_type, operation)
    return f'W/"{hashlib.sha256(repr(asked).encode("utf-8", "replace")).hexdigest()[:32]}"'


def _media_type(request: Request, offered: Mapping[str, str], forms: tuple[str, ...]) -> str | None:
    if not forms:
        return _liked(request, tuple(offered.values()))
    known = {**offered, "html": HTML} if request.method == "GET" else offered
    found = [form_named(name, known) for name in forms]
    for name, media_type in zip(forms, found, strict=True):
        if media_type is None or media_type != found[0]:
            reason = f"is not offered for this form of query; it has {', '.join(known)}"
            raise ParameterError("format", name, reason if media_type is None else f"is not {forms[0]}")
    return found[0]


def _liked(request: Request, offered: tuple[str, ...]) -> str | None:
    page = (HTML,) if request.method == "GET" else ()
    return choose(request.headers.get("accept"), (*offered, *page))


def _unacceptable(offered: Mapping[str, str]) -> Response:
    return errors.problem(406, "Not acceptable", f"Offered are {', '.join((*offered.values(), HTML))}.", _VARY)
