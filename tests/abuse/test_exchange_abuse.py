"""Documents made to harm: nothing is fetched, and what eats time or memory costs its own process only."""

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import close_doors, for_ever, open_a_file, without_end

from app.interchange import worker
from app.interchange.exchange import read_untrusted
from app.interchange.known import Known
from app.interchange.worker import Readers
from app.problems import DocumentError, QueryTimeoutError
from app.settings import Settings

ELM = "http://data.europa.eu/snb/model/elm/"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the addresses that it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"@context": {}}')

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_nothing_is_fetched_whatever_a_document_names(listener: tuple[str, list[str]]) -> None:
    base, asked = listener
    course = {"@type": f"{ELM}Qualification", "@id": f"{base}/a"}
    documents = [
        {"@context": f"{base}/ctx", **course},
        {"@context": [f"{base}/ctx", {"@import": f"{base}/import"}], **course},
        {"@context": {"x": {"@id": "urn:x", "@context": f"{base}/scoped"}}, "x": {"y": 1}, **course},
        {"@graph": [{"@context": [[f"{base}/nested"]], **course}], "@included": [{"@context": f"{base}/included"}]},
        {"@context": f"{base}/ctx", "credentialSchema": {"id": f"{base}/schema"}, "evidence": f"{base}/e", **course},
        {"@context": "file:///etc/hostname", **course},
    ]
    for document in documents:
        reading = read_untrusted(json.dumps(document).encode())
        assert reading.unread, document
    imports = f"<urn:a> <http://www.w3.org/2002/07/owl#imports> <{base}/o> ; a <{ELM}Qualification> ."
    for turtle in (f"@base <{base}/> . <a> a <{ELM}Qualification> .", imports):
        read_untrusted(turtle.encode(), "text/turtle")
    assert asked == []


def test_a_remote_context_is_a_finding_that_names_it(listener: tuple[str, list[str]]) -> None:
    base, _ = listener
    title = {"http://purl.org/dc/terms/title": {"@value": "A", "@language": "en"}}
    course = {"@type": f"{ELM}Qualification", "@id": "urn:a", **title}
    reading = read_untrusted(json.dumps({"@context": f"{base}/ctx", **course}).encode())
    assert [one.value for one in reading.unread if "context" in one.reason] == [f"{base}/ctx"]
    assert [record.titles for record in reading.records] == [{"en": "A"}]


def settings(**limits: float) -> Settings:
    return Settings(root=Path(), **limits)  # type: ignore[arg-type]


def test_a_reader_that_does_not_end_is_stopped_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_close_doors", close_doors)
    monkeypatch.setattr(worker, "_read", for_ever)
    readers = Readers(settings(document_seconds=2), Known())
    try:
        with pytest.raises(QueryTimeoutError, match="document was stopped"):
            asyncio.run(readers.read(b"{}", None))
    finally:
        readers.close()


def test_a_reader_that_eats_memory_costs_its_process_and_the_next_document_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "_close_doors", close_doors)
    readers = Readers(settings(document_memory_mib=512, document_seconds=30), Known())
    try:
        with monkeypatch.context() as patch:
            patch.setattr(worker, "_read", without_end)
            with pytest.raises(DocumentError, match="memory"):
                asyncio.run(readers.read(b"{}", None))
        assert asyncio.run(readers.read(b'{"a": 1}', None)).records == ()
    finally:
        readers.close()


def test_a_reader_opens_no_file_and_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_close_doors", close_doors)
    monkeypatch.setattr(worker, "_read", open_a_file)
    readers = Readers(settings(document_seconds=30), Known())
    try:
        with pytest.raises(OSError, match="Too many open files"):
            asyncio.run(readers.read(b"{}", None))
    finally:
        readers.close()


@pytest.mark.parametrize(
    "document",
    [
        b"<urn:a> <urn:b> " + b"[ <urn:c> " * 20_000,
        b"@prefix : <http://data.europa.eu/snb/model/elm/> . " + b"<urn:a> a :Qualification . " * 20_000,
        json.dumps({"@context": {f"t{n}": {"@id": f"urn:{n}"} for n in range(20_000)}, "@id": "urn:a"}).encode(),
        json.dumps({"@type": f"{ELM}Qualification", "title": {"en": "x" * 900_000}}).encode(),
    ],
    ids=["deep turtle", "many triples", "long context", "long text"],
)
def test_a_document_at_the_limits_is_read_or_refused_within_the_deadline(document: bytes) -> None:
    readers = Readers(settings(document_seconds=30), Known())
    try:
        assert asyncio.run(readers.read(document[: 2**20], None)).records is not None
    except DocumentError as error:
        assert error.reason
    finally:
        readers.close()
