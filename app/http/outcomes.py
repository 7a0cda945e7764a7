"""Learning outcomes in a verdict: how each of the target's is covered, and through which competences."""

from collections.abc import Iterator

from pydantic import BaseModel

from app.coverage import Match
from app.equivalence import Verdict
from app.model import Credential, Outcome
from app.recognition import Recognition


class MatchOut(BaseModel):
    """How one competence of the target is covered, from 0 to 1, and by which outcomes of the source."""

    competence: str
    label: str
    degree: float
    relation: str
    covered_by: str | None
    common_ancestor: str | None
    weight: float
    target_outcomes: list[str]
    source_outcomes: list[str]


class OutcomeOut(BaseModel):
    """How one learning outcome of the target is covered.

    `score` is the mean degree of its competences by weight, None where it is not known; `best_match` is the outcome of
    the source that covers the best covered of them; `status` is covered, partly-covered, not-covered or unknown.
    """

    target: str
    text: str
    best_match: str | None
    best_match_text: str | None
    common_ancestor: str | None
    score: float | None
    status: str


def outcomes_out(recognition: Recognition, verdict: Verdict) -> list[OutcomeOut]:
    """The outcomes of the target, one by one."""
    found = verdict.coverage
    matches = {match.target: match for match in found.matches} if found and found.estimate is not None else {}
    return [_outcome(recognition, verdict, outcome, matches) for outcome in verdict.target.outcomes]


def matches_out(recognition: Recognition, verdict: Verdict, lang: str) -> list[MatchOut]:
    """The competences of the target, one by one."""
    return [
        MatchOut(
            competence=match.target,
            label=label(recognition, verdict, match.target, lang),
            degree=match.degree,
            relation=match.relation,
            covered_by=match.source,
            common_ancestor=_common(recognition, match),
            weight=match.weight,
            target_outcomes=[one.iri for one in _stating(verdict.target, match.target)],
            source_outcomes=[one.iri for one in _stating(verdict.source, match.source)],
        )
        for match in (verdict.coverage.matches if verdict.coverage else ())
    ]


def label(recognition: Recognition, verdict: Verdict, iri: str, lang: str) -> str:
    """A name in the language asked for: of a competence of ours, else as the mapping has it."""
    if iri in recognition.labels:
        return recognition.label(iri, lang)
    return next((m.label for o in verdict.target.outcomes for m in o.competences if m.iri == iri), iri)


def _outcome(recognition: Recognition, verdict: Verdict, outcome: Outcome, matches: dict[str, Match]) -> OutcomeOut:
    own = [matches[mapped.iri] for mapped in outcome.competences if mapped.iri in matches]
    best = max(own, key=lambda match: match.degree, default=None)
    weight = sum(match.weight for match in own)
    score = sum(match.weight * match.degree for match in own) / weight if weight else None
    by = next(_stating(verdict.source, best.source), None) if best else None
    return OutcomeOut(
        target=outcome.iri,
        text=outcome.text,
        best_match=by.iri if by else None,
        best_match_text=by.text if by else None,
        common_ancestor=_common(recognition, best) if best else None,
        score=score,
        status=_status(score, verdict.policy["essential-degree"]),
    )


def _status(score: float | None, enough: float) -> str:
    if score is None:
        return "unknown"
    if score == 0:
        return "not-covered"
    return "covered" if score >= enough else "partly-covered"


def _common(recognition: Recognition, match: Match) -> str | None:
    return recognition.hierarchy.common(match.target, match.source) if match.source else None


def _stating(record: Credential, competence: str | None) -> Iterator[Outcome]:
    return (one for one in record.outcomes if any(mapped.iri == competence for mapped in one.competences))
