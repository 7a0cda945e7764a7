"""Triples as text and back, by the engine's own parsers and serializers: exact lexical forms, streamed for large files.

rdflib would normalise literals on the way and hold a whole graph in memory.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from app.store import Term, Triple, term_of
from app.vocab import PREFIXES

TURTLE, NTRIPLES, JSONLD = "text/turtle", "application/n-triples", "application/ld+json"
ENDINGS: Mapping[str, str] = {"ttl": TURTLE, "nt": NTRIPLES, "jsonld": JSONLD}
_FORMATS = {TURTLE: ox.RdfFormat.TURTLE, NTRIPLES: ox.RdfFormat.N_TRIPLES}


def write(triples: Iterable[Triple], media_type: str) -> bytes:
    """Triples as Turtle with the house prefixes, or as N-Triples, sorted: the same triples give the same bytes.

    :param media_type: TURTLE or NTRIPLES
    """
    native = sorted((_native(*triple) for triple in set(triples)), key=str)
    body = ox.serialize(native, format=_FORMATS[media_type], prefixes=_used(native) if media_type == TURTLE else None)
    assert body is not None
    return body


def read(text: bytes, media_type: str) -> list[Triple]:
    """The triples of a Turtle or N-Triples text that is known to be well-formed."""
    return [
        (term_of(quad.subject), term_of(quad.predicate), term_of(quad.object))
        for quad in ox.parse(text, format=_FORMATS[media_type])
    ]


def turtle_of(ntriples: Path, turtle: Path) -> None:
    """Write an N-Triples file as Turtle with the house prefixes; neither is held in memory."""
    quads = ox.parse(path=str(ntriples), format=ox.RdfFormat.N_TRIPLES)
    prefixes = _used(quad.triple for quad in quads)
    quads = ox.parse(path=str(ntriples), format=ox.RdfFormat.N_TRIPLES)
    ox.serialize((quad.triple for quad in quads), str(turtle), ox.RdfFormat.TURTLE, prefixes=prefixes)


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The house prefixes of which a namespace occurs."""
    namespaces: set[str] = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            iri = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(iri, ox.NamedNode):
                namespaces.add(iri.value[: max(iri.value.rfind("#"), iri.value.rfind("/")) + 1])
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in namespaces}


def _native(subject: Term, predicate: Term, value: Term) -> ox.Triple:
    about = ox.BlankNode(subject.value) if subject.kind == "bnode" else ox.NamedNode(subject.value)
    return ox.Triple(about, ox.NamedNode(predicate.value), _value(value))


def _value(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "bnode":
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None)
