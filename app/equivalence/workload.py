"""Workload: hours of learner work as intervals; units that do not measure time stay unconverted."""

from app.equivalence.findings import Finding, Result, estimated
from app.model import Credential, Hours, Workload
from app.policy import Policy


def hours_of(credential: Credential) -> tuple[Workload | None, Hours | None]:
    """The first workload that converts to hours, else the one the record leads with."""
    for workload in credential.workloads:
        if workload.hours is not None:
            return workload, workload.hours
    return credential.workload, None


def compare_workloads(source: Credential, target: Credential, policy: Policy) -> Finding:
    """Compare hours of learner work, or amounts of the same unit where neither converts.

    The share of source to target is an interval: fewest hours over most hours, to most over fewest. Workload alone
    never decides a case.
    """
    (one, have), (other, want) = hours_of(source), hours_of(target)
    left, right = (one.evidence,) if one else (), (other.evidence,) if other else ()
    compared: dict[str, float | int | str | bool | None] = {
        "source": one.value if one else None, "source_unit": one.unit if one else None,
        "target": other.value if other else None, "target_unit": other.unit if other else None,
        "source_hours_min": have.min if have else None, "source_hours_max": have.max if have else None,
        "target_hours_min": want.min if want else None, "target_hours_max": want.max if want else None,
    }  # fmt: skip
    if one is None or other is None or one.value is None or other.value is None:
        known = (one is not None and one.value is not None, other is not None and other.value is not None)
        reason = {(False, False): "both", (False, True): "source", (True, False): "target"}[known]
        return Finding("workload", Result.UNKNOWN, f"workload-unknown-{reason}", compared, left, right)
    if have is None or want is None:
        if one.unit != other.unit:
            return Finding("workload", Result.UNKNOWN, "workload-not-comparable", compared, left, right)
        have, want = (
            Hours(one.value, one.max_value or one.value),
            Hours(other.value, other.max_value or other.value),
        )
    if not want.min or not want.max:
        return Finding("workload", Result.UNKNOWN, "workload-not-comparable", compared, left, right)
    least, most = have.min / want.max, have.max / want.min
    compared |= {"share_min": round(least, 3), "share_max": round(most, 3)}
    result, reason = _result(least, most, policy)
    if result is Result.SUBSTANTIAL and estimated(left, right):
        result, reason = Result.UNKNOWN, "workload-smaller-by-estimate"
    return Finding("workload", result, reason, compared, left, right)


def _result(least: float, most: float, policy: Policy) -> tuple[Result, str]:
    if most < policy["workload-substantial-share"]:
        return Result.SUBSTANTIAL, "workload-much-smaller"
    if least > policy["workload-exceeding-share"]:
        return Result.EXCEEDS, "workload-larger"
    if most < policy["workload-minor-share"]:
        return Result.MINOR, "workload-smaller"
    return Result.EQUIVALENT, "workload-similar"
