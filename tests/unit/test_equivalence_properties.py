"""What holds for any two records: found by trying, not by example."""

from dataclasses import replace
from typing import Any

import pytest
from dossiers import (
    NUMBERS,
    TREE,
    credential,
    eqf,
    legal,
    outcomes,
    party,
    policy,
    quality,
    shows,
    validity,
    verdict,
    workload,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.coverage import coverage
from app.equivalence import Verdict, cover
from app.equivalence.findings import Result
from app.law import Instrument, Law
from app.model import Credential, Outcome
from app.recognition.stacks import stack

RANK = {"full": 2, "conditional": 1, "partial": 1, "insufficient-information": 0, "none": 0}
LOOSER = dict.fromkeys(NUMBERS, -1.0) | {"level-minor-steps": 1.0}
COMPETENCES = [
    "safety",
    "isolation",
    "disconnecting",
    "securing",
    "live-work",
    "brakes",
    "tyres",
    "mechanics",
    "greeting",
]
PREDICATES = ["exactMatch", "closeMatch", "broadMatch", "narrowMatch"]
MAPPING = st.tuples(st.sampled_from(COMPETENCES), st.sampled_from(PREDICATES), st.floats(0.5, 0.99))
MAPPED = st.lists(st.lists(MAPPING, min_size=1, max_size=3), max_size=4)
STATED = st.lists(st.lists(MAPPING, max_size=3), max_size=4)
BASIS = st.sampled_from(["stated", "derived", "analyst-estimate"])
PURPOSES = st.sampled_from(["study", "employment", "regulated-work"])
CLAIMS: dict[str, st.SearchStrategy[Any]] = {
    "eqf": st.builds(eqf, st.integers(1, 8), BASIS, st.booleans()),
    "workloads": st.one_of(
        st.builds(workload, st.floats(1, 4000), basis=BASIS),
        st.builds(workload, st.floats(1, 200), st.sampled_from(["competence-points", "weeks"]), basis=BASIS),
        st.floats(1, 60).map(lambda points: workload(points, "ects", (25 * points, 30 * points))),
    ).map(lambda claim: (claim,)),
    "quality": st.sampled_from(["external", "industry", "internal", "employer"]).map(quality),
    "validity": st.one_of(st.just(validity(expires=False)), st.integers(1, 120).map(validity)),
    "legal": st.booleans().map(legal),
    "fields": st.sampled_from([("0716",), ("0713",), ("1015",)]),
}
KIND = {"kind": st.sampled_from(["unit", "licence"])}


def records(slug: str, stated: st.SearchStrategy[Any] = STATED) -> st.SearchStrategy[Credential]:
    """Records with any claims documented or not."""
    claims = st.fixed_dictionaries({"outcomes": stated.map(lambda lists: outcomes(*lists)), **KIND}, optional=CLAIMS)
    return claims.map(lambda found: credential(slug, **found))


SOURCE, TARGET = records("aa/source"), records("bb/target")
KNOWN = st.lists(st.lists(MAPPING, min_size=1, max_size=3), min_size=1, max_size=4)


def law(automatic: bool | None) -> Law:
    if automatic is None:
        return Law()
    both, states = frozenset({"aa/source", "bb/target"}), frozenset({"AA", "BB"})
    return Law((Instrument("act", "Act", True, automatic, states, both, (None, None), None, None, (), ()),))


LAW = st.sampled_from([None, True, False]).map(law)


def rank(found: Verdict) -> int:
    return RANK[found.outcome.value]


def longer(record: Credential, *stated: list[tuple[str, str, float]]) -> Credential:
    return replace(record, outcomes=(*record.outcomes, *outcomes(*stated)))


@given(records("aa/source", KNOWN), PURPOSES)
def test_a_credential_covers_itself_and_stands_for_itself(record: Credential, purpose: str) -> None:
    found = verdict(record, record, policy(purpose))
    assert found.coverage is not None
    assert found.coverage.estimate == pytest.approx(1)
    assert found.outcome.value == "full"


@given(records("aa/source", KNOWN), records("bb/target", KNOWN), PURPOSES, LAW, MAPPED)
def test_more_mapped_outcomes_never_lower_coverage_nor_worsen_the_outcome(
    source: Credential, target: Credential, purpose: str, acts: Law, more: list[list[tuple[str, str, float]]]
) -> None:
    before, after = (verdict(one, target, policy(purpose), acts) for one in (source, longer(source, *more)))
    assert before.coverage is not None
    assert before.coverage.estimate is not None
    assert after.coverage is not None
    assert after.coverage.estimate is not None
    assert after.coverage.estimate >= before.coverage.estimate - 1e-9
    assert after.coverage.upper >= before.coverage.upper - 1e-9
    assert rank(after) >= rank(before)


@given(SOURCE, TARGET, MAPPING, st.data())
def test_a_mapping_more_never_lowers_coverage(
    source: Credential, target: Credential, more: tuple[str, str, float], data: st.DataObject
) -> None:
    assume(source.outcomes)
    number = data.draw(st.integers(0, len(source.outcomes) - 1))
    extended = [list(one.competences) for one in source.outcomes]
    extended[number] += outcomes([more])[0].competences
    changed = [replace(one, competences=tuple(into)) for one, into in zip(source.outcomes, extended, strict=True)]
    found = [cover(party(one), party(target), TREE) for one in (source, replace(source, outcomes=tuple(changed)))]
    if found[0] and found[0].estimate is not None:
        assert found[1]
        assert found[1].estimate is not None
        assert found[1].estimate >= found[0].estimate - 1e-9


@given(SOURCE, records("aa/unit"), TARGET)
def test_a_unit_more_never_lowers_coverage(source: Credential, unit: Credential, target: Credential) -> None:
    found = [cover(party(one), party(target), TREE) for one in (source, stack([source, unit]))]
    if found[0] and found[0].estimate is not None:
        assert found[1]
        assert found[1].estimate is not None
        assert found[1].estimate >= found[0].estimate - 1e-9


@pytest.mark.xfail(
    reason="the best match is chosen by degree alone, even where its mapping is in more doubt", strict=True
)
def test_a_doubtful_mapping_more_never_lowers_the_lower_end() -> None:
    target = credential("bb/target", outcomes=shows("live-work"))
    sure = [("live-work", "broadMatch", 0.99)]
    before, after = (
        cover(party(credential(outcomes=outcomes(*stated))), party(target), TREE)
        for stated in ([sure], [sure, [("isolation", "exactMatch", 0.5)]])
    )
    assert before is not None
    assert after is not None
    assert after.lower >= before.lower


@pytest.mark.xfail(reason="a stack takes the lowest level of its parts", strict=True)
def test_a_unit_more_never_worsens_the_outcome() -> None:
    target = credential("bb/target", outcomes=shows("brakes", "steering"), eqf=eqf(4))
    holder, unit = credential("aa/source", outcomes=shows("brakes"), eqf=eqf(4)), credential("aa/unit", eqf=eqf(3))
    assert rank(verdict(stack([holder, unit]), target)) >= rank(verdict(holder, target))


@given(SOURCE, TARGET, PURPOSES, LAW, st.sampled_from(sorted({*CLAIMS, "outcomes"})), st.booleans())
def test_removing_evidence_never_turns_unknown_into_a_difference(
    source: Credential, target: Credential, purpose: str, acts: Law, claim: str, ours: bool
) -> None:
    empty: Any = () if claim in ("workloads", "fields", "outcomes") else None
    fewer = (replace(source, **{claim: empty}), target) if ours else (source, replace(target, **{claim: empty}))
    before, after = verdict(source, target, policy(purpose), acts), verdict(*fewer, policy(purpose), acts)
    for one, other in zip(before.findings, after.findings, strict=True):
        if one.result is Result.UNKNOWN:
            assert other.result not in (Result.MINOR, Result.SUBSTANTIAL), other
    if before.outcome.value == "insufficient-information":
        assert after.outcome.value != "none"


@settings(max_examples=400)
@given(SOURCE, TARGET, PURPOSES, LAW, st.sampled_from(sorted(LOOSER)), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_looser_tolerance_never_worsens_an_outcome(
    source: Credential, target: Credential, purpose: str, acts: Law, name: str, one: float, other: float, part: bool
) -> None:
    """But for two cases: a part that counts towards its whole (rule 5 before 6), and levels known by estimate only."""
    reach = 10.0 if name.startswith(("level", "workload")) else 1.0
    tight, loose = sorted([one * reach, other * reach], key=lambda number: number * LOOSER[name])
    if name == "level-minor-steps":
        assume(not any(side.eqf and side.eqf.evidence.basis == "analyst-estimate" for side in (source, target)))
    if part and name != "coverage-full":
        source = replace(source, stacks_into=("bb/target",))
    base = policy(purpose, essential=["isolation", "live-work"])
    before, after = (verdict(source, target, base.vary({name: number}), acts) for number in (tight, loose))
    assert rank(after) >= rank(before), (before.decision, after.decision)


def test_more_tolerance_of_level_never_worsens_an_outcome_by_an_estimate() -> None:
    source = credential("aa/source", outcomes=shows("brakes"), eqf=eqf(3, "analyst-estimate"))
    target = credential("bb/target", outcomes=shows("brakes", "steering"), eqf=eqf(5))
    tight, loose = (verdict(source, target, policy(level_minor_steps=steps)) for steps in (1, 2))
    assert (rank(tight), rank(loose)) == (2, 2)


@given(SOURCE, TARGET)
def test_swapping_the_sides_swaps_the_numbers_compared(source: Credential, target: Credential) -> None:
    there, back = verdict(source, target), verdict(target, source)
    for criterion in ("level", "workload"):
        one, other = there.finding(criterion).compared, back.finding(criterion).compared
        for name in [name for name in one if name.startswith("source_")]:
            mirrored = name.replace("source_", "target_")
            assert (one[name], one[mirrored]) == (other[mirrored], other[name])
    forth, back_again = there.finding("level").compared, back.finding("level").compared
    if "difference" in forth and "difference" in back_again:
        assert forth["difference"] == -back_again["difference"]  # type: ignore[operator]


def test_swapping_the_sides_changes_coverage() -> None:
    part, whole = (
        credential("aa/part", outcomes=shows("brakes")),
        credential("bb/whole", outcomes=shows("brakes", "live-work")),
    )
    found = [cover(party(one), party(other), TREE) for one, other in ((part, whole), (whole, part))]
    assert [one.estimate == 1.0 for one in found if one] == [False, True]


@given(SOURCE, TARGET)
def test_coverage_lies_inside_its_interval(source: Credential, target: Credential) -> None:
    found = coverage(party(source).profile, party(target).profile, TREE)
    assert 0 <= found.lower <= found.upper <= 1 + 1e-9
    if found.estimate is not None:
        assert found.lower - 1e-9 <= found.estimate <= found.upper + 1e-9


def merged(stated: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """All mapped outcomes written as one."""
    whole = [(m.iri, m.predicate, m.confidence) for outcome in stated for m in outcome.competences]
    return outcomes(whole) if whole else ()


def split(stated: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Each mapping written as an outcome of its own."""
    return outcomes(*([(m.iri, m.predicate, m.confidence)] for outcome in stated for m in outcome.competences))


@given(records("aa/source", MAPPED), records("bb/target", MAPPED), PURPOSES, LAW)
def test_how_finely_outcomes_are_written_leaves_the_whole_verdict_unchanged(
    source: Credential, target: Credential, purpose: str, acts: Law
) -> None:
    def told(one: Credential, other: Credential) -> tuple[Any, ...]:
        found = verdict(one, other, policy(purpose, essential=["isolation"]), acts)
        plain = [(f.criterion, f.result, f.reason, f.compared) for f in found.findings]
        return found.decision, found.coverage, plain, found.gaps, found.conditions(), found.missing(), found.situation

    plain = told(source, target)
    for write in (merged, split):
        for one, other in ((write, write), (write, tuple), (tuple, write)):
            written = (replace(source, outcomes=one(source.outcomes)), replace(target, outcomes=other(target.outcomes)))
            assert told(*written) == plain


@pytest.mark.xfail(reason="outcomes that no competence fits are counted one by one", strict=True)
def test_splitting_an_outcome_that_no_competence_fits_changes_nothing() -> None:
    target = credential("bb/target", outcomes=shows("brakes", "live-work"))
    one, two = (
        cover(party(longer(credential(outcomes=shows("brakes")), *([[]] * n))), party(target), TREE) for n in (1, 2)
    )
    assert one == two


@pytest.mark.xfail(reason="a target whose only competence is the top of everything has no reason to name", strict=True)
def test_a_target_that_weighs_nothing_is_unknown() -> None:
    from app.coverage import Hierarchy
    from app.equivalence import Holding, Party, judge

    bare = Hierarchy({"all": None, "one": "all"})
    have, want = (Party.of(credential(slug, outcomes=shows("all")), bare) for slug in ("aa/source", "bb/target"))
    assert judge(
        have,
        want,
        cover(have, want, bare),
        policy(),
        Law(),
        Holding(verdict(credential(), credential()).holding.judged),
    )
