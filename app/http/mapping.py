"""`/api/v1/mappings`: the mapping sets of the release as SSSOM, their rows, and mapping sets of others merged."""

from functools import lru_cache
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.crosswalks import SETS, TITLE
from app.http.entity import entity
from app.http.mapping_schemas import (
    MappingPage,
    MappingSetOut,
    MergedOut,
    MergeRequest,
    merged_out,
    row_out,
    set_out,
)
from app.http.negotiation import choose
from app.http.paging import links
from app.http.reference import Items
from app.http.sheets import SheetFormat, sheet, wanted_sheet
from app.http.state import Service, ServiceDep
from app.interchange.mappings.forms import FORMS
from app.interchange.mappings.merge import merge
from app.interchange.mappings.model import MappingSet
from app.problems import ParameterError
from app.vocab import CURIES

KEPT = 16
router = APIRouter(prefix="/mappings", tags=["mappings"])
_FILES = {
    form.media_type: {"schema": {"type": "string"}} for name, form in FORMS.items() if name != "json"
}  # fmt: skip
Ending = Literal["tsv", "json", "ttl", "nt"]
Term = Annotated[str | None, Query(description="IRI, or CURIE with a prefix of ours", max_length=500)]
Set = Annotated[str | None, Query(alias="set", description="name of a set, e.g. fi/outcomes", max_length=100)]


@router.get("", summary="List mapping sets", response_model=Items[MappingSetOut], responses={200: {"content": _FILES}})
def list_sets(request: Request, response: Response, service: ServiceDep) -> Items[MappingSetOut] | Response:
    """The mapping sets of the release. By Accept as TSV, Turtle or N-Triples, it is all their rows in one set."""
    offered = {"json": FORMS["json"].media_type, **{name: form.media_type for name, form in FORMS.items()}}
    kind = choose(request.headers.get("accept"), tuple(offered.values()))
    if kind not in (None, offered["json"]):
        ending = next(name for name, form in FORMS.items() if form.media_type == kind)
        return _file(request, service, tuple(service.crosswalks.sets.values()), ending, {"Vary": "Accept"})
    response.headers["Vary"] = "Accept"
    items = [set_out(name, one) for name, one in service.crosswalks.sets.items()]
    return Items(items=items, total=len(items))


@router.get("/rows", summary="List mappings", response_model=MappingPage)
def list_rows(
    request: Request,
    response: Response,
    service: ServiceDep,
    set: Set = None,
    subject: Term = None,
    predicate: Term = None,
    object: Term = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
    format: SheetFormat = None,
) -> MappingPage | Response:
    """Rows by set, subject, predicate and object, a page at a time; `Link` leads to the other pages.

    As CSV or XLSX it is the whole selection.
    """
    rows = [row_out(row, one.iri) for one in _selected(service, set, subject, predicate, object) for row in one.rows]
    kind = wanted_sheet(request, format)
    if kind:
        for name in request.query_params.keys() & {"page", "page_size"}:
            raise ParameterError(name, request.query_params[name], "does not go with a sheet, which holds every page")
        return sheet(service, kind, "mappings", [row.model_dump() for row in rows])
    response.headers["Link"] = links(request, page, len(rows), page_size)
    response.headers["Vary"] = "Accept"
    start = (page - 1) * page_size
    return MappingPage(items=rows[start : start + page_size], total=len(rows), page=page, page_size=page_size)


@router.get(
    ".{ending}",
    summary="Mappings as a file",
    response_class=Response,
    responses={200: {"content": {**_FILES, FORMS["json"].media_type: {"schema": {"type": "object"}}}}},
)
def get_file(
    request: Request,
    service: ServiceDep,
    ending: Ending,
    set: Set = None,
    subject: Term = None,
    predicate: Term = None,
    object: Term = None,
) -> Response:
    """The rows by set, subject, predicate and object as one mapping set: SSSOM as TSV, JSON, Turtle or N-Triples."""
    return _file(request, service, _selected(service, set, subject, predicate, object), ending, {})


@router.post("/merge", summary="Merge mapping sets")
async def post_merge(service: ServiceDep, asked: MergeRequest) -> MergedOut:
    """Mapping sets of anyone as one: a human row beats a machine row, then confidence, then the negative row.

    They are read and merged in a process of its own that can be killed; every row that is not read, and every
    conflict, is listed. Nothing is fetched and nothing is kept.
    """
    documents = [
        (one.text.encode(), one.name, None if one.metadata is None else one.metadata.encode())
        for one in asked.documents
    ]
    readings, merged = await service.mapping_readers.merge(documents, asked.title)
    return await run_in_threadpool(merged_out, readings, merged)


def _selected(
    service: Service, name: str | None, subject: str | None, predicate: str | None, target: str | None
) -> tuple[MappingSet, ...]:
    """The sets with the rows that are asked for.

    :raises ParameterError: for a set or predicate that is not there, and for what is no IRI
    """
    known = service.crosswalks
    if name is not None and name not in known.sets:
        raise ParameterError("set", name, f"is not in the graph; known are {', '.join(known.sets)}")
    of = {key: _iri(key, value) for key, value in (("subject", subject), ("predicate", predicate), ("object", target))}
    if of["predicate"] is not None and of["predicate"] not in known.predicates:
        told = ", ".join(CURIES.compress(one) or one for one in known.predicates)
        raise ParameterError("predicate", str(predicate), f"is not in the graph; known are {told}")
    return tuple(known.select(name, of["subject"], of["predicate"], of["object"]))


def _iri(name: str, text: str | None) -> str | None:
    iri = text if text is None or "://" in text else CURIES.expand(text) if ":" in text else None
    if text is not None and iri is None:
        raise ParameterError(name, text, "is no IRI, and no CURIE with a prefix of ours, such as skos:exactMatch")
    return iri


def _file(
    request: Request, service: Service, sets: tuple[MappingSet, ...], ending: str, headers: dict[str, str]
) -> Response:
    form, release = FORMS[ending], service.manifest.release
    body = _written(sets, ending)
    name = f"mappings-{release}.sssom.{ending}"
    told = {"Content-Disposition": f'attachment; filename="{name}"', "Passerelle-Release": release}
    return entity(request, body, form.media_type, told | headers)


@lru_cache(KEPT)
def _written(sets: tuple[MappingSet, ...], ending: str) -> bytes:
    return FORMS[ending].write(merge([one for one in sets if one.rows], SETS, TITLE).mappings)
