"""Profile: field and purpose. Do both speak of the same kind of work?"""

from collections import Counter

from app.coverage import Hierarchy, Profile
from app.equivalence.findings import Compared, Finding, Result
from app.equivalence.outcomes import profile
from app.model import Credential
from app.policy import Policy


def areas(shown: Profile, hierarchy: Hierarchy) -> Counter[str]:
    """Weight of each area of competence (the top of the hierarchy) in a profile, by information content."""
    weights: Counter[str] = Counter()
    for competence in shown.shown:
        above = [one for one in hierarchy.ancestors(competence) if not hierarchy.ancestors(one)]
        weights[above[0] if above else competence] += hierarchy.content(competence)  # type: ignore[assignment]
    return weights


def compare_profiles(source: Credential, target: Credential, hierarchy: Hierarchy, policy: Policy) -> Finding:
    """Compare areas of competence, or fields of education where outcomes are not documented.

    The number compared is the share of the target's weight that lies in areas where the source has some, too.
    """
    have, want = areas(profile(source), hierarchy), areas(profile(target), hierarchy)
    compared: Compared = {"source_field": ", ".join(source.fields), "target_field": ", ".join(target.fields)}
    if have and want:
        share = sum(weight for area, weight in want.items() if area in have) / sum(want.values())
        result, reason = _by_share(share, policy)
        return Finding("profile", result, reason, {**compared, "share": round(share, 3)})
    if not source.fields or not target.fields:
        return Finding("profile", Result.UNKNOWN, "profile-unknown", compared)
    if set(source.fields) & set(target.fields):
        return Finding("profile", Result.EQUIVALENT, "profile-same-field", compared)
    if {field[:2] for field in source.fields} & {field[:2] for field in target.fields}:
        return Finding("profile", Result.MINOR, "profile-near-field", compared)
    return Finding("profile", Result.SUBSTANTIAL, "profile-other-field", compared)


def _by_share(share: float, policy: Policy) -> tuple[Result, str]:
    if share >= policy["profile-equivalent"]:
        return Result.EQUIVALENT, "profile-same-work"
    if share >= policy["profile-minor"]:
        return Result.MINOR, "profile-partly-same-work"
    return Result.SUBSTANTIAL, "profile-other-work"
