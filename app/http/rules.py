"""`/shape` and `/query`: the rules and the questions by their IRIs."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from app.http.entity import HTML, entity, moved, negotiated
from app.http.linked import FORMS, OFFERED, as_rdf
from app.http.mounting import up
from app.http.state import ServiceDep
from app.linked import Description
from app.problems import NotFoundError, closest
from app.questions.executable import QUERY, executable, prefixes
from app.syntax import TURTLE, read
from app.vocab import BASE
from app.web.language import VARY
from app.web.rule import rule_page
from app.web.things import text_page

router = APIRouter(include_in_schema=False)
BOTH = ["GET", "HEAD"]
_SHAPE = BASE + "shape/"


@router.api_route("/shape/{name}", methods=BOTH)
def get_shape(
    request: Request,
    service: ServiceDep,
    name: str,
    outcome: Annotated[str, Query(max_length=20)] = "fail",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """A rule: its SHACL in RDF, and for people a page with law, remedy and results, or its text."""
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
    triples = tuple(read(text, TURTLE))
    if found == HTML and stem in service.quality.rules:
        said = {predicate.value for subject, predicate, _ in triples if subject.value == _SHAPE + stem}
        body = rule_page(request, service, stem, text.decode(), said, outcome, page)
        return entity(request, body, HTML, {"Vary": ", ".join([*headers.values(), *VARY.values()])})
    if found == HTML:
        return entity(request, text_page(request, service, _SHAPE + stem, text.decode()), HTML, headers)
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
    described = Description(QUERY + question.id, (*executable(question), *prefixes(question)), (), 0, 1, 1)
    body = as_rdf(described, found, service.folder)
    return entity(request, body, found, {} if form else {"Vary": "Accept"})


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
