"""Rows of a mapping set: cells turned into values, with those that the set states for all, and what is wrong told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.interchange.mappings.metadata import Metadata
from app.interchange.mappings.model import Mapping, Problem, Values
from app.interchange.mappings.slots import DECISIVE, LITERAL, NO_TERM, NOT, OF_ROW, PROPAGATED
from app.interchange.mappings.values import value_of

_APART = ("subject_id", "predicate_id", "object_id", "mapping_justification", "predicate_modifier", "confidence")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row by the names of their slots, each with its values as they stand there.

    :param place: where the row stands, e.g. "line 7" or "/mappings/3"
    :param between: what stands between the place and the name of a slot
    """

    values: dict[str, list[str]]
    place: str
    line: int | None = None
    between: str = ", column "

    def problem(self, reason: str, slot: str | None = None, row: bool = False) -> Problem:
        """A problem of the row, or of one of its slots."""
        shown = "|".join(self.values.get(slot, ()))[:80] if slot else None
        return Problem(f"{self.place}{self.between}{slot}" if slot else self.place, reason, shown, self.line, row)


class Rows:
    """Reads the rows of one set."""

    def __init__(self, metadata: Metadata, cells: Iterable[Cells]) -> None:
        self._metadata, self._cells = metadata, list(cells)
        told = {name for row in self._cells for name, values in row.values.items() if values}
        self.propagated = {
            name: values for name, values in metadata.slots.items() if name in PROPAGATED and name not in told
        }
        """What the set states for all rows, none of which says it itself."""
        self.lost = 0
        self.problems: list[Problem] = []

    def read(self) -> Iterator[Mapping]:
        """The rows that can be read; the others are counted as lost."""
        for cells in self._cells:
            before = len(self.problems)
            values = self._values(cells)
            self.problems += _missing(cells, values)
            if any(problem.row for problem in self.problems[before:]):
                self.lost += 1
            else:
                yield _row(values, cells.line or 0)

    def _values(self, cells: Cells) -> dict[str, Values]:
        found: dict[str, Values] = dict(self.propagated)
        for name, given in cells.values.items():
            slot = OF_ROW[name]
            if len(given) > 1 and not slot.many:
                reason = f"{name} has several values where it can have one"
                self.problems.append(cells.problem(reason, name, name in DECISIVE))
                continue
            good = []
            for text in given:
                try:
                    good.append(value_of(slot, text, self._metadata.curies, self._metadata.loose))
                except ValueError as error:
                    self.problems.append(cells.problem(str(error), name, name in DECISIVE))
            if good:
                found[name] = tuple(good)
        return found


def _missing(cells: Cells, values: dict[str, Values]) -> Iterator[Problem]:
    """What a row must have and lacks, where nothing was said of it before."""
    for side in ("subject", "object"):
        if values.get(f"{side}_type") == (LITERAL,):
            if f"{side}_label" not in values:
                yield cells.problem(f"{side}_label is empty, and is all that a literal has", f"{side}_label", row=True)
        elif f"{side}_id" not in values and not cells.values.get(f"{side}_id"):
            yield cells.problem(f"{side}_id '' is empty or has an unknown prefix", f"{side}_id", row=True)
    for name in ("predicate_id", "mapping_justification"):
        if name not in values and not cells.values.get(name):
            yield cells.problem(f"{name} '' is empty or has an unknown prefix", name, row=True)
    if values.get("predicate_type") == (LITERAL,):
        yield cells.problem("predicate_type cannot be rdfs literal", "predicate_type")
    cardinality = values.get("mapping_cardinality", ("",))[0]
    if "0" in cardinality and not {NO_TERM} & {*values.get("subject_id", ()), *values.get("object_id", ())}:
        yield cells.problem(
            f"mapping_cardinality {cardinality} goes with sssom:NoTermFound only", "mapping_cardinality"
        )
    if {"review_date", "reviewer_agreement"} & values.keys() and not {"reviewer_id", "reviewer_label"} & values.keys():
        yield cells.problem("a review is told of, and no reviewer")


def _row(values: dict[str, Values], line: int) -> Mapping:
    def first(name: str) -> str:
        return values.get(name, ("",))[0]

    return Mapping(
        first("subject_id"), first("predicate_id"), first("object_id"), first("mapping_justification"),
        first("predicate_modifier") == NOT, float(first("confidence")) if first("confidence") else None,
        tuple((name, values[name]) for name in OF_ROW if name in values and name not in _APART), line,
    )  # fmt: skip
