"""Opening what somebody sent: limits, encodings, envelopes, and a place for every refusal."""

import base64
import json
import pickle

import pytest

from app.interchange.documents import open_document
from app.problems import DocumentError, DocumentSizeError, DocumentTypeError


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


PAYLOAD = {"@context": "http://data.europa.eu/snb/model/context/edc-ap", "id": "urn:a"}
HEADER = encoded({"alg": "RS256"})


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"a": [1, 2', "line 1, column 12"),
        (b'{"a":\n "open', "line 2, column 2"),
        (b'{"a": 1}\n}', "line 2, column 1"),
        (b'{"a":\n\xff}', "line 2"),
        ('{"a": 1}'.encode("utf-16-le"), "line 1"),
    ],
)
def test_what_breaks_off_or_is_not_utf8_is_refused_with_its_place(body: bytes, place: str) -> None:
    with pytest.raises(DocumentError) as refused:
        open_document(body, "application/json")
    assert refused.value.place == place


@pytest.mark.parametrize("levels", [33, 2000, 200_000])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a_deep_document_is_refused_where_it_gets_too_deep(levels: int, brackets: str) -> None:
    step = '{"a":' if brackets == "{}" else "["
    with pytest.raises(DocumentSizeError) as refused:
        open_document((step * levels + "1" + brackets[1] * levels).encode(), "application/json", size=2**22)
    assert refused.value.place == f"line 1, column {32 * len(step) + 1}"


def test_depth_and_size_are_counted_to_the_last_that_may_be() -> None:
    assert open_document(b"[" * 32 + b"]" * 32).tree
    body = json.dumps(["x" * 1000]).encode()
    assert open_document(body, size=len(body)).tree
    with pytest.raises(DocumentSizeError):
        open_document(body, size=len(body) - 1)


def test_brackets_in_texts_are_no_levels() -> None:
    text = "[{" * 500 + '\\"' + "[" * 500
    assert open_document(json.dumps({"a": text}).encode()).tree == {"a": text}


def test_a_megabyte_of_quotes_is_refused_soon() -> None:
    with pytest.raises(DocumentError):
        open_document(b'["' + b'\\"' * 500_000, "application/json")


@pytest.mark.parametrize("body", [b"PK\x03\x04rest", b"\x1f\x8brest"])
def test_an_archive_under_another_name_is_not_unpacked(body: bytes) -> None:
    with pytest.raises(DocumentTypeError, match="archive"):
        open_document(body, "application/json", "bomb.json")


@pytest.mark.parametrize("media_type", ["application/rdf+xml", "application/xml", None])
def test_xml_is_refused_with_the_reason(media_type: str | None) -> None:
    with pytest.raises(DocumentTypeError, match="entities"):
        open_document(b'<?xml version="1.0"?><rdf:RDF/>', media_type)


@pytest.mark.parametrize(("media_type", "body"), [("image/png", b"x"), ("application/pdf", b"%PDF")])
def test_other_types_are_refused_by_name(media_type: str, body: bytes) -> None:
    with pytest.raises(DocumentTypeError, match=media_type):
        open_document(body, media_type)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1" * 5000])
def test_numbers_that_are_none_are_refused(number: str) -> None:
    with pytest.raises(DocumentError, match="number"):
        open_document(f'{{"a": {number}}}'.encode())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"{HEADER}.{encoded(PAYLOAD)}.c2lnbmF0dXJl", "JWT (compact)"),
        (f"{HEADER}.{encoded({'vc': PAYLOAD})}.c2lnbmF0dXJl", "JWT (compact)"),
        (json.dumps({"payload": json.dumps(PAYLOAD), "signatures": [{}]}), "JAdES (JSON serialization)"),
        (json.dumps({"payload": encoded(PAYLOAD), "signature": "x"}), "JAdES (JSON serialization)"),
        (json.dumps({"credential": PAYLOAD}), None),
        (json.dumps(PAYLOAD), None),
    ],
)
def test_a_payload_is_taken_out_of_its_envelope_and_never_called_verified(body: str, kind: str | None) -> None:
    document = open_document(body.encode())
    assert document.tree == PAYLOAD
    assert (document.signature and document.signature.kind) == kind
    assert document.signature is None or document.signature.verified is False


def test_a_proof_is_reported() -> None:
    signature = open_document(json.dumps(PAYLOAD | {"proof": [{"type": "DataIntegrityProof"}]}).encode()).signature
    assert signature is not None and signature.kind == "proof (DataIntegrityProof)"


@pytest.mark.parametrize("payload", ["%%%", "/w", encoded("x")[:-1] + "é"])
def test_a_payload_that_cannot_be_decoded_is_refused(payload: str) -> None:
    with pytest.raises(DocumentError) as refused:
        open_document(json.dumps({"payload": payload, "signature": "x"}).encode())
    assert refused.value.place


def test_a_deep_payload_is_refused_as_well() -> None:
    deep: object = 1
    for _ in range(40):
        deep = [deep]
    with pytest.raises(DocumentSizeError):
        open_document(json.dumps({"payload": json.dumps({"a": deep}), "signatures": []}).encode())


def test_a_refusal_survives_the_way_out_of_its_process() -> None:
    error = pickle.loads(pickle.dumps(DocumentSizeError("a.json", "is too long", "line 3")))
    assert (error.name, error.reason, error.place) == ("a.json", "is too long", "line 3")
