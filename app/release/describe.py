"""What a release says of itself: a DCAT dataset with VoID statistics, one part for each named graph."""

from collections.abc import Iterable, Sequence
from datetime import date

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VOID, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, FOAF

from app import __version__
from app.interchange.turtle import new_graph
from app.manifest import GraphEntry
from app.release.folders import NamedGraph
from app.vocab import BASE, DEF, ESCO_ATTRIBUTION, GRAPH, PREFIXES

DATASET = URIRef(BASE + "graph/release")
ABOUT = GRAPH + "about"
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")
_EU = Namespace("http://publications.europa.eu/resource/authority/")
_PSR = Namespace(DEF)


def describe(entries: Iterable[GraphEntry], graphs: Sequence[NamedGraph]) -> Graph:
    """The description of a release, as the graph `graph/about`.

    Dates come from the ontology, not from the clock: the same folders give the same description.
    """
    about = new_graph()
    about.add((DATASET, RDF.type, DCAT.Dataset))
    about.add((DATASET, RDF.type, VOID.Dataset))
    about.add((DATASET, DCTERMS.title, Literal("Passerelle: credentials across borders", lang="en")))
    text = (
        "Qualifications, units and micro-credentials of Finland, Portugal, Spain, Ireland and the United States in "
        "the automotive sector, tied to EQF and ESCO, each contested fact with its source. " + ESCO_ATTRIBUTION
    )
    about.add((DATASET, DCTERMS.description, Literal(text, lang="en")))
    about.add((DATASET, DCTERMS.rights, Literal(ESCO_ATTRIBUTION, lang="en")))
    about.add((DATASET, DCTERMS.license, CC_BY))
    about.add((DATASET, OWL.versionInfo, Literal(__version__)))
    about.add((DATASET, DCTERMS.creator, Literal("Passerelle editors")))
    for code in ("FIN", "PRT", "ESP", "IRL", "USA"):
        about.add((DATASET, DCTERMS.spatial, _EU[f"country/{code}"]))
    for code in ("ENG", "FIN", "POR", "SPA", "GLE"):
        about.add((DATASET, DCTERMS.language, _EU[f"language/{code}"]))
    for word in ("micro-credentials", "recognition", "EQF", "ESCO", "electric vehicles"):
        about.add((DATASET, DCAT.keyword, Literal(word, lang="en")))
    for namespace in ("psr", "elm", "skos", "prov", "dct", "sssom"):
        about.add((DATASET, VOID.vocabulary, URIRef(PREFIXES[namespace])))
    about.add((DATASET, DCTERMS.issued, Literal(issued(graphs))))
    total = 0
    for entry in entries:
        _part(about, entry)
        total += entry.triples
    about.add((DATASET, VOID.triples, Literal(total, datatype=XSD.integer)))
    for named in graphs:
        for triple in [triple for triple in about if triple in named.graph]:
            about.remove(triple)
    return about


def _part(about: Graph, entry: GraphEntry) -> None:
    part = URIRef(entry.iri)
    about.add((DATASET, VOID.subset, part))
    about.add((part, RDF.type, VOID.Dataset))
    about.add((part, DCTERMS.isPartOf, DATASET))
    about.add((part, VOID.triples, Literal(entry.triples, datatype=XSD.integer)))
    about.add((part, DCTERMS.license, CC_BY))
    about.add((part, RDFS.label, Literal(entry.file or entry.iri.removeprefix(GRAPH))))
    about.add((part, SKOS.note, Literal(f"sha256 of its sorted N-Triples: {entry.sha256}")))
    if "/esco" in entry.iri:
        about.add((part, DCTERMS.rights, Literal(ESCO_ATTRIBUTION, lang="en")))
        about.add((part, FOAF.page, URIRef("https://esco.ec.europa.eu/")))


def issued(graphs: Iterable[NamedGraph]) -> date:
    """The day of the data, as the ontology gives it: builds and verdicts go by it, not by the clock."""
    for named in graphs:
        value = named.graph.value(URIRef(BASE + "def"), DCTERMS.issued)
        if isinstance(value, Literal):
            return date.fromisoformat(str(value))
    return date.min
