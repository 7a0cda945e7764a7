"""Content negotiation by Accept."""

import pytest

from app.http.negotiation import GRAPHS, ROWS, choose, prefers_csv


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("application/json", "json"),
        ("application/xml;q=0.9, text/csv;q=0.5", "xml"),
        ("text/csv;q=0.1, application/sparql-results+xml", "xml"),
        ("text/*", "csv"),
        ("*/*, application/sparql-results+json;q=0", "xml"),
        ("text/csv; header=absent", "csv"),
        ("text/csv;q=nonsense, text/tab-separated-values", "tsv"),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose(accept, tuple(ROWS.values())) == ROWS[chosen]


def test_nothing_is_chosen_when_nothing_is_acceptable() -> None:
    assert choose("image/png", tuple(GRAPHS.values())) is None
    assert choose("*/*;q=0", tuple(GRAPHS.values())) is None


def test_csv_is_only_sent_when_it_is_liked_better() -> None:
    assert prefers_csv("text/csv")
    assert not prefers_csv("*/*")
    assert not prefers_csv("text/csv;q=0.5, application/json")
