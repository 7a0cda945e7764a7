"""`/id`, `/doc`, `/graph`: every IRI of ours leads to what the graph says about it, for people and for machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from app.http import downloads
from app.http.definitions import context_of
from app.http.entity import HTML, entity, moved, negotiated
from app.http.mounting import up
from app.http.state import Service, ServiceDep
from app.interchange.jsonld import compact
from app.linked import Description
from app.syntax import ENDINGS, JSONLD, NTRIPLES, TURTLE, write
from app.vocab import DEF, GRAPH, ID
from app.web.things import thing_page

router = APIRouter(include_in_schema=False)
FORMS: Mapping[str, str] = {"html": HTML, **ENDINGS}
OFFERED = (HTML, TURTLE, JSONLD, NTRIPLES)
KEPT = 256
BOTH = ["GET", "HEAD"]
Page = Annotated[int, Query(ge=1, le=1_000_000, description="page of the statements that point to the thing")]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The thing asked for, and the form that the address names, if it does."""

    iri: str
    form: str | None


@router.api_route("/id/{path:path}", methods=BOTH)
def see_other(request: Request, service: ServiceDep, path: str) -> Response:
    """A thing cannot be sent over a wire; its description can: 303 to `/doc`."""
    if not service.linked.knows(ID + path):
        service.linked.describe(ID + path)
    return moved(f"{up(request)}doc/{quote(path)}")


@router.api_route("/doc/{path:path}", methods=BOTH)
def get_description(request: Request, service: ServiceDep, path: str, page: Page = 1) -> Response:
    """The description of a thing, as HTML, Turtle, JSON-LD or N-Triples, by Accept or by ending."""
    asked = _asked(service, path)
    described = service.linked.describe(asked.iri, page)
    return _answer(request, service, described, asked.form, path)


@router.api_route("/graph/{name:path}", methods=BOTH)
def get_graph(request: Request, service: ServiceDep, name: str, page: Page = 1) -> Response:
    """The description of a named graph; with the ending `.nt` or `.ttl` the graph itself."""
    stem, _, ending = name.rpartition(".")
    if ending in downloads.GRAPH_ENDINGS and stem:
        return downloads.graph_file(request, service, stem, ending)
    known = stem if ending in ("html", "jsonld") and stem else name
    described = service.linked.describe(GRAPH + known, page)
    return _answer(request, service, described, FORMS[ending] if known == stem else None, name)


def _asked(service: Service, path: str) -> _Asked:
    iri = DEF + path.removeprefix("def/") if path.startswith("def/") else ID + path
    stem, _, ending = iri.rpartition(".")
    if ending in FORMS and not service.linked.knows(iri):
        return _Asked(stem, FORMS[ending])
    return _Asked(iri, None)


def _answer(request: Request, service: Service, described: Description, form: str | None, path: str) -> Response:
    found = form or negotiated(request, OFFERED)
    if isinstance(found, Response):
        return found
    headers = {"Link": _links(request, described, path), **({} if form else {"Vary": "Accept"})}
    if found == HTML:
        return entity(request, thing_page(request, service, described), HTML, headers)
    return entity(request, as_rdf(described, found, service.folder), found, headers)


@lru_cache(KEPT)
def as_rdf(described: Description, media_type: str, folder: Path) -> bytes:
    """A description in one of the RDF forms, with the context of the release in `folder`."""
    if media_type == JSONLD:
        return compact(write(described.triples, NTRIPLES), described.iri, context_of(folder))
    return write(described.triples, media_type)


def _links(request: Request, described: Description, path: str) -> str:
    """The thing itself, the other forms, and the other pages of what points to it."""
    here = quote(path.rsplit("/", 1)[-1])
    links = [f'<{described.iri}>; rel="describes"']
    links += [
        f'<?page={number}>; rel="{name}"'
        for name, number in (("prev", described.page - 1), ("next", described.page + 1))
        if 1 <= number <= described.pages
    ]
    stem = here.rsplit(".", 1)[0] if here.rsplit(".", 1)[-1] in FORMS else here
    if not described.iri.startswith(GRAPH):
        links += [f'<{stem}.{end}>; rel="alternate"; type="{kind}"' for end, kind in ENDINGS.items()]
    return ", ".join(links)
