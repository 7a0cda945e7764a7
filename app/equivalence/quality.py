"""Quality assurance: who stands behind the award, and whether outcomes were assessed at all."""

from app.equivalence.findings import Finding, Result
from app.model import Credential

RANK = {"external": 3, "industry": 2, "internal": 2, "employer": 0}


def compare_quality(source: Credential, target: Credential) -> Finding:
    """Compare who assures quality.

    External assurance (public authority, accredited body, national catalogue) stands above that of an industry body or
    of the institution itself, and both stand well above an employer's own word. Outcomes that the source says were
    never assessed are a minor difference where the target assesses them.
    """
    one, other = source.quality, target.quality
    left, right = (one.evidence,) if one else (), (other.evidence,) if other else ()
    compared = {"source": one.kind if one else None, "target": other.kind if other else None}
    if one is None or other is None or one.kind is None or other.kind is None:
        known = (one is not None and one.kind is not None, other is not None and other.kind is not None)
        side = {(False, False): "both", (False, True): "source", (True, False): "target"}.get(known, "both")
        return Finding("quality", Result.UNKNOWN, f"quality-unknown-{side}", compared, left, right)
    distance = RANK[one.kind] - RANK[other.kind]
    if distance <= -2:
        return Finding("quality", Result.SUBSTANTIAL, "quality-employer-only", compared, left, right)
    if _unassessed(source) and not _unassessed(target):
        return Finding("quality", Result.MINOR, "quality-not-assessed", compared, left, right)
    if distance < 0:
        return Finding("quality", Result.MINOR, "quality-less-external", compared, left, right)
    return Finding("quality", Result.EQUIVALENT, "quality-same", compared, left, right)


def _unassessed(credential: Credential) -> bool:
    return any("none" in assessment.methods for assessment in credential.assessments)
