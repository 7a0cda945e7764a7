"""The merge of mapping sets: one rule decides, whatever the order, and no row is lost."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_sets import bare, mapping_set, row, sets

from app.interchange.mappings.merge import Decision, Merged, claim, merge
from app.interchange.mappings.model import Mapping
from app.interchange.mappings.slots import LITERAL, NO_TERM, UNSPECIFIED_LICENCE

MACHINE = "LexicalMatching"
CASES = [
    (row(confidence=0.1), row(by=MACHINE, confidence=0.9), "a person decided"),
    (row(by="MappingReview", confidence=0.1), row(by=MACHINE, negative=True), "a person decided"),
    (row(confidence=0.9), row(confidence=0.8, negative=True), "confidence 0.9 against 0.8"),
    (row(confidence=0.8, negative=True), row(confidence=0.8), "negative against positive, confidence 0.8 against 0.8"),
    (row(), row(confidence=0.9, negative=True), "confidence not stated (counts as 1) against 0.9"),
    (row(negative=True), row(confidence=1.0), "negative against positive, confidence not stated (counts as 1)"),
    (row(confidence=1.0), row(), "a stated confidence"),
    (row(by=MACHINE, confidence=0.6), row(by="UnspecifiedMatching", confidence=0.5), "confidence 0.6 against 0.5"),
]


@pytest.mark.parametrize(("stronger", "weaker", "why"), CASES)
def test_of_two_rows_on_one_claim_the_rule_keeps_one_and_says_why(stronger: Mapping, weaker: Mapping, why: str) -> None:
    for first, second in permutations((stronger, weaker)):
        merged = merge([mapping_set(first), mapping_set(second, name="two")])
        assert [bare(one) for one in merged.mappings.rows] == [stronger]
        (decision,) = merged.decisions
        assert (bare(decision.first), bare(decision.second)) == (stronger, weaker)
        assert why in decision.why
        kind = "outranked" if stronger.negative == weaker.negative else "contradicted"
        assert (decision.kind, decision.conflict) == (kind, kind == "contradicted")


EXCLUSIVE = [
    (row(predicate="exactMatch"), row(predicate="broadMatch"), "S46"),
    (row(predicate="exactMatch"), row(predicate="relatedMatch"), "S46"),
    (row(predicate="broadMatch"), row(predicate="narrowMatch"), "both broader and narrower"),
    (row(predicate="exactMatch"), row(predicate="closeMatch", negative=True), "S42"),
]


@pytest.mark.parametrize(("one", "other", "why"), EXCLUSIVE)
def test_rows_that_exclude_each_other_are_both_kept_and_told(one: Mapping, other: Mapping, why: str) -> None:
    merged = merge([mapping_set(one), mapping_set(other, name="two")])
    assert {bare(kept) for kept in merged.mappings.rows} == {one, other}
    (decision,) = merged.conflicts
    assert (decision.kind, why in decision.why) == ("exclusive", True)


def turned(one: Mapping) -> Mapping:
    return Mapping(one.object, one.predicate, one.subject, one.justification, one.negative, one.confidence, one.slots)


def test_rows_that_exclude_each_other_the_other_way_round_are_told() -> None:
    def conflicts(*rows: Mapping) -> int:
        return len(merge([mapping_set(*rows)]).conflicts)

    broad, narrow = row(predicate="broadMatch"), row(predicate="narrowMatch")
    exact, denied = row(), row(negative=True)
    assert conflicts(broad, turned(broad)) == 1
    assert conflicts(broad, turned(narrow)) == 0
    assert conflicts(exact, turned(denied)) == 1
    assert conflicts(row(predicate="broadMatch", negative=True), narrow) == 0


def test_no_match_in_a_source_contradicts_a_match_in_the_same_source_only() -> None:
    nothing = Mapping(row().subject, row().predicate, NO_TERM, row().justification, False, None, ())

    def conflicts(source: str, other: str) -> int:
        rows = nothing.with_slots(object_source=(source,)), row(object_source=other)
        return len(merge([mapping_set(*rows)]).conflicts)

    assert conflicts("https://b.example/", "https://b.example/") == 1
    assert conflicts("https://b.example/", "https://c.example/") == 0
    assert conflicts("", "https://b.example/") == 0


def test_no_match_in_two_sources_and_two_literals_are_different_claims() -> None:
    nothing = Mapping(row().subject, row().predicate, NO_TERM, row().justification, False, None, ())
    rows = [nothing.with_slots(object_source=(source,)) for source in ("https://b.example/", "https://c.example/")]
    text = Mapping("", row().predicate, row().object, row().justification, False, None, ())
    rows += [text.with_slots(subject_type=(LITERAL,), subject_label=(label,)) for label in ("alice", "bob")]
    assert len(merge([mapping_set(*rows)]).mappings.rows) == 4


def test_a_merged_row_says_from_which_set_and_under_which_licence_it_comes() -> None:
    one, two = mapping_set(row()), mapping_set(row("3"), name="two", licence="https://a.example/other")
    same = merge([one, one])
    assert (same.mappings.licence, same.mappings.rows[0].values("license")) == (one.licence, ())
    merged = merge([one, two]).mappings
    assert merged.licence == UNSPECIFIED_LICENCE
    assert [(each.text("mapping_source"), each.text("license")) for each in merged.rows] == [
        (one.iri, one.licence), (two.iri, two.licence),
    ]  # fmt: skip
    assert dict(merged.slots)["mapping_set_source"] == (one.iri, two.iri)


def test_prefixes_that_mean_different_things_are_told_apart() -> None:
    first = mapping_set(row())
    second = type(first)("https://a.example/two", "", "", (row("3"),), (), (("a", "https://c.example/"),))
    prefixes = dict(merge([first, second]).mappings.prefixes)
    assert prefixes == dict(merge([second, first]).mappings.prefixes)
    assert prefixes == {"a": "https://a.example/", "a_2": "https://c.example/", "b": "https://b.example/"}


def said(merged: Merged) -> list[Mapping]:
    """The rows of a merge without the licence, which depends on whether all sets share it."""
    return [one.with_slots(license=()) for one in merged.mappings.rows]


def lost_to(decision: Decision) -> bool:
    return decision.kind != "exclusive"


@given(st.lists(sets, min_size=1, max_size=4), st.randoms())
def test_the_order_of_sets_and_rows_changes_nothing(many: list, random: object) -> None:  # type: ignore[type-arg]
    from dataclasses import replace

    shuffled = [replace(one, rows=tuple(random.sample(one.rows, len(one.rows)))) for one in many]  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = merge(many), merge(shuffled)
    assert first.mappings == second.mappings
    assert Counter(first.decisions) == Counter(second.decisions)


@given(st.lists(sets, min_size=1, max_size=4))
def test_each_row_is_kept_or_stands_beside_the_row_that_was_kept(many: list) -> None:  # type: ignore[type-arg]
    merged = merge(many)
    given_rows = Counter(bare(one) for each in many for one in each.rows)
    kept = Counter(bare(one) for one in merged.mappings.rows)
    others = Counter(bare(one.second) for one in merged.decisions if lost_to(one))
    assert kept + others == given_rows
    assert len({claim(one) for one in merged.mappings.rows}) == len(merged.mappings.rows)
    assert {one.first for one in merged.decisions} <= set(merged.mappings.rows)


@given(sets, sets, sets)
def test_how_sets_are_grouped_changes_no_row(one, two, three) -> None:  # type: ignore[no-untyped-def]
    left = merge([merge([one, two]).mappings, three])
    right = merge([one, merge([two, three]).mappings])
    assert said(left) == said(right) == said(merge([one, two, three]))


@given(sets)
def test_a_set_merged_with_itself_is_itself(one) -> None:  # type: ignore[no-untyped-def]
    alone, twice = merge([one]), merge([one, one])
    assert alone.mappings == twice.mappings
    assert said(merge([alone.mappings])) == said(alone)
    assert all(decision.kind == "repeated" for decision in twice.decisions if decision.first == decision.second)
