"""What belongs to the holder and the law: validity by date, the right to work, conditions, several credentials."""

from datetime import date
from typing import Any

import pytest
from dossiers import DAY, credential, eqf, legal, policy, quality, shows, validity, verdict, workload

from app.equivalence.legal import compare_legal_effect
from app.equivalence.validity import Holding, compare_validity
from app.law import DecisionRule, Instrument, Law
from app.model import Credential, Validity
from app.recognition.stacks import stack

UNION = "EU"


def valid(claim: Validity | None, awarded: date | None = None, **record: Any) -> tuple[str, str]:
    found = compare_validity(credential(validity=claim, **record), credential(), Holding(DAY, awarded))
    return found.result.value, found.reason


@pytest.mark.parametrize(
    ("awarded", "result"),
    [
        (date(2021, 12, 25), "equivalent"),  # 59 months
        (date(2021, 11, 26), "equivalent"),  # a day short of 60
        (date(2021, 11, 25), "substantial-difference"),  # 60 months to the day
        (date(2021, 10, 25), "substantial-difference"),  # 61 months
    ],
)
def test_a_document_lapses_when_its_months_are_over(awarded: date, result: str) -> None:
    assert valid(validity(60), awarded)[0] == result


def test_months_are_counted_whole_across_the_ends_of_months() -> None:
    assert Holding(date(2026, 2, 28), date(2026, 1, 31)).months() == 0
    assert Holding(date(2026, 3, 1), date(2026, 1, 31)).months() == 1
    assert Holding(date(2028, 2, 29), date(2024, 2, 29)).months() == 48
    assert Holding(DAY, DAY).months() == 0


def test_a_document_that_lapses_is_unknown_without_its_date_and_the_date_is_asked_for() -> None:
    assert valid(validity(60)) == ("unknown", "validity-date-needed")


@pytest.mark.parametrize("awarded", [date(2026, 11, 26), date(2027, 11, 25), date(9999, 12, 31)])
def test_a_date_in_the_future_says_nothing(awarded: date) -> None:
    assert valid(validity(60), awarded) == ("unknown", "validity-date-in-future")


def test_a_document_that_does_not_lapse_needs_no_date() -> None:
    assert valid(validity(expires=False)) == ("equivalent", "validity-does-not-lapse")
    assert valid(validity(expires=False), status="superseded") == ("minor-difference", "validity-superseded")


@pytest.mark.parametrize("claim", [None, Validity(None, None, None, validity(60).evidence)])
def test_undocumented_validity_is_unknown_and_not_unlimited(claim: Validity | None) -> None:
    assert valid(claim, date(2020, 1, 1)) == ("unknown", "validity-unknown")


def test_a_document_that_lapses_after_an_undocumented_time_is_unknown() -> None:
    assert valid(validity(None, expires=True), date(2020, 1, 1))[0] == "unknown"


def instrument(*covers: str, **terms: Any) -> Instrument:
    plain: dict[str, Any] = {"automatic": True, "interchangeable": True, "in_scope": frozenset({"AA", "BB"}),
                             "in_force": (None, None)}  # fmt: skip
    return Instrument("act", "The Act", covers=frozenset(covers), legal_basis=None, time_limit=None, notes=(),
                      sources=(), **{**plain, **terms})  # fmt: skip


HERE, THERE = credential("aa/card", legal=legal(True)), credential("bb/card", legal=legal(True))
THIRD = credential("us/card", legal=legal(True))
ACT = instrument("aa/card", "bb/card", "us/card")


def right(
    source: Credential, target: Credential, *acts: Instrument, purpose: str = "regulated-work", day: date = DAY
) -> tuple[str, str]:
    found, _ = compare_legal_effect(source, target, purpose, Law(acts), day)
    return found.result.value, found.reason


def test_an_instrument_joins_what_it_covers_on_both_sides() -> None:
    assert right(HERE, THERE, ACT) == ("equivalent", "legal-effect-by-instrument")
    assert right(HERE, THERE, instrument("aa/card"))[0] == "substantial-difference"


def test_an_instrument_does_not_reach_a_third_country_even_for_a_credential_it_names() -> None:
    assert right(THIRD, THERE, ACT) == ("substantial-difference", "legal-effect-no-force")
    assert right(HERE, THIRD, ACT) == ("substantial-difference", "legal-effect-no-force")


@pytest.mark.parametrize(
    ("in_force", "joined"),
    [
        (("2026-11-25", None), True),
        (("2026-11-26", None), False),
        ((None, "2026-11-25"), True),
        ((None, "2026-11-24"), False),
    ],
)
def test_an_instrument_joins_only_while_it_is_in_force(in_force: tuple[str | None, str | None], joined: bool) -> None:
    assert (right(HERE, THERE, instrument("aa/card", "bb/card", in_force=in_force))[0] == "equivalent") is joined


def test_types_that_do_not_stand_for_one_another_join_only_themselves_and_what_they_include() -> None:
    types = instrument("aa/card", "bb/card", interchangeable=False)
    assert right(HERE, THERE, types)[0] == "substantial-difference"
    including = credential("aa/card", legal=legal(True), includes=("bb/card",))
    assert right(including, THERE, types)[0] == "equivalent"


def test_an_instrument_joins_what_includes_a_credential_that_it_covers() -> None:
    wider = credential("aa/wider", legal=legal(True), includes=("aa/card",))
    assert right(wider, THERE, ACT)[0] == "equivalent"
    assert right(THERE, wider, ACT)[0] == "substantial-difference"


