"""Each question is well formed and answers its golden file."""

import csv
import io
import time
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.questions import answer_csv
from app.store import EmbeddedStore

ROOT = Path(__file__).parents[2]
CATALOGUE = Catalogue(ROOT / "queries")
IDS = list(CATALOGUE.questions)


def golden(key: str) -> str:
    """The answer on file, with its line ends."""
    return (ROOT / "tests" / "golden" / f"{key}.csv").read_bytes().decode("utf-8")


def test_there_are_at_least_thirty_questions():
    assert len(IDS) >= 30


def test_every_golden_file_has_its_question():
    assert sorted(path.stem for path in (ROOT / "tests" / "golden").glob("*.csv")) == sorted(IDS)


@pytest.mark.parametrize("key", IDS)
def test_question_speaks_to_an_audience_and_asks_something(key):
    question = CATALOGUE[key]
    assert question.audience in ("policy-researcher", "recognition-officer")
    assert question.title.endswith("?")
    assert question.description
    for name in question.parameters:
        assert f"${name}" in question.text


@pytest.mark.parametrize("key", IDS)
def test_question_is_sparql_as_it_stands(release_store, key):
    release_store.select(CATALOGUE[key].text)


@pytest.mark.parametrize("key", IDS)
def test_golden_answer_has_rows_that_differ(key):
    rows = [tuple(row) for row in csv.reader(io.StringIO(golden(key)))][1:]
    assert rows
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("key", IDS)
def test_answer_equals_the_golden_one(release_store, key):
    assert answer_csv(release_store, CATALOGUE[key], {}) == golden(key)


@pytest.mark.parametrize("key", IDS)
def test_answer_takes_less_than_a_second(release_store: EmbeddedStore, key: str):
    question = CATALOGUE[key]
    taken = []
    for _ in range(3):
        start = time.process_time()
        answer_csv(release_store, question, {})
        taken.append(time.process_time() - start)
    assert min(taken) < 1
