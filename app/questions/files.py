"""Answers as files: CSV and XLSX. A text that a spreadsheet would run as a formula stays a text in both."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.questions.citation import Citation
from app.store import Row, Table, Term

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Value = str | float | int | bool


def value_of(term: Term) -> Value:
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
    book = Workbook(write_only=True)
    rows = book.create_sheet("answer")
    rows.freeze_panes = "A2"
    for number, name in enumerate(table.columns):
        rows.column_dimensions[get_column_letter(number + 1)].width = min(60, max(12, _widest(table, name)))
    rows.append([_cell(rows, name, bold=True) for name in table.columns])
    for row in table:
        rows.append([_cell(rows, value_of(row[name])) if name in row else None for name in table.columns])
    told = book.create_sheet("citation")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 22, 110
    for name, value in citation.fields():
        told.append([_cell(told, name, bold=True), _cell(told, value)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _inert(term: Term) -> str:
    return "'" + term.value if term.value.startswith(_FORMULA) and not is_number(term) else term.value


def _cell(sheet: object, value: Value, bold: bool = False) -> WriteOnlyCell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    if value.startswith(_FORMULA):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widest(table: Table, name: str, looked_at: int = 50) -> int:
    shown: Sequence[Row] = table.rows[:looked_at]
    lengths: Iterable[int] = (len(row[name].value) for row in shown if name in row)
    return max(lengths, default=len(name)) + 2
