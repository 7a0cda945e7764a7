"""The coverage index gives what app.coverage gives pair by pair, for any hierarchy and any profiles."""

from concurrent.futures import Executor
from pathlib import Path
from random import Random

import numpy as np
import pytest
from dask.distributed import Client, LocalCluster
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage import EXTENT, Profile, coverage
from app.hierarchy import Hierarchy
from app.matrix import CoverageIndex, Scored, best_pairs, load, save

PLACES = 1e-9
Drawn = tuple[Hierarchy, list[Profile]]


@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[Hierarchy, list[str]]:
    names = [f"c{number}" for number in range(draw(st.integers(1, 12)))]
    order = draw(st.permutations(names))
    broader: dict[str, str | None] = {order[0]: None}
    spanning: dict[str, list[str]] = {}
    for place, name in enumerate(order[1:], 1):
        above = st.sampled_from(order[:place])
        broader[name] = draw(st.none() | above)
        spanning[name] = [one for one in draw(st.lists(above, max_size=2, unique=True)) if one != broader[name]]
    some = st.lists(st.sampled_from(names), max_size=3, unique=True)
    implied = draw(st.dictionaries(st.sampled_from(names), some, max_size=3))
    return Hierarchy(broader, spanning, implied, draw(some), draw(some)), [*names, "elsewhere"]


@st.composite
def catalogues(draw: st.DrawFn, confidence: st.SearchStrategy[float]) -> Drawn:
    hierarchy, names = draw(hierarchies())
    mapping = st.tuples(st.sampled_from(names), st.sampled_from(sorted(EXTENT)), confidence)
    outcomes = st.lists(st.lists(mapping, max_size=3), max_size=6)
    return hierarchy, [Profile.of(one) for one in draw(st.lists(outcomes, min_size=1, max_size=6))]


ANY = catalogues(st.floats(0.5, 0.99))


def index(hierarchy: Hierarchy, profiles: list[Profile]) -> CoverageIndex:
    return CoverageIndex.build(((f"id{number}", one) for number, one in enumerate(profiles)), hierarchy)


def pairwise(hierarchy: Hierarchy, sources: list[Profile], targets: list[Profile]) -> np.ndarray:
    found = [[coverage(source, target, hierarchy).estimate for target in targets] for source in sources]
    return np.array(found, float)


@settings(deadline=None, max_examples=300)
@given(ANY)
def test_blocks_equal_the_formula_pair_by_pair(drawn: Drawn) -> None:
    hierarchy, profiles = drawn
    rows = range(len(profiles))
    np.testing.assert_allclose(
        index(hierarchy, profiles).cover(rows, rows), pairwise(hierarchy, profiles, profiles), atol=PLACES, rtol=0
    )


@settings(deadline=None, max_examples=200)
@given(ANY)
def test_a_profile_outside_the_index_is_compared_both_ways(drawn: Drawn) -> None:
    hierarchy, (asked, *profiles) = drawn
    built = index(hierarchy, profiles)
    as_source = np.nan_to_num(pairwise(hierarchy, [asked], profiles)[0]) if profiles else []
    as_target = np.nan_to_num(pairwise(hierarchy, profiles, [asked])[:, 0]) if profiles else []
    targets, sources = built.best_targets(asked, 10), built.best_sources(asked, 10)
    assert {one.row: one.estimate for one in targets} == pytest.approx(positive(as_source), abs=PLACES)
    assert {one.row: one.estimate for one in sources} == pytest.approx(positive(as_target), abs=PLACES)


def positive(estimates: np.ndarray | list[float]) -> dict[int, float]:
    return {row: float(estimate) for row, estimate in enumerate(estimates) if estimate > PLACES}


@settings(deadline=None, max_examples=200)
@given(ANY)
def test_intervals_equal_the_formula(drawn: Drawn) -> None:
    hierarchy, profiles = drawn
    built = index(hierarchy, profiles)
    for row, source in enumerate(profiles):
        found = built.intervals(row, range(len(profiles)))
        wanted = [coverage(source, target, hierarchy) for target in profiles]
        np.testing.assert_allclose(found.lower, [one.lower for one in wanted], atol=PLACES)
        np.testing.assert_allclose(found.upper, [one.upper for one in wanted], atol=PLACES)
        np.testing.assert_allclose(found.estimate, np.array([one.estimate for one in wanted], float), atol=PLACES)


TREE = Hierarchy({"safety": None, "isolation": "safety", "live-work": "safety", "brakes": None, "tyres": None})
COMPETENCES = ("safety", "isolation", "live-work", "brakes", "tyres")


def exact(*competences: str, unmapped: int = 0) -> Profile:
    return Profile.of([*([(one, "exactMatch", 0.9)] for one in competences), *([[]] * unmapped)])


def many(size: int) -> list[tuple[str, Profile]]:
    random = Random(7)
    drawn = (
        Profile.of(
            [[(random.choice(COMPETENCES), random.choice(sorted(EXTENT)), 0.8)] for _ in range(random.randint(1, 4))]
        )
        for _ in range(size)
    )
    return [(f"id{number:04}", one) for number, one in enumerate(drawn)]


