"""A real browser over a real server: skipped, saying why, where there is no Chromium."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from app.http.service import create_service
from app.settings import Settings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
NAMES = ("chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    """The Chromium of the system; closed with its module, since Playwright's loop keeps others from running."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(release: Path) -> Iterator[str]:
    """The address of a server in this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    service = create_service(Settings(root=ROOT, build=release.parents[1], query_workers=1))
    server = uvicorn.Server(uvicorn.Config(service, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def page(browser: "playwright.Browser", address: str) -> Iterator["playwright.Page"]:
    """An empty page; whatever a page asks of another host than ours, and every error of its console, fails the test."""
    context = browser.new_context(base_url=address, locale="en-IE", accept_downloads=True)
    opened, wrong = context.new_page(), []
    opened.on("request", lambda one: None if one.url.startswith(address) else wrong.append(one.url))
    opened.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    yield opened
    context.close()
    assert wrong == []
