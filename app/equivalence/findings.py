"""What a comparison finds on one criterion."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.model import Evidence


class Result(StrEnum):
    """The answer on one criterion. A difference is substantial only when it is shown."""

    EQUIVALENT = "equivalent"
    EXCEEDS = "exceeds"
    MINOR = "minor-difference"
    SUBSTANTIAL = "substantial-difference"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


Compared = Mapping[str, float | int | str | bool | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding: `reason` names a standard reason of `ontology/reasons.ttl`; `compared` holds the numbers."""

    criterion: str
    result: Result
    reason: str
    compared: Compared
    source: tuple[Evidence, ...] = ()
    target: tuple[Evidence, ...] = ()


def estimated(*sides: tuple[Evidence, ...]) -> bool:
    """Whether any of the evidence is only an analyst's estimate."""
    return any(evidence.basis == "analyst-estimate" for side in sides for evidence in side)
