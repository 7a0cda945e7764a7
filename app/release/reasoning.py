"""What follows from the evidence, by OWL 2 RL over our own vocabulary and the mappings only.

The EQF level of a credential follows from its national level and the referencing of that level (a property chain); an
outcome's competences include the broader ones; a credential develops what its outcomes include; every kind of
credential is a credential. ELM itself is kept out: it declares hasPart symmetric, so that a reasoner would turn every
whole into a part of its part.
"""

from collections.abc import Sequence

import owlrl
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from app.interchange.turtle import new_graph
from app.release.folders import NamedGraph
from app.vocab import DEF, PREFIXES

PSR = Namespace(DEF)
_AXIOMS = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.propertyChainAxiom, RDF.first, RDF.rest}
_FACTS = {
    URIRef(PREFIXES["elm"] + "learningOutcome"),
    PSR.levelClaim, PSR.eqfClaim, PSR.atLevel, PSR.referencedTo, PSR.testsInTheory, PSR.testsInPractice,
}  # fmt: skip
_COVERING = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch}


def infer(graphs: Sequence[NamedGraph]) -> Graph:
    """The triples that reasoning adds, and `psr:competence` for every positive outcome mapping.

    None of them stands in the graphs already: the union would count it twice.
    """
    base = Graph()
    for named in graphs:
        for triple in named.graph:
            if _relevant(*triple):
                base.add(triple)
    competences = set(base.subjects(RDF.type, PSR.Competence))
    asserted = new_graph()
    for named in graphs:
        for subject, predicate, target in named.graph if named.mappings else ():
            if predicate in _COVERING and target in competences:
                asserted.add((subject, PSR.competence, target))
    base += asserted
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(base)
    for triple in base:
        if _ours(*triple) and not any(triple in named.graph for named in graphs):
            asserted.add(triple)
    return asserted


def _relevant(subject: Node, predicate: Node, value: Node) -> bool:
    if predicate in _AXIOMS or predicate in _FACTS:
        return True
    if predicate == RDF.type:
        return str(value).startswith(DEF)
    return predicate == SKOS.broader and str(subject).startswith(PREFIXES["comp"])


def _ours(subject: Node, predicate: Node, value: Node) -> bool:
    """Keep what says something: our properties and classes, not the reasoner's remarks on the vocabulary itself."""
    if str(subject).startswith(DEF):
        return False
    return str(predicate).startswith(DEF) or (predicate == RDF.type and str(value).startswith(DEF))
