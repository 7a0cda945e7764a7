"""A policy varied by a request: what may be varied, to what, and that the policy says so."""

import math
from typing import Any

import pytest
from dossiers import NUMBERS, policy

from app.problems import ParameterError

RATIOS = [name for name in NUMBERS if name.startswith(("coverage", "profile", "essential"))]


def test_varied_number_is_used_and_the_policy_says_so() -> None:
    varied = policy().vary({"coverage-full": 0.7})
    assert varied["coverage-full"] == 0.7
    assert varied.overrides == {"coverage-full": 0.7}


def test_varying_leaves_the_policy_itself_and_the_other_numbers_alone() -> None:
    before = policy()
    varied = before.vary({"coverage-full": 0.7})
    assert (before["coverage-full"], dict(before.overrides)) == (0.55, {})
    assert {name: varied[name] for name in NUMBERS if name != "coverage-full"} == {
        name: before[name] for name in NUMBERS if name != "coverage-full"
    }


def test_varying_keeps_the_rule_that_the_number_stands_for() -> None:
    assert policy().vary({"coverage-full": 0.7}).parameters["coverage-full"].rule == "coverage-full"


def test_nothing_varied_is_the_same_policy() -> None:
    assert policy().vary({}) == policy()


def test_unknown_parameter_is_refused_naming_those_there_are() -> None:
    with pytest.raises(ParameterError, match="coverage-full-lower-level") as refused:
        policy().vary({"coverage": 0.7})
    assert refused.value.parameter == "coverage"


@pytest.mark.parametrize("name", ["coverage-full", "level-minor-steps"])
@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, -0.01, -1, 10.01, 10**400, True, False, "0.5", None, [0.5]]
)
def test_value_that_is_no_number_in_range_is_refused_naming_the_parameter(name: str, value: Any) -> None:
    with pytest.raises(ParameterError) as refused:
        policy().vary({name: value})
    assert refused.value.parameter == name


@pytest.mark.parametrize("name", RATIOS)
def test_share_reaches_from_0_to_1(name: str) -> None:
    assert [policy().vary({name: share})[name] for share in (0, 1)] == [0.0, 1.0]
    with pytest.raises(ParameterError):
        policy().vary({name: 1.001})


def test_one_bad_number_among_good_ones_refuses_all() -> None:
    with pytest.raises(ParameterError):
        policy().vary({"coverage-full": 0.7, "coverage-minor": math.nan})


def test_policy_varied_twice_says_both() -> None:
    twice = policy().vary({"coverage-full": 0.7}).vary({"coverage-minor": 0.3})
    assert twice.overrides == {"coverage-full": 0.7, "coverage-minor": 0.3}
