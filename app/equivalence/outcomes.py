"""Learning outcomes: how much of the target's outcomes the source covers."""

from app.coverage import Coverage, coverage
from app.equivalence.findings import Compared, Finding, Result
from app.equivalence.party import Party
from app.hierarchy import Hierarchy
from app.policy import Policy


def cover(source: Party, target: Party, hierarchy: Hierarchy) -> Coverage | None:
    """The coverage, where both sides state outcomes that are mapped."""
    if not source.profile.shown or not target.profile.shown:
        return None
    return coverage(source.profile, target.profile, hierarchy)


def compare_outcomes(source: Party, target: Party, found: Coverage | None, policy: Policy) -> Finding:
    """Compare the outcomes, directed from source to target."""
    if found is None or found.estimate is None:
        sides = [name for name, side in (("source", source), ("target", target)) if not side.profile.shown]
        reason = "outcomes-unknown-both" if len(sides) == 2 else f"outcomes-unknown-{sides[0]}"
        return Finding("learning-outcomes", Result.UNKNOWN, reason, {}, source.stated, target.stated)
    compared: Compared = {
        "lower": round(found.lower, 3),
        "estimate": round(found.estimate, 3),
        "upper": round(found.upper, 3),
        "source_competences": len(source.profile.shown),
        "target_competences": len(target.profile.shown),
    }
    result, reason = _result(found.estimate, found.upper, policy)
    return Finding("learning-outcomes", result, reason, compared, source.stated, target.stated)


def _result(estimate: float, upper: float, policy: Policy) -> tuple[Result, str]:
    if estimate >= policy["coverage-equivalent"]:
        return Result.EQUIVALENT, "outcomes-covered"
    if estimate >= policy["coverage-minor"]:
        return Result.MINOR, "outcomes-mostly-covered"
    if upper < policy["coverage-full"]:
        return Result.SUBSTANTIAL, "outcomes-not-covered"
    return Result.UNKNOWN, "outcomes-coverage-uncertain"
