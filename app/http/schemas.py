"""Credentials as JSON: the shape that clients see. Unknown is null, and `not_documented` names what is missing."""

from pydantic import BaseModel

from app.model import Body, Credential, Evidence, Outcome, Source, Workload


class SourceOut(BaseModel):
    """A document that was relied on; `read` says how far."""

    iri: str
    title: str
    url: str | None
    read: str
    publisher: str | None
    date: str | None


class EvidenceOut(BaseModel):
    """How a value is known; `sources` are IRIs of entries in the record's list of sources."""

    iri: str
    basis: str
    confidence: str
    sources: list[str]
    notes: list[str]


class NamedOut(BaseModel):
    """A thing with a name in each language."""

    iri: str
    name: str
    names: dict[str, str]


class LevelOut(BaseModel):
    """A place in a national framework."""

    framework: str
    code: str
    iri: str
    label: str
    eqf: int | None
    basis: str


class EqfOut(BaseModel):
    """An EQF level; with `lower_bound` it is only the least that a scheme allows."""

    value: int
    basis: str
    lower_bound: bool
    rationale: str | None


class HoursOut(BaseModel):
    """Hours of learner work."""

    min: float
    max: float


class WorkloadOut(BaseModel):
    """The size in the unit of the credential's own system; `hours` is null where no source gives hours."""

    value: float | None
    max_value: float | None
    unit: str
    hours: HoursOut | None
    basis: str


class QualityOut(BaseModel):
    """Who assures quality and how."""

    type: str | None
    kind: str | None
    body: NamedOut | None


class CompetenceOut(BaseModel):
    """A competence or ESCO skill that an outcome is mapped to; the predicate reads from outcome to competence."""

    iri: str
    label: str
    predicate: str
    confidence: float
    mapping: str


class OutcomeOut(BaseModel):
    """A learning outcome or a tested skill item."""

    iri: str
    text: str
    competences: list[CompetenceOut]
    tested: list[str]


class CredentialOut(BaseModel):
    """Everything that the graph documents about one credential."""

    id: str
    iri: str
    fact_id: str
    titles: dict[str, str]
    kind: str
    jurisdiction: str
    code: str | None
    status: str | None
    framework: str | None
    fields: list[str]
    awarding_body: NamedOut | None
    awarding_bodies: list[NamedOut]
    level: LevelOut | None
    levels: list[LevelOut]
    eqf: EqfOut | None
    workload: WorkloadOut | None
    workloads: list[WorkloadOut]
    validity_months: int | None
    expires: bool | None
    renewal: str | None
    assessment: list[str] | None
    quality_assurance: QualityOut | None
    regulated: dict[str, bool | str | None] | None
    scope: str | None
    entry_requirements: list[str]
    part_of: list[str]
    stacks_into: list[str]
    replaced_by: list[str]
    in_force_from: str | None
    in_force_until: str | None
    outcomes: list[OutcomeOut]
    sources: list[SourceOut]
    confidence: str
    evidence: dict[str, list[EvidenceOut]]
    notes: list[str]
    conflicts: list[str]
    not_documented: list[str]


class CredentialPage(BaseModel):
    """One page of a list."""

    items: list[CredentialOut]
    total: int
    page: int
    page_size: int


