"""The SPARQL 1.1 Protocol, section 2.1: the query and its dataset out of a request, in each of the three ways."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException

from app.http.negotiation import is_utf8
from app.problems import ParameterError, QueryError
from app.settings import Settings

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
DEFAULT, NAMED = "default-graph-uri", "named-graph-uri"
PARAMETERS = ("query", DEFAULT, NAMED, "format")
FORMATS = ("format", "output", "results")
MOST_FIELDS = 64


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks: a query text, the dataset it names, and the form of the answer, where it names one.

    The dataset of the request stands above FROM and FROM NAMED of the query (section 2.1.4). Clients of other services
    name the form in `output` and `results` as well (SPARQLWrapper in all three, and twice).
    """

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def read_operation(fields: Iterable[tuple[str, str]]) -> Operation:
    """The operation of the parameters of a request.

    :raises ParameterError: for a parameter that the protocol does not have
    :raises QueryError: when there is not exactly one query, or an update
    """
    given: dict[str, list[str]] = {name: [] for name in (*PARAMETERS, *FORMATS)}
    for name, value in fields:
        if name == "update":
            raise QueryError("This service is read-only: updates are refused.")
        if name not in given:
            raise ParameterError(
                name, value[:80], f"is not a parameter of this operation; it has {', '.join(PARAMETERS)}"
            )
        given[name].append(value)
    if len(given["query"]) != 1:
        raise QueryError(f"The request has {len(given['query'])} queries; send exactly one.")
    forms = tuple(dict.fromkeys(value for name in FORMATS for value in given[name]))
    return Operation(given["query"][0], tuple(given[DEFAULT]), tuple(given[NAMED]), forms)


async def read_posted(request: Request, settings: Settings) -> Operation:
    """The operation of a POST: a form, or the query itself as the body with its dataset in the address.

    :raises HTTPException: 415 for a body that is neither, or not UTF-8 by its own account
    """
    told = request.headers.get("content-type", "")
    kind = told.split(";")[0].strip().lower()
    if kind not in (FORM, DIRECT):
        raise HTTPException(415, f"{kind or 'no media type'}: send {DIRECT} or {FORM}.", {"Accept-Post": accepted()})
    if not is_utf8(told):
        raise HTTPException(415, f"{told}: send UTF-8.", {"Accept-Post": accepted()})
    body = await _body(request, 3 * 1024 * settings.query_text_kib)
    try:
        text = body.decode("utf-8")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS) if kind == FORM else None
    except ValueError as error:
        raise QueryError(f"The body is not UTF-8 text of at most {MOST_FIELDS} fields.") from error
    return read_operation([*request.query_params.multi_items(), *(fields if fields is not None else [("query", text)])])


def accepted() -> str:
    """The media types of a POST, for Accept-Post."""
    return f"{DIRECT}, {FORM}"


async def _body(request: Request, longest: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            raise QueryError(f"The body is longer than {longest // 1024} KiB.")
    return body