def test_ties_are_in_the_order_of_identifiers() -> None:
    built = CoverageIndex.build([(name, exact("brakes")) for name in "dbca"], TREE)
    assert [one.id for one in built.best_targets(exact("brakes"), 3)] == ["a", "b", "c"]
    assert [one.id for one in built.best_sources(exact("brakes"), 3)] == ["a", "b", "c"]


def test_the_best_of_many_equal_a_full_sort() -> None:
    records = many(2000)
    built = CoverageIndex.build(records, TREE)
    for row in (0, 17, 1999):
        estimates = np.round(built.cover([row], range(2000))[0], 12)
        order = sorted(range(2000), key=lambda one: (-estimates[one], one))
        assert [one.row for one in built.best_targets(row, 25)] == order[:25]


def test_only_allowed_rows_are_found() -> None:
    built = CoverageIndex.build([(name, exact("brakes")) for name in "abc"], TREE)
    allowed = np.array([False, True, False])
    assert built.best_targets(exact("brakes"), 3, allowed) == [Scored(1, "b", 1.0)]
    assert built.best_sources(exact("brakes"), 3, allowed) == [Scored(1, "b", 1.0)]


def test_nothing_in_common_finds_nobody() -> None:
    built = CoverageIndex.build([("a", exact("brakes")), ("b", exact(unmapped=2))], TREE)
    assert built.best_targets(exact("tyres"), 3) == built.best_sources(exact("tyres"), 3) == []
    assert built.best_sources(exact(), 3) == built.best_targets(exact("never-heard-of"), 3) == []
    assert np.isnan(built.cover([0], [1])[0, 0])
    assert [end.tolist() for end in built.intervals(0, [1])] == [[0.0], [pytest.approx(np.nan, nan_ok=True)], [1.0]]


def test_a_target_competence_that_nobody_has_heard_of_counts_as_uncovered() -> None:
    built = CoverageIndex.build([("a", exact("brakes"))], TREE)
    assert built.best_sources(exact("brakes", "never-heard-of"), 1) == [Scored(0, "a", 0.5)]


def test_identifiers_lead_to_rows_and_profiles_back() -> None:
    records = many(50)
    built = CoverageIndex.build(reversed(records), TREE)
    for number, (name, profile) in enumerate(records):
        assert (built.row(name), built.id(number), built.profile(number)) == (number, name, profile)
    assert built.row("id") is built.row("zz") is None


def test_an_identifier_occurs_once() -> None:
    with pytest.raises(ValueError, match="'a' follows 'a'"):
        CoverageIndex.build([("a", exact("brakes")), ("a", exact("tyres"))], TREE)


def test_a_saved_index_answers_the_same_and_has_the_same_bytes_for_any_order(tmp_path: Path) -> None:
    records = many(200)
    built = CoverageIndex.build(records, TREE)
    save(built, tmp_path / "one")
    save(CoverageIndex.build(reversed(records), TREE), tmp_path / "two")
    loaded = load(tmp_path / "one")
    assert loaded.best_targets(3, 10) == built.best_targets(3, 10)
    assert loaded.best_sources(3, 10) == built.best_sources(3, 10)
    np.testing.assert_array_equal(loaded.cover(range(9), range(200)), built.cover(range(9), range(200)))
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_an_index_without_credentials_can_be_saved_and_asked(tmp_path: Path) -> None:
    save(CoverageIndex.build([], TREE), tmp_path)
    assert load(tmp_path).best_targets(exact("brakes"), 3) == load(tmp_path).best_sources(exact("brakes"), 3) == []


def test_another_format_is_refused(tmp_path: Path) -> None:
    save(CoverageIndex.build([], TREE), tmp_path)
    (tmp_path / "index.json").write_text('{"format": 0}')
    with pytest.raises(ValueError, match="has format 0"):
        load(tmp_path)


def test_all_pairs_leave_out_the_source_itself(tmp_path: Path) -> None:
    save(CoverageIndex.build([(name, exact("brakes")) for name in "abc"] + [("d", exact("tyres"))], TREE), tmp_path)
    (block,) = best_pairs(tmp_path, range(4), 2)
    assert block.targets.tolist() == [[1, 2], [0, 2], [0, 1], [-1, -1]]
    assert block.estimates.tolist() == [[1, 1], [1, 1], [1, 1], [0, 0]]


def test_two_worker_processes_find_the_same_pairs_as_threads(tmp_path: Path) -> None:
    save(CoverageIndex.build(many(120), TREE), tmp_path)

    def found(executor: Executor | None) -> list[list[list[float]]]:
        blocks = best_pairs(tmp_path, range(120), 5, executor=executor, size=25)
        return [[one.tolist() for one in block] for block in blocks]

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        assert found(client.get_executor()) == found(None)
        assert len(client.scheduler_info()["workers"]) == 2
