"""The mappings: enough of them, each decided, the competences built from what outcomes say."""

from pathlib import Path

import pytest
from rdflib import SKOS, Graph, URIRef

from app.interchange.sssom import MappingSet, read_sssom
from app.interchange.turtle import read_turtle
from app.vocab import COMPETENCE, DEF

ROOT = Path(__file__).parents[2]
PLACES = ("fi", "pt", "es", "ie", "us", "eu")


@pytest.fixture(scope="module")
def outcome_sets() -> dict[str, MappingSet]:
    return {place: read_sssom(ROOT / "mappings" / place / "outcomes.sssom.tsv") for place in PLACES}


@pytest.fixture(scope="module")
def competences() -> Graph:
    return read_turtle(ROOT / "ontology" / "competences.ttl")


def test_every_outcome_and_matrix_item_has_a_decision(outcome_sets: dict[str, MappingSet]) -> None:
    decided = {row.subject for mappings in outcome_sets.values() for row in mappings.rows if not row.negative}
    stated = {
        str(subject)
        for place in PLACES
        for path in (ROOT / "mappings" / place).glob("*.ttl")
        for subject in read_turtle(path).subjects(None, URIRef("http://data.europa.eu/snb/model/elm/LearningOutcome"))
    }
    assert len(stated) == 694 + 136 + 32
    assert stated - decided == set()


def test_at_least_95_percent_of_outcomes_have_a_positive_mapping(outcome_sets: dict[str, MappingSet]) -> None:
    for place, mappings in outcome_sets.items():
        subjects = {row.subject for row in mappings.rows}
        mapped = {row.subject for row in mappings.rows if row.positive}
        assert len(mapped) / len(subjects) >= 0.95, place


def test_an_outcome_without_a_match_says_why(outcome_sets: dict[str, MappingSet]) -> None:
    silent = [
        row.line
        for mappings in outcome_sets.values()
        for row in mappings.rows
        if (row.no_match or row.negative) and not row.text("comment")
    ]
    assert silent == []


def test_rejected_candidates_are_kept(outcome_sets: dict[str, MappingSet]) -> None:
    assert sum(row.negative for mappings in outcome_sets.values() for row in mappings.rows) > 50
    to_esco = read_sssom(ROOT / "mappings" / "competences.sssom.tsv")
    assert sum(row.negative for row in to_esco.rows) > 50


def test_no_pair_is_both_asserted_and_rejected(outcome_sets: dict[str, MappingSet]) -> None:
    for mappings in outcome_sets.values():
        asserted = {(row.subject, row.object) for row in mappings.rows if row.positive}
        assert not asserted & {(row.subject, row.object) for row in mappings.rows if row.negative}


def test_there_are_at_least_140_competences_with_labels_in_four_languages(competences: Graph) -> None:
    found = set(competences.subjects(SKOS.definition))
    assert len(found) >= 140
    for competence in found:
        languages = {label.language for label in competences.objects(competence, SKOS.prefLabel)}
        assert languages >= {"en", "fi", "pt", "es"}, competence


def test_labels_are_unique_in_each_language(competences: Graph) -> None:
    labels = list(competences.objects(None, SKOS.prefLabel))
    assert len(labels) == len(set(labels))


def test_every_competence_is_mapped_to_esco_or_says_that_nothing_fits(competences: Graph) -> None:
    decided = {row.subject for row in read_sssom(ROOT / "mappings" / "competences.sssom.tsv").rows if not row.negative}
    assert {str(one) for one in competences.subjects(SKOS.definition)} == decided


def test_isolation_of_vehicle_high_voltage_is_narrower_than_any_esco_skill() -> None:
    rows = [
        row
        for row in read_sssom(ROOT / "mappings" / "competences.sssom.tsv").rows
        if row.subject == COMPETENCE + "high-voltage-isolation" and row.positive
    ]
    assert rows
    assert {row.predicate for row in rows} == {str(SKOS.broadMatch)}
    assert all(row.text("comment") for row in rows)


def test_only_levels_of_public_frameworks_are_referenced_to_the_eqf() -> None:
    """An analyst's comparison is a close match, which no reasoning turns into an EQF level."""
    american = read_sssom(ROOT / "mappings" / "us" / "levels.sssom.tsv")
    assert {row.predicate for row in american.rows} == {str(SKOS.closeMatch)}
    irish = read_sssom(ROOT / "mappings" / "ie" / "levels.sssom.tsv")
    assert {row.predicate for row in irish.rows} == {DEF + "referencedTo"}
