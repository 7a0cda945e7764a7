"""Coverage: directed, hierarchy-aware, independent of how finely a record is written, honest about doubt."""

from dossiers import BROADER
from hypothesis import given
from hypothesis import strategies as st

from app.coverage import Coverage, Profile, coverage
from app.hierarchy import Hierarchy

TREE = Hierarchy(
    {**BROADER, "service": None, "vehicle-repair": "service"},
    spanning={"brakes": ["vehicle-repair"], "steering": ["vehicle-repair"], "tyres": ["vehicle-repair"]},
    implied={"isolation": ["live-work"]},
    steps=["isolation"],
    generic=["manners"],
)
COMPETENCES = sorted(["safety", "isolation", "disconnecting", "securing", "verifying", "live-work", "brakes", "tyres"])
MAPPING = st.tuples(
    st.sampled_from(COMPETENCES),
    st.sampled_from(["exactMatch", "closeMatch", "broadMatch", "narrowMatch"]),
    st.floats(0.5, 0.99),
)
OUTCOMES = st.lists(st.lists(MAPPING, max_size=3), max_size=6)


def covered(source: list[list[tuple[str, str, float]]], target: list[list[tuple[str, str, float]]]) -> Coverage:
    return coverage(Profile.of(source), Profile.of(target), TREE)


def exact(*competences: str) -> list[list[tuple[str, str, float]]]:
    return [[(competence, "exactMatch", 0.9)] for competence in competences]


def estimate(source: list[list[tuple[str, str, float]]], target: list[list[tuple[str, str, float]]]) -> float:
    found = covered(source, target).estimate
    assert found is not None
    return found


def test_a_step_does_not_count_as_the_procedure() -> None:
    assert estimate(exact("disconnecting"), exact("isolation")) < 0.5
    assert estimate(exact("disconnecting", "securing", "verifying"), exact("isolation")) == 1.0


def test_a_step_does_not_count_as_its_neighbour() -> None:
    assert estimate(exact("disconnecting"), exact("verifying")) == 0.0


def test_a_procedure_covers_its_step_in_part() -> None:
    assert 0 < estimate(exact("isolation"), exact("verifying")) < 1


def test_a_general_competence_covers_in_part_what_it_spans() -> None:
    assert 0 < estimate(exact("vehicle-repair"), exact("brakes")) < 1
    assert estimate(exact("vehicle-repair"), exact("verifying")) == 0.0


def test_a_competence_that_implies_another_covers_it() -> None:
    assert estimate(exact("isolation"), exact("live-work")) == 1.0
    assert estimate(exact("live-work"), exact("isolation")) < 0.5


def test_a_neighbour_covers_a_little_where_parts_are_not_steps() -> None:
    assert 0 < estimate(exact("brakes"), exact("steering")) < 0.5


def test_the_parts_of_a_general_competence_cover_it_together() -> None:
    assert estimate(exact("brakes", "steering", "tyres"), exact("vehicle-repair")) == 1.0


def test_generic_areas_weigh_less() -> None:
    assert estimate(exact("brakes"), exact("brakes", "greeting")) > 0.75


def test_coverage_is_directed() -> None:
    assert estimate(exact("brakes", "tyres"), exact("brakes")) == 1.0
    assert 0.5 <= estimate(exact("brakes"), exact("brakes", "tyres")) < 1


def test_a_restricted_source_covers_a_full_target_in_part() -> None:
    restricted = [[("brakes", "broadMatch", 0.9)]]
    assert estimate(restricted, exact("brakes")) < 1
    assert estimate(exact("brakes"), restricted) == 1.0


def test_nothing_is_estimated_for_a_target_without_mapped_outcomes() -> None:
    found = covered(exact("brakes"), [[]])
    assert (found.lower, found.estimate, found.upper) == (0.0, None, 1.0)


def test_an_unmapped_outcome_widens_the_interval() -> None:
    sure, unsure = (
        covered(exact("brakes"), exact("brakes", "tyres")),
        covered([*exact("brakes"), []], exact("brakes", "tyres")),
    )
    assert unsure.upper > sure.upper
    assert unsure.estimate == sure.estimate
    wide = covered(exact("brakes"), [*exact("brakes", "tyres"), []])
    assert wide.lower < sure.lower
    assert wide.upper > sure.upper


@given(OUTCOMES)
def test_a_credential_covers_itself(outcomes: list[list[tuple[str, str, float]]]) -> None:
    found = covered(outcomes, outcomes)
    assert found.estimate is None or abs(found.estimate - 1) < 1e-9


@given(OUTCOMES, OUTCOMES)
def test_coverage_lies_inside_its_interval(
    source: list[list[tuple[str, str, float]]], target: list[list[tuple[str, str, float]]]
) -> None:
    found = covered(source, target)
    assert 0 <= found.lower <= found.upper <= 1 + 1e-9
    if found.estimate is not None:
        assert found.lower - 1e-9 <= found.estimate <= found.upper + 1e-9


@given(OUTCOMES, OUTCOMES, st.lists(MAPPING, max_size=3))
def test_an_outcome_more_in_the_source_never_lowers_coverage(
    source: list[list[tuple[str, str, float]]],
    target: list[list[tuple[str, str, float]]],
    more: list[tuple[str, str, float]],
) -> None:
    before, after = covered(source, target), covered([*source, more], target)
    if before.estimate is not None and after.estimate is not None:
        assert after.estimate >= before.estimate - 1e-9


@given(OUTCOMES, OUTCOMES)
def test_merging_all_outcomes_into_one_leaves_coverage_unchanged(
    source: list[list[tuple[str, str, float]]], target: list[list[tuple[str, str, float]]]
) -> None:
    mapped_source = [outcome for outcome in source if outcome]
    mapped_target = [outcome for outcome in target if outcome]
    merged_source = [[mapping for outcome in mapped_source for mapping in outcome]] if mapped_source else []
    merged_target = [[mapping for outcome in mapped_target for mapping in outcome]] if mapped_target else []
    assert covered(mapped_source, mapped_target) == covered(merged_source, merged_target)
