"""`/shape` and `/query`: the rules and the questions by their IRIs."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from app.catalogue import Question
from app.http.entity import HTML, entity, moved, negotiated
from app.http.linked import FORMS, OFFERED, as_rdf
from app.http.mounting import up
from app.http.state import ServiceDep
from app.linked import Description
from app.problems import NotFoundError, closest
from app.store import Term, Triple
from app.syntax import TURTLE, read
from app.vocab import BASE, PREFIXES
from app.web.things import text_page

router = APIRouter(include_in_schema=False)
BOTH = ["GET", "HEAD"]
_SHAPE, _QUERY = BASE + "shape/", BASE + "query/"
_DATATYPES = {"string": "string", "integer": "integer", "language": "language"}


@router.api_route("/shape/{name}", methods=BOTH)
def get_shape(request: Request, service: ServiceDep, name: str) -> Response:
    """A rule: its SHACL in RDF, and for people its text."""
    known = _shapes(service.folder)
    stem, form = _split(name, known)
    if stem not in known:
        raise NotFoundError("rule", name[:200], [_SHAPE + one for one in closest(name[:200], known)])
    path = service.folder / "shapes" / known[stem]
    found = form or negotiated(request, OFFERED)
    if isinstance(found, Response):
        return found
    headers = {} if form else {"Vary": "Accept"}
    text = path.read_bytes()
    if found == HTML:
        return entity(request, text_page(request, service, _SHAPE + stem, text.decode()), HTML, headers)
    triples = tuple(read(text, TURTLE))
    described = Description(_SHAPE + stem, triples, (), 0, 1, 1)
    return entity(request, as_rdf(described, found, service.folder), found, headers)


@router.api_route("/query/{name}", methods=BOTH)
def get_query(request: Request, service: ServiceDep, name: str) -> Response:
    """A stored question as sh:SPARQLExecutable; for people 303 to its page."""
    stem, form = _split(name, service.catalogue.questions)
    question = service.catalogue[stem]
    found = form or negotiated(request, OFFERED)
    if isinstance(found, Response):
        return found
    if found == HTML:
        return moved(f"{up(request)}queries/{quote(question.id)}")
    described = Description(_QUERY + question.id, tuple(executable(question)), (), 0, 1, 1)
    body = as_rdf(described, found, service.folder)
    return entity(request, body, found, {} if form else {"Vary": "Accept"})


def executable(question: Question) -> list[Triple]:
    """A stored question in SHACL's terms; each `$name` of the text is one of its parameters."""
    about = _QUERY + question.id
    form = next((word for word in ("select", "construct", "ask") if word.upper() in question.text), "select")
    told: list[tuple[str, str, Term]] = [
        (about, "rdf:type", _iri("sh:SPARQLExecutable")),
        (about, "rdf:type", _iri(f"sh:SPARQL{form.capitalize()}Executable")),
        (about, "rdfs:label", Term("literal", question.title, "en")),
        (about, "dct:identifier", Term("literal", question.id)),
        (about, "dct:description", Term("literal", question.description, "en")),
        (about, f"sh:{form}", Term("literal", question.text)),
    ]
    for name, parameter in question.parameters.items():
        node = f"{about}#{name}"
        told += [
            (about, "sh:parameter", Term("iri", node)),
            (node, "rdf:type", _iri("sh:Parameter")),
            (node, "sh:path", Term("iri", node)),
            (node, "sh:name", Term("literal", name)),
            (node, "sh:description", Term("literal", parameter.description, "en")),
        ]
        if parameter.type == "iri":
            told.append((node, "sh:nodeKind", _iri("sh:IRI")))
        else:
            told.append((node, "sh:datatype", _iri(f"xsd:{_DATATYPES[parameter.type]}")))
    return [(Term("iri", subject), _iri(name), value) for subject, name, value in told]


@lru_cache(8)
def _shapes(folder: Path) -> Mapping[str, str]:
    """The file of each rule of a release."""
    found: dict[str, str] = {}
    for path in sorted((folder / "shapes").glob("*.ttl")):
        for subject, _, _ in read(path.read_bytes(), TURTLE):
            if subject.value.startswith(_SHAPE):
                found.setdefault(subject.value.removeprefix(_SHAPE), path.name)
    return found


def _split(name: str, known: Mapping[str, object]) -> tuple[str, str | None]:
    stem, _, ending = name.rpartition(".")
    return (stem, FORMS[ending]) if ending in FORMS and name not in known else (name, None)


def _iri(name: str) -> Term:
    prefix, _, local = name.partition(":")
    return Term("iri", PREFIXES[prefix] + local)
