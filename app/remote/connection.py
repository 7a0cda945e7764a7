"""The one door to the network: connections to the operator's store, with timeouts and a limit on what comes back.

`urllib` follows every redirect, reads error pages without end and knows one timeout. This opener goes to the allowed
hosts only, through no proxy, waits for a connection and for each byte separately, and gives an answer whole or not at
all.
"""

import http.client
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from app.problems import QueryError, QueryLimitError, StoreError, StoreTimeoutError, StoreUnavailableError
from app.remote.endpoint import Endpoint

MAX_HEADERS = 10_000
BUSY = (408, 429, 502, 503, 504)
CUT = ("X-SPARQL-MaxRows", "X-SPARQL-Anytime", "X-Exec-DB-Activity-Partial")


def opener(endpoint: Endpoint) -> urllib.request.OpenerDirector:
    """What opens connections to the store, and to nothing else: no other scheme, no file, no proxy."""
    # Virtuoso repeats every graph of the dataset in a header of its answer; http.client takes 100 headers.
    http.client._MAXHEADERS = MAX_HEADERS  # type: ignore[attr-defined]
    director = urllib.request.OpenerDirector()
    for handler in (_Plain(endpoint), _Secure(endpoint), _Gate(endpoint), _Redirect(), _Status()):
        director.add_handler(handler)
    return director


def read(response: Any, longest: int) -> bytes:
    """The whole body.

    :raises QueryLimitError: when it is longer than `longest` bytes
    :raises StoreError: when it ends before its end, or does not say where its end is
    """
    if not response.chunked and response.length is None:
        raise StoreError("The store's answer does not say where it ends, so nobody can tell whether it is whole.")
    parts, size = [], 0
    try:
        while part := response.read1(65536):
            parts.append(part)
            size += len(part)
            if size > longest:
                raise QueryLimitError(f"The result is longer than {longest // 2**20} MiB.")
    except http.client.HTTPException as error:
        raise StoreError("The store's answer broke off.") from error
    if response.length:
        raise StoreError("The store's answer broke off.")
    return b"".join(parts)


class _Gate(urllib.request.BaseHandler):
    """Every request passes here, those that a redirect leads to as well."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        if not self._endpoint.admits(request.full_url):
            raise StoreError("The store sends us to another host, which is not allowed.")
        return request

    https_request = http_request


class _Redirect(urllib.request.HTTPRedirectHandler):
    """Redirects of a GET are followed; a POST would lose its body."""

    max_redirections = 3

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if req.get_method() != "GET" or urlsplit(newurl).scheme not in ("http", "https"):
            raise StoreError("The store sends us to another address: set store_url to that one.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Status(urllib.request.HTTPErrorProcessor):
    """A status other than 200 is an error of ours, with the first line of what the store says to a bad query."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        code = response.status
        if code == 200:
            if any(response.headers.get(name) for name in CUT):
                raise StoreError("The store cut its answer short.")
            return response
        if code in (301, 302, 303, 307, 308):
            return self.parent.error(request.type, request, response, code, response.reason, response.headers)
        if code == 400:
            said = response.read1(2000).decode("utf-8", "replace").strip().splitlines()
            raise QueryError("The store refuses the query: " + (said[0] if said else "it does not say why")[:200])
        if code in BUSY:
            raise StoreUnavailableError(f"The store is busy or out of order (status {code}).")
        if code in (401, 403):
            raise StoreError("The store refuses our credentials.")
        raise StoreError(f"The store answers with status {code}.")

    https_response = http_response


def _impatient(kind: type[http.client.HTTPConnection], endpoint: Endpoint) -> Callable[..., http.client.HTTPConnection]:
    class Connection(kind):  # type: ignore[valid-type,misc]
        def connect(self) -> None:
            self.timeout = endpoint.connect_seconds
            try:
                super().connect()
            except OSError as error:
                raise StoreUnavailableError("The store cannot be reached.") from error
            self.sock.settimeout(endpoint.read_seconds)

        def getresponse(self) -> http.client.HTTPResponse:
            try:
                return super().getresponse()  # type: ignore[no-any-return]
            except TimeoutError as error:
                raise StoreTimeoutError(f"The store was silent for {endpoint.read_seconds:g} seconds.") from error
            except (http.client.HTTPException, OSError) as error:
                raise StoreUnavailableError("The store broke off the connection.") from error

    return Connection


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._connection = _impatient(http.client.HTTPConnection, endpoint)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._connection = _impatient(http.client.HTTPSConnection, endpoint)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)
