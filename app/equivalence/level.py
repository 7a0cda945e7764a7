"""Level: EQF levels as sets, since a scheme minimum or an estimate is not a point."""

from app.equivalence.findings import Compared, Finding, Result, estimated
from app.model import Credential, EqfLevel
from app.policy import Policy


def possible_levels(level: EqfLevel) -> range:
    """The EQF levels that the claim admits: from the minimum up, or one either side of an estimate."""
    if level.lower_bound:
        return range(level.value, 9)
    if level.evidence.basis == "analyst-estimate":
        return range(max(1, level.value - 1), min(8, level.value + 1) + 1)
    return range(level.value, level.value + 1)


def compare_levels(source: Credential, target: Credential, policy: Policy) -> Finding:
    """Compare the EQF levels. A licence or attestation that no framework levels has no level to compare with."""
    one, other = source.eqf, target.eqf
    left, right = (one.evidence,) if one else (), (other.evidence,) if other else ()
    compared: Compared = {"source_eqf": one.value if one else None, "target_eqf": other.value if other else None}
    if other is None and target.kind == "licence":
        return Finding("level", Result.NOT_APPLICABLE, "level-target-has-none", compared, left, right)
    if one is None or other is None:
        sides = [name for name, level in (("source", one), ("target", other)) if level is None]
        reason = "level-unknown-both" if len(sides) == 2 else f"level-unknown-{sides[0]}"
        return Finding("level", Result.UNKNOWN, reason, compared, left, right)
    steps = int(policy["level-minor-steps"])
    result, reason = _result(one.value - other.value, steps)
    have, want = possible_levels(one), possible_levels(other)
    if result is Result.SUBSTANTIAL and (estimated(left, right) or max(have) >= min(want) - steps):
        result, reason = Result.UNKNOWN, "level-lower-by-estimate"
    elif (one.lower_bound or other.lower_bound) and not (max(have) <= min(want) or min(have) >= max(want)):
        result, reason = Result.UNKNOWN, "level-only-minimum-known"
    return Finding("level", result, reason, {**compared, "difference": one.value - other.value}, left, right)


def _result(difference: int, minor_steps: int) -> tuple[Result, str]:
    if difference == 0:
        return Result.EQUIVALENT, "level-same"
    if difference > 0:
        return Result.EXCEEDS, "level-higher"
    if difference >= -minor_steps:
        return Result.MINOR, "level-slightly-lower"
    return Result.SUBSTANTIAL, "level-lower"
