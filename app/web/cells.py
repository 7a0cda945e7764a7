"""The answer to a question as people read it: names and links instead of IRIs, numbers, bars and a chart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.figures import NAMES
from app.linked import Descriptions
from app.questions.files import is_number, value_of
from app.store import Row, Table, Term
from app.vocab import ID
from app.web.words import Value, Words

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLACES = ("country", "here", "there", "from", "to", "viaCountry", "jurisdiction")
SHOWN, CHARTED = 250, 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows, whether it is a number, and for a bar its share of the largest number of its kind."""

    shown: Value
    number: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its label, its number as text, and its length as a share of the longest."""

    label: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar for each country; `name` says in words what the column counts."""

    column: str
    name: str
    bars: tuple[Bar, ...]


class Shown:
    """A table of at most SHOWN rows for a page; `total` counts all rows."""

    def __init__(self, table: Table, descriptions: Descriptions) -> None:
        self._rows: Sequence[Row] = table.rows[:SHOWN]
        self.total, self.columns = len(table.rows), table.columns
        iris = {term.value for row in self._rows for term in row.values() if term.kind == "iri"}
        self._words = Words(descriptions.labels(iris))
        self._numeric = {name for name in table.columns if _all_numbers(self._rows, name)}
        self._most = max((float(value_of(row[name])) for name in self._places for row in self._rows if name in row),
                         default=0.0)  # fmt: skip
        self.heads = [(heading(name), name in self._numeric) for name in table.columns]
        self.rows = [[self._cell(row, name) for name in table.columns] for row in self._rows]

    @property
    def chartable(self) -> list[str]:
        """The columns that a chart by country can show: numbers, none below zero, one row a country."""
        places = [row["country"].value for row in self._rows if "country" in row]
        if not places or len(set(places)) != len(self._rows) or self.total > len(self._rows):
            return []
        return [name for name in self.columns if name in self._numeric and self._positive(name)][:CHARTED]

    def chart(self, column: str | None) -> Chart | None:
        """The chart of a column, of the first that can be shown when none is asked for."""
        known = self.chartable
        name = column if column in known else next(iter(known), None)
        if name is None:
            return None
        numbers = [(row["country"].value, row[name]) for row in self._rows if name in row]
        most = max((float(term.value) for _, term in numbers), default=0.0) or 1.0
        bars = (Bar(NAMES.get(code, code), term.value, float(term.value) / most) for code, term in numbers)
        return Chart(name, heading(name), tuple(bars))

    @property
    def _places(self) -> list[str]:
        """Columns named after countries, with numbers to compare along a row and down a column."""
        found = [name for name in self.columns if name in NAMES and name in self._numeric and self._positive(name)]
        return found if len(found) > 1 else []

    def _positive(self, name: str) -> bool:
        return all(float(row[name].value) >= 0 for row in self._rows if name in row)

    def _cell(self, row: Row, name: str) -> Cell:
        if name not in row:
            return Cell(Value(""))
        term = row[name]
        if is_number(term):
            share = float(term.value) / self._most if name in self._places and self._most else None
            return Cell(Value(_rounded(term)), True, share)
        shown = self._words.of(term)
        if term.kind == "iri" and any(other.value == shown.text for key, other in row.items() if key != name):
            short = term.value.removeprefix(ID) if term.value.startswith(ID) else term.value
            shown = Value(short, "", shown.href, shown.external)
        if name in _PLACES and term.value in NAMES:
            shown = Value(NAMES[term.value])
        return Cell(shown)


def heading(name: str) -> str:
    """The name of a column in words: `hoursTo` is hours to, `FIN` Finland."""
    return NAMES.get(name) or _CAMEL.sub(" ", name).lower()


def _all_numbers(rows: Sequence[Row], name: str) -> bool:
    found = [row[name] for row in rows if name in row]
    return bool(found) and all(is_number(term) for term in found)


def _rounded(term: Term) -> str:
    value = value_of(term)
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
