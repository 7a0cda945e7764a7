"""Real SPARQL servers for the tests, each in a folder of its own and on a port that is free."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")
NO_VIRTUOSO = "Virtuoso is not installed (Debian: apt-get install virtuoso-opensource-7-bin)"
_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
MaxClientConnections = 8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running store: where it is asked and where graphs are put."""

    query: str
    graphs: str
    user: str = ""
    password: str = ""

    def settings(self) -> dict[str, str]:
        """The settings that lead to it."""
        return {"store_url": self.query, "store_user": self.user, "store_password": self.password}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path | None = None, union: bool = True, port: int | None = None) -> Iterator[Server]:
    """Oxigraph's own server, in memory where no folder is given."""
    if not OXIGRAPH.exists():
        pytest.skip("the Oxigraph server is not installed (PyPI: oxigraph)")
    base = f"127.0.0.1:{port or free_port()}"
    command = [str(OXIGRAPH), "serve", "--bind", base]
    command += ["--union-default-graph"] * union + (["--location", str(folder)] if folder else [])
    with _running(command, f"http://{base}/query?query=ASK%20%7B%7D", None):
        yield Server(f"http://{base}/query", f"http://{base}/store")


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[Server]:
    """Virtuoso with an empty database; a new one knows dba with the password dba."""
    if VIRTUOSO is None:
        pytest.skip(NO_VIRTUOSO)
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(sql=free_port(), http=port, rows=rows), "utf-8")
    base = f"http://127.0.0.1:{port}"
    command = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, f"{base}/sparql?query=ASK%20%7B%7D", folder):
        yield Server(f"{base}/sparql", f"{base}/sparql-graph-crud-auth", "dba", "dba")


@contextmanager
def _running(command: list[str], ready: str, folder: Path | None) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]}
    )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(ready, timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
                time.sleep(0.1)
        else:
            raise AssertionError(f"{command[0]} did not answer within 60 s")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Seen:
    """What a doorman saw, and what he does."""

    requests: list[tuple[str, str, int]] = field(default_factory=list)
    refuse: Callable[[str, str, int], int | None] = lambda _method, _path, _size: None

    def puts(self) -> list[str]:
        """The graphs that were put, by the end of their addresses."""
        return [path.rsplit("graph%2F", 1)[-1] for method, path, _ in self.requests if method == "PUT"]


@contextmanager
def doorman(server: Server) -> Iterator[tuple[Server, Seen]]:
    """The graph store of a server behind a door where requests are seen, and refused with a status where wanted."""
    seen = Seen()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            seen.requests.append((self.command, self.path, size))
            status = seen.refuse(self.command, self.path, size)
            body = self.rfile.read(size)
            if status is None:
                target = server.graphs + "?" + self.path.partition("?")[2]
                kind = {"Content-Type": self.headers["Content-Type"]} if size else {}
                request = urllib.request.Request(target, body or None, kind, method=self.command)
                try:
                    with urllib.request.urlopen(request) as answer:
                        status = answer.status
                except urllib.error.HTTPError as error:
                    status = error.code
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_POST = do_DELETE = _pass  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    try:
        yield Server(server.query, f"http://127.0.0.1:{door.server_address[1]}/store"), seen
    finally:
        door.shutdown()
        door.server_close()
