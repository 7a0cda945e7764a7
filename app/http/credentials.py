"""`/api/v1/credentials`: lists and single records."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http import forms
from app.http.mounting import root
from app.http.paging import links
from app.http.schemas import CredentialOut, CredentialPage, credential_out
from app.http.state import Service, ServiceDep
from app.model import Credential
from app.problems import NotFoundError, ParameterError, QueryError
from app.search import Wanted
from app.vocab import ID

router = APIRouter(tags=["credentials"])


Format = Annotated[str | None, Query(description="json, or a format of /exchange/formats, e.g. elm", max_length=40)]


@router.get("/credentials", summary="List credentials", response_model=CredentialPage)
def list_credentials(
    request: Request,
    response: Response,
    service: ServiceDep,
    jurisdiction: Annotated[str | None, Query(description="two-letter code, e.g. FI", max_length=8)] = None,
    kind: Annotated[str | None, Query(description="e.g. unit or micro-credential", max_length=40)] = None,
    eqf: Annotated[int | None, Query(description="EQF level, stated, derived or estimated", ge=1, le=8)] = None,
    framework: Annotated[str | None, Query(description="short name, e.g. finqf", max_length=60)] = None,
    field: Annotated[str | None, Query(description="ISCED-F code or its beginning, e.g. 0716", max_length=8)] = None,
    q: Annotated[str | None, Query(description="words of the title, code or awarding body", max_length=200)] = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
    format: Format = None,
) -> CredentialPage | Response:
    """Credentials by facet and words, in the order of their ids, a page at a time; `Link` leads to the other pages.

    In another format (`format=elm`, or Accept with a profile) it is the whole selection, streamed, of those records
    that have what the format makes mandatory; `Link` with rel=related leads to the list of the others.
    """
    code = jurisdiction.upper() if jurisdiction is not None else None
    for name, value in (("jurisdiction", code), ("kind", kind), ("framework", framework)):
        _known(service, name, value)
    found = service.index.find(Wanted(code, kind, eqf, framework, field, q))
    choice = forms.wanted(request, format)
    if choice:
        for name in request.query_params.keys() & {"page", "page_size"}:
            raise ParameterError(name, request.query_params[name], "does not go with a format, which holds every page")
        place = f"&jurisdiction={code}" if code else ""
        lacking = f"{root(request)}/api/v1/exchange/lacking?format={choice[0][1].name}{place}"
        return forms.catalogue(service, [entry.iri for entry in found], choice[0], lacking)
    start = (page - 1) * page_size
    items = [credential_out(service.records.get(entry.iri)) for entry in found[start : start + page_size]]
    response.headers["Link"] = links(request, page, len(found), page_size)
    return CredentialPage(items=items, total=len(found), page=page, page_size=page_size)


@router.get("/credentials/{jurisdiction}/{slug}", summary="One credential", response_model=CredentialOut)
def get_credential(
    request: Request, response: Response, service: ServiceDep, jurisdiction: str, slug: str, format: Format = None
) -> CredentialOut | Response:
    """Everything that the graph documents about one credential, with its evidence.

    In another format by `format=elm`, by the ending of the address (`fi/106884.elm.jsonld`), or by Accept with a
    profile; 406 names the mandatory fields that the record lacks.
    """
    slug, ending = forms.by_suffix(slug)
    record = find(service, f"{ID}{jurisdiction.lower()}/{slug}", "slug")
    choice = forms.wanted(request, format or ending)
    if choice:
        return forms.single(service, record, choice)
    response.headers["Vary"] = "Accept"
    return credential_out(record)


def find(service: Service, iri: str, parameter: str) -> Credential:
    """The record of an IRI, or of an id such as `fi/106884`.

    :raises NotFoundError: with near matches
    """
    full = iri if "://" in iri else ID + iri.strip("/")
    known = len(full) < 500 and not any(char in full for char in '<>"{}|\\^` \n\t\r\x00')
    try:
        if known:
            return service.records.get(full)
    except (NotFoundError, QueryError):
        pass
    raise NotFoundError("credential", iri[:500], service.index.near(full[:500]), parameter)


def _known(service: Service, name: str, value: str | None) -> None:
    values = service.index.values(name)
    if value is not None and value not in values:
        raise ParameterError(name, value, f"is not in the graph; known are {', '.join(values)}")
