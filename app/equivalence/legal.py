"""Legal effect: the right to do reserved work, which learning alone does not give."""

from datetime import date

from app.equivalence.findings import Compared, Finding, Result
from app.law import Instrument, Law
from app.model import Credential


def compare_legal_effect(
    source: Credential, target: Credential, purpose: str, law: Law, day: date
) -> tuple[Finding, Instrument | None]:
    """Whether the source gives the right that the target gives.

    Where law reserves work to holders of the target, an instrument may order recognition, at once or after a comparison
    by the host authority. Without one, the source has no force, whatever was learnt. For study the right to work is not
    in question.

    :returns: the finding, and the instrument that joins the two, if any
    """
    one, other = source.legal, target.legal
    left, right = (one.evidence,) if one else (), (other.evidence,) if other else ()
    instrument = law.instrument(source, target, day.isoformat())
    compared: Compared = {
        "source_regulated": one.regulated if one else None,
        "target_regulated": other.regulated if other else None,
        "law": other.law if other else None,
        "instrument": instrument.title if instrument else None,
    }
    result, reason = _result(source, target, purpose, instrument)
    return Finding("legal-effect", result, reason, compared, left, right), instrument


def _result(source: Credential, target: Credential, purpose: str, instrument: Instrument | None) -> tuple[Result, str]:
    reserved = target.legal.regulated if target.legal else None
    if purpose == "study":
        return Result.NOT_APPLICABLE, "legal-effect-not-for-study"
    if instrument is not None and instrument.automatic:
        return Result.EQUIVALENT, "legal-effect-by-instrument"
    if reserved is None:
        if purpose == "regulated-work":
            return Result.UNKNOWN, "legal-effect-unknown"
        return Result.NOT_APPLICABLE, "legal-effect-none-documented"
    if not reserved:
        return Result.NOT_APPLICABLE, "legal-effect-not-reserved"
    if source.country == target.country and source.iri == target.iri:
        return Result.EQUIVALENT, "legal-effect-same"
    if instrument is not None:
        return Result.SUBSTANTIAL, "legal-effect-authority-decides"
    return Result.SUBSTANTIAL, "legal-effect-no-force"
