"""How ready a record is for recognition abroad, and what to complete first.

readiness = sum of the weights of the rules passed / sum of the weights of the rules that apply

A rule weighs 3 as a violation, 2 as a warning and 1 as information. Rules that fail count as not passed, and so do
rules of which nobody can tell: what is not recorded cannot be relied on abroad *yet*. Rules that do not apply count
nowhere. A record to which no rule applies has no readiness.

The gain of a field is how much readiness could rise at most if the field were filled in well: the weight of each rule
that does not pass, shared evenly by the fields that it waits for, over the weight of all rules that apply.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.quality.check import RuleResult
from app.quality.fields import Fields

WEIGHTS = {"violation": 3, "warning": 2, "info": 1}
COMPLETIONS = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """A field to fill in or to mend: how much readiness it could gain, and the rules that wait for it, by IRI."""

    field: str
    gain: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the rules say of one record in all: `score` from 0 to 1, None where no rule applies."""

    credential: str
    score: float | None
    passed: int
    failed: int
    unknown: int
    not_applicable: int
    completions: tuple[Completion, ...]


def readiness(results: Sequence[RuleResult], fields: Fields, most: int = COMPLETIONS) -> Readiness:
    """The readiness of one record.

    :param results: of all rules for that record
    :param most: how many fields to name, those that gain most first
    """
    counts = Counter(result.outcome for result in results)
    whole = sum(WEIGHTS[one.rule.severity] for one in results if one.outcome != "not-applicable")
    passed = sum(WEIGHTS[one.rule.severity] for one in results if one.outcome == "pass")
    open_ones = [one for one in results if one.outcome in ("fail", "unknown")]
    return Readiness(
        credential=results[0].credential,
        score=passed / whole if whole else None,
        passed=counts["pass"],
        failed=counts["fail"],
        unknown=counts["unknown"],
        not_applicable=counts["not-applicable"],
        completions=tuple(_completions(open_ones, whole, fields)[:most]),
    )


def _completions(results: Iterable[RuleResult], whole: int, fields: Fields) -> list[Completion]:
    gains: dict[str, float] = defaultdict(float)
    waiting: dict[str, set[str]] = defaultdict(set)
    for result in results:
        found = fields.among(result.paths)
        for one in found:
            gains[one] += WEIGHTS[result.rule.severity] / len(found) / whole
            waiting[one].add(str(result.rule.iri))
    ranked = sorted(gains, key=lambda one: (-round(gains[one], 9), one))
    return [Completion(one, gains[one], tuple(sorted(waiting[one]))) for one in ranked]
