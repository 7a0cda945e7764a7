"""A release served by `passerelle serve` in a process of its own, so that what ends it does not end the tests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from httpx2 import Client, Response

ROOT = Path(__file__).parents[1]
DIRECT = {"content-type": "application/sparql-query"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True, slots=True)
class Server:
    """A served release: its process and a client for it."""

    process: subprocess.Popen[bytes]
    client: Client
    port: int

    def ask(self, query: str) -> Response:
        return self.client.post("/sparql", content=query.encode(), headers=DIRECT)

    def lives(self) -> bool:
        """Whether the same process answers the next query."""
        answered = self.ask("ASK {}")
        return self.process.poll() is None and answered.status_code == 200 and answered.json()["boolean"] is True

    def children(self) -> dict[int, str]:
        """The processes under it, at any remove, with the state of each."""
        parents: dict[int, tuple[int, str]] = {}
        for entry in Path("/proc").iterdir():
            try:
                status = (entry / "stat").read_text() if entry.name.isdigit() else ""
            except OSError:
                continue
            if status:
                state, parent = status.rpartition(")")[2].split()[:2]
                parents[int(entry.name)] = (int(parent), state)
        found: dict[int, str] = {}
        ring = {self.process.pid}
        while ring:
            ring = {pid for pid, (parent, _) in parents.items() if parent in ring}
            found |= {pid: parents[pid][1] for pid in ring}
        return found

    def busy(self) -> list[int]:
        """Those of its processes that are running on a processor right now."""
        return [pid for pid, state in self.children().items() if state == "R"]

    def workers(self) -> list[int]:
        """Its query processes: those that may open no file."""
        found = []
        for pid in self.children():
            try:
                limits = Path(f"/proc/{pid}/limits").read_text()
            except OSError:
                continue
            if int(limits.split("Max open files")[1].split()[0]) < 64:
                found.append(pid)
        return found

    def working(self) -> int:
        """The one query process that is running on a processor, once there is one."""
        wait_for(lambda: len(set(self.busy()) & set(self.workers())) > 0)
        for _ in range(100):
            found = set(self.busy()) & set(self.workers())
            if len(found) == 1:
                return found.pop()
            time.sleep(0.02)
        raise AssertionError(f"{len(found)} query processes are running")

    def memory(self) -> int:
        """Resident memory of the serving process, in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


@contextmanager
def serving(release: Path, **settings: object) -> Iterator[Server]:
    """A server with these settings over a release, until it is left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = {f"PASSERELLE_{name.upper()}": str(value) for name, value in settings.items()}
    places = {"PASSERELLE_ROOT": str(ROOT), "PASSERELLE_BUILD": str(release.parents[1])}
    places["PASSERELLE_SHUTDOWN_SECONDS"] = "2"
    command = [str(Path(sys.executable).with_name("passerelle")), "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, env={**os.environ, **places, **names}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        try:
            wait_for(lambda: _answers(port))
            server = Server(process, client, port)
            wait_for(lambda: len(server.workers()) >= 2)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def wait_for(ready: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
