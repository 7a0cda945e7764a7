"""`/credentials`: what the graph describes, by country, kind and words, a page at a time."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.credentials import find
from app.http.mounting import place, up
from app.http.state import KNOWN_ONLY, ServiceDep
from app.problems import NotFoundError, ParameterError
from app.search import Wanted
from app.web.failures import PageRoute
from app.web.pages import translated

router = APIRouter(include_in_schema=False, route_class=PageRoute)
SIZE = 40
Facet = Annotated[str, Query(max_length=40)]


@router.get("/credentials", dependencies=[KNOWN_ONLY])
def list_credentials(
    request: Request,
    service: ServiceDep,
    country: Facet = "",
    kind: Facet = "",
    words: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    lang: Facet = "",
) -> Response:
    """The list, with a form to narrow it."""
    countries, kinds = service.index.values("jurisdiction"), service.index.values("kind")
    for name, value, known in (("country", country, countries), ("kind", kind, kinds)):
        if value and value not in known:
            raise ParameterError(name, value, f"is not in the graph; known are {', '.join(known)}")
    found = service.index.find(Wanted(country or None, kind or None, words=words))
    last = max(1, -(-len(found) // SIZE))
    if page > last:
        raise NotFoundError("page", str(page))
    shown = [service.records.get(entry.iri) for entry in found[(page - 1) * SIZE : page * SIZE]]
    chosen = {name: value for name, value in (("country", country), ("kind", kind), ("words", words)) if value}
    return translated(
        request, service, "credentials.html", door="credentials", records=shown, total=len(found), page=page,
        last=last, chosen=chosen, countries=countries, kinds=kinds, country=country, kind=kind, words=words,
    )  # fmt: skip


@router.get("/credentials/{jurisdiction}/{slug}")
def see_credential(request: Request, service: ServiceDep, jurisdiction: str, slug: str) -> Response:
    """On to the page of the credential."""
    record = find(service, f"{jurisdiction.lower()}/{slug}", "slug")
    return Response(status_code=303, headers={"Location": f"{up(request)}{place(record.iri)}"})
