"""What a query process sends back, read as the store would have given it."""

import json
from typing import Any

import pyoxigraph as ox

from app.store import Table, Term, Triple, term_of
from app.vocab import PREFIXES

ROWS_TYPE, GRAPH_TYPE = "application/sparql-results+json", "application/n-triples"
_STRING = PREFIXES["xsd"] + "string"


def read_table(body: bytes) -> Table:
    """The rows of a SELECT, from SPARQL results in JSON (ROWS_TYPE)."""
    document = json.loads(body)
    columns = tuple(document["head"]["vars"])
    rows = (
        {name: _term(binding[name]) for name in columns if name in binding}
        for binding in document["results"]["bindings"]
    )
    return Table(columns, tuple(rows))


def read_triples(body: bytes) -> list[Triple]:
    """The triples of a CONSTRUCT, from N-Triples (GRAPH_TYPE)."""
    found = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return [(term_of(quad.subject), term_of(quad.predicate), term_of(quad.object)) for quad in found]


def _term(value: dict[str, Any]) -> Term:
    if value["type"] == "uri":
        return Term("iri", value["value"])
    if value["type"] == "bnode":
        return Term("bnode", value["value"])
    language = value.get("xml:lang")
    return Term("literal", value["value"], language, None if language else value.get("datatype", _STRING))
