"""What engines send becomes the terms that the embedded engine gives."""

import json

import pytest

from app.problems import StoreError
from app.remote.answers import normal, rows_as, table, triples, triples_as
from app.store import Term

XSD = "http://www.w3.org/2001/XMLSchema#"


def literal(value: str, kind: str) -> Term:
    return Term("literal", value, None, XSD + kind)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (literal("1", "boolean"), literal("true", "boolean")),
        (literal("0", "boolean"), literal("false", "boolean")),
        (literal("true", "boolean"), literal("true", "boolean")),
        (literal("0.500", "decimal"), literal("0.5", "decimal")),
        (literal("+2.0", "decimal"), literal("2", "decimal")),
        (literal("-0.0", "decimal"), literal("0", "decimal")),
        (literal("100", "decimal"), literal("100", "decimal")),
        (literal("007", "integer"), literal("7", "integer")),
        (literal("not a number", "integer"), literal("not a number", "integer")),
        (literal("1E3", "decimal"), literal("1E3", "decimal")),
        (literal("1.0", "string"), literal("1.0", "string")),
        (Term("literal", "a"), literal("a", "string")),
        (Term("literal", "a", "en-IE"), Term("literal", "a", "en-ie")),
        (Term("iri", "nodeID://b100"), Term("bnode", "b100")),
        (Term("iri", "https://example.org/1.0"), Term("iri", "https://example.org/1.0")),
    ],
)
def test_ways_of_writing_a_value_become_one(said: Term, meant: Term) -> None:
    assert normal(said) == meant


def document(**binding: object) -> bytes:
    return json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": [binding]}}).encode()


def test_what_is_not_bound_is_left_out() -> None:
    found = table(document(b={"type": "typed-literal", "value": "1", "datatype": XSD + "boolean"}))
    assert found.columns == ("a", "b")
    assert found.rows == ({"b": literal("true", "boolean")},)


def test_rows_are_written_with_their_terms_made_one() -> None:
    body = document(a={"type": "uri", "value": "nodeID://b1"}, b={"type": "literal", "value": "x,\n", "xml:lang": "EN"})
    assert rows_as(body, "text/csv") == b'a,b\r\n_:b1,"x,\n"\r\n'
    assert json.loads(rows_as(body, "application/sparql-results+json"))["results"]["bindings"] == [
        {"a": {"type": "bnode", "value": "b1"}, "b": {"type": "literal", "value": "x,\n", "xml:lang": "en"}}
    ]


@pytest.mark.parametrize("truth", [True, False])
def test_truth_is_written(truth: bool) -> None:
    body = json.dumps({"head": {"link": []}, "boolean": truth}).encode()
    assert json.loads(rows_as(body, "application/sparql-results+json"))["boolean"] is truth


def test_triples_come_once_and_are_written() -> None:
    line = f'<x:a> <x:b> "1"^^<{XSD}boolean> .\n'
    assert triples((line * 3).encode()) == [(Term("iri", "x:a"), Term("iri", "x:b"), literal("true", "boolean"))]
    assert triples_as((line * 3).encode(), "application/n-triples").decode() == line.replace('"1"', '"true"')


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"head": {}, "results": {}}', b"\xff", b"[" * 99999])
def test_what_is_no_table_is_an_error(body: bytes) -> None:
    with pytest.raises(StoreError):
        table(body)


@pytest.mark.parametrize("body", [b"<html>", b"<x:a> <x:b>", b'<x:a> <x:b> "c', b"\xff"])
def test_what_is_no_graph_is_an_error(body: bytes) -> None:
    with pytest.raises(StoreError):
        triples(body)


def test_address_with_spaces_is_an_error() -> None:
    with pytest.raises(StoreError):
        rows_as(document(a={"type": "uri", "value": "not an address"}), "text/csv")
