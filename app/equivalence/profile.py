"""Profile: field and purpose. Do both speak of the same kind of work?"""

from app.coverage import Coverage
from app.equivalence.findings import Compared, Finding, Result
from app.equivalence.party import Party
from app.policy import Policy


def compare_profiles(source: Party, target: Party, found: Coverage | None, policy: Policy) -> Finding:
    """Compare areas of competence, or fields of education where outcomes are not documented.

    The number compared is the share of the target's weight that lies in areas where the source has some, too, or that
    the source covers, whatever the area.
    """
    have, want = source.record.fields, target.record.fields
    compared: Compared = {"source_field": ", ".join(have), "target_field": ", ".join(want)}
    if found is not None and found.matches:
        shared = sum(
            match.weight
            for match in found.matches
            if match.degree >= policy["essential-degree"] or target.area_of[match.target] in source.areas
        )
        share = shared / sum(match.weight for match in found.matches)
        result, reason = _by_share(share, policy)
        return Finding("profile", result, reason, {**compared, "share": round(share, 3)})
    if not have or not want:
        return Finding("profile", Result.UNKNOWN, "profile-unknown", compared)
    if set(have) & set(want):
        return Finding("profile", Result.EQUIVALENT, "profile-same-field", compared)
    if {field[:2] for field in have} & {field[:2] for field in want}:
        return Finding("profile", Result.MINOR, "profile-near-field", compared)
    return Finding("profile", Result.SUBSTANTIAL, "profile-other-field", compared)


def _by_share(share: float, policy: Policy) -> tuple[Result, str]:
    if share >= policy["profile-equivalent"]:
        return Result.EQUIVALENT, "profile-same-work"
    if share >= policy["profile-minor"]:
        return Result.MINOR, "profile-partly-same-work"
    return Result.SUBSTANTIAL, "profile-other-work"
