"""Content negotiation by Accept."""

import pytest

from app.http.negotiation import GRAPHS, HTML, ROWS, choose, is_utf8, prefers_csv


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
        ("text/json", "json"),
        ("text/xml", "xml"),
        ("application/sparql-results+json;charset=utf-8", "json"),
        ('text/csv; charset="UTF-8"', "csv"),
        ("text/csv; charset=us-ascii, */*;q=0.1", "csv"),
        ("text/csv;charset=iso-8859-1, text/tab-separated-values;q=0.2", "tsv"),
        ("text/foo;q=0.5 , text/json ; q = 0.7", "json"),
        ("text/json,text/foo", "json"),
        ("text/foo;q=0.9,text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("application/*", "json"),
        ("application/*;q=0.5, text/*;q=0.6", "csv"),
        ("text/*, text/csv;q=0", "tsv"),
        ("text/csv;q=0.4, text/*;q=0.9, */*;q=0.1", "tsv"),
        ("text/csv;q=0.1, text/csv;header=present", "csv"),
        ("application/sparql-results+json;q=0, application/json, text/csv;q=0.3", "csv"),
        ("*/*;q=0.1, text/csv;q=0.1", "json"),
        ("image/png, text/csv;q=0.001", "csv"),
        (",,text/csv,,", "csv"),
        ("text/csv;;q=0.9;", "csv"),
        ("text/csv;q=2, application/json;q=-1", "csv"),
        ("application/sparql-results+json;version=1.2", "json"),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose(accept, tuple(ROWS.values())) == ROWS[chosen]


def test_nothing_is_chosen_when_nothing_is_acceptable() -> None:
    assert choose("image/png", tuple(GRAPHS.values())) is None
    assert choose("*/*;q=0", tuple(GRAPHS.values())) is None
    assert choose("text/csv;charset=utf-16", tuple(ROWS.values())) is None
    assert choose("csv", tuple(ROWS.values())) is None
    assert choose("*/csv", tuple(ROWS.values())) is None
    assert choose(";q=1", tuple(ROWS.values())) is None


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("text/turtle", "turtle"),
        ("*/*", "turtle"),
        ("text/*", "turtle"),
        ("application/x-turtle", "turtle"),
        ("text/plain", "ntriples"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8", "rdfxml"),
        ("application/rdf+xml, application/ld+json", "jsonld"),
        ("text/turtle;charset=utf-16, application/n-triples;q=0.1", "ntriples"),
    ],
)
def test_the_best_liked_form_of_a_graph_is_chosen(accept: str, chosen: str) -> None:
    assert choose(accept, tuple(GRAPHS.values())) == GRAPHS[chosen]


def test_a_browser_is_sent_a_page_and_a_program_is_not() -> None:
    offered = (*ROWS.values(), HTML)
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    assert choose(browser, offered) == HTML
    assert choose("*/*", offered) == ROWS["json"]
    assert choose("application/xhtml+xml", offered) == HTML


@pytest.mark.parametrize("told", ["application/sparql-query", "a/b; charset=utf-8", 'a/b; charset="UTF-8"', "a/b;x=y"])
def test_text_in_utf8_is_read(told: str) -> None:
    assert is_utf8(told)


@pytest.mark.parametrize("told", ["a/b; charset=UTF-16", "a/b;charset=latin1", "a/b; x=y; charset=utf-32"])
def test_text_in_another_charset_is_not_read(told: str) -> None:
    assert not is_utf8(told)


def test_csv_is_only_sent_when_it_is_liked_better() -> None:
    assert prefers_csv("text/csv")
    assert not prefers_csv("*/*")
    assert not prefers_csv("text/csv;q=0.5, application/json")
