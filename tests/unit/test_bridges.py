"""Bridges: the exact Pareto front, by the measure of coverage, with unknown hours never taken for zero."""

from dataclasses import replace
from itertools import combinations

import pytest
from dossiers import BROADER
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bridges import (
    THRESHOLD,
    Bridging,
    Need,
    Offer,
    Options,
    Status,
    bridge,
    find_bridges,
    gap,
    programme,
    together,
)
from app.coverage import Profile, Shown, coverage
from app.hierarchy import Hierarchy
from app.model import Hours
from app.problems import ParameterError

TREE = Hierarchy({**BROADER, "drum-brakes": "brakes", "disc-brakes": "brakes"})
COMPETENCES = [
    "safety", "isolation", "disconnecting", "securing", "verifying", "live-work", "mechanics", "brakes", "drum-brakes",
    "disc-brakes", "tyres",
]  # fmt: skip
PREDICATES = ["exactMatch", "closeMatch", "broadMatch", "narrowMatch"]
NOTHING = Profile({}, 0)


def shows(*competences: str, predicate: str = "exactMatch") -> Profile:
    return Profile.of([[(competence, predicate, 0.9)] for competence in competences])


def offer(name: str, *competences: str, hours: float | None = 10, country: str = "FI") -> Offer:
    return Offer(name, name, country, None if hours is None else Hours(hours / 2, hours), shows(*competences))


def needs(*competences: str) -> list[Need]:
    return [Need(competence, competence, THRESHOLD) for competence in competences]


def names(found: Bridging) -> list[tuple[str, ...]]:
    return [tuple(offer.id for offer in one.offers) for one in found.bridges]


