"""Errors as RFC 9457 problem documents, in one place for the whole service."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.problems import (
    DocumentError,
    DocumentSizeError,
    DocumentTypeError,
    GoneError,
    LackingError,
    NotFoundError,
    OtherReleaseError,
    ParameterError,
    PasserelleError,
    ProfileError,
    QueryError,
    QueryLimitError,
    QueryTimeoutError,
)
from app.vocab import BASE

MEDIA_TYPE = "application/problem+json"
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
    (QueryError, 400, "Unusable query"),
    (QueryTimeoutError, 503, "Query stopped at its deadline"),
    (QueryLimitError, 503, "Query broke a limit"),
    (PasserelleError, 500, "Internal error"),
)


def problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """A problem document; `members` say place and cause."""
    kind = BASE + "problem/" + title.lower().replace(" ", "-")
    body = {"type": kind, "title": title, "status": status, "detail": detail, **members}
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
    service.add_exception_handler(PasserelleError, _ours)
    service.add_exception_handler(RequestValidationError, _invalid)
    service.add_exception_handler(HTTPException, _http)
    service.add_exception_handler(Exception, _unexpected)


def _ours(_: Request, error: Exception) -> JSONResponse:
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
    headers = {"Retry-After": "10"} if status == 503 else {}
    detail = str(error)[:400] if status != 500 else "Something went wrong on our side."
    return problem(status, title, detail, headers, **members)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [step for step in first["loc"] if " " not in str(step)]  # forms of a source, as "a record", have a space
    parameter = str(place[-1]) if place else ""
    value = first.get("input")
    shown = value if isinstance(value, str | int | float | bool) or value is None else None
    detail = f"{parameter}: {first['msg']}"
    return problem(422, "Unusable parameter", detail, parameter=parameter, value=shown)


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    titles = {404: "Not found", 405: "Method not allowed", 413: "Content too large"}
    return problem(error.status_code, titles.get(error.status_code, "Refused"), str(error.detail), error.headers)


def _unexpected(_: Request, __: Exception) -> JSONResponse:
    return problem(500, "Internal error", "Something went wrong on our side.")
