"""The integer programme behind a bridge, solved to proven optimality by HiGHS.

One binary column for each offer (chosen) and each country (involved). A need is closed by one offer that does so alone
or, where several can do so together, by their shares in its parts (`app.bridges.parts`). Every solution is held against
`app.coverage`; where it falls short of a need, as when a degree misses the threshold within the tolerance of the
solver, a row is added: one offer is chosen outside the largest set that still falls short. More offers never close
less, so this rules out nothing else (combinatorial Benders cuts: G. Codato, M. Fischetti, Operations Research 2006).
HiGHS: Q. Huangfu, J. Hall, Mathematical Programming Computation 10, 2018.
"""

import time
from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from app.bridges.bridge import Offer
from app.bridges.measure import Measure
from app.bridges.parts import Parts, Row, Terms
from app.coverage import Profile

OPTIMAL, LIMIT, INFEASIBLE = 0, 1, 2


class TimeUpError(Exception):
    """The deadline passed before HiGHS had a proof."""


class Programme:
    """Which offers close the needs. The column of an offer is its place in `offers`."""

    def __init__(self, measure: Measure, offers: Sequence[Offer], needs: frozenset[str], deadline: float) -> None:
        """:param deadline: when to stop, on the clock of `time.thread_time`: a busy machine gives the same answer"""
        self.offers, self._measure, self._needs, self._deadline = offers, measure, sorted(needs), deadline
        names = sorted({offer.country for offer in offers})
        self.countries = {name: len(offers) + number for number, name in enumerate(names)}
        self._whole = [True] * (len(offers) + len(names))
        self._rows = [Row({self.countries[offer.country]: 1, place: -1}, least=0) for place, offer in enumerate(offers)]
        self._rows += self._closed()

    def minimise(self, costs: Sequence[Terms], rows: Sequence[Row] = ()) -> tuple[int, ...] | None:
        """The places of offers that close every need at the least first cost; among these the second, and so on.

        Of sets with equal costs, the one whose places come first; so one of the costs has to be the number of offers.

        :param costs: whole numbers by place
        :returns: None when no set of offers meets the rows
        :raises TimeUpError: when the deadline passes
        """
        found: tuple[int, ...] | None = None
        limits = list(rows)
        for cost in costs:
            found = self._closing(cost, limits)
            if found is None:
                return None
            limits.append(Row(cost, most=sum(cost.get(place, 0.0) for place in found)))
        return None if found is None else self._first(found, limits)

    def _closed(self) -> list[Row]:
        parts = Parts(self._measure, self.offers, self._whole)
        for need in self._needs:
            helping = [self._helping(need, [place]) for place in range(len(self.offers))]
            alone = [place for place, profiles in enumerate(helping) if self._measure.closes(need, profiles)]
            if self._measure.jointly(need, self.offers):
                parts.close(need, alone)
            else:
                parts.rows.append(Row(dict.fromkeys(alone, 1), least=1))
        return parts.rows

    def _first(self, found: tuple[int, ...], limits: Sequence[Row]) -> tuple[int, ...]:
        """Of the sets that meet the limits with as many offers as `found`, the one whose places come first."""
        if self._closing({}, [*limits, Row(dict.fromkeys(found, 1), most=len(found) - 1)]) is None:
            return found
        for position in range(len(found)):
            kept = Row(dict.fromkeys(found[:position], 1), least=position)
            after = found[position - 1] + 1 if position else 0
            while lower := range(after, found[position]):
                earlier = self._closing({}, [*limits, kept, Row(dict.fromkeys(lower, 1), least=1)])
                if earlier is None:
                    break
                found = earlier
        return found

    def _closing(self, cost: Terms, limits: Sequence[Row]) -> tuple[int, ...] | None:
        while (found := self._solve(cost, limits)) is not None:
            missed = [need for need in self._needs if not self._measure.closes(need, self._helping(need, found))]
            if not missed:
                return found
            self._rows += [self._cut(need, found) for need in missed]
        return None

    def _cut(self, need: str, short: Sequence[int]) -> Row:
        """One offer is needed outside the largest set, taken in order, that still falls short of closing the need."""
        held, outside = self._helping(need, short), []
        for place in range(len(self.offers)):
            more = self._helping(need, [place])
            if more and self._measure.closes(need, held + more):
                outside.append(place)
            else:
                held += more
        return Row(dict.fromkeys(outside, 1), least=1)

    def _helping(self, need: str, places: Sequence[int]) -> list[Profile]:
        found = [self._measure.helping(need, self.offers[place]) for place in places]
        return [profile for profile in found if profile.shown]

    def _solve(self, cost: Terms, limits: Sequence[Row]) -> tuple[int, ...] | None:
        left = self._deadline - time.thread_time()
        if left <= 0:
            raise TimeUpError
        width = len(self._whole)
        objective = np.zeros(width)
        objective[list(cost)] = list(cost.values())
        answer = milp(
            objective,
            integrality=np.array(self._whole, dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=_constraint([*self._rows, *limits], width),
            options={"mip_rel_gap": 0.0, "time_limit": left},
        )
        if answer.status == LIMIT:
            raise TimeUpError
        if answer.status not in (OPTIMAL, INFEASIBLE):
            raise RuntimeError(f"HiGHS: {answer.message}")
        if answer.x is None:
            return None
        return tuple(place for place in range(len(self.offers)) if answer.x[place] > 0.5)


def _constraint(rows: Sequence[Row], width: int) -> LinearConstraint:
    values = np.array([value for row in rows for value in row.terms.values()], dtype=np.float64)
    lines = np.repeat(np.arange(len(rows)), [len(row.terms) for row in rows])
    columns = np.array([column for row in rows for column in row.terms], dtype=np.int64)
    matrix = csr_array((values, (lines, columns)), shape=(len(rows), width))
    return LinearConstraint(matrix, [row.least for row in rows], [row.most for row in rows])
