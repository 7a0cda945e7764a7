"""What every dataset and service of ours says: publisher, contact, licence, theme, day; and the catalogue of them."""

from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, FOAF

from app.vocab import BASE, ESCO_ATTRIBUTION, PREFIXES

CATALOGUE, SERVICE = URIRef(BASE + "catalog"), URIRef(BASE + "sparql")
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")
PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")
_THEMES = URIRef("http://publications.europa.eu/resource/authority/data-theme")
THEME = URIRef(_THEMES + "/EDUC")
_ABOUT = Namespace(BASE + "catalog#")
PUBLISHER, CONTACT, ESCO_RIGHTS = _ABOUT.editors, _ABOUT.contact, _ABOUT["esco-attribution"]
_VCARD = Namespace(PREFIXES["vcard"])


def add_offer(about: Graph, offer: URIRef, day: Literal) -> None:
    """Who offers it, under which licence, on which theme, since when."""
    about.add((offer, DCTERMS.publisher, PUBLISHER))
    about.add((offer, DCAT.contactPoint, CONTACT))
    about.add((offer, DCTERMS.license, CC_BY))
    about.add((offer, DCAT.theme, THEME))
    about.add((offer, DCTERMS.issued, day))


def add_catalogue(about: Graph, dataset: URIRef, day: Literal) -> None:
    """The catalogue, the SPARQL service, and the nodes that all offers share."""
    _shared(about)
    add_offer(about, CATALOGUE, day)
    about.remove((CATALOGUE, DCAT.contactPoint, None))
    about.remove((CATALOGUE, DCAT.theme, None))
    about.add((CATALOGUE, RDF.type, DCAT.Catalog))
    about.add((CATALOGUE, DCTERMS.title, Literal("Catalogue of Passerelle", lang="en")))
    text = "The graph of Passerelle, its parts, its releases and the service that answers SPARQL queries on them."
    about.add((CATALOGUE, DCTERMS.description, Literal(text, lang="en")))
    about.add((CATALOGUE, FOAF.homepage, URIRef(BASE)))
    about.add((CATALOGUE, DCTERMS.modified, day))
    about.add((CATALOGUE, DCAT.themeTaxonomy, _THEMES))
    about.add((CATALOGUE, DCAT.dataset, dataset))
    about.add((CATALOGUE, DCAT.service, SERVICE))
    add_offer(about, SERVICE, day)
    about.remove((SERVICE, DCTERMS.issued, None))
    about.add((SERVICE, RDF.type, DCAT.DataService))
    about.add((SERVICE, DCTERMS.title, Literal("SPARQL service of Passerelle", lang="en")))
    about.add((SERVICE, DCTERMS.description, Literal("SPARQL 1.1 queries over the whole graph, read-only.", lang="en")))
    about.add((SERVICE, DCAT.endpointURL, SERVICE))
    about.add((SERVICE, DCAT.endpointDescription, SERVICE))
    about.add((SERVICE, DCAT.servesDataset, dataset))
    about.add((SERVICE, DCAT.keyword, Literal("SPARQL", lang="en")))
    about.add((SERVICE, DCTERMS.conformsTo, PROTOCOL))
    about.add((PROTOCOL, RDF.type, DCTERMS.Standard))
    about.add((PROTOCOL, RDFS.label, Literal("SPARQL 1.1 Protocol", lang="en")))


def _shared(about: Graph) -> None:
    about.add((PUBLISHER, RDF.type, FOAF.Agent))
    about.add((PUBLISHER, FOAF.name, Literal("Passerelle editors", lang="en")))
    about.add((CONTACT, RDF.type, _VCARD.Organization))
    about.add((CONTACT, RDF.type, _VCARD.Kind))
    about.add((CONTACT, _VCARD.fn, Literal("Passerelle editors")))
    about.add((CONTACT, _VCARD.hasURL, URIRef(BASE)))
    about.add((CC_BY, RDF.type, DCTERMS.LicenseDocument))
    about.add((ESCO_RIGHTS, RDF.type, DCTERMS.RightsStatement))
    about.add((ESCO_RIGHTS, RDFS.label, Literal(ESCO_ATTRIBUTION, lang="en")))
    about.add((_THEMES, RDF.type, SKOS.ConceptScheme))
    about.add((_THEMES, DCTERMS.title, Literal("Data theme", lang="en")))
    about.add((THEME, RDF.type, SKOS.Concept))
    about.add((THEME, SKOS.inScheme, _THEMES))
    about.add((THEME, SKOS.prefLabel, Literal("Education, culture and sport", lang="en")))
