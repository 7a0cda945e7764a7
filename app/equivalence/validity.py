"""Validity: is the holder's document still good on the day?"""

from dataclasses import dataclass
from datetime import date

from app.equivalence.findings import Compared, Finding, Result
from app.model import Credential


@dataclass(frozen=True, slots=True)
class Holding:
    """What is known of the holder's document: the day it was awarded, and the day on which it is judged."""

    judged: date
    awarded: date | None = None

    def months(self) -> int | None:
        """Whole months from award to judgement."""
        if self.awarded is None:
            return None
        months = (self.judged.year - self.awarded.year) * 12 + self.judged.month - self.awarded.month
        return months - (self.judged.day < self.awarded.day)


def compare_validity(source: Credential, target: Credential, holding: Holding) -> Finding:
    """Whether the source is still valid. Without the date of award, a document that expires is unknown."""
    one, other = source.validity, target.validity
    left, right = (one.evidence,) if one else (), (other.evidence,) if other else ()
    age = holding.months()
    compared: Compared = {
        "source_months": one.months if one else None,
        "target_months": other.months if other else None,
        "age_months": age,
    }
    result, reason = _result(source, age)
    return Finding("validity", result, reason, compared, left, right)


def _result(source: Credential, age: int | None) -> tuple[Result, str]:
    validity = source.validity
    if validity is None or validity.expires is None or (validity.expires and validity.months is None):
        return Result.UNKNOWN, "validity-unknown"
    if not validity.expires or validity.months is None:
        if source.status == "superseded":
            return Result.MINOR, "validity-superseded"
        return Result.EQUIVALENT, "validity-does-not-lapse"
    if age is None:
        return Result.UNKNOWN, "validity-date-needed"
    if age < 0:
        return Result.UNKNOWN, "validity-date-in-future"
    if age >= validity.months:
        return Result.SUBSTANTIAL, "validity-expired"
    return Result.EQUIVALENT, "validity-current"
