"""The CSV files of an ESCO release: which there are, in which language, and their rows by column name.

Columns moved, came and went between v1.0 and v1.2, so cells are only ever asked for by header.
Cells that hold several values separate them by line break (labels), comma and line break (schemes)
or ` | ` (collections).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.interchange.esco.problems import EscoFolderError, EscoTableError
from app.interchange.esco.report import Tally

LONGEST_CELL = 32 * 1024 * 1024  # characters; the list of top concepts of a scheme has 660 thousand

_NAME = re.compile(r"([a-z]+?)(?:_([a-z]{2,3}(?:-[a-z]{2,8})?))?\.csv", re.IGNORECASE)
_IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`]+")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EscoFile:
    """One CSV file: `skills_es.csv` has stem `skills` and language `es`."""

    path: Path
    stem: str
    language: str

    @property
    def shown(self) -> str:
        """Folder and name, as reports show them."""
        return f"{self.path.parent.name}/{self.path.name}"


def list_files(folder: Path, default_language: str) -> tuple[EscoFile, ...]:
    """List the CSV files of a folder that are named like those of ESCO, sorted by name.

    :param default_language: language of files without one in their name

    :raises EscoFolderError: when there is no such folder, or no such file in it
    """
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    named = [(path, _NAME.fullmatch(path.name)) for path in paths if path.is_file()]
    files = tuple(EscoFile(path, m[1].lower(), (m[2] or default_language).lower()) for path, m in named if m)
    if not files:
        raise EscoFolderError(folder, ["skills_<language>.csv"])
    return files


def read_rows(file: EscoFile, tally: Tally, needed: Sequence[str]) -> Iterator[Row]:
    """Read the records of a file as column -> cell, with a missing cell as the empty text.

    :param tally: counts rows and short rows
    :param needed: columns without which the file is of no use
    :raises EscoTableError: with file and line, when the file is not UTF-8 or not CSV, a needed column
        is missing, or a record has more cells than the header
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(_text(file.path), newline=""), strict=True)
    start = 1
    try:
        header = next(reader, [])
        if missing := [column for column in needed if column not in header]:
            raise EscoTableError(str(file.path), f"has no column {', '.join(missing)}", 1)
        start = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _row(file.path, start, header, cells, tally)
            start = reader.line_num + 1
    except csv.Error as error:
        raise EscoTableError(str(file.path), f"is not CSV: {error}", start) from error


def split_labels(cell: str) -> Iterator[str]:
    """Split a cell into labels, each without surrounding, doubled or no-break spaces."""
    return filter(None, (tidy(label) for label in re.split(r"\n| \| ", cell)))


def split_iris(cell: str) -> tuple[str, ...]:
    """Split a cell into different IRIs, in order; what is not an http(s) IRI is left out."""
    return tuple(dict.fromkeys(filter(is_iri, re.split(r"[\s,|]+", cell))))


def tidy(label: str) -> str:
    """Put a label on one line with single spaces."""
    return " ".join(label.split())


def is_iri(text: str) -> bool:
    """Tell whether the text is an http(s) IRI that RDF admits."""
    return _IRI.fullmatch(text) is not None


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EscoTableError(str(path), "is not UTF-8", line) from error


def _row(path: Path, line: int, header: list[str], cells: list[str], tally: Tally) -> Row:
    tally.rows += 1
    extra = len(cells) - len(header)
    if extra < 0:
        tally.short_rows += 1
        cells += [""] * -extra
    elif extra and any(cells[len(header) :]):
        raise EscoTableError(str(path), f"has {len(cells)} cells under {len(header)} column names", line)
    return dict(zip(header, cells, strict=False))
