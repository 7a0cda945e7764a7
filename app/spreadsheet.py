"""Rows as CSV and XLSX. A text that a spreadsheet would run as a formula stays a text in both."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Value = str | float | int | bool | None
Row = Mapping[str, Value]


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Rows as CSV (RFC 4180, UTF-8), a line at a time, after a header with the columns.

    A text that begins as a formula does gets an apostrophe before it; numbers are left alone.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        yield _taken(out)
        writer.writerow([_plain(row.get(name)) for name in columns])
    yield _taken(out)


def xlsx_of(
    columns: Sequence[str],
    rows: Iterable[Row],
    sheet: str,
    about: Iterable[tuple[str, Value]] = (),
    about_sheet: str = "about",
) -> bytes:
    """Rows as an Excel workbook: a sheet with a header that stays in view, and a sheet about them.

    :param sheet: name of the first sheet
    :param about: names and values for the second sheet; without any there is none
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    todo = iter(rows)
    first = list(islice(todo, 50))
    for number, name in enumerate(columns):
        widest = max((len(str(row.get(name) or "")) for row in first), default=0)
        page.column_dimensions[get_column_letter(number + 1)].width = min(60, max(12, widest + 2, len(name) + 2))
    page.append([_cell(page, name, bold=True) for name in columns])
    for row in chain(first, todo):
        page.append([_cell(page, row.get(name)) for name in columns])
    told = list(about)
    if told:
        page = book.create_sheet(about_sheet)
        page.column_dimensions["A"].width, page.column_dimensions["B"].width = 22, 110
        for name, value in told:
            page.append([_cell(page, name, bold=True), _cell(page, value)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def inert(text: str) -> str:
    """A text that no spreadsheet runs; :func:`original` gives back what it was."""
    return "'" + text if text.lstrip("'").startswith(_FORMULA) else text


def original(text: str) -> str:
    """The text of a cell without the apostrophe that kept it from being run."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def _plain(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return inert(value) if isinstance(value, str) else value


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _cell(sheet: object, value: Value, bold: bool = False) -> Cell | None:
    if value is None or not isinstance(value, str):
        return None if value is None else WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    cell = WriteOnlyCell(sheet, text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…")
    cell.data_type = "s"
    if value.startswith(_FORMULA):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
