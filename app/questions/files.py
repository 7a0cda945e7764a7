"""Answers as files: CSV and XLSX. A text that a spreadsheet would run as a formula stays a text in both."""

import csv
import io

from app.questions.citation import Citation
from app.spreadsheet import inert
from app.spreadsheet import xlsx_of as workbook_of
from app.store import Table, Term

Plain = str | float | int | bool


def value_of(term: Term) -> Plain:
    """A plain value: numbers and truth values as such, everything else as text."""
    kind = (term.datatype or "").rsplit("#", 1)[-1]
    if kind in ("integer", "int", "long"):
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        return float(term.value)
    return term.value == "true" if kind == "boolean" else term.value


def is_number(term: Term) -> bool:
    """Whether a term is a number, and not a truth value."""
    value = value_of(term)
    return isinstance(value, int | float) and not isinstance(value, bool)


def csv_of(table: Table) -> str:
    """A table as CSV (RFC 4180) with a header row.

    A text that begins as a formula does gets an apostrophe before it; numbers are left alone.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([[_inert(row[name]) if name in row else "" for name in table.columns] for row in table])
    return out.getvalue()


def xlsx_of(table: Table, citation: Citation) -> bytes:
    """A table as an Excel workbook: the answer on the first sheet, its citation on the second."""
    rows = ({name: value_of(term) for name, term in row.items()} for row in table)
    return workbook_of(table.columns, rows, "answer", citation.fields(), "citation")


def _inert(term: Term) -> str:
    return term.value if is_number(term) else inert(term.value)
