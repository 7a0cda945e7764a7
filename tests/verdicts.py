"""Asking for verdicts in the tests over HTTP, and reading what came."""

import re
from typing import Any

from fastapi.testclient import TestClient

Json = dict[str, Any]
URL = "/api/v1/recognition"
LAB = "/api/v1/policy-lab"
CARD = {"source": "fi/sfs6002-auto", "target": "ie/ddletb-ev-hv-safety", "on": "2026-11-25"}


def short(value: object) -> str:
    """The name of a case: plain and brief, whatever is in it."""
    return re.sub(r"[^0-9A-Za-z]+", "-", str(value))[:40].strip("-")


def answer(client: TestClient, path: str = URL, **params: Any) -> Json:
    """The answer to a GET."""
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text[:500]
    body: Json = response.json()
    return body


def asked(client: TestClient, **case: Any) -> Json:
    """The verdict on a case sent as JSON."""
    response = client.post(URL, json=case)
    assert response.status_code == 200, response.text[:500]
    body: Json = response.json()
    return body


def finding(body: Json, criterion: str) -> Json:
    """The finding of a verdict on one criterion."""
    (found,) = [one for one in body["criteria"] if one["id"] == criterion]
    return dict(found)


def requested(body: Json) -> set[str]:
    """The facts that a verdict asks for."""
    return {one["id"] for facts in body["missing_information"] for one in facts}


def judgement(body: Json) -> Json:
    """A verdict without its id and the moment it was computed."""
    return {name: value for name, value in body.items() if name not in ("id", "computed_at")}
