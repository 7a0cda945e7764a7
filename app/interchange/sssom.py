"""The mapping sets of this house: read without any mistake, written as SKOS links and citable mapping nodes.

A row with predicate modifier `Not` is a rejected candidate; a row whose object is `sssom:NoTermFound` says that nothing
fits. Both stay in the graph as nodes and yield no SKOS link.
"""

from dataclasses import replace
from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, XSD

from app.interchange.mappings.model import Mapping, MappingSet
from app.interchange.mappings.reader import Limits, read_mappings
from app.problems import DocumentError, InputError
from app.vocab import PREFIXES

__all__ = ["Mapping", "MappingSet", "mapping_graph", "read_sssom", "with_nodes"]

SSSOM = Namespace(PREFIXES["sssom"])
_LITERALS = ("subject_label", "object_label", "author_label", "comment")
_LONGEST = 2**28


def read_sssom(path: Path, shown: str | None = None) -> MappingSet:
    """The mapping set of one TSV file; the prefixes of the house need no declaration in it.

    :raises InputError: with file and line of the first thing that cannot be read
    """
    name = shown or str(path)
    try:
        reading = read_mappings(path.read_bytes(), name, limits=Limits(_LONGEST), known=PREFIXES)
    except DocumentError as error:
        raise InputError(name, f"{error.reason}{f' ({error.place})' if error.place else ''}") from error
    for problem in reading.problems:
        raise InputError(name, problem.reason, problem.line)
    if not reading.mappings.prefixes:
        raise InputError(name, "lacks curie_map in its metadata block", 1)
    return reading.mappings


def mapping_graph(mappings: MappingSet, graph: Graph) -> None:
    """Add the set to a graph: a SKOS link for each positive row, a `sssom:Mapping` node for every row."""
    owner = URIRef(mappings.iri)
    graph.add((owner, RDF.type, SSSOM.MappingSet))
    for row in mappings.rows:
        subject, predicate, target = URIRef(row.subject), URIRef(row.predicate), URIRef(row.object)
        if row.linked:
            graph.add((subject, predicate, target))
        node = URIRef(row.node(mappings.iri))
        graph.add((owner, SSSOM.mappings, node))
        graph.add((node, RDF.type, SSSOM.Mapping))
        graph.add((node, OWL.annotatedSource, subject))
        graph.add((node, OWL.annotatedProperty, predicate))
        graph.add((node, OWL.annotatedTarget, target))
        graph.add((node, SSSOM.mapping_justification, URIRef(row.justification)))
        if row.negative:
            graph.add((node, SSSOM.predicate_modifier, SSSOM.NegatedPredicate))
        if row.confidence is not None:
            graph.add((node, SSSOM.confidence, Literal(str(row.confidence), datatype=XSD.decimal)))
        for column in _LITERALS:
            for text in row.values(column):
                graph.add((node, SSSOM[column], Literal(text)))


def with_nodes(mappings: MappingSet) -> MappingSet:
    """The set with the IRI of its node as `record_id` of each row, by which a row can be cited."""
    rows = tuple(row.with_slots(record_id=(row.node(mappings.iri),)) for row in mappings.rows)
    return replace(mappings, rows=rows)
