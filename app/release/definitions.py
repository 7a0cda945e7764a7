"""The ontology as it is published: one graph of all our terms, its documentation, and the JSON-LD context."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, SKOS, XSD, BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from app.interchange.jsonld import compact
from app.interchange.turtle import new_graph, ntriples
from app.release.folders import NamedGraph
from app.syntax import turtle_of
from app.vocab import BASE, DEF, PREFIXES

DESCRIPTIONS = "descriptions"
_ONTOLOGY = BASE + "def"
_SCHEMA = Namespace(PREFIXES["schema"])


def terms(graphs: Sequence[NamedGraph]) -> Graph:
    """Everything that the ontology files say about our own terms: classes, properties, concepts, standard texts."""
    found = new_graph()
    for named in graphs:
        if named.file.startswith("ontology/"):
            for subject in set(named.graph.subjects()):
                if str(subject) == _ONTOLOGY or str(subject).startswith(DEF):
                    _copy(named.graph, subject, found)
    return found


def context(root: Path, ontology: Graph) -> dict[str, Any]:
    """The JSON-LD context: the house prefixes, the terms that we reuse, and a term for each property of ours.

    A property of objects takes IRIs, one with a datatype takes values of it, one of texts is a map by language.
    """
    told: dict[str, Any] = dict(PREFIXES)
    told |= json.loads((root / "ontology" / "context.jsonld").read_text("utf-8"))["@context"]
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for one in sorted(ontology.subjects(RDF.type, kind), key=str):
            name = str(one).removeprefix(DEF)
            if name not in told:
                told[name] = _term(ontology, one, kind)
    return told


def write_definitions(root: Path, folder: Path, graphs: Sequence[NamedGraph]) -> list[str]:
    """Write the terms in three forms, their documentation, and the context.

    :returns: the names of the files
    """
    ontology, place = terms(graphs), folder / DESCRIPTIONS
    place.mkdir()
    told = context(root, ontology)
    (place / "context.jsonld").write_text(json.dumps({"@context": told}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    documented = next(named.graph for named in graphs if (URIRef(_ONTOLOGY), RDF.type, OWL.Ontology) in named.graph)
    _document(documented, ontology, place / "def.html")
    own = [f"{DESCRIPTIONS}/{name}" for name in ("context.jsonld", "def.html", "pylode.css")]
    return own + write_forms(folder, "def", ontology, _ONTOLOGY, told)


def write_forms(folder: Path, name: str, graph: Graph, about: str, told: dict[str, Any]) -> list[str]:
    """Write a graph as N-Triples, Turtle and JSON-LD among the descriptions of a release."""
    plain = folder / DESCRIPTIONS / f"{name}.nt"
    plain.write_text("".join(f"{line}\n" for line in ntriples(graph)), "utf-8")
    turtle_of(plain, plain.with_suffix(".ttl"))
    plain.with_suffix(".jsonld").write_bytes(compact(plain.read_bytes(), about, told))
    return [f"{DESCRIPTIONS}/{name}.{ending}" for ending in ("nt", "ttl", "jsonld")]


def _copy(graph: Graph, subject: Node, found: Graph) -> None:
    waiting = [subject]
    while waiting:
        one = waiting.pop()
        for predicate, value in graph.predicate_objects(one):
            found.add((one, predicate, value))
            if isinstance(value, BNode):
                waiting.append(value)


def _term(ontology: Graph, one: Node, kind: Node) -> dict[str, str]:
    ranges = set(ontology.objects(one, _SCHEMA.rangeIncludes))
    if kind == OWL.ObjectProperty:
        return {"@id": str(one), "@type": "@id"}
    if ranges == {RDF.langString}:
        return {"@id": str(one), "@container": "@language"}
    if len(ranges) == 1 and str(next(iter(ranges))).startswith(str(XSD)) and XSD.string not in ranges:
        return {"@id": str(one), "@type": str(next(iter(ranges)))}
    return {"@id": str(one)}


def _document(ontology: Graph, every: Graph, page: Path) -> None:
    """Write the documentation by pyLODE, with its style beside it; `def#Credential` leads to the anchor of that name.

    pyLODE describes classes and properties; the concepts that our properties take follow as a list.
    """
    with _quiet():
        from pylode import OntPub

    copy = new_graph()
    copy += ontology
    made = OntPub(copy, sort_subjects=True)
    for subject in _named(ontology):
        made.fids[subject] = subject.removeprefix(DEF)
    made.make_html(page, include_css=False)
    html = page.read_text("utf-8")
    html = html.replace("<html>", '<html lang="en">', 1).replace(' href="pylode.css"', ' href="def/pylode.css"', 1)
    others = [one for one in _named(every) if f'id="{one.removeprefix(DEF)}"' not in html]
    body, end = html.rsplit("</body>", 1)
    page.write_text(f"{body}{_listed(every, others)}</body>{end}", "utf-8")


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave the logging of this process as it is: pyLODE sets it to debug when it is imported."""
    log = logging.getLogger()
    level, handlers = log.level, list(log.handlers)
    yield
    log.setLevel(level)
    log.handlers[:] = handlers


def _listed(every: Graph, subjects: Iterable[str]) -> str:
    rows = []
    for subject in subjects:
        name, one = subject.removeprefix(DEF), URIRef(subject)
        told = [_english(every, one, kind) for kind in (SKOS.prefLabel, SKOS.definition)]
        rows.append(f'<dt id="{escape(name)}"><a href="doc/def/{escape(name)}">{escape(told[0] or name)}</a></dt>')
        rows.append(f"<dd>{escape(told[1])}</dd>")
    return (
        '<div class="section" id="concepts-and-texts"><h2>Concepts and texts</h2><dl>' + "\n".join(rows) + "</dl></div>"
    )


def _english(graph: Graph, subject: URIRef, predicate: URIRef) -> str:
    return min((str(v) for v in graph.objects(subject, predicate) if getattr(v, "language", "") == "en"), default="")


def _named(graph: Graph) -> Iterable[str]:
    return sorted({str(subject) for subject in graph.subjects() if str(subject).startswith(DEF)})
