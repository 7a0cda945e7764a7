"""What the SPARQL service says of itself: a SPARQL 1.1 Service Description of what is really there."""

from collections.abc import Iterator, Mapping

from app.http.endpoint import Endpoint
from app.http.negotiation import GRAPHS, ROWS
from app.store import Term, Triple
from app.vocab import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
NAMESPACES: Mapping[str, str] = {**PREFIXES, "sd": SD, "formats": _FORMATS}
_FORMAT_NAMES: Mapping[str, str] = {
    ROWS["json"]: "SPARQL_Results_JSON", ROWS["xml"]: "SPARQL_Results_XML", ROWS["csv"]: "SPARQL_Results_CSV",
    ROWS["tsv"]: "SPARQL_Results_TSV", GRAPHS["turtle"]: "Turtle", GRAPHS["ntriples"]: "N-Triples",
    GRAPHS["jsonld"]: "JSON-LD", GRAPHS["rdfxml"]: "RDF_XML",
}  # fmt: skip
_LIMITED = ("query_", "client_", "waiting_", "body_kib")
_XSD, _VOID, _SCHEMA, _RDF = PREFIXES["xsd"], PREFIXES["void"], PREFIXES["schema"], PREFIXES["rdf"]


def describe(endpoint: Endpoint, address: str) -> Iterator[Triple]:
    """The description as triples: features, languages, formats, functions, the dataset graph by graph, limits.

    Federation (`sd:BasicFederatedQuery`) is not offered, and therefore not listed.

    :param address: the absolute address of the endpoint
    """
    service, dataset = _iri(address + "#service"), _iri(address + "#dataset")
    yield from _typed(service, SD + "Service")
    yield service, _iri(SD + "endpoint"), _iri(address)
    yield service, _iri(SD + "supportedLanguage"), _iri(SD + "SPARQL11Query")
    if endpoint.union:
        yield service, _iri(SD + "feature"), _iri(SD + "UnionDefaultGraph")
    for name in _FORMAT_NAMES.values():
        yield service, _iri(SD + "resultFormat"), _iri(_FORMATS + name)
    for function in endpoint.functions:
        yield service, _iri(SD + "extensionFunction"), _iri(function)
        yield from _typed(_iri(function), SD + "Function")
    yield service, _iri(SD + "defaultDataset"), dataset
    yield from _dataset(endpoint, dataset, _iri(address + "#default"))
    for limit in limits(endpoint):
        yield from _limit(service, _iri(f"{address}#{limit[0]}"), *limit)


def limits(endpoint: Endpoint) -> Iterator[tuple[str, str, str]]:
    """Name, value and meaning of every limit that a query meets."""
    for name, field in type(endpoint.settings).model_fields.items():
        if name.startswith(_LIMITED):
            yield name, str(getattr(endpoint.settings, name)), field.description or ""


def _dataset(endpoint: Endpoint, dataset: Term, default: Term) -> Iterator[Triple]:
    yield from _typed(dataset, SD + "Dataset")
    yield dataset, _iri(SD + "defaultGraph"), default
    yield from _graph(default, endpoint.default_triples)
    for number, entry in enumerate(endpoint.manifest.graphs):
        named, graph = Term("bnode", f"named{number}"), Term("bnode", f"graph{number}")
        yield dataset, _iri(SD + "namedGraph"), named
        yield from _typed(named, SD + "NamedGraph")
        yield named, _iri(SD + "name"), _iri(entry.iri)
        yield named, _iri(SD + "graph"), graph
        yield from _graph(graph, entry.triples)


def _graph(graph: Term, triples: int) -> Iterator[Triple]:
    yield from _typed(graph, SD + "Graph")
    yield graph, _iri(_VOID + "triples"), Term("literal", str(triples), None, _XSD + "integer")


def _limit(service: Term, limit: Term, name: str, value: str, meaning: str) -> Iterator[Triple]:
    yield service, _iri(_SCHEMA + "additionalProperty"), limit
    yield from _typed(limit, _SCHEMA + "PropertyValue")
    yield limit, _iri(_SCHEMA + "propertyID"), _text(name)
    number = value.replace(".", "", 1).isdigit()
    yield limit, _iri(_SCHEMA + "value"), Term("literal", value, None, _XSD + ("decimal" if number else "string"))
    yield limit, _iri(_SCHEMA + "description"), Term("literal", meaning, "en")


def _typed(thing: Term, kind: str) -> Iterator[Triple]:
    yield thing, _iri(_RDF + "type"), _iri(kind)


def _iri(value: str) -> Term:
    return Term("iri", value)


def _text(value: str) -> Term:
    return Term("literal", value, None, _XSD + "string")
