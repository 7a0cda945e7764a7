"""`/api/v1/recognition/bridges`: the units that would close the gap.

The solver is imported when it is first needed: it takes half of the time that the whole service needs to start.
"""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.http.credentials import find
from app.http.recognition import Source, held
from app.http.state import Service, ServiceDep
from app.http.verdicts import PartyOut, party
from app.problems import ParameterError

if TYPE_CHECKING:
    from app.bridges import Bridge

router = APIRouter(tags=["recognition"])


class ClosedOut(BaseModel):
    """A competence that the set closes: to which degree, and by which units."""

    competence: str
    label: str
    degree: float
    units: list[str]


class BridgeOut(BaseModel):
    """A set of units that no other set beats on hours, number of units and countries at once."""

    units: list[PartyOut]
    hours_min: float | None
    hours_max: float | None
    number: int
    countries: list[str]
    proof: list[ClosedOut]


class BridgesOut(BaseModel):
    """The Pareto front of bridging sets; `unreachable` are competences that no combination closes."""

    source: PartyOut
    target: PartyOut
    status: str
    complete: bool
    bridges: list[BridgeOut]
    unreachable: list[dict[str, str]]


@router.get("/recognition/bridges", summary="What would close the gap?")
def get_bridges(
    service: ServiceDep,
    source: Source,
    target: Annotated[str, Query(description="IRI or id of the credential aimed at")],
    jurisdiction: Annotated[str | None, Query(description="only units of this jurisdiction", max_length=8)] = None,
) -> BridgesOut:
    """Sets of real units that close what the source lacks, at least cost in hours, units and countries."""
    from app.recognition.bridging import bridge

    have, want = held(service, source), find(service, target, "target")
    country = jurisdiction.upper() if jurisdiction else None
    known = service.index.values("jurisdiction")
    if country is not None and country not in known:
        raise ParameterError("jurisdiction", country, f"is not in the graph; known are {', '.join(known)}")
    offered = [entry.iri for entry in service.index.entries]
    found = bridge(service.recognition, have, want, offered, country)
    if found is None:
        raise ParameterError("source", have.id, "or the target has no documented outcomes, so that no gap can be told")
    return BridgesOut(
        source=party(have),
        target=party(want),
        status=found.status,
        complete=found.status == "proven",
        bridges=[_bridge(service, one) for one in found.bridges],
        unreachable=[{"competence": need.competence, "label": need.label} for need in found.unreachable],
    )


def _bridge(service: Service, one: "Bridge") -> BridgeOut:
    return BridgeOut(
        units=[party(service.records.get(offer.id)) for offer in one.offers],
        hours_min=one.hours.min if one.hours else None,
        hours_max=one.hours.max if one.hours else None,
        number=one.units,
        countries=list(one.countries),
        proof=[
            ClosedOut(
                competence=competence,
                label=service.recognition.label(competence),
                degree=proof.degree,
                units=list(proof.offers),
            )
            for competence, proof in one.proof.items()
        ],
    )
