"""Verdicts as JSON."""

from collections.abc import Iterator

from pydantic import BaseModel

from app.coverage import Match
from app.equivalence import Finding, Verdict
from app.http.schemas import EvidenceOut, SourceOut, evidence_out, source_out
from app.model import Credential, Source
from app.recognition import Recognition


class PartyOut(BaseModel):
    """One of the two credentials."""

    iri: str
    id: str
    title: str
    jurisdiction: str
    kind: str


class TextOut(BaseModel):
    """A standard text: its code, and its words in the language asked for."""

    id: str
    text: str


class FindingOut(BaseModel):
    """The answer on one criterion: result, reason, the numbers compared, the evidence on both sides."""

    criterion: str
    result: str
    reason: TextOut
    compared: dict[str, float | int | str | bool | None]
    evidence: dict[str, list[EvidenceOut]]


class MatchOut(BaseModel):
    """How one competence of the target is covered, from 0 to 1, and by which outcomes of the source."""

    competence: str
    label: str
    degree: float
    relation: str
    covered_by: str | None
    common: str | None
    weight: float
    target_outcomes: list[str]
    source_outcomes: list[str]


class CoverageOut(BaseModel):
    """The share of the target's outcomes that the source covers, from 0 to 1, with the interval of what is possible."""

    lower: float
    estimate: float | None
    upper: float
    matches: list[MatchOut]


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


class OutcomeOut(BaseModel):
    """The outcome, the rule of the decision table that gave it, and the criterion that decided."""

    outcome: str
    text: str
    rule: int
    decisive: str


class SuccessorOut(BaseModel):
    """The outcome against what replaced the target."""

    target: PartyOut
    outcome: str
    in_force_from: str | None


class VerdictOut(BaseModel):
    """A reasoned verdict. A person decides; this advises."""

    source: PartyOut
    target: PartyOut
    purpose: str
    policy: dict[str, object]
    judged_on: str
    award_date: str | None
    outcome: str
    decision: OutcomeOut
    findings: list[FindingOut]
    coverage: CoverageOut | None
    conditions: list[ConditionOut]
    not_covered: list[MatchOut]
    requests: list[list[TextOut]]
    instrument: LawOut | None
    authorities: list[LawOut]
    successors: list[SuccessorOut]
    sources: list[SourceOut]
    release: str
    advice: str


def verdict_out(recognition: Recognition, verdict: Verdict, lang: str, release: str) -> VerdictOut:
    """The JSON form of a verdict."""

    def text(kind: str, code: str) -> str:
        return recognition.text(f"{kind}{code}", lang)

    decision = verdict.decision
    return VerdictOut(
        source=party(verdict.source), target=party(verdict.target), purpose=verdict.policy.id,
        policy={"iri": verdict.policy.iri, "title": verdict.policy.title, "overrides": dict(verdict.policy.overrides)},
        judged_on=verdict.holding.judged.isoformat(),
        award_date=verdict.holding.awarded.isoformat() if verdict.holding.awarded else None,
        outcome=decision.outcome,
        decision=OutcomeOut(outcome=decision.outcome, text=text("outcome-", f"{decision.outcome}-text"),
                            rule=decision.rule, decisive=decision.decisive),
        findings=[_finding(recognition, finding, lang) for finding in verdict.findings],
        coverage=_coverage(recognition, verdict, lang),
        conditions=_conditions(recognition, verdict, lang),
        not_covered=[_match(recognition, verdict, gap, lang) for gap in verdict.gaps],
        requests=[[TextOut(id=fact, text=text("fact-", fact)) for fact in facts] for facts in verdict.missing()],
        instrument=_instrument(verdict), authorities=_authorities(verdict),
        successors=[SuccessorOut(target=party(one.target), outcome=one.outcome, in_force_from=one.target.in_force[0])
                    for one in recognition.successors(verdict)],
        sources=[source_out(source) for _, source in sorted({s.iri: s for s in _cited(verdict)}.items())],
        release=release, advice=text("", "advice"),
    )  # fmt: skip


def party(record: Credential) -> PartyOut:
    """The short form of a credential."""
    return PartyOut(
        iri=record.iri, id=record.id, title=record.title, jurisdiction=record.jurisdiction, kind=record.kind
    )


def _finding(recognition: Recognition, finding: Finding, lang: str) -> FindingOut:
    return FindingOut(
        criterion=finding.criterion,
        result=finding.result,
        reason=TextOut(id=finding.reason, text=recognition.text(finding.reason, lang)),
        compared=dict(finding.compared),
        evidence={
            "source": [evidence_out(one) for one in finding.source],
            "target": [evidence_out(one) for one in finding.target],
        },
    )


def _coverage(recognition: Recognition, verdict: Verdict, lang: str) -> CoverageOut | None:
    found = verdict.coverage
    if found is None:
        return None
    matches = [_match(recognition, verdict, match, lang) for match in found.matches]
    return CoverageOut(lower=found.lower, estimate=found.estimate, upper=found.upper, matches=matches)


def _match(recognition: Recognition, verdict: Verdict, match: Match, lang: str) -> MatchOut:
    return MatchOut(
        competence=match.target,
        label=_label(recognition, verdict, match.target, lang),
        degree=match.degree,
        relation=match.relation,
        covered_by=match.source,
        common=recognition.hierarchy.common(match.target, match.source) if match.source else None,
        weight=match.weight,
        target_outcomes=_stating(verdict.target, match.target),
        source_outcomes=_stating(verdict.source, match.source),
    )


def _conditions(recognition: Recognition, verdict: Verdict, lang: str) -> list[ConditionOut]:
    return [
        ConditionOut(
            kind=one.kind,
            text=recognition.text(f"condition-{one.kind}", lang),
            about=one.about,
            label=_label(recognition, verdict, one.about, lang),
            detail=one.text,
        )
        for one in verdict.conditions()
    ]


def _instrument(verdict: Verdict) -> LawOut | None:
    one = verdict.instrument
    if one is None:
        return None
    limits = [one.time_limit] if one.time_limit else []
    return LawOut(
        iri=one.iri, title=one.title, bodies=[], legal_basis=one.legal_basis, time_limits=limits, notes=list(one.notes)
    )


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


def _label(recognition: Recognition, verdict: Verdict, iri: str, lang: str) -> str:
    """A name in the language asked for: of a competence of ours, else as the mapping has it."""
    if iri in recognition.labels:
        return recognition.label(iri, lang)
    return next((m.label for o in verdict.target.outcomes for m in o.competences if m.iri == iri), iri)


def _stating(record: Credential, competence: str | None) -> list[str]:
    return [o.iri for o in record.outcomes if any(mapped.iri == competence for mapped in o.competences)]


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
