"""The part of ESCO that our repository may carry: names and hierarchy of chosen concepts, nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from app.interchange.esco.problems import EscoTermsError
from app.interchange.esco.release import EscoRelease
from app.interchange.esco.tables import is_iri
from app.problems import InputError
from app.vocab import PREFIXES

_MODEL = Namespace(PREFIXES["esco"])


def read_terms(path: Path) -> tuple[str, ...]:
    """Read a list of IRIs: one a line, with comments after `#` at the start of a line or after a space.

    :raises InputError: with file and line, when something else stands on a line
    """
    terms = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        term = f" {line}".split(" #", 1)[0].strip()
        if term and not is_iri(term):
            raise InputError(str(path), f"is not an IRI: {term}", number)
        if term:
            terms.append(term)
    return tuple(dict.fromkeys(terms))


def extract(release: EscoRelease, terms: Iterable[str]) -> Graph:
    """Take the terms and all their broader concepts: types, preferred labels in all languages, schemes.

    Descriptions and alternative labels stay out: the repository does not redistribute them.

    :raises EscoTermsError: naming every term that the release does not have
    """
    wanted = list(dict.fromkeys(terms))
    if missing := [term for term in wanted if term not in release.concepts]:
        raise EscoTermsError(release.version, missing)
    graph = Graph(bind_namespaces="none")
    graph.bind("skos", SKOS)
    graph.bind("esco", _MODEL)
    for iri in _upwards(release, wanted):
        _describe(graph, release, iri)
    return graph


def _upwards(release: EscoRelease, terms: list[str]) -> Iterator[str]:
    seen, waiting = set(terms), list(terms)
    while waiting:
        iri = waiting.pop()
        yield iri
        fresh = [broader for broader in release.broader.get(iri, ()) if broader not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def _describe(graph: Graph, release: EscoRelease, iri: str) -> None:
    subject, concept = URIRef(iri), release.concepts[iri]
    graph.add((subject, RDF.type, SKOS.Concept))
    if concept.kind.esco_class:
        graph.add((subject, RDF.type, _MODEL[concept.kind.esco_class]))
    for scheme in concept.schemes:
        graph.add((subject, SKOS.inScheme, URIRef(scheme)))
    for broader in release.broader.get(iri, ()):
        graph.add((subject, SKOS.broader, URIRef(broader)))
    for language, names in release.labels.items():
        if iri in names:
            graph.add((subject, SKOS.prefLabel, Literal(names[iri].preferred, lang=language)))
