"""Requests that are too long, too deep, of the wrong type or full of code, against every operation that takes text."""

import json
import socket
import time
from typing import Any

import pytest
from listening import Listener
from problems import SECRETS, assert_problem
from served import Server

CASE = {"source": "fi/106884", "target": "es/ce-vhe-medio", "purpose": "study"}
HOSTILE = {
    "the end of a query": "x> } DROP ALL #",
    "the end of a literal": '"@en ; <a> <b>',
    "lines": "a\r\nb\nc",
    "a NUL": "a\x00b",
    "marks of direction": "\u202e\u200fsafety",
    "half a character": "\ud800",
    "markup": "<script>alert(1)</script>",
    "a path": "../../../../etc/passwd",
    "a template": "{{7*7}} ${7*7} %s %n",
    "a long text": "x" * 20_000,
    "a backtracking trap": "a" * 5000 + "!" + "(a+)+" * 500,
    "a large number": "9" * 5000,
    "no number": "NaN",
    "a web address": "http://127.0.0.1:9/",
    "a query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
}
KNOWN = {
    "source": "fi/106884", "target": "es/ce-vhe-medio", "purpose": "study", "lang": "en", "from": "FI", "to": "IE",
    "jurisdiction": "FI", "limit": "2", "id": "cq-13", "cc": "fi", "slug": "106884", "query": "ASK {}",
}  # fmt: skip
NOT_TEXT = ("/metrics", "/healthz", "/readyz")


def raw(text: str) -> str:
    """A text in an address, with what is no character left as its bytes."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def harmless(server: Server, response: Any) -> None:
    """An answer or a refusal that says why; nothing broke and nothing is told of the machine."""
    assert response.status_code < 500, response.text[:300]
    if response.status_code >= 400:
        assert not [secret for secret in SECRETS if secret in response.text]
        if "json" in response.headers.get("content-type", ""):
            assert response.headers["content-type"] == "application/problem+json"
    assert "<script>alert(1)" not in response.text or "json" in response.headers["content-type"]


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_value_of_any_parameter_is_refused_or_finds_nothing(server: Server, attack: str) -> None:
    paths = server.client.get("/openapi.json").json()["paths"]
    tried = 0
    for path, operations in paths.items():
        if "get" not in operations or path in NOT_TEXT:
            continue
        parameters = [one for one in operations["get"].get("parameters", ()) if one["in"] in ("query", "path")]
        for attacked in parameters:
            started = time.monotonic()
            harmless(server, server.client.get(address(path, parameters, attacked["name"], HOSTILE[attack])))
            assert time.monotonic() - started < 5
            tried += 1
    assert tried >= 30


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_value_of_any_parameter_of_a_question_is_refused_or_finds_nothing(server: Server, attack: str) -> None:
    questions = server.client.get("/api/v1/queries").json()["items"]
    asked = [(one["id"], name) for one in questions for name in one["parameters"]]
    assert len(asked) >= 20
    for question, name in asked:
        harmless(server, server.client.get(f"/api/v1/queries/{question}?{name}={raw(HOSTILE[attack])}"))


def address(path: str, parameters: list[dict[str, Any]], attacked: str, value: str) -> str:
    """An address with known values for what is required, and the hostile one."""
    parts = []
    for one in parameters:
        name = one["name"]
        if name != attacked and not one.get("required"):
            continue
        written = raw(value if name == attacked else KNOWN.get(name, "fi"))
        if one["in"] == "path":
            path = path.replace("{" + name + "}", written).replace("{" + name + ":path}", written)
        else:
            parts.append(f"{name}={written}")
    return path + ("?" + "&".join(parts) if parts else "")


@pytest.mark.parametrize("path", ["/sparql", "/api/v1/credentials", "/api/v1/queries/cq-12", "/"])
def test_address_longer_than_60_kib_is_refused(server: Server, path: str) -> None:
    assert get_raw(server, path + "?text=" + "x" * 62_000).startswith(b"HTTP/1.1 414 ")


def get_raw(server: Server, path: str) -> bytes:
    """The answer to a request whose address a client library would not send."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as caller:
        caller.sendall(f"GET {path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := caller.recv(65536):
            answer += piece
    return answer


BODIES = ["/sparql", "/api/v1/recognition", "/api/v1/policy-lab"]
TYPES = {"/sparql": "application/sparql-query"}


@pytest.mark.parametrize("path", BODIES)
def test_body_of_10_mb_without_a_length_is_refused_before_it_is_read(server: Server, path: str) -> None:
    kind = TYPES.get(path, "application/json")
    head = f"POST {path} HTTP/1.1\r\nHost: a.example\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    before, sent = server.memory(), 0
    with socket.create_connection(("127.0.0.1", server.port), 5) as caller:
        caller.settimeout(5)
        caller.sendall(head.encode())
        try:
            for _ in range(160):
                caller.sendall(piece)
                sent += 65536
        except OSError:
            pass
        try:
            answer = caller.recv(200)
        except OSError:
            answer = b""
    assert not answer or answer.split()[1] in (b"400", b"413")
    assert answer or sent < 10 * 2**20, "all was read and nothing answered"
    assert server.memory() < before + 20


@pytest.mark.parametrize("path", BODIES)
def test_body_that_says_it_is_large_is_refused(server: Server, path: str) -> None:
    content = b" " * (2 * 2**20)
    response = server.client.post(path, content=content, headers={"content-type": TYPES.get(path, "application/json")})
    assert response.status_code in (400, 413)


DEEP = {
    "lists": "[" * 100_000 + "]" * 100_000,
    "objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "2,000 objects": '{"source":' * 2000 + "1" + "}" * 2000,
    "lists left open": "[" * 200_000,
}
ODD = {
    "not a number": '{"source": NaN}',
    "a number without end": '{"source": 1e999999, "target": -1e999999}',
    "a number of 100,000 digits": '{"source": ' + "9" * 100_000 + "}",
    "the same name twice": '{"source": "fi/106884", "source": [], "target": "x"}',
    "half a character": '{"source": "\\ud800", "target": "\\udfff"}',
    "a NUL": '{"source": "\\u0000", "target": "a\\u0000b"}',
    "nothing": "",
    "null": "null",
    "a list": "[1, 2]",
    "not UTF-8": "{\xff}",
}


