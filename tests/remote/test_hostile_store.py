"""A store that is slow, endless, elsewhere or no store at all gives a clear problem in time, never a wrong answer."""

import os
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from problems import assert_problem

from app.manifest import Manifest
from app.problems import (
    ParameterError,
    PasserelleError,
    QueryError,
    QueryLimitError,
    StoreError,
    StoreTimeoutError,
    StoreUnavailableError,
)
from app.remote import RemoteStore
from app.remote.endpoint import endpoint
from app.remote.workers import Workers
from app.settings import Settings

from .conftest import Server, service

ROWS = b"application/sparql-results+json"
QUERY = "SELECT ?s WHERE { ?s ?p ?o }"
Say = Callable[[socketserver.StreamRequestHandler], None]


def answer(body: bytes, kind: bytes = ROWS, status: bytes = b"200 OK", more: bytes = b"") -> Say:
    """An ordinary answer."""
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n" % (status, kind, len(body), more)
    return lambda line: line.wfile.write(head + body) and None


def slowly(line: socketserver.StreamRequestHandler) -> None:
    """A byte now and then, each in time, without end."""
    line.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 100000\r\n\r\n" % ROWS)
    for _ in range(200):
        line.wfile.write(b" ")
        time.sleep(0.1)


def silently(line: socketserver.StreamRequestHandler) -> None:
    """Nothing at all."""
    time.sleep(20)


def endlessly(line: socketserver.StreamRequestHandler) -> None:
    """Rows without end."""
    line.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n" % ROWS)
    while True:
        line.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")


def broken(line: socketserver.StreamRequestHandler) -> None:
    """Half of what was announced."""
    line.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 900\r\n\r\n{"head"' % ROWS)


def broken_chunk(line: socketserver.StreamRequestHandler) -> None:
    """A chunk and then nothing, not even the end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n" % ROWS
    line.wfile.write(head + b'7\r\n{"head"\r\n')


def unframed(line: socketserver.StreamRequestHandler) -> None:
    """An answer that does not say where it ends."""
    body = b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}'
    line.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (ROWS, body))


def deep(line: socketserver.StreamRequestHandler) -> None:
    """JSON that nests without measure."""
    answer(b"[" * 200_000)(line)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what is tested."""


@contextmanager
def saying(say: Say, heard: list[bytes] | None = None) -> Iterator[str]:
    """A server that reads a request, keeping its head in `heard`, and then says what it likes; gives its address."""
    heard = [] if heard is None else heard

    class Line(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = 0
            while (line := self.rfile.readline()) not in (b"\r\n", b""):
                heard.append(line)
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            self.rfile.read(length)
            say(self)

    with _Server(("127.0.0.1", 0), Line) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        finally:
            server.shutdown()


def settings(url: str, **more: object) -> Settings:
    known = {"store_workers": 1, "store_seconds": 3, "store_read_seconds": 1, "store_output_mib": 1}
    return Settings.model_validate({**known, "store_url": url, **more})


CASES: list[tuple[str, Say, type[PasserelleError]]] = [
    ("one byte at a time", slowly, StoreTimeoutError),
    ("silence", silently, StoreTimeoutError),
    ("endless rows", endlessly, StoreError),
    ("half an answer", broken, StoreError),
    ("half a chunked answer", broken_chunk, StoreError),
    ("no end announced", unframed, StoreError),
    ("nested JSON", deep, StoreError),
    ("HTML page", answer(b"<html>Welcome</html>", b"text/html"), StoreError),
    ("HTML error page", answer(b"<html>Oops</html>", b"text/html", b"500 Internal Server Error"), StoreError),
    ("HTML under the right name", answer(b"<html>Welcome</html>"), StoreError),
    ("no media type", answer(b"{}", b""), StoreError),
    ("other JSON", answer(b'{"head": 1, "results": []}'), StoreError),
    ("a list", answer(b"[]"), StoreError),
    ("a term of no kind", answer(
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "triple", "value": {}}}]}}'
    ), StoreError),
    ("rows cut by the store", answer(
        b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}', more=b"X-SPARQL-MaxRows: 10\r\n"
    ), StoreError),
    ("credentials refused", answer(b"", status=b"401 Unauthorized"), StoreError),
    ("not there", answer(b"", status=b"404 Not Found"), StoreError),
    ("overloaded", answer(b"", status=b"429 Too Many Requests"), StoreUnavailableError),
    ("in maintenance", answer(b"<html>", b"text/html", b"503 Service Unavailable"), StoreUnavailableError),
    ("hangs up", lambda line: None, StoreUnavailableError),
    ("malformed query", answer(b"Parse error at line 1", b"text/plain", b"400 Bad Request"), QueryError),
    ("redirect in a circle", answer(b"", status=b"302 Found", more=b"Location: /sparql\r\n"), StoreError),
    ("redirect to a file", answer(b"", status=b"302 Found", more=b"Location: file:///etc/hostname\r\n"), StoreError),
]  # fmt: skip


