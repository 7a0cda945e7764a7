"""`/def`, `/context.jsonld`, `/catalog`, `/.well-known/void`, `/release`: what a release holds as finished texts."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from app.http.downloads import release_folder
from app.http.entity import HTML, entity, moved, negotiated
from app.http.mounting import up
from app.http.state import Service, ServiceDep
from app.problems import NotFoundError
from app.syntax import ENDINGS, JSONLD, NTRIPLES, TURTLE
from app.vocab import DEF
from app.web.releases import release_page

router = APIRouter(include_in_schema=False)
BOTH = ["GET", "HEAD"]
RDF = (TURTLE, JSONLD, NTRIPLES)
_ENDING = {kind: ending for ending, kind in ENDINGS.items()} | {HTML: "html"}


@lru_cache(8)
def context_of(folder: Path) -> Mapping[str, Any]:
    """The JSON-LD context of a release."""
    found: Mapping[str, Any] = json.loads((folder / "descriptions" / "context.jsonld").read_text("utf-8"))["@context"]
    return found


@router.api_route("/context.jsonld", methods=BOTH)
def get_context(request: Request, service: ServiceDep) -> Response:
    """The JSON-LD context, for any origin."""
    return entity(request, (service.folder / "descriptions" / "context.jsonld").read_bytes(), JSONLD)


@router.api_route("/def", methods=BOTH)
def get_ontology(request: Request, service: ServiceDep) -> Response:
    """The ontology, and for people its documentation."""
    return _text(request, service.folder, "def", None, (HTML, *RDF))


@router.api_route("/def/pylode.css", methods=BOTH)
def get_style(request: Request, service: ServiceDep) -> Response:
    """The style of the documentation."""
    return entity(request, (service.folder / "descriptions" / "pylode.css").read_bytes(), "text/css")


@router.api_route("/def/{name}", methods=BOTH)
def get_term(request: Request, service: ServiceDep, name: str) -> Response:
    """The ontology by its version IRI; a term by a path, for those who cannot send what follows the hash."""
    if name == service.manifest.version:
        return _text(request, service.folder, "def", None, (HTML, *RDF))
    service.linked.describe(DEF + name)
    return moved(f"{up(request)}doc/def/{quote(name)}")


@router.api_route("/def.{ending}", methods=BOTH)
def get_ontology_form(request: Request, service: ServiceDep, ending: str) -> Response:
    """The ontology in one form."""
    return _text(request, service.folder, "def", ending, (HTML, *RDF))


@router.api_route("/catalog", methods=BOTH)
def get_catalogue(request: Request, service: ServiceDep) -> Response:
    """The DCAT-AP description of everything offered, and for people the downloads."""
    return _described(request, service, service.folder, None)


@router.api_route("/catalog.{ending}", methods=BOTH)
def get_catalogue_form(request: Request, service: ServiceDep, ending: str) -> Response:
    """The catalogue in one form."""
    return _described(request, service, service.folder, ending)


@router.api_route("/release/{release}", methods=BOTH)
def get_release(request: Request, service: ServiceDep, release: str) -> Response:
    """A release by its versioned IRI, as long as it is kept."""
    stem, _, ending = release.rpartition(".")
    if ending in (*ENDINGS, "html") and stem:
        return _described(request, service, release_folder(service, stem), ending)
    return _described(request, service, release_folder(service, release), None)


@router.api_route("/.well-known/void", methods=BOTH)
def get_void(request: Request, service: ServiceDep) -> Response:
    """The VoID description."""
    return _text(request, service.folder, "void", None, RDF)


def _described(request: Request, service: Service, folder: Path, ending: str | None) -> Response:
    kind = _kind("catalog", ending, (HTML, *RDF)) if ending else negotiated(request, (HTML, *RDF))
    if kind == HTML:
        return entity(request, release_page(request, service, folder), HTML, {} if ending else {"Vary": "Accept"})
    return _text(request, folder, "catalog", ending, (HTML, *RDF))


def _text(request: Request, folder: Path, name: str, ending: str | None, offered: tuple[str, ...]) -> Response:
    kind = _kind(name, ending, offered) if ending else negotiated(request, offered)
    if isinstance(kind, Response):
        return kind
    body = (folder / "descriptions" / f"{name}.{_ENDING[kind]}").read_bytes()
    return entity(request, body, kind, {} if ending else {"Vary": "Accept"})


def _kind(name: str, ending: str, offered: tuple[str, ...]) -> str:
    kind = {**ENDINGS, "html": HTML}.get(ending)
    if kind not in offered:
        raise NotFoundError("form", f"{name}.{ending[:40]}", [f"{name}.{_ENDING[one]}" for one in offered])
    return kind
