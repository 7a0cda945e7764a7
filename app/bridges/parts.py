"""Constraints of the programme: rows over its columns, and how far the parts of a competence are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from app.bridges.bridge import Offer
from app.bridges.measure import Measure

Terms = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A constraint: coefficients by column, and the bounds of their sum."""

    terms: Terms
    least: float = -inf
    most: float = inf


class Parts:
    """Columns from 0 to 1 that say how far competences are shown by the chosen offers, and the rows that tie them.

    As `app.coverage` has it, a part is shown to the extent that an offer or the source states, or by the share of its
    own parts, whichever is more.
    """

    def __init__(self, measure: Measure, offers: Sequence[Offer], whole: list[bool]) -> None:
        """:param whole: by column, whether it has to be 0 or 1; new columns are appended"""
        self.rows: list[Row] = []
        self._measure, self._offers, self._whole = measure, offers, whole
        self._extents: dict[str, int | None] = {}

    def close(self, need: str, alone: Sequence[int]) -> None:
        """A need is closed by an offer that does so alone, or by as much of its parts as the threshold asks."""
        jointly = self._column(whole=True)
        self.rows += [
            Row({**self._shares(need), jointly: -self._measure.threshold}, least=0),
            Row({**dict.fromkeys(alone, 1.0), jointly: 1}, least=1),
        ]

    def _column(self, whole: bool) -> int:
        self._whole.append(whole)
        return len(self._whole) - 1

    def _shares(self, competence: str) -> Terms:
        """The columns of the parts that anybody shows, with the share of each in the competence."""
        hierarchy, shares = self._measure.hierarchy, dict[int, float]()
        parts = hierarchy.parts(competence)
        total = sum(hierarchy.content(part) for part in parts)
        for part in parts:
            column, content = self._extent(part), hierarchy.content(part)
            if column is not None and content > 0:
                shares[column] = shares.get(column, 0.0) + content / total
        return shares

    def _extent(self, competence: str) -> int | None:
        if competence not in self._extents:
            stated, shares = self._stated(competence), self._shares(competence)
            self._extents[competence] = self._most(stated, shares) if stated or shares else None
        return self._extents[competence]

    def _stated(self, competence: str) -> Mapping[float, Sequence[int] | None]:
        """Who states a competence, by extent: the columns of offers, or None for the source."""
        stated: dict[float, list[int]] = {}
        for column, offer in enumerate(self._offers):
            if competence in offer.profile.shown:
                stated.setdefault(offer.profile.shown[competence].extent, []).append(column)
        had = self._measure.source.shown.get(competence)
        return stated if had is None else {**stated, had.extent: None}

    def _most(self, stated: Mapping[float, Sequence[int] | None], shares: Terms) -> int:
        """A column that is at most one of: an extent that is stated, the sum of shares."""
        extent, ways = self._column(whole=False), dict[int, float]()
        total: dict[int, float] = {extent: -1}
        for degree, offers in sorted(stated.items()):
            way = self._column(whole=False)
            total[way], ways[way] = degree, 1
            if offers is not None:
                self.rows.append(Row({**dict.fromkeys(offers, 1.0), way: -1}, least=0))
        if shares:
            below, way = self._column(whole=False), self._column(whole=True)
            total[below], ways[way] = 1, 1
            self.rows += [Row({way: 1, below: -1}, least=0), Row({**shares, below: -1}, least=0)]
        self.rows += [Row(total, least=0), Row(ways, most=1)]
        return extent
