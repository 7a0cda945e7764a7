"""`/sparql`: SPARQL 1.1 Protocol queries over the union of all named graphs. Read-only: no update, SERVICE or LOAD."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request, Response

from app.guard import check_query
from app.http.asking import ask
from app.http.errors import problem
from app.http.negotiation import GRAPHS, ROWS, choose
from app.http.state import Service, ServiceDep
from app.problems import ParameterError, QueryError
from app.sandbox import GRAPH
from app.sandbox import ROWS as TABLE

router = APIRouter(tags=["SPARQL"])
_PARAMETERS = ("query", "default-graph-uri", "named-graph-uri", "format")
_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


@router.get("/sparql", summary="Ask in SPARQL", response_class=Response)
async def get_sparql(
    request: Request,
    service: ServiceDep,
    query: Annotated[str, Query(description="a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE")],
    format: Annotated[str | None, Query(description="json, xml, csv, tsv, turtle, ntriples, jsonld or rdfxml")] = None,
) -> Response:
    """Results as JSON, XML, CSV or TSV, graphs as Turtle, N-Triples, JSON-LD or RDF/XML, by Accept or `format`."""
    return await _answer(request, service, request.query_params.multi_items())


@router.post("/sparql", summary="Ask in SPARQL, by POST", response_class=Response)
async def post_sparql(request: Request, service: ServiceDep) -> Response:
    """The query as the body (`application/sparql-query`) or as a form field `query`."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in (_FORM, _DIRECT):
        return problem(415, "Unsupported media type", f"{kind or 'no media type'}: send {_DIRECT} or {_FORM}.")
    body = await _body(request, 3 * 1024 * service.settings.query_text_kib)
    try:
        text = body.decode("utf-8")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=64) if kind == _FORM else [("query", text)]
    except ValueError as error:
        raise QueryError("The body is not UTF-8 text of at most 64 fields.") from error
    if kind == _FORM and any(name == "update" for name, _ in fields):
        raise QueryError("This service is read-only: updates are refused.")
    return await _answer(request, service, [*request.query_params.multi_items(), *fields])


@router.api_route("/sparql", methods=["PUT", "DELETE", "PATCH"], include_in_schema=False)
def refuse_sparql() -> Response:
    """Only queries are offered."""
    return problem(405, "Method not allowed", "Send GET or POST.", {"Allow": "GET, POST"})


async def _answer(request: Request, service: Service, fields: list[tuple[str, str]]) -> Response:
    for name, value in fields:
        if name not in _PARAMETERS:
            raise ParameterError(
                name, value[:80], f"is not a parameter of this operation; it has {', '.join(_PARAMETERS)}"
            )
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        raise QueryError(f"The request has {len(queries)} queries; send exactly one.")
    asked = check_query(queries[0], service.settings)
    offered = ROWS if asked.form in ("SELECT", "ASK") else GRAPHS
    media_type = _media_type(request, offered, next((value for name, value in fields if name == "format"), None))
    if media_type is None:
        return problem(406, "Not acceptable", f"Offered are {', '.join(offered.values())}.", {"Vary": "Accept"})
    answer = await ask(
        request,
        service,
        queries[0],
        {TABLE if offered is ROWS else GRAPH: media_type},
        not asked.names_dataset,
        [value for name, value in fields if name == "default-graph-uri"],
        [value for name, value in fields if name == "named-graph-uri"],
    )
    return Response(answer.body, media_type=media_type, headers={"Vary": "Accept"})


def _media_type(request: Request, offered: Mapping[str, str], name: str | None) -> str | None:
    if name is None:
        return choose(request.headers.get("accept"), tuple(offered.values()))
    if name not in offered:
        raise ParameterError("format", name, f"is not offered for this form of query; it has {', '.join(offered)}")
    return offered[name]


async def _body(request: Request, longest: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            raise QueryError(f"The body is longer than {longest // 1024} KiB.")
    return body
