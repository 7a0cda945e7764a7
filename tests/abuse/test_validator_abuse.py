"""Documents made to harm the validator: nothing is fetched or opened; a 4xx or a finding, and the next is served."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from listening import Listener
from problems import assert_problem
from validation import RECORD

VALIDATE = "/api/v1/quality/validate"
DEF = "https://w3id.org/passerelle/def#"
JSON_LD = {"Content-Type": "application/ld+json"}
TURTLE = {"Content-Type": "text/turtle"}


def record(**more: Any) -> dict[str, Any]:
    return {"@type": f"{DEF}MicroCredential", "@id": "https://school.example/hv", **more}


def test_no_context_import_or_address_of_a_document_is_fetched(client: TestClient, listener: Listener) -> None:
    base, before = listener.address, len(listener.calls)
    documents = [
        record(**{"@context": f"{base}ctx"}),
        record(**{"@context": [f"{base}ctx", {"@import": f"{base}import"}]}),
        record(**{"@context": "file:///etc/hostname"}),
        record(**{"@context": {"x": {"@id": "urn:x", "@context": f"{base}scoped"}}, "x": {"y": 1}}),
        record(**{"@graph": [{"@context": f"{base}nested"}], "http://www.w3.org/2002/07/owl#imports": {"@id": base}}),
    ]
    for document in documents:
        answer = client.post(VALIDATE, content=json.dumps(document), headers=JSON_LD)
        assert answer.status_code == 200, answer.text
        assert answer.json()["unread"], document
    assert [one["value"] for one in answer.json()["unread"] if "context" in one["reason"]] == [f"{base}nested"]
    query = f"SELECT * {{ SERVICE <{base}sparql> {{ ?s ?p ?o }} }}"
    for more in (
        f"<x> <http://www.w3.org/2002/07/owl#imports> <{base}o> .",
        f'<urn:s> <http://www.w3.org/ns/shacl#select> "{query}" ; a <http://www.w3.org/ns/shacl#NodeShape> .',
    ):
        text = f"@base <{base}> .\n{RECORD}{more}"
        assert client.post(VALIDATE, content=text, headers=TURTLE).status_code == 200
    assert len(listener.calls) == before


def test_rdf_xml_is_refused_with_the_reason(client: TestClient) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><rdf:RDF>&c;</rdf:RDF>'
    for media_type in ("application/rdf+xml", "text/turtle", "application/octet-stream"):
        told = assert_problem(client.post(VALIDATE, content=bomb, headers={"Content-Type": media_type}), 415)
        assert "XML" in told["detail"]


def test_two_thousand_levels_are_refused_and_named(client: TestClient) -> None:
    deep = '{"@context": {}, "a": ' + '{"a": ' * 2000 + "1" + "}" * 2001
    told = assert_problem(client.post(VALIDATE, content=deep, headers=JSON_LD), 413)
    assert "32 levels" in told["detail"] and told["place"].startswith("line 1, column")


def test_turtle_of_twenty_thousand_levels_costs_nobody_else(client: TestClient) -> None:
    nested = RECORD + "<urn:a> <urn:b> " + "[ <urn:c> " * 20_000 + "1" + " ]" * 20_000 + " ."
    answer = client.post(VALIDATE, content=nested, headers=TURTLE)
    assert answer.status_code in (200, 400, 413), answer.text
    assert client.post(VALIDATE, content=RECORD, headers=TURTLE).status_code == 200


def test_ten_megabytes_in_pieces_are_refused(client: TestClient) -> None:
    pieces = (b"# nothing\n" * 6553 for _ in range(160))
    assert_problem(client.post(VALIDATE, content=pieces, headers=TURTLE), 413)


def test_archives_are_never_unpacked_whatever_they_are_called(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.json", b"0" * 2**24)
    for body in (packed.getvalue(), gzip.compress(b"0" * 2**24)):
        told = assert_problem(client.post(VALIDATE, content=body, headers=JSON_LD), 415)
        assert "archive" in told["detail"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "cp037"])
def test_another_encoding_is_named_with_its_line(client: TestClient, encoding: str) -> None:
    text = RECORD.replace("first step", "erste Stufe für Spaß").encode(encoding)
    told = assert_problem(client.post(VALIDATE, content=text, headers=TURTLE), 400)
    assert "UTF-8" in told["detail"] and told["place"].startswith("line ")


def test_json_that_breaks_off_is_named_with_line_and_column(client: TestClient) -> None:
    text = json.dumps(record(), indent=1)[:-20]
    told = assert_problem(client.post(VALIDATE, content=text, headers=JSON_LD), 400)
    assert "breaks off" in told["detail"] and told["place"].startswith("line ")


def test_turtle_that_breaks_off_is_judged_as_far_as_it_goes(client: TestClient) -> None:
    told = client.post(VALIDATE, content=RECORD[:-40], headers=TURTLE).json()
    assert told["records"][0]["passed"]
    assert any("was not read" in one["reason"] and "line" in one["reason"] for one in told["unread"])


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"[[[]]]", b'"text"', b"0", b"{}", b'{"@context": null}', b'{"@id": {}}', b'{"@type": [[1]]}',
     b'{"@graph": "x"}', b"\x00", b"\xff\xfe", b"NaN", b'{"a": 1e999999}', b"{" * 100, b"a.b.c"],
)  # fmt: skip
def test_odd_documents_are_a_finding_or_a_client_error(client: TestClient, body: bytes) -> None:
    for headers in (JSON_LD, TURTLE, {}):
        answer = client.post(VALIDATE, content=body, headers=headers)
        assert answer.status_code in (200, 400, 413, 415), answer.text
        if answer.status_code == 200:
            assert answer.json()["conforms"] is False


@pytest.mark.parametrize("kind", ["decimal", "double", "integer", "date", "boolean"])
@pytest.mark.parametrize("value", ["1" * 5000, "1e400", "-0", "2.0.0", "NaN", "INF", "٣", ""])
def test_odd_numbers_break_a_rule_and_nothing_else(client: TestClient, value: str, kind: str) -> None:
    number = f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>'
    hours = f"<urn:h> psr:unit psr:unit-hours ; psr:value {number} . <https://school.example/hv> psr:claim <urn:h> ."
    text = RECORD.replace("psr:value 2.0", f"psr:value {number}") + hours
    answer = client.post(VALIDATE, content=text, headers=TURTLE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["records"]


def test_five_hundred_records_in_a_loop_are_judged(client: TestClient) -> None:
    def lines() -> Iterator[str]:
        yield "PREFIX psr: <https://w3id.org/passerelle/def#> PREFIX dct: <http://purl.org/dc/terms/>"
        for number in range(500):
            whole = (number + 1) % 500
            yield f"<urn:r{number}> a psr:Unit ; dct:isPartOf <urn:r{whole}> ; psr:includes <urn:r{number}> ."

    answer = client.post(VALIDATE, content="\n".join(lines()), headers=TURTLE)
    assert answer.status_code == 200, answer.text[:300]
    assert len(answer.json()["records"]) == 500


def test_a_document_that_needs_too_long_is_stopped_and_the_next_is_judged(client: TestClient) -> None:
    """Every claim against every other: a quarter of a million pairs for each rule that compares two of them."""
    claims = "\n".join(
        f"<https://school.example/hv> psr:claim <urn:c{n}> . <urn:c{n}> psr:unit psr:unit-ects , psr:unit-hours ; "
        f"psr:value {n}.0 ." for n in range(6000)
    )  # fmt: skip
    told = assert_problem(client.post(VALIDATE, content=RECORD + claims, headers=TURTLE), 503)
    assert "document was stopped" in told["detail"]
    assert client.post(VALIDATE, content=RECORD, headers=TURTLE).status_code == 200
