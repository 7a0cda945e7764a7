"""SSSOM/RDF: the set and an `owl:Axiom` for each row, with one plain triple for each row that can be said in one."""

import hashlib
from collections.abc import Mapping as Table

from rdflib import XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF
from rdflib.term import Node

from app.interchange.mappings.condensed import needed_version
from app.interchange.mappings.model import Mapping, MappingSet, Values
from app.interchange.mappings.prefixes import IRI
from app.interchange.mappings.slots import BUILT_IN, MEANINGS, OF_ROW, OF_SET, UNSPECIFIED_LICENCE, Slot
from app.vocab import PREFIXES

TURTLE, NTRIPLES = "text/turtle", "application/n-triples"
_SSSOM = Namespace(PREFIXES["sssom"])


def as_graph(mappings: MappingSet) -> Graph:
    """The set as the standard has it in RDF: what it states for all rows stands at each of them.

    A row with a `record_id` is called that; any other is a blank node whose name follows from what it says.
    """
    graph = Graph(bind_namespaces="none")
    names = dict(BUILT_IN) | {name: PREFIXES[name] for name in ("dct", "prov")} | dict(mappings.prefixes)
    for prefix, namespace in {"pav": "http://purl.org/pav/", **names}.items():
        graph.bind(prefix, namespace, override=False)
    owner = URIRef(mappings.iri)
    own = mappings.all_slots()
    own.setdefault("license", (UNSPECIFIED_LICENCE,))
    own.pop("sssom_version", None)
    version = needed_version(own, [row.all_slots() for row in mappings.rows])
    graph.add((owner, RDF.type, _SSSOM.MappingSet))
    _tell(graph, owner, own | ({"sssom_version": (version,)} if version else {}), OF_SET, {"mapping_set_id"})
    for row in mappings.rows:
        node = _node(row)
        graph.add((owner, _SSSOM.mappings, node))
        graph.add((node, RDF.type, OWL.Axiom))
        _tell(graph, node, row.all_slots(), OF_ROW, {"record_id"})
        if row.linked:
            graph.add((URIRef(row.subject), URIRef(row.predicate), URIRef(row.object)))
    return graph


def as_turtle(mappings: MappingSet) -> bytes:
    """The graph as Turtle."""
    return as_graph(mappings).serialize(format="turtle", encoding="utf-8")


def as_ntriples(mappings: MappingSet) -> bytes:
    """The graph as N-Triples, sorted."""
    lines = as_graph(mappings).serialize(format="nt", encoding="utf-8").splitlines(keepends=True)
    return b"".join(sorted(line for line in lines if line.strip()))


def _tell(graph: Graph, node: Node, slots: dict[str, Values], known: Table[str, Slot], apart: set[str]) -> None:
    for name, values in slots.items():
        if name not in apart:
            for value in values:
                graph.add((node, URIRef(known[name].iri), _term(known[name], value)))


def _node(row: Mapping) -> URIRef | BNode:
    record = row.text("record_id")
    if record:
        return URIRef(record)
    return BNode("m" + hashlib.sha256(repr(row.all_slots()).encode()).hexdigest()[:24])


def _term(slot: Slot, value: str) -> Node:
    """The value as RDF has it; a URI of version 1.0 that is none is a text."""
    if slot.kind == "number":
        return Literal(value, datatype=XSD.double)
    if slot.kind == "date":
        return Literal(value, datatype=XSD.date)
    if slot.kind in ("reference", "uri"):
        return URIRef(value) if IRI.fullmatch(value) else Literal(value)
    meaning = MEANINGS.get(slot.kind, {}).get(value)
    return URIRef(meaning) if meaning else Literal(value)
