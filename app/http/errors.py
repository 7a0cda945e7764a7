"""Errors as RFC 9457 problem documents, in one place for the whole service."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.http.methods import allowed
from app.problems import (
    BudgetError,
    BusyError,
    DocumentError,
    DocumentSizeError,
    DocumentTypeError,
    ForbiddenError,
    GoneError,
    LackingError,
    NotFoundError,
    NotOfferedError,
    OtherReleaseError,
    ParameterError,
    PasserelleError,
    ProfileError,
    QueryError,
    QueryLimitError,
    QueryTimeoutError,
    ReleaseError,
    StoreError,
    StoreTimeoutError,
    StoreUnavailableError,
    TooLongError,
)
from app.vocab import BASE

MEDIA_TYPE = "application/problem+json"
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "refused, with the reason", "content": {MEDIA_TYPE: {"schema": _PROBLEM}}},
    "5XX": {"description": "not now, with the reason", "content": {MEDIA_TYPE: {"schema": _PROBLEM}}},
}
Refusal = PasserelleError | RequestValidationError | HTTPException
_STATUS: tuple[tuple[type[PasserelleError], int, str], ...] = (
    (NotFoundError, 404, "Not found"),
    (GoneError, 410, "Gone"),
    (ParameterError, 422, "Unusable parameter"),
    (LackingError, 406, "Not available in this format"),
    (ProfileError, 406, "Not available in this profile"),
    (OtherReleaseError, 409, "Other release"),
    (DocumentSizeError, 413, "Content too large"),
    (DocumentTypeError, 415, "Unusable type of document"),
    (DocumentError, 400, "Unusable document"),
    (NotOfferedError, 501, "Not offered by this store"),
    (StoreUnavailableError, 503, "Store unavailable"),
    (StoreTimeoutError, 504, "Store too slow"),
    (StoreError, 502, "Unusable answer of the store"),
    (ReleaseError, 503, "No release"),
    (ForbiddenError, 403, "Forbidden"),
    (TooLongError, 413, "Content too large"),
    (QueryError, 400, "Unusable query"),
    (QueryTimeoutError, 503, "Query stopped at its deadline"),
    (QueryLimitError, 503, "Query broke a limit"),
    (BusyError, 503, "Too busy"),
    (BudgetError, 429, "Too many requests"),
    (PasserelleError, 500, "Internal error"),
)


def problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """A problem document; `members` say place and cause, `request_id` is what the log knows the request by."""
    kind = BASE + "problem/" + title.lower().replace(" ", "-")
    body = {"type": kind, "title": title, "status": status, "detail": detail, **members}
    if request_id := correlation_id.get():
        body["request_id"] = request_id
    return JSONResponse(
        {name: _sayable(value) for name, value in body.items()}, status, dict(headers or {}), MEDIA_TYPE
    )


def _sayable(value: Any) -> Any:
    """A value that JSON can carry: half characters are replaced, numbers that are none become text."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value


def install(service: FastAPI) -> None:
    """Translate every error of the service."""
    service.add_exception_handler(PasserelleError, translate)
    service.add_exception_handler(RequestValidationError, _invalid)
    service.add_exception_handler(HTTPException, _http)
    service.add_exception_handler(Exception, _unexpected)


def as_problem(error: Refusal, request: Request) -> JSONResponse:
    """The problem document of an error of ours, or of a request that does not fit its operation or our limits."""
    if isinstance(error, HTTPException):
        return _http(request, error)
    return _invalid(request, error) if isinstance(error, RequestValidationError) else translate(request, error)


def translate(_: Request | None, error: Exception) -> JSONResponse:
    """The problem document of an error of ours."""
    status, title = next((status, title) for kind, status, title in _STATUS if isinstance(error, kind))
    members: dict[str, Any] = {}
    if isinstance(error, NotFoundError):
        members = {"value": error.value[:200], "near": list(error.near)[:10]}
        if error.parameter:
            members["parameter"] = error.parameter
    if isinstance(error, GoneError):
        members = {"value": error.iri[:200], "replaced_by": list(error.replaced_by)}
    if isinstance(error, ParameterError):
        members = {"parameter": error.parameter[:200], "value": error.value[:200]}
    if isinstance(error, DocumentError) and error.place:
        members = {"place": error.place}
    if isinstance(error, LackingError):
        members = {"lacks": list(error.fields)}
    if isinstance(error, ProfileError):
        members = {"profiles": list(error.known)}
    headers = {"Retry-After": str(getattr(error, "retry_after", 10))} if status in (429, 503) else {}
    detail = str(error)[:400] if status != 500 else "Something went wrong on our side."
    return problem(status, title, detail, headers, **members)


def _invalid(_: Request | None, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [step for step in first["loc"] if " " not in str(step)]  # forms of a source, as "a record", have a space
    parameter = str(place[-1]) if place else ""
    value = first.get("input")
    shown = value if isinstance(value, str | int | float | bool) or value is None else None
    detail = f"{parameter}: {first['msg']}"
    return problem(422, "Unusable parameter", detail, parameter=parameter, value=shown)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    titles = {404: "Not found", 405: "Method not allowed", 413: "Content too large", 415: "Unsupported media type"}
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(allowed(request.scope))
    return problem(error.status_code, titles.get(error.status_code, "Refused"), str(error.detail), headers)


def _unexpected(_: Request, __: Exception) -> JSONResponse:
    return unexpected()


def unexpected() -> JSONResponse:
    """What a failure of ours is told as."""
    return problem(500, "Internal error", "Something went wrong on our side.")