@pytest.mark.parametrize("path", ["/api/v1/recognition", "/api/v1/policy-lab"])
@pytest.mark.parametrize("body", [*DEEP, *ODD])
def test_strange_json_is_refused_quickly(server: Server, path: str, body: str) -> None:
    content = {**DEEP, **ODD}[body].encode("latin-1")
    before, started = server.memory(), time.monotonic()
    response = server.client.post(path, content=content, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500
    assert_problem(response, response.status_code)
    assert time.monotonic() - started < 3
    assert server.memory() < before + 100


@pytest.mark.parametrize("body", [*DEEP, *ODD])
def test_strange_line_of_a_batch_is_one_bad_line(server: Server, body: str) -> None:
    line = {**DEEP, **ODD}[body].encode("latin-1")
    good = json.dumps(CASE).encode()
    response = server.client.post("/api/v1/recognition/batch", content=good + b"\n" + line[:60_000] + b"\n" + good)
    assert response.status_code == 200
    answers = [json.loads(one) for one in response.text.splitlines()]
    assert "outcome" in answers[0]
    assert "outcome" in answers[-1]
    assert all(one["status"] == 422 for one in answers[1:-1])


@pytest.mark.parametrize("field", ["source", "target", "purpose", "lang", "on"])
@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_value_in_a_case_is_refused(server: Server, field: str, attack: str) -> None:
    content = json.dumps({**CASE, field: HOSTILE[attack]})
    response = server.client.post("/api/v1/recognition", content=content, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500, response.text[:200]
    assert_problem(response, response.status_code)


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_value_in_the_policy_lab_is_refused(server: Server, attack: str) -> None:
    value = HOSTILE[attack]
    for body in (
        {"purpose": value, "overrides": {"coverage-full": 0.7}},
        {"overrides": {value: 0.7}},
        {"overrides": {"coverage-full": value}},
        {"overrides": {"coverage-full": 0.7}, "jurisdictions": [value, "FI"]},
    ):
        response = server.client.post(
            "/api/v1/policy-lab", content=json.dumps(body), headers={"content-type": "application/json"}
        )
        assert 400 <= response.status_code < 500, response.text[:200]


@pytest.mark.parametrize("kind", ["application/rdf+xml", "text/xml", "text/turtle", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", [*BODIES])
def test_body_of_a_type_that_is_not_taken_is_refused_unread(
    server: Server, listener: Listener, path: str, kind: str
) -> None:
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{listener.address}"><!ENTITY a "{"a" * 1000}">'
        f'<!ENTITY b "{"&a;" * 100}"><!ENTITY c "{"&b;" * 100}">]><r>&x;&c;</r>'
    )
    before, calls = server.memory(), len(listener.calls)
    response = server.client.post(path, content=bomb.encode(), headers={"content-type": kind})
    assert response.status_code in (400, 415, 422)
    assert server.memory() < before + 20
    assert len(listener.calls) == calls


def test_context_on_the_web_is_not_fetched(server: Server, listener: Listener) -> None:
    calls = len(listener.calls)
    record = {"@context": listener.address, "$schema": listener.address, "source": "fi/106884", "target": "es/x"}
    for url in (listener.address, "file:///etc/passwd"):
        body = {**record, "@context": url, "source": {"iri": url}}
        assert 400 <= server.client.post("/api/v1/recognition", json=body).status_code < 500
    assert len(listener.calls) == calls


def test_text_of_a_megabyte_for_a_stored_question_is_refused(server: Server) -> None:
    before = server.memory()
    assert get_raw(server, "/api/v1/queries/cq-12?text=" + "x" * 2**20).startswith(b"HTTP/1.1 4")
    assert server.memory() < before + 20


@pytest.mark.parametrize("text", ["x> } DROP ALL #", '"@en ; <a> <b>', "a\nb", "\u202esafety"])
def test_value_of_a_stored_question_is_only_ever_a_value(server: Server, text: str) -> None:
    assert server.client.get("/api/v1/queries/cq-12?text=" + raw(text)).json()["rows"] == []
