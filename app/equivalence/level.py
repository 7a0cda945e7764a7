"""Level: EQF levels as sets, since a scheme minimum or an estimate is not a point."""

from app.equivalence.findings import Finding, Result, estimated
from app.model import Credential, EqfLevel

MINOR_STEPS = 1


def possible_levels(level: EqfLevel) -> range:
    """The EQF levels that the claim admits: from the minimum up, or one either side of an estimate."""
    if level.lower_bound:
        return range(level.value, 9)
    if level.evidence.basis == "analyst-estimate":
        return range(max(1, level.value - 1), min(8, level.value + 1) + 1)
    return range(level.value, level.value + 1)


def compare_levels(source: Credential, target: Credential, minor_steps: int = MINOR_STEPS) -> Finding:
    """Compare the EQF levels.

    :param minor_steps: by how many levels the source may be lower before the difference is substantial
    """
    one, other = source.eqf, target.eqf
    left, right = (one.evidence,) if one else (), (other.evidence,) if other else ()
    compared = {"source_eqf": one.value if one else None, "target_eqf": other.value if other else None}
    if one is None or other is None:
        sides = [name for name, level in (("source", one), ("target", other)) if level is None]
        reason = "level-unknown-both" if len(sides) == 2 else f"level-unknown-{sides[0]}"
        return Finding("level", Result.UNKNOWN, reason, compared, left, right)
    have, want = possible_levels(one), possible_levels(other)
    result, reason = _result(one.value - other.value, minor_steps)
    certain = max(have) < min(want) - minor_steps
    if result is Result.SUBSTANTIAL and (estimated(left, right) or not certain):
        result, reason = Result.UNKNOWN, "level-lower-by-estimate"
    elif one.lower_bound or other.lower_bound:
        decided = max(have) <= min(want) or min(have) >= max(want)
        if not decided:
            result, reason = Result.UNKNOWN, "level-only-minimum-known"
    compared |= {"difference": one.value - other.value}
    return Finding("level", result, reason, compared, left, right)


def _result(difference: int, minor_steps: int) -> tuple[Result, str]:
    if difference == 0:
        return Result.EQUIVALENT, "level-same"
    if difference > 0:
        return Result.EXCEEDS, "level-higher"
    if difference >= -minor_steps:
        return Result.MINOR, "level-slightly-lower"
    return Result.SUBSTANTIAL, "level-lower"
