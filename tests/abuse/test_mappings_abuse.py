"""Mapping sets made to harm: told or refused with place and cause, within the deadline, and nothing is fetched."""

import asyncio
import json
import socket
from pathlib import Path

import pytest
from hostile import close_mapping_doors, for_ever, open_a_file, without_end
from mapping_sets import COLUMNS, HEAD, ROW, read, told

from app.interchange.mappings import worker
from app.interchange.mappings.reader import Limits, read_mappings
from app.interchange.mappings.worker import MappingReaders
from app.problems import DocumentError, DocumentSizeError, DocumentTypeError, QueryTimeoutError
from app.settings import Settings

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
)


def as_head(text: str) -> str:
    return "".join(f"#{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("block", "why", "line"),
    [
        (BOMB, "anchors and aliases are not allowed", 5),
        ("x: *nowhere", "anchors and aliases are not allowed", 5),
        ("x: !!python/object/apply:os.system [id]", "tags are not allowed", 5),
        ("x: " + "[" * 40 + "]" * 40, "nested deeper than 32 levels", 5),
        ("x: " + "[" * 2000, "nesting depth", 5),
        ("x: [", "not YAML", None),
        ("%TAG ! tag:a.example,2000:", "not YAML", None),
    ],
)
def test_metadata_made_to_grow_are_told_and_nothing_is_built_of_them(block: str, why: str, line: int | None) -> None:
    reading = read(HEAD + as_head(block) + COLUMNS + ROW)
    assert why in reading.problems[0].reason
    assert line is None or reading.problems[0].line == line
    assert reading.lost == 1  # its prefixes went with the metadata


@pytest.mark.parametrize("cut", range(1, len(HEAD + COLUMNS + ROW * 2), 7))
def test_a_set_that_breaks_off_anywhere_is_read_as_far_as_it_goes_or_refused(cut: int) -> None:
    text = (HEAD + COLUMNS + ROW * 2)[:cut]
    try:
        reading = read(text)
    except DocumentError as error:
        assert error.reason
        return
    before = len(HEAD + COLUMNS)
    first, *others = reading.mappings.rows or [None]
    assert len(others) + bool(first) >= (cut - before) // len(ROW)
    whole = read(HEAD + COLUMNS + ROW).mappings.rows[0]
    for row in reading.mappings.rows:
        assert row.with_slots(comment=()) == whole.with_slots(comment=())
        assert "fits".startswith(row.text("comment"))
    in_a_row = (cut - before) % len(ROW) if cut > before else 0
    assert reading.problems or not in_a_row or in_a_row >= len(ROW) - len("fits\n")


@pytest.mark.parametrize(
    ("body", "error", "why"),
    [
        ((HEAD + COLUMNS + ROW).encode("utf-16"), DocumentError, "not UTF-8"),
        (
            (HEAD + COLUMNS).encode() + ROW.replace("fits", "pässt").encode("latin-1"),
            DocumentError,
            "line 6: is not UTF-8",
        ),
        ((HEAD + COLUMNS + ROW.replace("fits", "fi\x00ts")).encode(), DocumentError, "line 6: holds a NUL"),
        (b"PK\x03\x04" + b"x" * 100, DocumentTypeError, "packed archive"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>', DocumentTypeError, "RDF or XML"),
        (b'{"mappings": ' + b"[" * 2000 + b"]" * 2000 + b"}", DocumentSizeError, "nested deeper than 32"),
        (b'{"mappings": [{"subject_id": "a', DocumentError, "breaks off"),
        (b'{"mappings": [{"confidence": NaN}]}', DocumentError, "a number that is none"),
        (b"", DocumentError, "nothing to read"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_the_cause(body: bytes, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        read_mappings(body, "hostile")


def test_a_huge_cell_costs_its_row() -> None:
    reading = read(HEAD + COLUMNS + ROW.replace("fits", "x" * 200_000) + ROW)
    assert (len(reading.mappings.rows), reading.lost) == (1, 1)
    assert told(reading) == [("line 6", "has broken quotes: field larger than field limit (131072)")]


def test_a_document_of_nothing_but_mistakes_is_left_off_in_time() -> None:
    reading = read_mappings((HEAD + COLUMNS + '"a\n' + "a:1\n" * 100_000).encode(), limits=Limits(problems=100))
    assert reading.lost == 100_001
    assert len(reading.problems) <= 102


def test_no_address_in_a_set_is_ever_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    far = "http://127.0.0.1:1/far"
    head = HEAD.replace("https://a.example/set", far) + f"#mapping_set_source:\n#  - {far}\n#mirror_from: {far}\n"
    assert read(head + COLUMNS + ROW).problems[0].reason == "mirror_from is no slot of a set"
    reading = read(json.dumps({"@context": far, "mapping_set_id": far, "license": far, "mappings": []}))
    assert told(reading) == [("/@context", "is a context elsewhere, which is never fetched")]


def readers(**limits: float) -> MappingReaders:
    return MappingReaders(Settings(root=Path(), **limits))  # type: ignore[arg-type]


def test_a_reader_that_does_not_end_is_stopped_and_the_next_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_close_doors", close_mapping_doors)
    pool = readers(mapping_seconds=3)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(worker, "_read", for_ever)
            with pytest.raises(QueryTimeoutError, match="document was stopped"):
                asyncio.run(pool.read(b"a", "hostile"))
        assert len(asyncio.run(pool.read((HEAD + COLUMNS + ROW).encode(), "good")).mappings.rows) == 1
    finally:
        pool.close()


def test_a_reader_that_eats_memory_or_opens_a_file_costs_its_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_close_doors", close_mapping_doors)
    pool = readers(document_memory_mib=512, mapping_seconds=30)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(worker, "_read", without_end)
            with pytest.raises(DocumentError, match="memory"):
                asyncio.run(pool.read(b"a", "hostile"))
            patch.setattr(worker, "_read", open_a_file)
            with pytest.raises(OSError, match="Too many open files"):
                asyncio.run(pool.read(b"a", "hostile"))
        broken = asyncio.run(pool.read((HEAD + COLUMNS + ROW + '"').encode(), "good", b"x: *y\n"))
        assert (len(broken.mappings.rows), broken.lost) == (1, 1)
        assert broken.problems
    finally:
        pool.close()
