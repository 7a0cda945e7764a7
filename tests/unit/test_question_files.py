"""Files of answers: nothing in them is run by a spreadsheet, numbers stay numbers, and the citation travels along."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.catalogue import Parameter, Question
from app.questions.citation import cite, version
from app.questions.files import csv_of, xlsx_of
from app.store import Table, Term
from app.vocab import PREFIXES

QUESTION = Question("cq-00", "What?", "d", "a", {"n": Parameter("integer", "5")}, "SELECT ?x {}")
CITATION = cite(QUESTION, {"n": "7"}, "0.1.0-abc", date(2026, 11, 25))
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://a.example")',
    "=cmd|' /C calc'!A0",
)


def term(value: str, kind: str = "string") -> Term:
    return Term("literal", value, None, PREFIXES["xsd"] + kind)


def table(*values: Term) -> Table:
    return Table(("x", "y"), tuple({"x": value} for value in values))


@pytest.mark.parametrize("value", FORMULAS)
def test_text_that_looks_like_a_formula_is_inert_in_csv(value: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_of(table(term(value))), newline="")))
    assert rows[1][0] == "'" + value


@pytest.mark.parametrize("value", FORMULAS)
def test_text_that_looks_like_a_formula_is_text_in_a_workbook(value: str) -> None:
    book = load_workbook(io.BytesIO(xlsx_of(table(term(value)), CITATION)))
    cell = book["answer"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.strip() == value.strip()


def test_text_in_a_language_and_iris_are_guarded_too() -> None:
    found = Table(("x",), ({"x": Term("literal", "=1", "en")}, {"x": Term("iri", "=1:x")}))
    assert csv_of(found).splitlines()[1:] == ["'=1", "'=1:x"]


def test_numbers_below_zero_stay_numbers() -> None:
    values = table(term("-5", "integer"), term("-0.5", "decimal"))
    assert csv_of(values).splitlines()[1:] == ["-5,", "-0.5,"]
    rows = list(load_workbook(io.BytesIO(xlsx_of(values, CITATION)))["answer"].values)
    assert [row[0] for row in rows[1:]] == [-5, -0.5]


def test_signs_that_a_workbook_cannot_hold_are_replaced() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(table(term("a\x0bb")), CITATION)))
    assert book["answer"]["A2"].value == "a\ufffdb"


def test_unbound_is_an_empty_cell() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(table(term("a")), CITATION)))
    assert list(book["answer"].values) == [("x", "y"), ("a", None)]


def test_second_sheet_says_how_to_cite_the_answer() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(table(), CITATION)))
    told = {row[0]: row[1] for row in book["citation"].values}
    assert told["release"] == "0.1.0-abc"
    assert told["query"] == "https://w3id.org/passerelle/query/cq-00"
    assert told["query version"] == version(QUESTION)
    assert told["parameter n"] == "7"
    assert told["retrieved"] == "2026-11-25"
    assert all(told[name] in told["cite as"] for name in ("release", "query", "query version", "retrieved"))


def test_version_changes_with_the_text_of_the_query_only() -> None:
    other = Question("cq-00", "Other title", "d", "a", {}, QUESTION.text)
    changed = Question("cq-00", "What?", "d", "a", {}, QUESTION.text + " LIMIT 1")
    assert version(other) == version(QUESTION) != version(changed)


def test_value_that_was_not_given_is_cited_too() -> None:
    assert cite(QUESTION, {}, "r", date(2026, 1, 1)).parameters == {"n": "5"}
