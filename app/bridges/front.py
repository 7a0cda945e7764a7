"""The Pareto front of a programme, by the epsilon-constraint method.

For each number of country changes, from none up, and each bound on the units, from the limit down: the fewest minutes
below the best of the points so far that keep the bound, then the fewest units. What is found is on the front and proven
the moment it is found: whatever could equal or better it would have been found before (Y. Haimes, L. Lasdon, D. Wismer:
On a bicriterion formulation of the problems of integrated system identification and system optimization, IEEE
Transactions on Systems, Man, and Cybernetics 1971).
"""

from collections.abc import Sequence

from app.bridges.bridge import Offer, Status
from app.bridges.choice import minutes
from app.bridges.parts import Row, Terms
from app.bridges.programme import Programme, TimeUpError

Places = tuple[int, ...]


class Front:
    """The sets of offers on the front, of those with at most `limit` units."""

    def __init__(self, programme: Programme, limit: int | None) -> None:
        """Take the costs from the programme's offers."""
        self._programme = programme
        offers = programme.offers
        self._limit = len(offers) if limit is None else limit
        self._units: Terms = dict.fromkeys(range(len(offers)), 1)
        self._unknown: Terms = {place: 1 for place, offer in enumerate(offers) if offer.hours is None}
        self._minutes: Terms = {
            place: cost for place, offer in enumerate(offers) if (cost := minutes(offer)) is not None
        }
        self._with_hours: list[Places] = []
        self._without: list[Places] = []
        self.fewest_units: int | None = None

    @property
    def sets(self) -> list[tuple[Offer, ...]]:
        """The sets found: by minutes, then units, with unknown hours last."""
        ordered = sorted(self._with_hours, key=lambda found: (self._total(found), len(found)))
        ordered += sorted(self._without, key=len)
        return [tuple(self._programme.offers[place] for place in found) for found in ordered]

    def search(self) -> Status:
        """Find the front, or as much of it as the time allows."""
        try:
            for countries in range(1, len(self._programme.countries) + 1):
                involved = Row(dict.fromkeys(self._programme.countries.values(), 1), most=countries)
                self._search_with_hours(involved)
                self._search_without(involved)
            sets = self._with_hours + self._without
            fewest = sets or [self._programme.minimise([self._units]) or ()]
            self.fewest_units = min(len(found) for found in fewest)
        except TimeUpError:
            return Status.TIME_LIMIT
        return Status.PROVEN

    def _search_with_hours(self, involved: Row) -> None:
        units = self._limit
        while units > 0:
            rows = [involved, Row(self._units, most=units), Row(self._unknown, most=0)]
            so_far = [found for found in self._with_hours if len(found) <= units]
            best = min(so_far, key=lambda found: (self._total(found), len(found)), default=None)
            if best is not None:
                rows.append(Row(self._minutes, most=self._total(best) - 1))
            found = self._programme.minimise([self._minutes, self._units], rows)
            if found is not None:
                self._with_hours.append(found)
            elif best is None:
                return
            units = len(found or best or ()) - 1

    def _search_without(self, involved: Row) -> None:
        """The fewest units, where undocumented offers take fewer than all sets so far."""
        fewest = min((len(found) for found in self._with_hours + self._without), default=self._limit + 1)
        rows = [involved, Row(self._units, most=fewest - 1)]
        found = self._programme.minimise([self._units, self._unknown, self._minutes], rows) if self._unknown else None
        if found is not None:
            self._without.append(found)

    def _total(self, found: Sequence[int]) -> float:
        return sum(self._minutes[place] for place in found)
