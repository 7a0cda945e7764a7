"""What every error of the service looks like (RFC 9457)."""

from typing import Any

from httpx2 import Response

SECRETS = ("Traceback", "/srv/", "/home/", "site-packages", ".py", "RocksDB")


def assert_problem(response: Response, status: int, **members: Any) -> dict[str, Any]:
    """The body of a problem document, once it has the shape, the status and the members asked for."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    assert body["type"] == "https://w3id.org/passerelle/problem/" + body["title"].lower().replace(" ", "-")
    assert body["detail"]
    assert not [secret for secret in SECRETS if secret in response.text]
    if status == 503:
        assert int(response.headers["retry-after"]) > 0
    for name, value in members.items():
        assert body.get(name) == value, body
    return body
