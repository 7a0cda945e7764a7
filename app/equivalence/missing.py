"""What is missing that could change the answer: every minimal set of facts, as something to ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

from app.equivalence.decision import Outcome, Situation, decide
from app.equivalence.findings import Finding, Result
from app.policy import Policy

FACTS: Mapping[str, tuple[str, ...]] = {
    "level-unknown-source": ("source-level",),
    "level-unknown-target": ("target-level",),
    "level-unknown-both": ("source-level", "target-level"),
    "level-lower-by-estimate": ("source-level", "target-level"),
    "level-only-minimum-known": ("source-level",),
    "workload-unknown-source": ("source-workload",),
    "workload-unknown-target": ("target-workload",),
    "workload-unknown-both": ("source-workload", "target-workload"),
    "workload-not-comparable": ("source-workload", "target-workload"),
    "workload-smaller-by-estimate": ("source-workload",),
    "quality-unknown-source": ("source-quality",),
    "quality-unknown-target": ("target-quality",),
    "quality-unknown-both": ("source-quality", "target-quality"),
    "outcomes-unknown-source": ("source-outcomes",),
    "outcomes-unknown-target": ("target-outcomes",),
    "outcomes-unknown-both": ("source-outcomes", "target-outcomes"),
    "outcomes-coverage-uncertain": ("source-outcomes",),
    "validity-unknown": ("source-validity",),
    "validity-date-needed": ("award-date",),
    "validity-date-in-future": ("award-date",),
    "legal-effect-unknown": ("target-legal-effect",),
}
_POSSIBLE = (Result.EQUIVALENT, Result.MINOR, Result.SUBSTANTIAL)


def missing_facts(situation: Situation, findings: Mapping[str, Finding], policy: Policy) -> list[tuple[str, ...]]:
    """The minimal sets of facts that could change the outcome, smallest first.

    A set is found by trying every answer that the facts of some unknown criteria could give, the others staying
    unknown; it is minimal when no part of it could change the outcome.
    """
    now = decide(situation, policy).outcome
    unknown = [name for name, finding in findings.items() if finding.reason in FACTS]
    found: list[tuple[str, ...]] = []
    for size in range(1, len(unknown) + 1):
        for criteria in combinations(sorted(unknown), size):
            facts = tuple(sorted({fact for name in criteria for fact in FACTS[findings[name].reason]}))
            if any(set(known) <= set(facts) for known in found):
                continue
            if any(outcome is not now for outcome in _outcomes(situation, criteria, policy)):
                found.append(facts)
    return sorted(found, key=lambda facts: (len(facts), facts))


def _outcomes(situation: Situation, criteria: tuple[str, ...], policy: Policy) -> Iterator[Outcome]:
    for answers in product(_POSSIBLE, repeat=len(criteria)):
        results = dict(situation.results) | dict(zip(criteria, answers, strict=True))
        changed = replace(situation, results=results)
        if "learning-outcomes" in criteria:
            share = {Result.EQUIVALENT: 1.0, Result.MINOR: policy["coverage-minor"], Result.SUBSTANTIAL: 0.0}
            estimate = share[results["learning-outcomes"]]
            changed = replace(changed, coverage=(estimate, estimate, estimate), unmapped=False)
        if "workload" in criteria and results["workload"] is Result.EQUIVALENT:
            changed = replace(changed, workload_share=policy["workload-beyond-doubt-share"])
        outcome = decide(changed, policy).outcome
        if outcome is not Outcome.INSUFFICIENT:
            yield outcome