@pytest.mark.parametrize(("say", "error"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_answer_that_cannot_be_used_is_an_error_in_time(say: Say, error: type[PasserelleError]) -> None:
    with saying(say) as url:
        workers = Workers(endpoint(settings(url)), settings(url))
        try:
            started = time.monotonic()
            with pytest.raises(error):
                workers.select(QUERY)
            assert time.monotonic() - started < 8
        finally:
            workers.close()


def test_process_of_a_slow_answer_is_killed_at_the_deadline() -> None:
    with saying(slowly) as url:
        workers = Workers(endpoint(settings(url)), settings(url))
        try:
            before = workers.schedule(_process, 30, "", (), ()).result()
            with pytest.raises(StoreTimeoutError):
                workers.select(QUERY)
            after = workers.schedule(_process, 30, "", (), ()).result()
            assert before != after
            assert not Path(f"/proc/{before}").exists()
        finally:
            workers.close()


def _process(*_: object) -> int:
    return os.getpid()


def test_redirect_to_another_host_is_not_followed() -> None:
    visits: list[int] = []

    def visited(line: socketserver.StreamRequestHandler) -> None:
        visits.append(1)
        answer(b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}')(line)

    with saying(visited) as other:
        for status in (b"301 Moved", b"302 Found", b"303 See Other", b"307 Temporary", b"308 Permanent"):
            redirect = answer(b"", status=status, more=b"Location: " + other.encode() + b"\r\n")
            with saying(redirect) as url:
                workers = Workers(endpoint(settings(url)), settings(url))
                try:
                    for query in (QUERY, QUERY + " " * 5000):
                        with pytest.raises(StoreError, match="another"):
                            workers.select(query)
                finally:
                    workers.close()
        assert visits == []


def test_redirect_to_an_allowed_host_is_followed() -> None:
    rows = answer(b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}')
    with saying(rows) as other:
        redirect = answer(b"", status=b"302 Found", more=b"Location: " + other.encode() + b"\r\n")
        with saying(redirect) as url:
            hosts = ",".join(one.split("/")[2] for one in (url, other))
            known = settings(url, store_hosts=hosts)
            workers = Workers(endpoint(known), known)
            try:
                assert workers.select(QUERY).columns == ("s",)
            finally:
                workers.close()


def test_credentials_are_sent_and_never_shown() -> None:
    heard: list[bytes] = []
    cases = (
        ({"store_user": "officer", "store_password": "hush-hush"}, b"Basic b2ZmaWNlcjpodXNoLWh1c2g="),
        ({"store_token": "hush-token"}, b"Bearer hush-token"),
    )
    for secret, sent in cases:
        with saying(answer(b"", status=b"401 Unauthorized"), heard) as url:
            known = settings(url, **secret)
            workers = Workers(endpoint(known), known)
            try:
                with pytest.raises(StoreError) as raised:
                    workers.select(QUERY)
            finally:
                workers.close()
        assert any(sent in line for line in heard)
        assert "hush" not in str(raised.value) + repr(raised.value) + repr(endpoint(known)) + repr(known)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("file:///etc/hostname", ""),
        ("ftp://store.example/sparql", ""),
        ("store.example/sparql", ""),
        ("http://officer:secret@store.example/sparql", ""),
        ("http://store.example:99999999/sparql", ""),
        ("http://store.example/sparql", "other.example:80"),
    ],
)
def test_address_that_cannot_be_a_store_is_refused_at_the_start(release: Path, url: str, hosts: str) -> None:
    with pytest.raises(ParameterError) as raised:
        RemoteStore(Manifest.read(release), settings(url, store_hosts=hosts))
    assert "secret" not in str(raised.value)


def test_longer_answer_than_allowed_is_told_apart_from_a_broken_one(release: Path) -> None:
    with saying(endlessly) as url:
        workers = Workers(endpoint(settings(url)), settings(url))
        try:
            future = workers.rows(5, QUERY, ROWS.decode(), (), ())
            with pytest.raises(QueryLimitError, match="1 MiB"):
                future.result()
        finally:
            workers.close()


def test_waiting_room_is_bounded() -> None:
    with saying(silently) as url:
        known = settings(url, store_waiting=2, store_read_seconds=2)
        workers = Workers(endpoint(known), known)
        try:
            waiting = [workers.rows(2, QUERY, ROWS.decode(), (), ()) for _ in range(3)]
            with pytest.raises(StoreUnavailableError, match="wait"):
                workers.rows(2, QUERY, ROWS.decode(), (), ())
            for one in waiting:
                one.cancel()
        finally:
            workers.close()


@pytest.mark.parametrize(
    ("say", "status"),
    [
        pytest.param(answer(b"<html>Welcome</html>", b"text/html"), 502, id="not a store"),
        pytest.param(answer(b"", status=b"503 Service Unavailable"), 503, id="out of order"),
        pytest.param(silently, 504, id="silent"),
    ],
)
def test_service_says_whose_fault_it_is_and_lives_on(release: Path, say: Say, status: int) -> None:
    with saying(say) as url, service(release, Server(url, ""), store_read_seconds=1) as client:
        for path in ("/api/v1/credentials/fi/106884", "/api/v1/queries/cq-01", "/sparql?query=ASK%7B%7D"):
            body = assert_problem(client.get(path), status)
            assert url not in str(body)
            assert "127.0.0.1" not in str(body)
        assert client.get("/healthz").status_code == 200
