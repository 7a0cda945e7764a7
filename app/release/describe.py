"""What a release says of itself: a DCAT-AP dataset with VoID statistics, one part for each named graph.

The description has two forms. The graph `graph/about` is inside the release. The catalogue stands beside it, because it
names the release by its id and its dump by a checksum, and both depend on what is inside.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VOID, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, FOAF

from app import __version__
from app.interchange.turtle import new_graph
from app.manifest import GraphEntry, Manifest
from app.release.distributions import add_distribution, download
from app.release.folders import NamedGraph
from app.release.offers import CATALOGUE, ESCO_RIGHTS, PUBLISHER, add_catalogue, add_offer
from app.vocab import BASE, ESCO_ATTRIBUTION, GRAPH, ID, PREFIXES

DATASET = URIRef(BASE + "graph/release")
ABOUT = GRAPH + "about"
TITLE = "Passerelle: credentials across borders"
TEXT = (
    "Qualifications, units and micro-credentials of Finland, Portugal, Spain, Ireland and the United States in "
    "the automotive sector, tied to EQF and ESCO, each contested fact with its source. " + ESCO_ATTRIBUTION
)
WORDS = ("micro-credentials", "recognition", "EQF", "ESCO", "electric vehicles")
COUNTRIES, LANGUAGES = ("FIN", "PRT", "ESP", "IRL", "USA"), ("ENG", "FIN", "POR", "SPA", "GLE")
EXAMPLES = ("fi/106884", "pt/ufcd-5013", "competence/high-voltage-isolation")
_EU = Namespace("http://publications.europa.eu/resource/authority/")
_DCAT = Namespace(PREFIXES["dcat"])
_W3C_FORMATS = Namespace("http://www.w3.org/ns/formats/")


def describe(entries: Iterable[GraphEntry], graphs: Sequence[NamedGraph], folder: Path) -> Graph:
    """The description of a release without its id.

    Dates come from the ontology, not from the clock: the same folders give the same description.

    :param folder: the release, of which the downloads are weighed
    """
    about = new_graph()
    day = Literal(issued(graphs))
    add_catalogue(about, DATASET, day)
    _dataset(about, DATASET, day)
    about.add((DATASET, VOID.sparqlEndpoint, URIRef(BASE + "sparql")))
    about.add((DATASET, VOID.uriSpace, Literal(ID)))
    for example in EXAMPLES:
        about.add((DATASET, VOID.exampleResource, URIRef(ID + example)))
    for form in ("Turtle", "N-Triples", "JSON-LD"):
        about.add((DATASET, VOID.feature, _W3C_FORMATS[form]))
    for namespace in ("psr", "elm", "skos", "prov", "dct", "sssom"):
        about.add((DATASET, VOID.vocabulary, URIRef(PREFIXES[namespace])))
    total = 0
    for entry in entries:
        _part(about, entry, day)
        for ending in ("nt", "ttl"):
            add_distribution(about, URIRef(entry.iri), f"{entry.iri}.{ending}", download(folder, entry.iri, ending))
        total += entry.triples
    about.add((DATASET, VOID.triples, Literal(total, datatype=XSD.integer)))
    _named(about, GraphEntry(ABOUT, "", 0, ""), day)
    return about


def beside(description: Graph, graphs: Sequence[NamedGraph]) -> Graph:
    """The description without what other graphs say already: no statement stands in two graphs.

    Checksums are left to the catalogue: SPARQL cannot compare their datatype with a text, and rows would be lost.
    """
    about = new_graph()
    for triple in description:
        told_elsewhere = any(str(term).startswith(PREFIXES["spdx"]) for term in triple)
        if not told_elsewhere and not any(triple in named.graph for named in graphs):
            about.add(triple)
    return about


def catalogue(description: Graph, contents: Manifest, folder: Path) -> Graph:
    """The description with the release: its versioned IRI, its dump, and the graph `graph/about`.

    :param folder: the release
    """
    whole = new_graph()
    whole += description
    day = next(description.objects(DATASET, DCTERMS.issued))
    version = URIRef(f"{BASE}release/{contents.release}")
    _dataset(whole, version, Literal(day))
    whole.add((version, DCTERMS.isVersionOf, DATASET))
    whole.add((version, _DCAT.isVersionOf, DATASET))
    whole.add((DATASET, _DCAT.hasVersion, version))
    whole.add((version, _DCAT.version, Literal(contents.release)))
    whole.add((version, VOID.triples, Literal(contents.quads, datatype=XSD.integer)))
    whole.add((CATALOGUE, DCAT.dataset, version))
    dump = folder / "downloads" / "release.nq.gz"
    add_distribution(whole, version, f"{BASE}downloads/{contents.release}/release.nq.gz", dump)
    add_distribution(whole, DATASET, f"{BASE}downloads/release.nq.gz", dump)
    whole.add((DATASET, VOID.dataDump, URIRef(f"{BASE}downloads/release.nq.gz")))
    entry = next(entry for entry in contents.graphs if entry.iri == ABOUT)
    _part(whole, entry, Literal(day))
    for ending in ("nt", "ttl"):
        add_distribution(whole, URIRef(ABOUT), f"{ABOUT}.{ending}", download(folder, ABOUT, ending))
    return whole


def void(whole: Graph) -> Graph:
    """The VoID description: datasets, sizes, dumps, vocabularies; without catalogue, services and checksums."""
    found = new_graph()
    for dataset in whole.subjects(RDF.type, VOID.Dataset):
        for predicate, value in whole.predicate_objects(dataset):
            if predicate not in (DCAT.distribution, DCAT.contactPoint) and value != DCAT.Dataset:
                found.add((dataset, predicate, value))
    return found


def _dataset(about: Graph, dataset: URIRef, day: Literal) -> None:
    add_offer(about, dataset, day)
    about.add((dataset, RDF.type, DCAT.Dataset))
    about.add((dataset, RDF.type, VOID.Dataset))
    about.add((dataset, DCTERMS.title, Literal(TITLE, lang="en")))
    about.add((dataset, DCTERMS.description, Literal(TEXT, lang="en")))
    about.add((dataset, OWL.versionInfo, Literal(__version__)))
    about.add((dataset, DCTERMS.creator, PUBLISHER))
    about.add((dataset, DCTERMS.rights, ESCO_RIGHTS))
    about.add((dataset, DCAT.landingPage, URIRef(BASE)))
    about.add((URIRef(BASE), RDF.type, FOAF.Document))
    for code in COUNTRIES:
        about.add((dataset, DCTERMS.spatial, _EU[f"country/{code}"]))
        about.add((_EU[f"country/{code}"], RDF.type, DCTERMS.Location))
    for code in LANGUAGES:
        about.add((dataset, DCTERMS.language, _EU[f"language/{code}"]))
        about.add((_EU[f"language/{code}"], RDF.type, DCTERMS.LinguisticSystem))
    for word in WORDS:
        about.add((dataset, DCAT.keyword, Literal(word, lang="en")))


def _part(about: Graph, entry: GraphEntry, day: Literal) -> None:
    part = URIRef(entry.iri)
    _named(about, entry, day)
    about.add((part, VOID.triples, Literal(entry.triples, datatype=XSD.integer)))
    about.add((part, SKOS.note, Literal(f"sha256 of its sorted N-Triples: {entry.sha256}")))
    if "/esco" in entry.iri:
        about.add((part, DCTERMS.rights, ESCO_RIGHTS))
        about.add((part, FOAF.page, URIRef("https://esco.ec.europa.eu/")))
        about.add((URIRef("https://esco.ec.europa.eu/"), RDF.type, FOAF.Document))


def _named(about: Graph, entry: GraphEntry, day: Literal) -> None:
    """What can be said of a graph whose content is not known yet: `graph/about` cannot count itself."""
    part, name = URIRef(entry.iri), entry.iri.removeprefix(GRAPH)
    add_offer(about, part, day)
    about.add((CATALOGUE, DCAT.dataset, part))
    about.add((DATASET, VOID.subset, part))
    about.add((part, RDF.type, DCAT.Dataset))
    about.add((part, RDF.type, VOID.Dataset))
    about.add((part, DCTERMS.isPartOf, DATASET))
    about.add((part, RDFS.label, Literal(entry.file or name)))
    about.add((part, DCTERMS.title, Literal(f"Passerelle: graph {name}", lang="en")))
    origin = f"The statements of the file {entry.file}" if entry.file else f"The computed statements of {name}"
    about.add((part, DCTERMS.description, Literal(f"{origin}, as one named graph.", lang="en")))
    for ending in ("nt", "ttl"):
        about.add((part, VOID.dataDump, URIRef(f"{entry.iri}.{ending}")))


def issued(graphs: Iterable[NamedGraph]) -> date:
    """The day of the data, as the ontology gives it: builds and verdicts go by it, not by the clock."""
    for named in graphs:
        value = named.graph.value(URIRef(BASE + "def"), DCTERMS.issued)
        if isinstance(value, Literal):
            return date.fromisoformat(str(value))
    return date.min
