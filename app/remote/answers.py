"""What a store sends, as the embedded engine would have said it.

Engines write the same value in different ways: Virtuoso says `1` for true, `typed-literal` for a literal and `nodeID://b1`
for a blank node; some keep the case of language tags, or the last zeros of decimals. Here they become one.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from app.problems import StoreError
from app.store import Table, Term, Triple
from app.vocab import PREFIXES

XSD = PREFIXES["xsd"]
STRING, BOOLEAN, DECIMAL, INTEGER = XSD + "string", XSD + "boolean", XSD + "decimal", XSD + "integer"
_VIRTUOSO_NODE = "nodeID://"
_TRUTH = {"1": "true", "0": "false"}


def table(body: bytes) -> Table:
    """The rows of a SELECT, from SPARQL results in JSON."""
    document = _document(body)
    try:
        columns = tuple(str(name) for name in document["head"]["vars"])
        rows = tuple(
            {name: _read(binding[name]) for name in columns if name in binding}
            for binding in document["results"]["bindings"]
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise StoreError("The store's answer is not a table of results.") from error
    return Table(columns, rows)


def triples(body: bytes) -> list[Triple]:
    """The triples of a CONSTRUCT, from N-Triples; each once."""
    return list(dict.fromkeys(_triples(body)))


def rows_as(body: bytes, media_type: str) -> bytes:
    """The answer to a SELECT or ASK in another format of SPARQL results."""
    document = _document(body)
    if "boolean" not in document:
        found = table(body)
        bindings = [{name: _written(term) for name, term in row.items()} for row in found]
        document = {"head": {"vars": list(found.columns)}, "results": {"bindings": bindings}}
    else:
        document = {"head": {}, "boolean": document["boolean"] is True}
    text = json.dumps(document, ensure_ascii=False).encode()
    try:
        results = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
        written = results.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))
    except (SyntaxError, ValueError) as error:
        raise StoreError("The store's answer holds a term that is not RDF.") from error
    assert written is not None
    return written


def triples_as(body: bytes, media_type: str) -> bytes:
    """The answer to a CONSTRUCT or DESCRIBE in another format of RDF."""
    form = ox.RdfFormat.from_media_type(media_type)
    try:
        written = ox.serialize((_native(*triple) for triple in triples(body)), format=form)
    except ValueError as error:
        raise StoreError("The store's answer holds a term that is not RDF.") from error
    assert written is not None
    return written


def normal(term: Term) -> Term:
    """The term as the embedded engine writes it."""
    if term.kind == "iri" and term.value.startswith(_VIRTUOSO_NODE):
        return Term("bnode", re.sub(r"\W", "", term.value.removeprefix(_VIRTUOSO_NODE)))
    if term.kind != "literal":
        return term
    if term.language:
        return Term("literal", term.value, term.language.lower())
    if term.datatype == BOOLEAN:
        return Term("literal", _TRUTH.get(term.value, term.value), None, BOOLEAN)
    if term.datatype in (DECIMAL, INTEGER):
        return Term("literal", _number(term.value), None, term.datatype)
    return Term("literal", term.value, None, term.datatype or STRING)


def _number(text: str) -> str:
    """Without the zeros and signs that say nothing: `+1.50` is `1.5`, `2.0` is `2`."""
    if not re.fullmatch(r"[+-]?[0-9]{0,60}\.?[0-9]{0,60}", text):
        return text
    try:
        value = format(Decimal(text), "f")
    except InvalidOperation:
        return text
    plain = value.rstrip("0").rstrip(".") if "." in value else value
    return "0" if plain in ("-0", "") else plain


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise StoreError("The store's answer is not JSON, though it says so.") from error
    if not isinstance(document, dict):
        raise StoreError("The store's answer is not a table of results.")
    return document


def _read(value: dict[str, str]) -> Term:
    kind = {"uri": "iri", "literal": "literal", "typed-literal": "literal", "bnode": "bnode"}.get(value["type"])
    if kind is None:
        raise StoreError(f"The result holds a term that is not offered: {str(value)[:80]}")
    return normal(Term(kind, value["value"], value.get("xml:lang"), value.get("datatype")))


def _written(term: Term) -> dict[str, str]:
    written = {"type": "uri" if term.kind == "iri" else term.kind, "value": term.value}
    if term.language:
        written["xml:lang"] = term.language
    elif term.datatype and term.datatype != STRING:
        written["datatype"] = term.datatype
    return written


def _triples(body: bytes) -> Iterator[Triple]:
    try:
        for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES):
            yield _term(quad.subject), _term(quad.predicate), _term(quad.object)
    except (SyntaxError, ValueError) as error:
        raise StoreError("The store's answer is not N-Triples, though it says so.") from error


def _term(value: object) -> Term:
    if isinstance(value, ox.NamedNode):
        return normal(Term("iri", value.value))
    if isinstance(value, ox.Literal):
        return normal(Term("literal", value.value, value.language, None if value.language else value.datatype.value))
    if isinstance(value, ox.BlankNode):
        return Term("bnode", value.value)
    raise StoreError(f"The result holds a term that is not offered: {str(value)[:80]}")


def _native(subject: Term, predicate: Term, value: Term) -> ox.Triple:
    def node(term: Term) -> Any:
        if term.kind == "iri":
            return ox.NamedNode(term.value)
        if term.kind == "bnode":
            return ox.BlankNode(term.value)
        if term.language:
            return ox.Literal(term.value, language=term.language)
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or STRING))

    return ox.Triple(node(subject), node(predicate), node(value))
