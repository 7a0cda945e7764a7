"""The README does what it says: its commands run, its figures are those of the graph."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.figures import as_markdown, countries
from app.store import EmbeddedStore

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]


@pytest.fixture(scope="module")
def environment(release: Path) -> dict[str, str]:
    return {**os.environ, "PASSERELLE_BUILD": str(release.parents[1])}


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> Iterator[str]:
    """A served release, as `passerelle serve` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("passerelle"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"127.0.0.1:{port}"
    server.terminate()
    server.wait()


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_run(command: str, address: str, environment: dict[str, str]) -> None:
    here = command.replace("127.0.0.1:8000", address).replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    here = here.replace("curl -s", "curl -sf")
    result = subprocess.run(
        ["bash", "-c", here], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert len(result.stdout) > 100


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 8


def test_figures_of_the_readme_are_those_of_the_graph(release_store: EmbeddedStore) -> None:
    shown = README.split("<!-- figures: passerelle figures -->\n")[1].split("<!-- end -->")[0]
    assert shown == as_markdown(countries(release_store))
