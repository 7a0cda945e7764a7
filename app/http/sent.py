"""A credential that is not in the graph, sent in the shape of the credentials endpoint."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.model import (
    Assessment,
    Credential,
    EqfLevel,
    Evidence,
    Hours,
    LegalEffect,
    Mapped,
    Outcome,
    Quality,
    Validity,
    Workload,
)

SENT = "urn:passerelle:sent"
Text = Field(max_length=1000)
Predicate = Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch"]


class _In(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=2000)


class EqfIn(_In):
    """An EQF level."""

    value: int = Field(ge=1, le=8)
    basis: Literal["stated", "derived", "analyst-estimate"] = "stated"
    lower_bound: bool = False


class HoursIn(_In):
    """Hours of learner work."""

    min: float = Field(ge=0, le=100_000, allow_inf_nan=False)
    max: float = Field(ge=0, le=100_000, allow_inf_nan=False)


class WorkloadIn(_In):
    """A workload; hours are given, or the unit is hours."""

    value: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)
    unit: str = "hours"
    hours: HoursIn | None = None


class CompetenceIn(_In):
    """A competence that an outcome is mapped to."""

    iri: str
    label: str | None = None
    predicate: Predicate = "exactMatch"
    confidence: float = Field(default=0.9, ge=0, le=1, allow_inf_nan=False)


class OutcomeIn(_In):
    """A learning outcome, mapped by the sender or not."""

    text: str
    competences: list[CompetenceIn] = Field(default=[], max_length=50)


class QualityIn(_In):
    """Who assures quality."""

    type: str | None = None
    kind: Literal["external", "industry", "internal", "employer"] | None = None


class CredentialIn(_In):
    """A credential as the credentials endpoint shows one; only a title is needed. What is left out is not known."""

    titles: dict[str, str] = Field(min_length=1, max_length=30)
    kind: str = "unit"
    jurisdiction: str = Field(default="", max_length=8)
    country: str = ""
    awarded_on: date | None = None
    eqf: EqfIn | None = None
    workload: WorkloadIn | None = None
    validity_months: int | None = Field(default=None, ge=1, le=1200)
    expires: bool | None = None
    assessment: list[str] | None = Field(default=None, max_length=20)
    quality_assurance: QualityIn | None = None
    regulated: dict[str, bool | str | None] | None = None
    fields: list[str] = Field(default=[], max_length=20)
    outcomes: list[OutcomeIn] = Field(default=[], max_length=300)

    def record(self, number: int = 1) -> Credential:
        """The record, as one stated by whoever sent it; its claims have no source in the graph.

        :param number: its place among those sent together
        """
        iri = SENT if number == 1 else f"{SENT}:{number}"
        claim = Evidence(iri, "stated", "low", notes=("sent with the request",))
        eqf, workload = self.eqf, self.workload
        expires = True if self.validity_months else self.expires
        quality = self.quality_assurance
        reserved = (self.regulated or {}).get("is")
        return Credential(
            iri=iri, id="sent", fact_id="sent", jurisdiction=self.jurisdiction.upper(), country=self.country,
            kind=self.kind, titles=self.titles, confidence="low", fields=tuple(self.fields),
            eqf=EqfLevel(eqf.value, eqf.lower_bound, None, Evidence(iri, eqf.basis, "low")) if eqf else None,
            workloads=(_workload(workload, claim),) if workload else (),
            assessments=(Assessment(tuple(self.assessment), None, None, claim),) if self.assessment else (),
            quality=Quality(quality.type, None, quality.kind, claim) if quality else None,
            validity=Validity(expires, self.validity_months, None, claim) if expires is not None else None,
            legal=LegalEffect(reserved, None, claim) if isinstance(reserved, bool) else None,
            outcomes=tuple(_outcome(f"{iri}:outcome-{place}", one) for place, one in enumerate(self.outcomes, 1)),
        )  # fmt: skip


def _workload(sent: WorkloadIn, claim: Evidence) -> Workload:
    hours = Hours(sent.hours.min, sent.hours.max) if sent.hours else None
    if hours is None and sent.unit == "hours" and sent.value is not None:
        hours = Hours(sent.value, sent.value)
    return Workload(sent.value, None, sent.unit, hours, (), claim)


def _outcome(iri: str, sent: OutcomeIn) -> Outcome:
    mapped = [Mapped(one.iri, one.label or one.iri, one.predicate, one.confidence, SENT) for one in sent.competences]
    return Outcome(iri, sent.text, tuple(mapped))
