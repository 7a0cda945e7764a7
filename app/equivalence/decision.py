"""From findings to an outcome, by one table. Recognition is the default; a substantial difference must be shown.

The first rule that applies decides.

1.  The two are the same credential, or the source includes the target by law, by its scheme or as its part: full, or
    conditional when the document has expired.
2.  An instrument orders automatic recognition: full, or conditional when the document has expired.
3.  Outcomes are not known, but field, size and level leave no doubt: full.
4.  Outcomes are not known otherwise: insufficient-information.
5.  For study, the source counts towards the target in its own system, and is not enough for more: partial.
6.  Coverage reaches from too little to enough, for want of mapped outcomes: insufficient-information.
7.  Coverage is below the fringe of the policy; for reserved work, below what an addition can complete: none.
8.  The right to do reserved work is missing: none where the whole ordinary route to it remains, else conditional.
9.  An essential competence is missing: conditional for work, partial for study.
10. Coverage is not enough for full recognition, or not enough to make up for a lower level that is more than an
    estimate: partial.
11. Level, profile or quality differ substantially: partial.
12. The document has expired: conditional.
13. Otherwise: full.

Workload never decides alone, and level and workload never produce none: rule 7 rests on outcomes alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.equivalence.findings import Result
from app.policy import Policy

ESSENTIAL_MISSING = 9


class Outcome(StrEnum):
    """What is advised."""

    FULL = "full"
    PARTIAL = "partial"
    CONDITIONAL = "conditional"
    INSUFFICIENT = "insufficient-information"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the table looks at: the result on each criterion, coverage with its interval, and a few facts.

    `coverage` is (lower, estimate, upper), None when it is not known; `unmapped` says that outcomes of either side
    could not be mapped; `workload_share` is the least share of the target's hours, where both are known.
    """

    results: Mapping[str, Result]
    coverage: tuple[float, float, float] | None
    unmapped: bool = False
    workload_share: float | None = None
    essential_missing: bool = False
    automatic: bool = False
    included: bool = False
    counts_towards: bool = False
    ordinary_route: bool = False
    level_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, the number of the rule that gave it, and the criterion that decided."""

    outcome: Outcome
    rule: int
    decisive: str


def decide(situation: Situation, policy: Policy) -> Decision:
    """The first rule of the table that applies."""
    expired = situation.results.get("validity") is Result.SUBSTANTIAL and "validity" in policy.may_decide
    if situation.included or situation.automatic:
        rule, decisive = (1, "learning-outcomes") if situation.included else (2, "legal-effect")
        return Decision(Outcome.CONDITIONAL, rule, "validity") if expired else Decision(Outcome.FULL, rule, decisive)
    if situation.coverage is None:
        return _without_outcomes(situation, policy)
    _, estimate, upper = situation.coverage
    missing_right = situation.results.get("legal-effect") is Result.SUBSTANTIAL
    fringe = policy["coverage-conditional"] if missing_right else policy["coverage-partial"]
    if situation.counts_towards and policy.id == "study" and estimate < policy["coverage-full"]:
        return Decision(Outcome.PARTIAL, 5, "learning-outcomes")
    if situation.unmapped and estimate < fringe and upper >= policy["coverage-full"]:
        return Decision(Outcome.INSUFFICIENT, 6, "learning-outcomes")
    if estimate < fringe:
        return Decision(Outcome.NONE, 7, "learning-outcomes")
    if missing_right:
        outcome = Outcome.NONE if situation.ordinary_route else Outcome.CONDITIONAL
        return Decision(outcome, 8, "legal-effect")
    return _with_outcomes(situation, estimate, expired, policy)


def _without_outcomes(situation: Situation, policy: Policy) -> Decision:
    level, profile = situation.results.get("level"), situation.results.get("profile")
    share = situation.workload_share
    beyond_doubt = (
        profile is Result.EQUIVALENT
        and level in (Result.EQUIVALENT, Result.EXCEEDS, Result.UNKNOWN, Result.NOT_APPLICABLE)
        and share is not None
        and share >= policy["workload-beyond-doubt-share"]
        and situation.results.get("legal-effect") is not Result.SUBSTANTIAL
    )
    if beyond_doubt:
        return Decision(Outcome.FULL, 3, "workload")
    return Decision(Outcome.INSUFFICIENT, 4, "learning-outcomes")


def _with_outcomes(situation: Situation, estimate: float, expired: bool, policy: Policy) -> Decision:
    level = situation.results.get("level")
    lower = level is Result.MINOR and not situation.level_estimated
    enough = policy["coverage-full-lower-level"] if lower else policy["coverage-full"]
    if situation.essential_missing and estimate >= policy["coverage-full"]:
        outcome = Outcome.CONDITIONAL if policy.id != "study" else Outcome.PARTIAL
        return Decision(outcome, ESSENTIAL_MISSING, "learning-outcomes")
    if estimate < enough:
        return Decision(Outcome.PARTIAL, 10, "level" if estimate >= policy["coverage-full"] else "learning-outcomes")
    for criterion in ("level", "profile", "quality"):
        if situation.results.get(criterion) is Result.SUBSTANTIAL and criterion in policy.may_decide:
            return Decision(Outcome.PARTIAL, 11, criterion)
    if expired:
        return Decision(Outcome.CONDITIONAL, 12, "validity")
    return Decision(Outcome.FULL, 13, "learning-outcomes")
