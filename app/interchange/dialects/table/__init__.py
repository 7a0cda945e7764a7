"""Credentials as a table, CSV and XLSX, for people who do not program; read again from CSV.

The columns are those of :data:`COLUMNS`; a registry's own spreadsheet is read with a mapping from its headers.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from app.interchange.dialect import Document, Form, Loss, Reading, Unread
from app.interchange.dialects.table.columns import COLUMNS, row
from app.interchange.dialects.table.reader import Row
from app.interchange.known import Known
from app.model import Credential
from app.spreadsheet import CSV, XLSX, csv_lines, original, xlsx_of

__all__ = ["COLUMNS", "FORMS", "LOSSES", "NAME", "RANK", "TITLE", "lacks", "read", "recognises", "write"]

NAME = "table"
TITLE = "a table (CSV, XLSX)"
RANK = 4
FORMS = (Form("csv", "table, CSV", CSV, "csv"), Form("xlsx", "table, Excel workbook", XLSX, "xlsx"))
LONGEST_CELL = 1_000_000
_EXTRA_TITLE = re.compile(r"title_[a-z]{2,3}")


def _column(*names: str, more: str = "") -> Loss:
    return Loss("kept", ("columns " if len(names) > 1 else "column ") + ", ".join(names) + more)


LOSSES: Mapping[str, Loss] = {
    **{
        name: _column(name)
        for name in (
            "iri", "id", "fact_id", "jurisdiction", "country", "kind", "confidence", "code", "status", "framework",
            "fields", "stacks_into", "part_of", "parts", "has_options", "includes", "ordinary_route", "replaced_by",
            "entry_requirements", "notes", "conflicts", "scope",
        )
    },
    "titles": _column("title", "title_en", "title_fi", "title_pt", "title_es", "title_ga", "titles_other"),
    "awarding_bodies": _column(
        "awarding_body", "awarding_body_iri", "awarding_body_country", more="; names beyond the first are lost"
    ),
    "levels": _column("level", "level_iri"),
    "eqf": _column("eqf", "eqf_rationale"),
    "workloads": _column("workload", more="; sources of the unit are lost"),
    "assessments": _column(
        "assessment", "grading", "pass_mark_percent", more="; notes, and an assessment without a method, are lost"
    ),
    "quality": _column(
        "quality", "quality_kind", "quality_body", "quality_body_iri",
        more="; country and further names of the body are lost",
    ),
    "validity": _column("expires", "validity_months", "renewal", more="; lost where it says none of them"),
    "legal": _column("regulated", "law", more="; lost where it says neither"),
    "outcomes": _column("outcomes", "outcome_iris", "tested", "competences", more="; its sources are lost"),
    "sources": _column("sources", "source_urls", more="; IRI, publisher, date and how far it was read are lost"),
    "in_force": _column("in_force_from", "in_force_until"),
    "evidence": Loss("lost", "of every claim; the basis of levels, the EQF level and workloads is kept"),
}  # fmt: skip


def recognises(document: Document) -> bool:
    """Whether the document is CSV: said to be, or a first line with a title in columns."""
    return document.tree is None and document.media_type == CSV


def read(document: Document, known: Known) -> Reading:
    """A record for each row with a title; columns and cells that are not read are listed."""
    unread: list[Unread] = []

    def tell(place: str, reason: str, value: str | None) -> None:
        unread.append(Unread(place, reason, value[:200] if value else value))

    rows = _rows(document.text)
    header = next(rows, [])
    names = [_ours(title, document.columns) for title in header]
    for title, name in zip(header, names, strict=True):
        if name is None and title.strip():
            tell(f"row 1, column {title[:80]}", "is not a column that is known here; map it to one that is", None)
    for asked in document.columns.keys() - {original(title).strip() for title in header}:
        tell("row 1", "is a column of the mapping that the table has not", asked)
    found = []
    try:
        for number, cells in enumerate(rows, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                tell(f"row {number}", "has more cells than the header", cells[len(names)])
            told = {name: cell for name, cell in zip(names, cells, strict=False) if name}
            record = Row(told, number, known, tell).record()
            if record.titles:
                found.append(record)
            else:
                tell(f"row {number}", "has no title, so that it is no record", None)
    except csv.Error as error:
        tell(document.name, f"what follows was not read: {error}", None)
    return Reading(tuple(found), tuple(unread))


def lacks(record: Credential, form: Form, known: Known) -> tuple[str, ...]:
    """Nothing but a title is mandatory."""
    return () if any(record.titles.values()) else ("title",)


def write(records: Iterable[Credential], form: Form, known: Known, alone: bool) -> Iterator[bytes]:
    """CSV a line at a time; a workbook as a whole, with what its columns mean on a second sheet."""
    rows = map(row, records)
    columns = tuple(COLUMNS)
    if form.media_type == CSV:
        return csv_lines(columns, rows)
    return iter((xlsx_of(columns, rows, "credentials", COLUMNS.items()),))


def _rows(text: str) -> Iterator[list[str]]:
    """The cells, whichever of comma, semicolon and tab the first line has most of."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _ours(title: str, columns: Mapping[str, str]) -> str | None:
    """Our name of a column: by the mapping, else as it stands, whatever its case and spaces."""
    given = original(title).strip()
    name = columns.get(given) or re.sub(r"[\s-]+", "_", given.lower())
    return name if name in COLUMNS or _EXTRA_TITLE.fullmatch(name) else None