PROFILES = st.lists(st.tuples(st.sampled_from(COMPETENCES), st.sampled_from(PREDICATES), st.just(0.9)), max_size=4).map(
    lambda mappings: Profile.of([[mapping] for mapping in mappings])
)
OFFERS = st.lists(
    st.builds(
        Offer,
        id=st.sampled_from([f"offer-{number}" for number in range(12)]),
        title=st.just("an offer"),
        country=st.sampled_from(["ES", "FI", "PT"]),
        hours=st.sampled_from([None, 0.0, 1.0, 1.5, 2.0, 4.0, 37.5]).map(lambda most: most and Hours(most / 2, most)),
        profile=PROFILES,
    ),
    max_size=8,
    unique_by=lambda offer: offer.id,
).map(lambda offers: [one if one.hours != 0.0 else replace(one, hours=Hours(0, 0)) for one in offers])
NEEDS = st.lists(
    st.builds(
        Need,
        competence=st.sampled_from(COMPETENCES),
        label=st.just(""),
        degree_missing=st.just(0.7),
        extent=st.sampled_from([0.75, 0.9, 1.0]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda need: need.competence,
)
Point = tuple[float, int, int, int]


def closed(chosen: tuple[Offer, ...], wanted: list[Need], source: Profile, threshold: float) -> set[str]:
    """The needs closed, straight from coverage."""
    held = together([source, *(one.profile for one in chosen)])
    return {
        need.competence
        for need in wanted
        for match in coverage(held, Profile({need.competence: Shown(need.competence, need.extent, 1)}, 0), TREE).matches
        if match.degree >= threshold - 1e-9
    }


def brute_force(
    wanted: list[Need], offers: list[Offer], source: Profile, options: Options
) -> tuple[set[str], list[tuple[str, ...]]]:
    """What can be reached, and the front from all subsets, each point by its best set."""
    able = sorted((one for one in offers if options.admits(one)), key=lambda one: one.id)
    reached = closed(tuple(able), wanted, source, options.threshold)
    if reached == closed((), wanted, source, options.threshold):
        return reached, []
    subsets = [chosen for size in range(1, len(able) + 1) for chosen in combinations(able, size)]
    closing = [
        chosen
        for chosen in subsets
        if len(chosen) <= (options.units or 99) and closed(chosen, wanted, source, options.threshold) >= reached
    ]
    known: dict[tuple[float, int, int], tuple[str, ...]] = {}
    unknown: dict[tuple[int, int], tuple[int, float, tuple[str, ...]]] = {}
    for chosen in closing:
        ids, units = tuple(one.id for one in chosen), len(chosen)
        changes = len({one.country for one in chosen}) - 1
        hours = [one.hours.max for one in chosen if one.hours is not None]
        if len(hours) == units:
            point = (sum(hours), units, changes)
            known[point] = min(known.get(point, ids), ids)
        else:
            best = (units - len(hours), sum(hours), ids)
            unknown[units, changes] = min(unknown.get((units, changes), best), best)
    front = [
        ids
        for point, ids in sorted(known.items())
        if not any(other != point and all(a <= b for a, b in zip(other, point, strict=True)) for other in known)
    ]
    front += [
        ids
        for point, (_, _, ids) in sorted(unknown.items())
        if not any(other != point and other[0] <= point[0] and other[1] <= point[1] for other in unknown)
        and not any(units <= point[0] and changes <= point[1] for _, units, changes in known)
    ]
    return reached, front


@settings(max_examples=150, deadline=None)
@given(
    NEEDS, OFFERS, PROFILES, st.sampled_from([0.4, 0.5, 0.7, 1.0]), st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([None, None, "FI"]),
)  # fmt: skip
def test_the_front_is_that_of_all_subsets(
    wanted: list[Need],
    offers: list[Offer],
    source: Profile,
    threshold: float,
    units: int | None,
    country: str | None,
) -> None:
    options = Options(threshold=threshold, units=units, country=country)
    found = find_bridges(wanted, offers, source, TREE, options)
    reached, front = brute_force(wanted, offers, source, options)
    assert found.status is Status.PROVEN
    assert {need.competence for need in found.unreachable} == {need.competence for need in wanted} - reached
    assert names(found) == front


@settings(max_examples=60, deadline=None)
@given(NEEDS, OFFERS, PROFILES)
def test_a_proof_names_what_closes_a_need_and_nothing_else(
    wanted: list[Need], offers: list[Offer], source: Profile
) -> None:
    found = find_bridges(wanted, offers, source, TREE)
    for one in found.bridges:
        assert set(one.proof) == {need.competence for need in wanted} - {n.competence for n in found.unreachable}
        for need in wanted:
            if need.competence in one.proof:
                proof = one.proof[need.competence]
                named = tuple(each for each in one.offers if each.id in proof.offers)
                assert len(named) == len(proof.offers)
                assert closed(named, [need], source, THRESHOLD) and proof.degree >= THRESHOLD - 1e-9
        assert {each for proof in one.proof.values() for each in proof.offers} == {each.id for each in one.offers}


def test_units_that_each_teach_a_step_close_the_procedure_together() -> None:
    steps = [offer(name, name) for name in ("disconnecting", "securing", "verifying")]
    found = find_bridges(needs("isolation"), steps, NOTHING, TREE)
    assert names(found) == [("disconnecting", "securing", "verifying")]
    assert found.bridges[0].proof["isolation"].offers == ("disconnecting", "securing", "verifying")
    assert found.bridges[0].proof["isolation"].degree == pytest.approx(1.0)


def test_what_the_source_shows_counts_towards_a_need() -> None:
    found = find_bridges(needs("isolation"), [offer("a", "verifying")], shows("disconnecting", "securing"), TREE)
    assert names(found) == [("a",)]


def test_a_degree_just_short_of_the_threshold_does_not_close() -> None:
    options = Options(threshold=2 / 3 + 5e-8)
    steps = [offer(name, name) for name in ("disconnecting", "securing", "verifying")]
    assert names(find_bridges(needs("isolation"), steps[:2], NOTHING, TREE, options)) == []
    assert names(find_bridges(needs("isolation"), steps, NOTHING, TREE, options)) == [
        ("disconnecting", "securing", "verifying")
    ]


def test_a_need_that_nothing_closes_is_told_and_the_rest_is_bridged() -> None:
    found = find_bridges(needs("tyres", "live-work"), [offer("a", "tyres")], NOTHING, TREE)
    assert [need.competence for need in found.unreachable] == ["live-work"]
    assert names(found) == [("a",)]
    assert set(found.bridges[0].proof) == {"tyres"}


def test_nothing_is_offered_where_nothing_helps_or_nothing_is_missing() -> None:
    none = find_bridges(needs("tyres"), [offer("a", "live-work")], NOTHING, TREE)
    assert (none.bridges, len(none.unreachable), none.fewest_units) == ((), 1, None)
    done = find_bridges(needs("tyres"), [offer("a", "tyres")], shows("tyres"), TREE)
    assert (done.bridges, done.unreachable, done.status) == ((), (), Status.PROVEN)
    assert find_bridges([], [], NOTHING, TREE).bridges == ()


def test_unknown_hours_are_not_zero_hours() -> None:
    offers = [offer("a", "tyres", hours=500), offer("b", "tyres", hours=None)]
    assert names(find_bridges(needs("tyres"), offers, NOTHING, TREE)) == [("a",)]


def test_a_set_with_unknown_hours_stays_where_it_takes_fewer_units_and_says_so() -> None:
    offers = [
        offer("a", "tyres"),
        offer("b", "live-work"),
        offer("c", "tyres", "live-work", hours=None),
    ]
    found = find_bridges(needs("tyres", "live-work"), offers, NOTHING, TREE)
    assert names(found) == [("a", "b"), ("c",)]
    assert found.bridges[0].hours == Hours(10, 20)
    assert found.bridges[1].hours is None
    assert found.bridges[1].undocumented == ("c",)


def test_fewer_hours_fewer_units_and_fewer_countries_are_traded() -> None:
    offers = [
        offer("es-1", "tyres", hours=10, country="ES"),
        offer("fi-1", "live-work", hours=10, country="FI"),
        offer("fi-2", "tyres", hours=20, country="FI"),
        offer("pt-1", "tyres", "live-work", hours=90, country="PT"),
    ]
    found = find_bridges(needs("tyres", "live-work"), offers, NOTHING, TREE)
    assert names(found) == [("es-1", "fi-1"), ("fi-1", "fi-2"), ("pt-1",)]
    assert [one.countries for one in found.bridges] == [("ES", "FI"), ("FI",), ("PT",)]


def test_options_leave_offers_out() -> None:
    offers = [offer("a", "tyres", country="ES"), offer("b", "tyres", hours=20), offer("c", "tyres", hours=30)]
    wanted = needs("tyres")
    assert names(find_bridges(wanted, offers, NOTHING, TREE, Options(country="FI"))) == [("b",)]
    assert names(find_bridges(wanted, offers, NOTHING, TREE, Options(exclude=frozenset({"a", "b"})))) == [("c",)]


def test_a_limit_on_units_that_is_too_low_says_how_many_it_takes() -> None:
    offers = [offer("a", "tyres"), offer("b", "live-work")]
    found = find_bridges(needs("tyres", "live-work"), offers, NOTHING, TREE, Options(units=1))
    assert (found.bridges, found.unreachable, found.fewest_units) == ((), (), 2)


def test_equal_costs_are_decided_by_id_whatever_the_order() -> None:
    offers = [offer(name, "tyres", "brakes") for name in "cab"] + [offer(name, "live-work") for name in "fde"]
    wanted = needs("tyres", "live-work")
    forwards, backwards = (find_bridges(wanted, list(given), NOTHING, TREE) for given in (offers, offers[::-1]))
    assert names(forwards) == [("a", "d")]
    assert forwards == backwards


def test_a_search_that_runs_out_of_time_says_so() -> None:
    offers = [offer(name, "tyres") for name in "abc"]
    found = find_bridges(needs("tyres"), offers, NOTHING, TREE, Options(seconds=1e-9))
    assert (found.bridges, found.status, found.fewest_units) == ((), Status.TIME_LIMIT, None)


def test_what_highs_has_not_proven_is_not_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    solve, calls = programme.milp, []

    def stopped(*arguments: object, **options: object) -> object:
        answer = solve(*arguments, **options)
        calls.append(answer)
        if len(calls) > 3:
            answer.status = programme.LIMIT
        return answer

    monkeypatch.setattr(programme, "milp", stopped)
    offers = [offer("a", "tyres", hours=90), offer("b", "tyres", "live-work", hours=None), offer("c", "live-work")]
    found = find_bridges(needs("tyres", "live-work"), offers, NOTHING, TREE)
    assert found.status is Status.TIME_LIMIT
    assert names(found) == [("a", "c")]


def test_the_gap_is_what_coverage_leaves_below_the_threshold() -> None:
    target = Profile.of([[("tyres", "broadMatch", 0.9)], [("live-work", "exactMatch", 0.9)]])
    found = gap(coverage(shows("live-work"), target, TREE), target, {"tyres": "tyre service"})
    assert found == (Need("tyres", "tyre service", THRESHOLD, 0.75),)


@pytest.mark.parametrize(
    "values", [{"units": 0}, {"seconds": 0.0}, {"seconds": float("nan")}, {"threshold": 0.0}, {"threshold": 1.1}]
)
def test_options_out_of_range_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ParameterError):
        bridge.Options(**values)  # type: ignore[arg-type]


def test_offers_given_twice_or_with_impossible_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        find_bridges(needs("tyres"), [offer("a", "tyres"), offer("a", "brakes")], NOTHING, TREE)
    for most in (float("nan"), float("inf"), -1.0):
        with pytest.raises(ValueError, match="hours"):
            find_bridges(needs("tyres"), [offer("a", "tyres", hours=most)], NOTHING, TREE)
