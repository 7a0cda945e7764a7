"""The decision table, rule by rule: which rule speaks, what it says, and what comes before it."""

from itertools import product
from typing import Any

import pytest
from dossiers import policy, situation

from app.equivalence.decision import Outcome, Situation, decide
from app.equivalence.findings import Result

WORK, STUDY = policy("employment"), policy("study")
SUBSTANTIAL, MINOR, UNKNOWN = Result.SUBSTANTIAL, Result.MINOR, Result.UNKNOWN


def decided(seen: Situation, study: bool = False) -> tuple[str, int]:
    decision = decide(seen, STUDY if study else WORK)
    return decision.outcome.value, decision.rule


def decisive(seen: Situation) -> str:
    return decide(seen, WORK).decisive


def test_rule_1_what_the_source_includes_is_recognised_in_full() -> None:
    assert decided(situation(0.0, included=True)) == ("full", 1)
    assert decided(situation(None, included=True)) == ("full", 1)


def test_rule_1_what_an_expired_document_includes_waits_for_its_renewal() -> None:
    seen = situation(included=True, validity=SUBSTANTIAL)
    assert decided(seen) == ("conditional", 1)
    assert decisive(seen) == "validity"


def test_rule_2_an_automatic_instrument_recognises_in_full_whatever_was_compared() -> None:
    differing = situation(
        0.0, automatic=True, level=SUBSTANTIAL, workload=SUBSTANTIAL, profile=SUBSTANTIAL, quality=SUBSTANTIAL
    )
    assert decided(differing) == ("full", 2)
    assert decisive(differing) == "legal-effect"


def test_rule_2_an_automatic_instrument_does_not_revive_an_expired_document() -> None:
    assert decided(situation(automatic=True, validity=SUBSTANTIAL)) == ("conditional", 2)


def test_rule_3_field_size_and_level_beyond_doubt_replace_undocumented_outcomes() -> None:
    assert decided(situation(None, workload_share=4.0)) == ("full", 3)
    assert decided(situation(None, workload_share=4.0, level=UNKNOWN)) == ("full", 3)


@pytest.mark.parametrize(
    "doubt",
    [
        {"workload_share": 3.9},
        {"workload_share": None},
        {"profile": MINOR},
        {"profile": UNKNOWN},
        {"level": MINOR},
        {"legal_effect": SUBSTANTIAL},
    ],
)
def test_rule_4_any_doubt_about_undocumented_outcomes_is_insufficient_information(doubt: dict[str, Any]) -> None:
    assert decided(situation(None, **{"workload_share": 4.0, **doubt})) == ("insufficient-information", 4)


def test_rule_6_unmapped_outcomes_that_could_make_the_difference_are_insufficient_information() -> None:
    assert decided(situation(0.1, upper=0.6, unmapped=True)) == ("insufficient-information", 6)


def test_rule_6_is_silent_when_even_the_best_reading_is_too_little_or_every_outcome_is_mapped() -> None:
    assert decided(situation(0.1, upper=0.5, unmapped=True)) == ("none", 7)
    assert decided(situation(0.1, upper=0.6)) == ("none", 7)


def test_rule_5_a_part_counts_towards_its_whole_for_study_however_small() -> None:
    assert decided(situation(0.01, counts_towards=True), study=True) == ("partial", 5)


def test_rule_5_does_not_hold_back_a_part_that_is_enough_and_is_silent_for_work() -> None:
    assert decided(situation(0.6, counts_towards=True), study=True) == ("full", 13)
    assert decided(situation(0.01, counts_towards=True)) == ("none", 7)


def test_rule_7_a_fringe_of_the_outcomes_is_nothing() -> None:
    assert decided(situation(0.19)) == ("none", 7)
    assert decided(situation(0.2)) == ("partial", 10)


def test_rule_7_asks_more_of_reserved_work_than_of_other_work() -> None:
    assert decided(situation(0.24, legal_effect=SUBSTANTIAL)) == ("none", 7)
    assert decided(situation(0.25, legal_effect=SUBSTANTIAL)) == ("conditional", 8)


def test_rule_8_a_missing_right_is_a_condition_on_a_present_base() -> None:
    assert decided(situation(1.0, legal_effect=SUBSTANTIAL)) == ("conditional", 8)


def test_rule_8_the_whole_ordinary_route_to_a_right_is_a_refusal() -> None:
    assert decided(situation(1.0, legal_effect=SUBSTANTIAL, ordinary_route=True)) == ("none", 8)


def test_rule_9_an_average_does_not_hide_a_missing_essential_competence() -> None:
    assert decided(situation(0.9, essential_missing=True)) == ("conditional", 9)
    assert decided(situation(0.9, essential_missing=True), study=True) == ("partial", 9)


def test_rule_9_leaves_to_rule_10_what_is_not_enough_anyway() -> None:
    assert decided(situation(0.5, essential_missing=True)) == ("partial", 10)


def test_rule_10_some_of_the_outcomes_are_a_partial_recognition() -> None:
    assert decided(situation(0.54)) == ("partial", 10)
    assert decisive(situation(0.54)) == "learning-outcomes"
    assert decided(situation(0.55)) == ("full", 13)


def test_rule_10_a_slightly_lower_level_has_to_be_made_up_for_by_outcomes() -> None:
    assert decided(situation(0.84, level=MINOR)) == ("partial", 10)
    assert decisive(situation(0.84, level=MINOR)) == "level"
    assert decided(situation(0.85, level=MINOR)) == ("full", 13)


@pytest.mark.parametrize("criterion", ["level", "profile", "quality"])
def test_rule_11_a_substantial_difference_beside_the_outcomes_makes_it_partial(criterion: str) -> None:
    seen = situation(1.0, **{criterion: SUBSTANTIAL})
    assert decided(seen) == ("partial", 11)
    assert decisive(seen) == criterion


def test_rule_11_does_not_let_a_criterion_decide_that_the_policy_does_not_list() -> None:
    assert decided(situation(1.0, workload=SUBSTANTIAL)) == ("full", 13)


def test_rule_12_an_expired_document_waits_for_its_renewal() -> None:
    seen = situation(1.0, validity=SUBSTANTIAL)
    assert decided(seen) == ("conditional", 12)
    assert decisive(seen) == "validity"


def test_rule_12_expiry_does_not_touch_what_was_learnt_for_study() -> None:
    assert decided(situation(1.0, validity=SUBSTANTIAL), study=True) == ("full", 13)


def test_rule_13_recognition_is_the_default() -> None:
    assert decided(situation(1.0)) == ("full", 13)
    unknown = dict.fromkeys(("level", "workload", "quality", "profile", "validity", "legal_effect"), UNKNOWN)
    assert decided(situation(1.0, **unknown)) == ("full", 13)


def test_level_and_workload_never_turn_anything_else_into_none() -> None:
    for share, lacking, route, towards in product((0.0, 0.3, 1.0), (Result.EQUIVALENT, SUBSTANTIAL), (0, 1), (0, 1)):
        outcomes = {
            decide(
                situation(share, level=level, workload=size, legal_effect=lacking, ordinary_route=bool(route),
                          counts_towards=bool(towards)),
                WORK,
            ).outcome is Outcome.NONE
            for level, size in product(Result, repeat=2)
        }  # fmt: skip
        assert len(outcomes) == 1


def test_a_part_counts_towards_its_whole_even_where_outcomes_are_in_doubt() -> None:
    assert decided(situation(0.1, upper=0.6, unmapped=True, counts_towards=True), study=True) == ("partial", 5)
