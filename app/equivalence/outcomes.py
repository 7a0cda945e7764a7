"""Learning outcomes: how much of the target's outcomes the source covers."""

from app.coverage import Coverage, Hierarchy, Profile, coverage
from app.equivalence.findings import Finding, Result
from app.model import Credential, Evidence
from app.policy import Policy


def profile(credential: Credential) -> Profile:
    """The competences that the outcomes of a credential are mapped to."""
    return Profile.of(
        [(mapped.iri, mapped.predicate, mapped.confidence) for mapped in outcome.competences]
        for outcome in credential.outcomes
    )


def compare_outcomes(
    source: Credential, target: Credential, hierarchy: Hierarchy, policy: Policy
) -> tuple[Finding, Coverage | None]:
    """Compare the outcomes, directed from source to target.

    :returns: the finding, and the coverage where both sides state outcomes that are mapped
    """
    have, want = profile(source), profile(target)
    if not have.shown or not want.shown:
        sides = [name for name, side in (("source", have), ("target", want)) if not side.shown]
        reason = "outcomes-unknown-both" if len(sides) == 2 else f"outcomes-unknown-{sides[0]}"
        return Finding("learning-outcomes", Result.UNKNOWN, reason, {}, _stated(source), _stated(target)), None
    found = coverage(have, want, hierarchy)
    assert found.estimate is not None
    compared = {
        "lower": round(found.lower, 3), "estimate": round(found.estimate, 3), "upper": round(found.upper, 3),
        "source_competences": len(have.shown), "target_competences": len(want.shown),
    }  # fmt: skip
    result, reason = _result(found, policy)
    return Finding("learning-outcomes", result, reason, compared, _stated(source), _stated(target)), found


def _stated(credential: Credential) -> tuple[Evidence, ...]:
    """The outcomes as evidence: each one, with the sources it was read in."""
    return tuple(
        Evidence(outcome.iri, "stated", credential.confidence, outcome.sources) for outcome in credential.outcomes
    )


def _result(found: Coverage, policy: Policy) -> tuple[Result, str]:
    assert found.estimate is not None
    if found.estimate >= policy["coverage-equivalent"]:
        return Result.EQUIVALENT, "outcomes-covered"
    if found.estimate >= policy["coverage-minor"]:
        return Result.MINOR, "outcomes-mostly-covered"
    if found.upper < policy["coverage-equivalent"]:
        return Result.SUBSTANTIAL, "outcomes-not-covered"
    return Result.UNKNOWN, "outcomes-coverage-uncertain"
