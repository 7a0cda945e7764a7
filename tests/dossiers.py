"""Records, policies and competences made for a test: small, complete, and nothing in them that a test does not set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.equivalence import Holding, Party, Situation, Verdict, cover, judge
from app.equivalence.findings import Result
from app.hierarchy import Hierarchy
from app.law import Law
from app.model import (
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
from app.policy import Parameter, Policy

Mapping3 = tuple[str, str, float]
DAY = date(2026, 11, 25)
NUMBERS: Mapping[str, float] = {
    "coverage-conditional": 0.25,
    "coverage-equivalent": 0.75,
    "coverage-full": 0.55,
    "coverage-full-lower-level": 0.85,
    "coverage-minor": 0.45,
    "coverage-partial": 0.2,
    "essential-degree": 0.7,
    "level-minor-steps": 1.0,
    "profile-equivalent": 0.6,
    "profile-minor": 0.25,
    "workload-beyond-doubt-share": 4.0,
    "workload-exceeding-share": 1.25,
    "workload-minor-share": 0.8,
    "workload-substantial-share": 0.5,
}
DECIDING = frozenset({"learning-outcomes", "legal-effect", "level", "profile", "quality", "validity"})
BROADER: Mapping[str, str | None] = {
    "safety": None,
    "isolation": "safety",
    "disconnecting": "isolation",
    "securing": "isolation",
    "verifying": "isolation",
    "live-work": "safety",
    "mechanics": None,
    "brakes": "mechanics",
    "steering": "mechanics",
    "tyres": "mechanics",
    "manners": None,
    "greeting": "manners",
}
TREE = Hierarchy(
    {**BROADER, "traffic": None, "driving": "traffic"},
    implied={"isolation": ["live-work"], "driving": ["tyres"]},
    steps=["isolation"],
    generic=["manners"],
)


SHARES = ("coverage", "profile", "essential")


def policy(purpose: str = "employment", essential: Sequence[str] = (), **numbers: float) -> Policy:
    """A policy with the numbers above, but for those given (`coverage_full` for `coverage-full`)."""
    changed = {**NUMBERS, **{name.replace("_", "-"): number for name, number in numbers.items()}}
    deciding = DECIDING - ({"validity", "legal-effect"} if purpose == "study" else set())
    parameters = {
        name: Parameter(number, name, highest=1.0 if name.startswith(SHARES) else 10.0)
        for name, number in changed.items()
    }
    return Policy(purpose, f"policy/{purpose}", purpose, parameters, frozenset(essential), deciding)


def situation(estimate: float | None = 1.0, upper: float | None = None, **facts: Any) -> Situation:
    """A situation in which all criteria are equivalent but for those given (`legal_effect=Result.UNKNOWN`)."""
    criteria = ("level", "workload", "quality", "profile", "learning-outcomes", "validity", "legal-effect")
    results = {name: facts.pop(name.replace("-", "_"), Result.EQUIVALENT) for name in criteria}
    coverage = None if estimate is None else (estimate, estimate, estimate if upper is None else upper)
    return Situation(results, coverage, **facts)


def evidence(basis: Any = "stated", iri: str = "claim") -> Evidence:
    return Evidence(iri, basis, "high")


def eqf(value: int, basis: Any = "stated", lower_bound: bool = False) -> EqfLevel:
    return EqfLevel(value, lower_bound, None, evidence(basis))


def workload(
    value: float | None, unit: str = "hours", hours: tuple[float, float] | None = None, basis: Any = "stated"
) -> Workload:
    """An amount in its unit; hours convert to themselves, other units only as given."""
    if hours is None and unit == "hours" and value is not None:
        hours = (value, value)
    return Workload(value, None, unit, Hours(*hours) if hours else None, (), evidence(basis))


def quality(kind: str | None) -> Quality:
    return Quality(None, None, kind, evidence())


def validity(months: int | None = None, expires: bool | None = None) -> Validity:
    return Validity(bool(months) if expires is None else expires, months, "renew it", evidence())


def legal(regulated: bool | None, law: str = "an act") -> LegalEffect:
    return LegalEffect(regulated, law, evidence())


def outcomes(*stated: Sequence[Mapping3]) -> tuple[Outcome, ...]:
    """Outcomes, each given as its mappings (competence, predicate, confidence)."""
    return tuple(
        Outcome(f"outcome-{number}", "…", tuple(Mapped(name, name, how, sure, "m") for name, how, sure in mappings))
        for number, mappings in enumerate(stated)
    )


def shows(*competences: str) -> tuple[Outcome, ...]:
    """Outcomes that each state one competence exactly."""
    return outcomes(*([(competence, "exactMatch", 0.9)] for competence in competences))


def credential(slug: str = "xx/one", **claims: Any) -> Credential:
    """A record with nothing documented but what is given."""
    place = slug.partition("/")[0].upper()
    plain = Credential(slug, slug, slug.replace("/", "-"), place, place, "unit", {"en": slug}, "high")
    return replace(plain, **claims)


def party(record: Credential) -> Party:
    return Party.of(record, TREE)


def verdict(
    source: Credential,
    target: Credential,
    under: Policy | None = None,
    law: Law | None = None,
    awarded: date | None = None,
) -> Verdict:
    """The verdict on two records, judged on DAY."""
    have, want = party(source), party(target)
    return judge(have, want, cover(have, want, TREE), under or policy(), law or Law(), Holding(DAY, awarded))