def test_under_the_general_system_the_authority_compares_and_decides() -> None:
    assert right(HERE, THERE, instrument("aa/card", "bb/card", automatic=False)) == (
        "substantial-difference",
        "legal-effect-authority-decides",
    )


def test_an_automatic_instrument_comes_before_the_general_system() -> None:
    general = instrument("aa/card", "bb/card", automatic=False)
    assert right(HERE, THERE, general, ACT)[0] == "equivalent"


def test_for_study_the_right_to_work_is_not_in_question() -> None:
    assert right(THIRD, THERE, purpose="study") == ("not-applicable", "legal-effect-not-for-study")


def test_reserved_work_is_reserved_whatever_the_purpose_of_work() -> None:
    assert right(THIRD, THERE, purpose="employment")[0] == "substantial-difference"


def test_undocumented_reservation_is_unknown_for_reserved_work_and_beside_the_point_for_other_work() -> None:
    plain = credential("bb/plain")
    assert right(HERE, plain) == ("unknown", "legal-effect-unknown")
    assert right(HERE, plain, purpose="employment")[0] == "not-applicable"
    assert right(HERE, credential("bb/free", legal=legal(False)))[0] == "not-applicable"


def test_missing_right_names_who_decides_or_else_the_law() -> None:
    source = credential("us/one", outcomes=shows("brakes"))
    target = credential("bb/one", outcomes=shows("brakes"), legal=legal(True, "the brakes act"))
    rule = DecisionRule("rule", frozenset({"bb/one"}), (), ("ask the office",), ("4 months",), "act 1", ())
    known = verdict(source, target, policy("regulated-work"), Law(rules=(rule,)))
    assert [(one.kind, one.about, one.text) for one in known.conditions()] == [("authority", "rule", "ask the office")]
    assert known.rules == (rule,)
    unknown = verdict(source, target, policy("regulated-work"))
    assert [(one.kind, one.text) for one in unknown.conditions()] == [("authority", "the brakes act")]


def test_expired_document_names_its_renewal() -> None:
    source = credential("aa/one", outcomes=shows("brakes"), validity=validity(60))
    found = verdict(source, credential("bb/one", outcomes=shows("brakes")), awarded=date(2020, 1, 1))
    assert found.outcome.value == "conditional"
    assert [(one.kind, one.text) for one in found.conditions()] == [("renew-document", "renew it")]


def test_expired_document_needs_nothing_but_its_renewal_where_the_rest_is_enough() -> None:
    source = credential("aa/one", outcomes=shows("brakes", "tyres"), validity=validity(60))
    target = credential("bb/one", outcomes=shows("brakes", "tyres", "greeting"))
    assert verdict(source, target, awarded=date(2026, 1, 1)).outcome.value == "full"
    assert [one.kind for one in verdict(source, target, awarded=date(2020, 1, 1)).conditions()] == ["renew-document"]


def test_missing_essential_competences_are_the_only_ones_named() -> None:
    source = credential("aa/one", outcomes=shows("brakes", "tyres", "steering", "greeting"))
    target = credential("bb/one", outcomes=shows("brakes", "tyres", "steering", "isolation", "verifying"))
    found = verdict(source, target, policy(essential=["isolation"]))
    assert (found.outcome.value, found.decision.rule) == ("conditional", 9)
    assert [one.about for one in found.conditions()] == ["isolation"]


def test_a_stack_shows_what_its_parts_show_with_hours_added_and_the_lowest_level() -> None:
    one = credential("aa/one", outcomes=shows("brakes"), workloads=(workload(30),), eqf=eqf(5))
    other = credential("aa/other", outcomes=shows("tyres"), workloads=(workload(2, "ects", (50, 60)),), eqf=eqf(4))
    both = stack([one, other])
    assert both.workload is not None
    assert both.workload.hours is not None
    assert (both.workload.hours.min, both.workload.hours.max) == (80, 90)
    assert both.eqf is not None
    assert both.eqf.value == 4
    target = credential("bb/one", outcomes=shows("brakes", "tyres"))
    assert verdict(both, target).finding("learning-outcomes").result.value == "equivalent"


def test_a_stack_knows_hours_and_level_only_where_every_part_has_them() -> None:
    both = stack([credential("aa/one", workloads=(workload(30),), eqf=eqf(5)), credential("aa/other")])
    assert (both.workload, both.eqf) == (None, None)


def test_a_stack_of_one_is_that_one() -> None:
    assert stack([HERE]) is HERE


def test_a_right_is_not_lost_by_holding_something_more() -> None:
    both = stack([HERE, credential("aa/extra", outcomes=shows("brakes"))])
    assert verdict(both, THERE, policy("regulated-work"), Law((ACT,))).outcome.value == "full"


def test_a_stack_that_holds_the_target_is_recognised_as_it() -> None:
    both = stack([credential("aa/extra"), credential("bb/one", outcomes=())])
    assert verdict(both, credential("bb/one")).outcome.value == "full"


@pytest.mark.xfail(reason="a stack takes validity, quality and all else from the credential named first", strict=True)
def test_a_stack_does_not_depend_on_the_order_in_which_it_is_named() -> None:
    parts = [credential("aa/one", validity=validity(60), quality=quality("external")), credential("aa/other")]
    target = credential("bb/one", quality=quality("external"))
    found = [verdict(stack(order), target) for order in (parts, parts[::-1])]
    assert [one.result for one in found[0].findings] == [one.result for one in found[1].findings]
