"""The rows of a TSV or CSV table: cells by their columns; a broken row costs nothing but itself."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.interchange.mappings.model import Problem
from app.interchange.mappings.rows import Cells
from app.interchange.mappings.slots import DECISIVE, OF_ROW
from app.interchange.mappings.values import split

LONGEST_CELL = 2**17
"""In characters; also what a quote that is never closed can swallow before the row is given up."""


@dataclass
class Table:
    """A table that is being read.

    :param first: number of its header's line
    :param most: how many problems are told; after that nothing is read any more
    """

    text: str
    first: int
    most: int
    problems: list[Problem] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    lost: int = 0

    def cells(self) -> Iterator[Cells]:
        """The cells of each row that has as many as the header, or leaves out the last ones."""
        csv.field_size_limit(LONGEST_CELL)
        self._lines = list(io.StringIO(self.text, newline=""))
        self._at = 0
        header = self._lines[0] if self._lines else ""
        delimiter = "\t" if "\t" in header or "," not in header else ","
        records = csv.reader(self._feed(), delimiter=delimiter, strict=True)
        names = [name.strip() for name in self._next(records) or []]
        self.columns = self._known(names)
        unknown = Counter({name: 0 for name in names if name not in OF_ROW})
        while self._at < len(self._lines):
            start = self._at
            record = self._next(records)
            if record is None:
                # A quote that is never closed swallows all that follows; the next line is looked at for itself.
                self._at = start + 1
                records = csv.reader(self._feed(), delimiter=delimiter, strict=True)
            elif record and record[0].startswith("#"):
                self._tell(start, "has a comment after its first row; metadata stands on top")
            elif record and not self._fits(record, start, names):
                self._tell(start, f"has {len(record)} cells where the header has {len(names)}")
            elif any(record):
                record += [""] * (len(names) - len(record))
                unknown.update(name for name, cell in zip(names, record, strict=True) if cell and name not in OF_ROW)
                yield self._row(record, start)
            if len(self.problems) > self.most:
                self._tell(self._at, f"more than {self.most:,} problems; from here on nothing is read")
                self.lost += len(self._lines) - self._at - 1
                break
        for name, number in unknown.items():
            reason = f"{name[:80] or 'a column without a name'} is no slot of a row; its {number:,} values are not read"
            self.problems.append(Problem(f"line {self.first}, column {name[:80]}", reason, line=self.first))

    def _fits(self, record: list[str], start: int, names: list[str]) -> bool:
        """Whether a row is whole; empty cells at its end may be left out, but for those that decide what it says.

        Of a last line without an end nobody knows where it breaks off.
        """
        left_out = names[len(record) :]
        breaks_off = self._at == len(self._lines) and not self._lines[-1].endswith(("\n", "\r"))
        if left_out and not breaks_off and not DECISIVE & {*left_out}:
            reason = f"has {len(record)} cells where the header has {len(names)}; the last ones count as empty"
            self.problems.append(Problem(f"line {self.first + start}", reason, line=self.first + start))
            return True
        return len(record) == len(names)

    def _feed(self) -> Iterator[str]:
        while self._at < len(self._lines):
            self._at += 1
            yield self._lines[self._at - 1]

    def _next(self, records: Iterator[list[str]]) -> list[str] | None:
        start = self._at
        try:
            return next(records, None)
        except csv.Error as error:
            self._tell(start, f"has broken quotes: {error}")
            return None

    def _known(self, names: list[str]) -> list[str]:
        """The columns that are read, each at its first place; empty where a column is not read."""
        found: list[str] = []
        for name in names:
            twice = name in found
            if twice:
                reason = f"the column {name[:80]} comes a second time; the first is read"
                self.problems.append(Problem(f"line {self.first}, column {name[:80]}", reason, line=self.first))
            found.append(name if name in OF_ROW and not twice else "")
        return found

    def _row(self, record: list[str], start: int) -> Cells:
        line = self.first + start
        values: dict[str, list[str]] = {}
        for name, cell in zip(self.columns, record, strict=True):
            if name and cell.strip():
                values[name] = split(cell) if OF_ROW[name].many else [cell]
        return Cells(values, f"line {line}", line)

    def _tell(self, at: int, reason: str) -> None:
        line = self.first + at
        self.problems.append(Problem(f"line {line}", reason, line=line, row=True))
        self.lost += 1
