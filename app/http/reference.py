"""`/api/v1/frameworks`, `/practices`, `/competences`: what credentials are compared against."""

from typing import Annotated, Generic, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from app.http.sheets import SheetFormat, sheet, wanted_sheet
from app.http.state import ServiceDep
from app.problems import ParameterError
from app.reference import Competence, Framework, Practice

router = APIRouter(tags=["reference"])
Item = TypeVar("Item")


class Items(BaseModel, Generic[Item]):
    """A whole list."""

    items: list[Item]
    total: int


@router.get("/frameworks", summary="List frameworks", response_model=Items[Framework])
def list_frameworks(request: Request, service: ServiceDep, format: SheetFormat = None) -> Items[Framework] | Response:
    """Qualifications frameworks, catalogues and frameworks for micro-credentials, with their levels."""
    found = sorted(service.reference.frameworks.values(), key=lambda one: (one.jurisdiction, one.id))
    kind = wanted_sheet(request, format)
    if kind:
        return sheet(service, kind, "frameworks", found)
    return Items(items=found, total=len(found))


@router.get("/frameworks/{id}", summary="One framework")
def get_framework(service: ServiceDep, id: str) -> Framework:
    """A framework with its levels, their EQF levels and descriptors."""
    return service.reference.framework(id)


@router.get("/practices", summary="List comparative findings", response_model=Items[Practice])
def list_practices(
    request: Request,
    service: ServiceDep,
    jurisdiction: Annotated[str | None, Query(description="two-letter code, e.g. FI", max_length=8)] = None,
    dimension: Annotated[str | None, Query(description="e.g. quality-assurance", max_length=60)] = None,
    format: SheetFormat = None,
) -> Items[Practice] | Response:
    """How each country organises short credentials, by dimension, with the strength of evidence."""
    found = service.reference.practices
    code = jurisdiction.upper() if jurisdiction is not None else None
    for name, value in (("jurisdiction", code), ("dimension", dimension)):
        known = {getattr(one, name) for one in service.reference.practices}
        if value is not None and value not in known:
            raise ParameterError(name, value, f"is not in the graph; known are {', '.join(sorted(known))}")
        found = tuple(one for one in found if not value or getattr(one, name) == value)
    kind = wanted_sheet(request, format)
    if kind:
        return sheet(service, kind, "practices", found)
    return Items(items=list(found), total=len(found))


@router.get("/competences", summary="List sector competences", response_model=Items[Competence])
def list_competences(request: Request, service: ServiceDep, format: SheetFormat = None) -> Items[Competence] | Response:
    """The sector competences with labels, hierarchy, ESCO mappings and the number of credentials that develop each."""
    found = service.reference.competences
    kind = wanted_sheet(request, format)
    if kind:
        return sheet(service, kind, "competences", found)
    return Items(items=list(found), total=len(found))
