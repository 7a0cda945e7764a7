"""Bridging sets as JSON: the units that would close the gap.

The solver is imported when it is first needed: it takes half of the time that the whole service needs to start.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import BaseModel

from app.http.schemas import HoursOut, PartyOut, party
from app.model import Credential
from app.recognition import Recognition

if TYPE_CHECKING:
    from app.bridges import Bridge


class ProofOut(BaseModel):
    """A competence that the set closes: to which degree, and by which units."""

    competence: str
    label: str
    degree: float
    units: list[str]


class BridgeOut(BaseModel):
    """A set of units that no other set beats on hours, number of units and countries at once."""

    units: list[PartyOut]
    hours: HoursOut | None
    number: int
    countries: list[str]
    proof: list[ProofOut]


class NeedOut(BaseModel):
    """A competence that no combination of units closes."""

    competence: str
    label: str


class FrontOut(BaseModel):
    """The Pareto front of bridging sets. `status` is proven, or time-limit when the search was cut short."""

    status: str
    bridges: list[BridgeOut]
    unreachable: list[NeedOut]


def front_out(
    recognition: Recognition,
    source: Credential,
    target: Credential,
    offered: Iterable[str],
    country: str | None = None,
    lang: str = "en",
) -> FrontOut | None:
    """What would close the gap between a source and a target.

    :param offered: IRIs of the credentials to choose from
    :param country: only units of this jurisdiction
    :returns: None where outcomes are not documented on both sides
    """
    from app.recognition.bridging import bridge

    found = bridge(recognition, source, target, offered, country)
    if found is None:
        return None
    return FrontOut(
        status=found.status,
        bridges=[_bridge(recognition, one, lang) for one in found.bridges],
        unreachable=[
            NeedOut(competence=need.competence, label=recognition.labels.get(need.competence, {}).get(lang, need.label))
            for need in found.unreachable
        ],
    )


def _bridge(recognition: Recognition, one: "Bridge", lang: str) -> BridgeOut:
    return BridgeOut(
        units=[party(recognition.records.get(offer.id)) for offer in one.offers],
        hours=HoursOut(min=one.hours.min, max=one.hours.max) if one.hours else None,
        number=one.units,
        countries=list(one.countries),
        proof=[
            ProofOut(
                competence=competence,
                label=recognition.label(competence, lang),
                degree=proof.degree,
                units=list(proof.offers),
            )
            for competence, proof in one.proof.items()
        ],
    )
