"""`/api/v1/recognition`: one credential held against another, with reasons and evidence."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.coverage import Match
from app.equivalence import Finding
from app.http.credentials import find
from app.http.schemas import EvidenceOut, SourceOut, evidence_out, source_out
from app.http.state import Service, ServiceDep
from app.model import Credential, Source
from app.problems import ParameterError
from app.recognition import Comparison

router = APIRouter(tags=["recognition"])
LANGUAGES = ("en", "fi", "pt", "es", "ga")


class PartyOut(BaseModel):
    """One of the two credentials."""

    iri: str
    id: str
    title: str
    jurisdiction: str
    kind: str


class ReasonOut(BaseModel):
    """A standard reason, with its text in the language asked for."""

    id: str
    text: str


class FindingOut(BaseModel):
    """The answer on one criterion: result, reason, the numbers compared, the evidence on both sides."""

    criterion: str
    result: str
    reason: ReasonOut
    compared: dict[str, float | int | str | bool | None]
    evidence: dict[str, list[EvidenceOut]]


class MatchOut(BaseModel):
    """How one competence of the target is covered, from 0 to 1, and by which outcomes of the source."""

    competence: str
    label: str
    degree: float
    relation: str
    covered_by: str | None
    target_outcomes: list[str]
    source_outcomes: list[str]


class CoverageOut(BaseModel):
    """The share of the target's outcomes that the source covers, from 0 to 1, with the interval of what is possible."""

    lower: float
    estimate: float | None
    upper: float
    matches: list[MatchOut]


class RecognitionOut(BaseModel):
    """Findings and coverage. A person decides; this advises."""

    source: PartyOut
    target: PartyOut
    purpose: str
    findings: list[FindingOut]
    coverage: CoverageOut | None
    sources: list[SourceOut]
    release: str
    advice: str


@router.get("/recognition", summary="Hold one credential against another")
def get_recognition(
    service: ServiceDep,
    source: Annotated[str, Query(description="IRI or id of the credential that the holder has, e.g. fi/106884")],
    target: Annotated[str, Query(description="IRI or id of the credential it is held against")],
    purpose: Annotated[str, Query(description="study, employment or regulated-work")] = "employment",
    lang: Annotated[str, Query(description="language of the reasons: en, fi, pt, es or ga")] = "en",
) -> RecognitionOut:
    """Level, workload and outcome coverage compared; each finding with its reason and evidence; unknown is never no."""
    if lang not in LANGUAGES:
        raise ParameterError("lang", lang, f"is not one of {', '.join(LANGUAGES)}")
    have, want = find(service, source, "source"), find(service, target, "target")
    return _out(service, service.recognition.compare(have.iri, want.iri, purpose), lang)


def _out(service: Service, found: Comparison, lang: str) -> RecognitionOut:
    evidence = [one for finding in found.findings for one in (*finding.source, *finding.target)]
    cited = {source.iri: source for one in evidence for source in one.sources}
    cited |= {source.iri: source for source in (*_outcome_sources(found.source), *_outcome_sources(found.target))}
    return RecognitionOut(
        source=_party(found.source), target=_party(found.target), purpose=found.purpose,
        findings=[_finding(service, finding, lang) for finding in found.findings],
        coverage=_coverage(service, found),
        sources=[source_out(source) for _, source in sorted(cited.items())],
        release=service.manifest.release,
        advice="This advises; the decision rests with the competent authority, the institution or the employer.",
    )  # fmt: skip


def _party(record: Credential) -> PartyOut:
    return PartyOut(
        iri=record.iri, id=record.id, title=record.title, jurisdiction=record.jurisdiction, kind=record.kind
    )


def _finding(service: Service, finding: Finding, lang: str) -> FindingOut:
    return FindingOut(
        criterion=finding.criterion, result=finding.result,
        reason=ReasonOut(id=finding.reason, text=service.recognition.text(finding.reason, lang)),
        compared=dict(finding.compared),
        evidence={
            "source": [evidence_out(one) for one in finding.source],
            "target": [evidence_out(one) for one in finding.target],
        },
    )  # fmt: skip


def _coverage(service: Service, found: Comparison) -> CoverageOut | None:
    if found.coverage is None:
        return None
    result: dict[str, Any] = {"lower": found.coverage.lower, "upper": found.coverage.upper}
    matches = [_match(found, match) for match in found.coverage.matches]
    return CoverageOut(estimate=found.coverage.estimate, matches=matches, **result)


def _match(found: Comparison, match: Match) -> MatchOut:
    labels = {mapped.iri: mapped.label for outcome in found.target.outcomes for mapped in outcome.competences}
    return MatchOut(
        competence=match.target, label=labels.get(match.target, match.target), degree=match.degree,
        relation=match.relation, covered_by=match.source,
        target_outcomes=_stating(found.target, match.target), source_outcomes=_stating(found.source, match.source),
    )  # fmt: skip


def _stating(record: Credential, competence: str | None) -> list[str]:
    return [o.iri for o in record.outcomes if any(mapped.iri == competence for mapped in o.competences)]


def _outcome_sources(record: Credential) -> list[Source]:
    return [source for outcome in record.outcomes for source in outcome.sources]
