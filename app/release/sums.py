"""Rule results added up: by country, by rule, and by rule within a country."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.quality.check import RuleResult
from app.quality.readiness import Readiness

Judged = tuple[Sequence[RuleResult], Readiness, str]


@dataclass(slots=True)
class Sum:
    """Results of some credentials: of a country (`place`), on a rule (`rule`), or both; an empty IRI stands for all.

    `scores`: the readiness of each credential, where no single rule is meant.
    """

    place: str
    rule: str
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    not_applicable: int = 0
    credentials: int = 0
    scores: list[float] = field(default_factory=list)


def sums(judged: Iterable[Judged]) -> list[Sum]:
    """The sums over all credentials; rules that apply to none of a country's credentials have none there."""
    found: dict[tuple[str, str], Sum] = {}
    for results, ready, place in judged:
        for where in dict.fromkeys((place, "")):
            whole = _of(found, where, "")
            whole.credentials += 1
            if ready.score is not None:
                whole.scores.append(ready.score)
        for result in results:
            for where in dict.fromkeys((place, "")):
                for rule in ("", str(result.rule.iri)):
                    _add(_of(found, where, rule), result, counts=bool(rule))
    return [one for _, one in sorted(found.items()) if not one.rule or not one.place or _applies(one)]


def _of(found: dict[tuple[str, str], Sum], place: str, rule: str) -> Sum:
    return found.setdefault((place, rule), Sum(place, rule))


def _add(one: Sum, result: RuleResult, counts: bool) -> None:
    one.credentials += counts
    one.passed += result.outcome == "pass"
    one.failed += result.outcome == "fail"
    one.unknown += result.outcome == "unknown"
    one.not_applicable += result.outcome == "not-applicable"


def _applies(one: Sum) -> int:
    return one.passed + one.failed + one.unknown
