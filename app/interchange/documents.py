"""Opening a document that somebody sent: text within its limits, out of its signed envelope, or a reason why not."""

import base64
import codecs
import json
import re
from typing import Any

from app.interchange.dialect import JSON, JSON_LD, NQUADS, NTRIPLES, TURTLE, Document, Signature
from app.problems import DocumentError, DocumentSizeError, DocumentTypeError

TOKENS = re.compile(r'"(?:\\.|[^"\\])*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
COMPACT = re.compile(r"([A-Za-z0-9_-]{8,})\.([A-Za-z0-9_-]{8,})\.([A-Za-z0-9_-]*)")
JSON_TYPES = {JSON, JSON_LD, "application/vc", "application/jose+json", "application/vc+ld+json"}
RDF_TYPES = {TURTLE, NTRIPLES, NQUADS}
RDF_XML = "application/rdf+xml"
CSV = "text/csv"
SUFFIXES = {
    "ttl": TURTLE,
    "nt": NTRIPLES,
    "nq": NQUADS,
    "json": JSON,
    "jsonld": JSON_LD,
    "csv": CSV,
    "rdf": RDF_XML,
    "xml": RDF_XML,
}


def open_document(
    body: bytes, media_type: str | None = None, name: str = "document", size: int = 2**20, levels: int = 32
) -> Document:
    """The document, told apart by what is in it where no media type says it.

    :param size: longest document, in bytes
    :param levels: deepest nesting of objects and lists
    :raises DocumentSizeError: when it is longer or deeper
    :raises DocumentTypeError: for RDF/XML, archives, and media types that are not read
    :raises DocumentError: for what is not UTF-8 text or breaks off, with line and column
    """
    if len(body) > size:
        raise DocumentSizeError(name, f"is longer than {size // 1024:,} KiB")
    text = text_of(body, name)
    kind = _kind(text, (media_type or "").split(";")[0].strip().lower(), name)
    if kind in RDF_TYPES or kind == CSV:
        return Document(name, text, kind)
    if COMPACT.fullmatch(text.strip()):
        return _unwrapped(text.strip(), None, name, levels)
    return _unwrapped(text, tree_of(text, name, levels), name, levels)


def text_of(body: bytes, name: str) -> str:
    """The text of a document.

    :raises DocumentTypeError: for an archive
    :raises DocumentError: for what is not UTF-8, is empty or holds a NUL character, with the line
    """
    if body.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")):
        raise DocumentTypeError(name, "is a packed archive, which is never unpacked here; send the document itself")
    try:
        text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise DocumentError(name, f"is not UTF-8: byte {error.start + 1:,} cannot be read", f"line {line}") from error
    if not text.strip():
        raise DocumentError(name, "holds nothing to read")
    if "\x00" in text:
        place = f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}"
        raise DocumentError(name, "holds a NUL character; perhaps it is UTF-16, and should be UTF-8", place)
    return text


def _kind(text: str, media_type: str, name: str) -> str:
    start = text.lstrip()[:200]
    xml = start.startswith(("<?xml", "<rdf:RDF", "<!DOCTYPE", "<!ENTITY"))
    if xml or media_type in (RDF_XML, "application/xml", "text/xml"):
        raise DocumentTypeError(
            name, "is XML, whose entities can be made to expand without end; send Turtle or JSON-LD"
        )
    if media_type in RDF_TYPES or media_type in JSON_TYPES or media_type == CSV:
        return media_type
    if media_type not in ("", "text/plain", "application/octet-stream", "application/jwt", "application/jose"):
        raise DocumentTypeError(name, f"is {media_type[:80]}, which is not read; send JSON, JSON-LD, Turtle or CSV")
    # A list or object opens with a bracket, and so may Turtle: a blank node at the start is left to whoever says so.
    if start.startswith(("{", "[")) or COMPACT.fullmatch(text.strip()):
        return JSON_LD
    header = text.lstrip().split("\n", 1)[0][:10_000]
    return CSV if "<" not in header and "@prefix" not in header and _has_title(header) else TURTLE


def _has_title(header: str) -> bool:
    """Whether a first line names columns, among them a title; Turtle has no such first line."""
    cells = [cell.strip().strip("\"'").lower() for cell in re.split(r"[,;\t]", header)]
    return len(cells) > 1 and any(cell == "title" or cell.startswith("title_") for cell in cells)


def tree_of(text: str, name: str, levels: int) -> Any:
    """The JSON of a text.

    :raises DocumentSizeError: when it is nested deeper than `levels`
    :raises DocumentError: for what is not JSON or breaks off, with line and column
    """
    depth = 0
    for token in TOKENS.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth > levels:
            raise DocumentSizeError(name, f"is nested deeper than {levels} levels", _place(text, token.start()))
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        reason = "breaks off" if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg else "is not JSON"
        raise DocumentError(name, f"{reason}: {error.msg}", _place(text, error.pos)) from error
    except ValueError as error:
        raise DocumentError(name, f"holds a number that is none or too long: {str(error)[:80]}") from error


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _place(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


def _unwrapped(text: str, tree: Any, name: str, levels: int) -> Document:
    """The payload of a signed document, with what kind of signature there is; any other document as it is."""
    compact = COMPACT.fullmatch(text) if tree is None else None
    if compact:
        inner = _payload(compact[2], name)
        return _signed(inner, "JWT (compact)", name, levels)
    if isinstance(tree, dict) and isinstance(tree.get("payload"), str) and {"signatures", "signature"} & tree.keys():
        payload = tree["payload"]
        inner = payload if payload.lstrip().startswith("{") else _payload(payload, name)
        return _signed(inner, "JAdES (JSON serialization)", name, levels)
    if isinstance(tree, dict) and isinstance(tree.get("credential"), dict):
        tree = tree["credential"]
    proof = tree.get("proof") if isinstance(tree, dict) else None
    signature = Signature(f"proof ({str(_kind_of(proof))[:60]})") if proof else None
    return Document(name, text, JSON_LD, tree, signature)


def _signed(inner: str, kind: str, name: str, levels: int) -> Document:
    tree = tree_of(inner, f"{name} (payload)", levels)
    if isinstance(tree, dict) and isinstance(tree.get("vc"), dict):
        tree = tree["vc"]
    return Document(name, inner, JSON_LD, tree, Signature(kind))


def _payload(encoded: str, name: str) -> str:
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True).decode("utf-8")
    except ValueError as error:
        raise DocumentError(name, "has a signed payload that is not base64url of UTF-8 text", "/payload") from error


def _kind_of(proof: Any) -> Any:
    first = proof[0] if isinstance(proof, list) and proof else proof
    return first.get("type", "of unknown type") if isinstance(first, dict) else "of unknown type"
