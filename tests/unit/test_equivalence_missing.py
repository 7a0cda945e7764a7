"""What to ask for: minimal sets of facts, each of which really can change the outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from typing import Any

from dossiers import credential, eqf, outcomes, policy, quality, shows, situation, validity, verdict, workload
from hypothesis import given
from hypothesis import strategies as st

from app.equivalence.decision import Outcome, Situation, decide
from app.equivalence.findings import Finding, Result
from app.equivalence.missing import FACTS, missing_facts
from app.policy import Policy

REASONS = [*FACTS, "known"]
PREFIXES = {"outcomes": "learning-outcomes"}
CRITERIA = ["level", "workload", "quality", "learning-outcomes", "validity", "legal-effect"]


def findings(reasons: Iterable[str]) -> dict[str, Finding]:
    """A finding on each criterion that some reason belongs to; the others are settled."""
    found = {criterion: Finding(criterion, Result.EQUIVALENT, "known", {}) for criterion in CRITERIA}
    for reason in reasons:
        criterion = next(name for name in CRITERIA if reason.startswith((name, name.removeprefix("learning-"))))
        found[criterion] = Finding(criterion, Result.UNKNOWN, reason, {})
    return found


def seen(found: Mapping[str, Finding], **facts: Any) -> Situation:
    base = situation(**facts)
    return replace(base, results={**base.results, **{name: one.result for name, one in found.items()}})


def answers(base: Situation, criteria: Iterable[str], under: Policy) -> set[Outcome]:
    """The outcomes that any answer on the criteria leads to: written apart from the engine, by trying all."""
    criteria, reached = list(criteria), set()
    for results in product((Result.EQUIVALENT, Result.MINOR, Result.SUBSTANTIAL), repeat=len(criteria)):
        changed = replace(base, results={**base.results, **dict(zip(criteria, results, strict=True))})
        options = [changed]
        if "learning-outcomes" in criteria:
            share = {Result.EQUIVALENT: 1.0, Result.MINOR: 0.45, Result.SUBSTANTIAL: 0.0}
            estimate = share[changed.results["learning-outcomes"]]
            options = [replace(changed, coverage=(estimate,) * 3, unmapped=False)]
        if "workload" in criteria and changed.results["workload"] is Result.EQUIVALENT:
            options = [replace(one, workload_share=4.0) for one in options]
        reached |= {decide(one, under).outcome for one in options}
    return reached - {Outcome.INSUFFICIENT}


CASES = st.tuples(
    st.lists(st.sampled_from(list(FACTS)), unique=True, max_size=6),
    st.sampled_from(["study", "employment", "regulated-work"]),
    st.one_of(st.none(), st.floats(0, 1)),
    st.fixed_dictionaries(
        {},
        optional={
            "unmapped": st.booleans(),
            "included": st.booleans(),
            "automatic": st.booleans(),
            "essential_missing": st.booleans(),
            "counts_towards": st.booleans(),
            "ordinary_route": st.booleans(),
            "workload_share": st.floats(0, 9),
            "profile": st.sampled_from(list(Result)),
        },
    ),
)


@given(CASES)
def test_no_set_contains_another_and_each_one_can_change_the_outcome(
    case: tuple[list[str], str, float | None, dict[str, Any]],
) -> None:
    reasons, purpose, estimate, facts = case
    under, found = policy(purpose), findings(reasons)
    if found["learning-outcomes"].reason.startswith("outcomes-unknown"):
        estimate = None
    base = seen(found, estimate=estimate, upper=1.0, **facts)
    now = decide(base, under).outcome
    asked = missing_facts(base, found, under)
    assert not [(one, other) for one, other in combinations(asked, 2) if set(one) <= set(other)]
    for wanted in asked:
        criteria = [name for name, one in found.items() if set(FACTS.get(one.reason, ("no",))) <= set(wanted)]
        assert answers(base, criteria, under) - {now}
        for fewer in (part for size in range(1, len(criteria)) for part in combinations(criteria, size)):
            assert not answers(base, fewer, under) - {now}


def test_nothing_is_asked_for_where_nothing_could_change_the_outcome() -> None:
    found = findings(["level-unknown-source", "workload-unknown-both", "validity-date-needed"])
    assert missing_facts(seen(found, estimate=0.0), found, policy()) == []
    assert missing_facts(seen(found, included=True), found, policy("study")) == []


def test_every_fact_asked_for_belongs_to_one_criterion() -> None:
    owners: dict[str, set[str]] = {}
    for reason, facts in FACTS.items():
        for fact in facts:
            owners.setdefault(fact, set()).add(reason.split("-")[0])
    assert {fact for fact, criteria in owners.items() if len(criteria) > 1} == set()


def test_date_of_award_is_asked_for_and_an_old_one_changes_the_outcome() -> None:
    source = credential("aa/one", outcomes=shows("brakes"), validity=validity(60))
    target = credential("bb/one", outcomes=shows("brakes"))
    undated = verdict(source, target)
    assert ("award-date",) in undated.missing()
    assert undated.outcome.value == "full"
    assert verdict(source, target, awarded=date(2020, 1, 1)).outcome.value == "conditional"
    assert ("award-date",) not in verdict(source, target, awarded=date(2026, 1, 1)).missing()


def test_outcomes_are_asked_for_and_decide_once_they_are_known() -> None:
    known = credential("bb/one", outcomes=shows("brakes"))
    undocumented = verdict(credential("aa/one"), known)
    assert undocumented.outcome.value == "insufficient-information"
    assert ("source-outcomes",) in undocumented.missing()
    outcomes = {
        verdict(credential("aa/one", outcomes=shows(what)), known).outcome.value for what in ("brakes", "securing")
    }
    assert outcomes == {"full", "none"}


def test_level_is_asked_for_and_decides_once_it_is_known() -> None:
    target = credential("bb/one", outcomes=shows("brakes"), eqf=eqf(6), quality=quality("external"))
    plain: dict[str, Any] = {"outcomes": shows("brakes"), "quality": quality("external")}
    unknown = verdict(credential("aa/one", **plain), target)
    assert ("source-level",) in unknown.missing()
    assert verdict(credential("aa/one", eqf=eqf(2), **plain), target).outcome.value == "partial"


def test_size_is_asked_for_where_it_could_replace_undocumented_outcomes() -> None:
    source, target = credential("aa/one", fields=("0716",)), credential("bb/one", fields=("0716",))
    assert ("source-workload", "target-workload") in verdict(source, target).missing()
    large = replace(source, workloads=(workload(3000),))
    assert verdict(large, replace(target, workloads=(workload(50),))).outcome.value == "full"


def test_insufficient_information_always_asks_for_something() -> None:
    source = credential("aa/one", outcomes=outcomes([("greeting", "exactMatch", 0.9)], [], []))
    found = verdict(source, credential("bb/one", outcomes=shows("brakes")))
    assert found.outcome.value == "insufficient-information"
    assert found.finding("learning-outcomes").result is not Result.SUBSTANTIAL
    assert found.missing()