def credential_out(record: Credential) -> CredentialOut:
    """The JSON form of a record."""
    level, workload, legal, validity = record.level, record.workload, record.legal, record.validity
    methods = [method for assessment in record.assessments for method in assessment.methods]
    bodies = [_named(body) for body in record.awarding_bodies]
    levels = [
        LevelOut(framework=x.framework, code=x.code, iri=x.iri, label=x.label, eqf=x.eqf, basis=x.evidence.basis)
        for x in record.levels
    ]
    return CredentialOut(
        id=record.id, iri=record.iri, fact_id=record.fact_id, titles=dict(record.titles), kind=record.kind,
        jurisdiction=record.jurisdiction, code=record.code, status=record.status, framework=record.framework,
        fields=list(record.fields), awarding_body=bodies[0] if bodies else None, awarding_bodies=bodies,
        level=levels[record.levels.index(level)] if level else None, levels=levels,
        eqf=EqfOut(value=record.eqf.value, basis=record.eqf.evidence.basis, lower_bound=record.eqf.lower_bound,
                   rationale=record.eqf.rationale) if record.eqf else None,
        workload=_workload(workload) if workload else None, workloads=[_workload(x) for x in record.workloads],
        validity_months=validity.months if validity else None, expires=validity.expires if validity else None,
        renewal=validity.renewal if validity else None, assessment=methods or None,
        quality_assurance=QualityOut(type=record.quality.description, kind=record.quality.kind,
                                     body=_named(record.quality.body) if record.quality.body else None)
        if record.quality else None,
        regulated={"is": legal.regulated, "law": legal.law} if legal else None,
        scope=record.scope, entry_requirements=list(record.entry_requirements), part_of=list(record.part_of),
        stacks_into=list(record.stacks_into), replaced_by=list(record.replaced_by),
        in_force_from=record.in_force[0], in_force_until=record.in_force[1],
        outcomes=[_outcome(outcome) for outcome in record.outcomes],
        sources=[source_out(source) for source in _all_sources(record)], confidence=record.confidence,
        evidence=_evidence(record), notes=list(record.notes), conflicts=list(record.conflicts),
        not_documented=list(record.not_documented),
    )  # fmt: skip


def source_out(source: Source) -> SourceOut:
    """The JSON form of a source."""
    return SourceOut(
        iri=source.iri,
        title=source.title,
        url=source.url,
        read=source.read,
        publisher=source.publisher,
        date=source.date,
    )


def evidence_out(evidence: Evidence) -> EvidenceOut:
    """The JSON form of the evidence of a claim."""
    return EvidenceOut(
        iri=evidence.iri, basis=evidence.basis, confidence=evidence.confidence,
        sources=[source.iri for source in evidence.sources], notes=list(evidence.notes),
    )  # fmt: skip


def _all_sources(record: Credential) -> list[Source]:
    """Sources of the record, of its claims and of the units that its workload was converted by, each once."""
    found = {source.iri: source for source in record.sources}
    for evidence in (evidence for group in _claims(record).values() for evidence in group):
        found |= {source.iri: source for source in evidence.sources}
    for workload in record.workloads:
        found |= {source.iri: source for source in workload.unit_sources}
    for outcome in record.outcomes:
        found |= {source.iri: source for source in outcome.sources}
    return sorted(found.values(), key=lambda source: source.iri)


def _claims(record: Credential) -> dict[str, list[Evidence]]:
    claims = {
        "level": [claim.evidence for claim in record.levels],
        "eqf": [record.eqf.evidence] if record.eqf else [],
        "workload": [claim.evidence for claim in record.workloads],
        "assessment": [claim.evidence for claim in record.assessments],
        "quality_assurance": [record.quality.evidence] if record.quality else [],
        "validity": [record.validity.evidence] if record.validity else [],
        "regulated": [record.legal.evidence] if record.legal else [],
    }
    return {name: group for name, group in claims.items() if group}


def _evidence(record: Credential) -> dict[str, list[EvidenceOut]]:
    return {name: [evidence_out(one) for one in group] for name, group in _claims(record).items()}


def _named(body: Body) -> NamedOut:
    return NamedOut(
        iri=body.iri,
        name=body.names.get("en") or next(iter(body.names.values()), body.iri),
        names=dict(body.names),
    )


def _workload(workload: Workload) -> WorkloadOut:
    hours = HoursOut(min=workload.hours.min, max=workload.hours.max) if workload.hours else None
    return WorkloadOut(
        value=workload.value,
        max_value=workload.max_value,
        unit=workload.unit,
        hours=hours,
        basis=workload.evidence.basis,
    )


def _outcome(outcome: Outcome) -> OutcomeOut:
    competences = [
        CompetenceOut(iri=m.iri, label=m.label, predicate=m.predicate, confidence=m.confidence, mapping=m.mapping)
        for m in outcome.competences
    ]
    return OutcomeOut(iri=outcome.iri, text=outcome.text, competences=competences, tested=list(outcome.tested))


class PartyOut(BaseModel):
    """One of the two credentials."""

    iri: str
    id: str
    title: str
    jurisdiction: str
    kind: str


def party(record: Credential) -> PartyOut:
    """The short form of a credential."""
    return PartyOut(
        iri=record.iri, id=record.id, title=record.title, jurisdiction=record.jurisdiction, kind=record.kind
    )
