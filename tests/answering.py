"""A service that answers from something else for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from app.http.state import Service


@contextmanager
def answering(client: TestClient, changed: Service) -> Iterator[None]:
    """Requests begin on `changed` as long as the block lasts."""
    app: Any = client.app
    held = app.state.served._held
    before, held.service = held.service, changed
    try:
        yield
    finally:
        held.service = before
