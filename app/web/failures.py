"""What goes wrong on a page is told on a page: the status and words of the problem document, and a way on."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from app.http.errors import Refusal, as_problem
from app.http.negotiation import choose
from app.http.state import Service, open_now
from app.problems import ParameterError, PasserelleError
from app.web.language import language
from app.web.pages import answer, page

_FORMS = ("text/html", "application/problem+json")


class PageRoute(APIRoute):
    """The route of a page; HEAD is answered wherever GET is (RFC 9110, section 9.1)."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, which answers with a page when something goes wrong and the client reads HTML."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except (PasserelleError, RequestValidationError, HTTPException) as error:
                service = open_now(request)
                if service is None or choose(request.headers.get("accept"), _FORMS) != _FORMS[0]:
                    raise
                return _failure(request, service, error)

        return handle


def _failure(request: Request, service: Service, error: Refusal) -> Response:
    told = as_problem(error, request)
    body = json.loads(bytes(told.body))
    text = page(request, service, "failure.html", _language(request), problem=body, near=body.get("near", []))
    headers = {name: told.headers[name] for name in ("retry-after",) if name in told.headers}
    return answer(request, text, headers, told.status_code)


def _language(request: Request) -> str:
    try:
        return language(request)
    except ParameterError:
        return "en"
