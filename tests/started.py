"""A service in processes of its own, as `passerelle serve` starts it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from httpx2 import Client

COMMAND = Path(sys.executable).with_name("passerelle")


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: its first process, a client for it, and the file that its log goes to."""

    process: subprocess.Popen[bytes]
    client: Client
    log: Path

    def family(self) -> list[psutil.Process]:
        """The first process and all that it started, directly or not."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def serving(self) -> list[psutil.Process]:
        """The processes that answer requests, where there are several."""
        return [one for one in psutil.Process(self.process.pid).children() if _accepts(one)]

    def events(self) -> list[dict[str, Any]]:
        """The log, an event a line."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextmanager
def serve(build: Path, log: Path, *options: str, **settings: object) -> Iterator[Served]:
    """Serve the current release of a folder; what is left of it is ended afterwards.

    :param settings: settings by name, e.g. query_seconds=2
    """
    port = free_port()
    named = {f"PASSERELLE_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "PASSERELLE_BUILD": str(build), **named}
    with log.open("wb") as out, Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port), *options], env=environment, stdout=out, stderr=out
        )
        service = Served(process, client, log)
        family: list[psutil.Process] = []
        try:
            wait_for(lambda: _ready(service))
            family = service.family()
            yield service
        finally:
            if process.poll() is None:
                family = service.family()
                process.terminate()
            try:
                process.wait(30)
            finally:
                for left in psutil.wait_procs(family, timeout=1)[1]:
                    left.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _ready(service: Served) -> bool:
    assert service.process.poll() is None, service.log.read_text("utf-8")
    try:
        return service.client.get("/readyz").status_code == 200
    except OSError:
        return False
    except Exception:
        return False


def _accepts(process: psutil.Process) -> bool:
    """Whether a process is a server: not a query process and not the tracker of resources."""
    return any("spawn_main" in part for part in process.cmdline()) and bool(process.children())
