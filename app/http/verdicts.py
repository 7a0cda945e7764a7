"""Verdicts as JSON."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel

from app import __version__
from app.equivalence import Finding, Verdict
from app.http.bridges import BridgeOut, FrontOut, NeedOut
from app.http.outcomes import MatchOut, OutcomeOut, label, matches_out, outcomes_out
from app.http.schemas import EvidenceOut, PartyOut, SourceOut, evidence_out, party, source_out
from app.model import Source
from app.recognition import Recognition
from app.recognition.statement import statement


class TextOut(BaseModel):
    """A standard text: its code, and its words in the language asked for."""

    id: str
    text: str


class CriterionOut(BaseModel):
    """The finding on one criterion: its reason, the numbers compared, the evidence on both sides."""

    id: str
    finding: str
    reason: TextOut
    compared: dict[str, float | int | str | bool | None]
    evidence: dict[str, list[EvidenceOut]]


class IntervalOut(BaseModel):
    """The share of the target's outcomes that the source covers, from 0 to 1, with the interval of what is possible."""

    lower: float
    estimate: float | None
    upper: float


class ConditionOut(BaseModel):
    """What has to be added."""

    kind: str
    text: str
    about: str
    label: str
    detail: str | None


class LawOut(BaseModel):
    """A legal instrument, or a rule on who decides."""

    iri: str
    title: str
    bodies: list[str]
    legal_basis: str | None
    time_limits: list[str]
    notes: list[str]


class DecisionOut(BaseModel):
    """The rule of the decision table that gave the outcome, and the criterion that decided."""

    rule: int
    decisive: str
    text: str


class PolicyOut(BaseModel):
    """The policy, and the numbers of it that the request varied."""

    id: str
    iri: str
    title: str
    overrides: dict[str, float]


class SuccessorOut(BaseModel):
    """The outcome against what replaced the target."""

    target: PartyOut
    outcome: str
    in_force_from: str | None


class VerdictOut(BaseModel):
    """A reasoned verdict. A person decides; this advises.

    `id` is the case in one word: `/api/v1/recognition/verdicts/{id}` judges it again. `bridges` and `unreachable` are
    those of a partial or conditional outcome; `bridging` says whether they are proven, and is None where none were
    looked for.
    """

    id: str
    source: PartyOut
    target: PartyOut
    purpose: str
    policy: PolicyOut
    judged_on: str
    awarded_on: str | None
    outcome: str
    decision: DecisionOut
    criteria: list[CriterionOut]
    coverage: IntervalOut | None
    outcomes: list[OutcomeOut]
    matches: list[MatchOut]
    conditions: list[ConditionOut]
    missing_information: list[list[TextOut]]
    bridges: list[BridgeOut]
    unreachable: list[NeedOut]
    bridging: str | None
    instruments: list[LawOut]
    authorities: list[LawOut]
    successors: list[SuccessorOut]
    sources: list[SourceOut]
    dataset_version: str
    engine_version: str
    computed_at: str
    statement: str


def verdict_out(
    recognition: Recognition, verdict: Verdict, lang: str, name: str, release: str, front: FrontOut | None
) -> VerdictOut:
    """The JSON form of a verdict.

    :param name: the case in one word
    :param front: the bridging sets, where they were looked for
    """
    decision, awarded, found = verdict.decision, verdict.holding.awarded, verdict.coverage
    policy = verdict.policy
    return VerdictOut(
        id=name, source=party(verdict.source), target=party(verdict.target), purpose=policy.id,
        policy=PolicyOut(id=policy.id, iri=policy.iri, title=policy.title, overrides=dict(policy.overrides)),
        judged_on=verdict.holding.judged.isoformat(), awarded_on=awarded.isoformat() if awarded else None,
        outcome=decision.outcome,
        decision=DecisionOut(rule=decision.rule, decisive=decision.decisive,
                             text=recognition.text(f"outcome-{decision.outcome}-text", lang)),
        criteria=[_criterion(recognition, finding, lang) for finding in verdict.findings],
        coverage=IntervalOut(lower=found.lower, estimate=found.estimate, upper=found.upper) if found else None,
        outcomes=outcomes_out(recognition, verdict), matches=matches_out(recognition, verdict, lang),
        conditions=_conditions(recognition, verdict, lang),
        missing_information=[[TextOut(id=fact, text=recognition.text(f"fact-{fact}", lang)) for fact in facts]
                             for facts in verdict.missing()],
        bridges=front.bridges if front else [], unreachable=front.unreachable if front else [],
        bridging=front.status if front else None,
        instruments=_instruments(verdict), authorities=_authorities(verdict),
        successors=[SuccessorOut(target=party(one.target), outcome=one.outcome, in_force_from=one.target.in_force[0])
                    for one in recognition.successors(verdict)],
        sources=[source_out(source) for _, source in sorted({s.iri: s for s in _cited(verdict)}.items())],
        dataset_version=release, engine_version=__version__,
        computed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        statement="\n".join(statement(recognition, verdict, lang)),
    )  # fmt: skip


def _criterion(recognition: Recognition, finding: Finding, lang: str) -> CriterionOut:
    return CriterionOut(
        id=finding.criterion,
        finding=finding.result,
        reason=TextOut(id=finding.reason, text=recognition.text(finding.reason, lang)),
        compared=dict(finding.compared),
        evidence={
            "source": [evidence_out(one) for one in finding.source],
            "target": [evidence_out(one) for one in finding.target],
        },
    )


def _conditions(recognition: Recognition, verdict: Verdict, lang: str) -> list[ConditionOut]:
    return [
        ConditionOut(
            kind=one.kind,
            text=recognition.text(f"condition-{one.kind}", lang),
            about=one.about,
            label=label(recognition, verdict, one.about, lang),
            detail=one.text,
        )
        for one in verdict.conditions()
    ]


def _instruments(verdict: Verdict) -> list[LawOut]:
    one = verdict.instrument
    if one is None:
        return []
    limits = [one.time_limit] if one.time_limit else []
    law = LawOut(
        iri=one.iri, title=one.title, bodies=[], legal_basis=one.legal_basis, time_limits=limits, notes=list(one.notes)
    )
    return [law]


def _authorities(verdict: Verdict) -> list[LawOut]:
    return [
        LawOut(
            iri=rule.iri,
            title="; ".join(rule.procedure),
            bodies=[body.names.get("en", body.iri) for body in rule.bodies],
            legal_basis=rule.legal_basis,
            time_limits=list(rule.time_limits),
            notes=[],
        )
        for rule in verdict.rules
    ]


def _cited(verdict: Verdict) -> Iterator[Source]:
    for finding in verdict.findings:
        for evidence in (*finding.source, *finding.target):
            yield from evidence.sources
    for record in (verdict.source, verdict.target):
        for outcome in record.outcomes:
            yield from outcome.sources
    if verdict.instrument is not None:
        yield from verdict.instrument.sources
    for rule in verdict.rules:
        yield from rule.sources
