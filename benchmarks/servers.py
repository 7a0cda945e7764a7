"""SPARQL servers over the same release, each in a process of its own, for the benchmarks that compare them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]
_ASK = "?query=ASK%20%7B%7D"
_VIRTUOSO = """[Database]
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
ServerThreads = 40
CheckpointInterval = 0
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
MaxClientConnections = 40
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""
# One client here stands for many: no budget of query time, and room for all that wait.
_UNBUDGETED = {
    "PASSERELLE_CLIENT_SECONDS": "1000000", "PASSERELLE_CLIENT_BURST_SECONDS": "1000000",
    "PASSERELLE_WAITING_ROOM": "64", "PASSERELLE_WAITING_SECONDS": "60",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its name, where it is asked, and its process."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]


@contextmanager
def passerelle(build: Path, port: int, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Passerelle over its release."""
    command = [str(BIN / "passerelle"), "serve", "--port", str(port)]
    told = {"PASSERELLE_BUILD": str(build), **_UNBUDGETED, **(environment or {})}
    with _running("Passerelle", command, port, "/sparql", environment=told) as server:
        yield server


@contextmanager
def oxigraph(build: Path, port: int) -> Iterator[Server]:
    """Oxigraph's own server, read-only, over a copy of the index of the release."""
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        shutil.copytree(build / "current" / "index", index)
        command = [str(BIN / "oxigraph"), "serve-read-only", "--location", str(index)]
        command += ["--bind", f"127.0.0.1:{port}", "--union-default-graph"]
        with _running("Oxigraph server", command, port, "/query") as server:
            yield server


@contextmanager
def oxigraph_in_memory(build: Path, port: int) -> Iterator[Server]:
    """Oxigraph's own server over the dumps of the release in memory, which it does not offer to keep."""
    command = [str(BIN / "oxigraph"), "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running("Oxigraph server in memory", command, port, "/query") as server:
        for dump in dumps(build):
            with dump.open("rb") as body:
                load = urllib.request.Request(f"http://127.0.0.1:{port}/store", body, method="POST")
                load.add_header("Content-Type", "application/n-quads")
                load.add_header("Content-Length", str(dump.stat().st_size))
                urllib.request.urlopen(load, timeout=300).close()
        yield server


@contextmanager
def virtuoso(build: Path, port: int) -> Iterator[Server]:
    """Virtuoso over the dumps of the release (Debian: virtuoso-opensource-7-bin)."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=port + 1, http=port), "utf-8")
        for dump in dumps(build):
            shutil.copy(dump, folder)
        command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
        with _running("Virtuoso", command, port, "/sparql", folder) as server:
            loads = [
                f"DB.DBA.TTLP_MT(file_to_string_output('{dump.name}'), '', 'urn:x', 512, 2);" for dump in dumps(build)
            ]
            sql = ["isql-vt", f"127.0.0.1:{port + 1}", "dba", "dba", "exec=" + " ".join([*loads, "checkpoint;"])]
            subprocess.run(sql, check=True, stdout=subprocess.DEVNULL)
            yield server


@contextmanager
def rdflib_endpoint(build: Path, port: int) -> Iterator[Server]:
    """rdflib-endpoint, which holds the dumps in memory."""
    command = [str(BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += [str(dump) for dump in dumps(build)]
    with _running("rdflib-endpoint", command, port, "/", seconds=600) as server:
        yield server


def dumps(build: Path) -> list[Path]:
    """The N-Quads files that together are the release."""
    return sorted((build / "current").glob("*.nq"))


@contextmanager
def _running(
    name: str, command: list[str], port: int, path: str, folder: Path | None = None, seconds: float = 120,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:  # fmt: skip
    process = subprocess.Popen(
        command, cwd=folder or ROOT, env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + seconds
        while True:
            assert process.poll() is None, f"{name} ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{name} does not answer"
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}{_ASK}", timeout=10).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Server(name, port, path, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
