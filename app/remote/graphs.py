"""Graphs in and out of a store, by the SPARQL 1.1 Graph Store HTTP Protocol."""

from collections.abc import Iterable, Iterator
from typing import Literal

import httpx2

from app.problems import StoreError, StoreTimeoutError, StoreUnavailableError
from app.remote.connection import BUSY
from app.remote.dump import Part
from app.remote.endpoint import Endpoint

Auth = Literal["basic", "digest", "bearer"]
SMALLEST = 2**16
_TOO_LARGE = 413
_TRIPLES = "application/n-triples"


class _Blocks:
    """A body that can be read again: a server that wants credentials gets it twice."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def __iter__(self) -> Iterator[bytes]:
        return self._part.blocks()


class GraphStore:
    """Graphs of one store. A graph is put whole: its readers see the old one or the new one.

    A server that refuses a large body gets the graph in pieces; then, and only then, readers may see part of it.
    """

    def __init__(self, endpoint: Endpoint, auth: Auth = "basic", write_seconds: float = 600.0) -> None:
        """:param write_seconds: how long a store may take to load one graph"""
        self._endpoint = endpoint
        timeout = httpx2.Timeout(write_seconds, connect=endpoint.connect_seconds)
        digest = auth == "digest" and bool(endpoint.user)
        self._client = httpx2.Client(
            auth=httpx2.DigestAuth(endpoint.user, endpoint.secret) if digest else None,
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        )
        if endpoint.authorization and not digest:
            self._client.headers["Authorization"] = endpoint.authorization
        self._client.headers["User-Agent"] = "passerelle"

    def put(self, part: Part) -> int:
        """Put a graph in the place of what was there.

        :returns: in how many pieces it went
        :raises StoreError: when the store refuses it; what was there is there still, unless it went in pieces
        """
        length = {"Content-Length": str(part.size)}
        if self._send("PUT", part.iri, _Blocks(part), length, may_be_too_large=True) != _TOO_LARGE:
            return 1
        longest = part.size // 2
        while longest >= SMALLEST:
            sent = self._in_pieces(part, longest)
            if sent:
                return sent
            longest //= 2
        raise StoreError(f"The store takes no piece of {part.iri}, however small.")

    def put_lines(self, graph: str, lines: Iterable[str]) -> None:
        """Put a small graph, given as N-Triples lines, in the place of what was there."""
        self._send("PUT", graph, "".join(f"{line}\n" for line in lines).encode(), {})

    def delete(self, graph: str) -> None:
        """Remove a graph; one that is not there is no error."""
        self._send("DELETE", graph, b"", {})

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _in_pieces(self, part: Part, longest: int) -> int:
        sent = 0
        for block in part.blocks(longest):
            method = "POST" if sent else "PUT"
            if self._send(method, part.iri, block, {}, may_be_too_large=True) == _TOO_LARGE:
                return 0
            sent += 1
        return sent

    def _send(
        self,
        method: str,
        graph: str,
        body: bytes | _Blocks,
        headers: dict[str, str],
        may_be_too_large: bool = False,
    ) -> int:
        if body:
            headers = {**headers, "Content-Type": _TRIPLES}
        try:
            with self._client.stream(
                method, self._endpoint.url, params={"graph": graph}, content=body or None, headers=headers
            ) as response:
                code: int = response.status_code
        except httpx2.TimeoutException as error:
            raise StoreTimeoutError(f"The store took too long over {graph}.") from error
        except httpx2.HTTPError as error:
            raise StoreUnavailableError(f"The connection to the store broke off over {graph}.") from error
        if code in (200, 201, 204) or (code == _TOO_LARGE and may_be_too_large) or (method, code) == ("DELETE", 404):
            return code
        if code in BUSY:
            raise StoreUnavailableError(f"The store is busy or out of order (status {code}) over {graph}.")
        if code in (401, 403):
            raise StoreError("The store refuses our credentials.")
        raise StoreError(f"The store refuses {method} of {graph} with status {code}.")
