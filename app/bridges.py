"""Bridges: the least that a holder has to add to what they have, from units that exist, so that nothing is missing.

A bridge is a set of offers which, taken together with the source, covers each missing competence to a threshold in the
sense of `app.coverage`. Bridges are compared by three costs: hours of learner work (upper end, in whole minutes), number
of units, and changes of country (countries involved beyond the first). The answer is the Pareto front: every trade-off
for which no other set is as good on all three and better on one.

The front is found by the epsilon-constraint method (Y. Haimes, L. Lasdon, D. Wismer: On a bicriterion formulation of
the problems of integrated system identification and system optimization, IEEE Trans. SMC 1971), each step an integer
programme solved to proven optimality by HiGHS (Q. Huangfu, J. Hall, Mathematical Programming Computation 2018).
`app.bridges` decides by `coverage` itself whether a set closes the gap; see docs/bridging.md for the model.

Hours that nobody documents are unknown, never zero: a set that needs such an offer has hours None, and is kept only
where no set with known hours needs as few units and as few changes of country.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, isfinite

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from app.coverage import Coverage, Hierarchy, Match, Profile, Shown, coverage
from app.model import Hours
from app.problems import ParameterError

THRESHOLD, EXACT = 0.7, 1e-9


class Status(StrEnum):
    """Whether the front is complete and proven, or the time ran out; what is returned is proven either way."""

    PROVEN = "proven"
    TIME_LIMIT = "time-limit"


@dataclass(frozen=True, slots=True)
class Need:
    """A competence that the target asks for, to `extent`, and how far the source stays below the threshold (0 to 1)."""

    competence: str
    label: str
    degree_missing: float
    extent: float = 1.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit that can be added: `hours` of learner work, None where nobody documents them."""

    id: str
    title: str
    country: str
    hours: Hours | None
    profile: Profile


@dataclass(frozen=True, slots=True)
class Options:
    """What to search. `units` is the most units of a bridge, `seconds` the time for the search; None is no limit.

    :raises ParameterError: when a number is out of range
    """

    country: str | None = None
    exclude: frozenset[str] = field(default_factory=frozenset)
    units: int | None = None
    seconds: float | None = None
    threshold: float = THRESHOLD

    def __post_init__(self) -> None:
        if self.units is not None and self.units < 1:
            raise ParameterError("units", str(self.units), "is not a number of units from 1")
        if self.seconds is not None and not self.seconds > 0:
            raise ParameterError("seconds", str(self.seconds), "is not a time above zero")
        if not 0 < self.threshold <= 1:
            raise ParameterError("threshold", str(self.threshold), "is not above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class Proof:
    """How a competence is closed: the ids of the offers that its degree rests on, and the match of all together."""

    offers: tuple[str, ...]
    match: Match

    @property
    def degree(self) -> float:
        """How much of the competence is covered, from 0 to 1."""
        return self.match.degree


@dataclass(frozen=True, slots=True)
class Bridge:
    """Offers by id that close what can be closed, with the total hours and a proof for each competence."""

    offers: tuple[Offer, ...]
    hours: Hours | None
    units: int
    countries: tuple[str, ...]
    proof: Mapping[str, Proof]


@dataclass(frozen=True, slots=True)
class Bridging:
    """The front, by hours with unknown last; empty when nothing needs to be added or the unit limit is too low.

    `unreachable` are the needs that no combination closes; the bridges close all others. `fewest_units` is how many
    units they take at least, whatever the limit on units; None where nothing is to be added or the time ran out before.
    """

    bridges: tuple[Bridge, ...]
    unreachable: tuple[Need, ...]
    status: Status
    fewest_units: int | None


def gap(
    found: Coverage, target: Profile, labels: Mapping[str, str], threshold: float = THRESHOLD
) -> tuple[Need, ...]:
    """The competences of a target that a coverage leaves below the threshold."""
    return tuple(
        Need(match.target, labels.get(match.target, match.target), threshold - match.degree, wanted.extent)
        for match in found.matches
        if match.degree < threshold - EXACT
        for wanted in [target.shown[match.target]]
    )


def together(profiles: Iterable[Profile]) -> Profile:
    """The profile of credentials held together: of each competence the most that one of them shows."""
    shown: dict[str, Shown] = {}
    unmapped = 0
    for profile in profiles:
        unmapped += profile.unmapped
        for competence, one in profile.shown.items():
            known = shown.get(competence, one)
            shown[competence] = Shown(
                competence, max(known.extent, one.extent), max(known.confidence, one.confidence)
            )
    return Profile(shown, unmapped)


def find_bridges(
    needs: Sequence[Need],
    offers: Sequence[Offer],
    source: Profile,
    hierarchy: Hierarchy,
    options: Options = Options(),  # noqa: B008 - frozen
) -> Bridging:
    """The Pareto front of the sets of offers that close the needs. The same input gives the same answer.

    Of sets with equal costs the one whose ids come first stands for all. Among sets with unknown hours, first the one
    with the fewest undocumented offers, then with the fewest documented hours.

    :param source: what the holder has: of several credentials, their profiles `together`
    :raises ValueError: when two needs or two offers are the same, or hours are not a finite number from 0
    """
    if len({need.competence for need in needs}) < len(needs) or len({offer.id for offer in offers}) < len(offers):
        raise ValueError("needs and offers must differ")
    if any(offer.hours and not (isfinite(offer.hours.max) and offer.hours.max >= 0) for offer in offers):
        raise ValueError("hours must be finite and not negative")
    measure = _Measure(source, tuple(needs), hierarchy, options.threshold)
    open_to_us = sorted(
        (one for one in offers if one.id not in options.exclude and options.country in (None, one.country)),
        key=lambda one: one.id,
    )
    reached, had = measure.closed(open_to_us), measure.closed(())
    unreachable = tuple(need for need in needs if need.competence not in reached)
    if reached == had:
        return Bridging((), unreachable, Status.PROVEN, None)
    deadline = time.monotonic() + options.seconds if options.seconds is not None else inf
    search = _Search(_Model(measure, open_to_us, reached - had, deadline))
    status = search.run(options.units)
    return Bridging(
        tuple(measure.bridge(chosen, reached) for chosen in search.sets), unreachable, status, search.fewest
    )


class _Measure:
    """What a set of offers closes, said by `coverage`: the only judge of that."""

    def __init__(self, source: Profile, needs: tuple[Need, ...], hierarchy: Hierarchy, threshold: float) -> None:
        self.source, self.hierarchy, self.threshold = source, hierarchy, threshold - EXACT
        self._wanted = Profile({need.competence: Shown(need.competence, need.extent, 1.0) for need in needs}, 0)

    def matches(self, offers: Iterable[Offer]) -> dict[str, Match]:
        """How each need is covered by the source and these offers together."""
        held = together([self.source, *(offer.profile for offer in offers)])
        return {match.target: match for match in coverage(held, self._wanted, self.hierarchy).matches}

    def closed(self, offers: Iterable[Offer]) -> set[str]:
        """The needs that the source and these offers close together."""
        return {target for target, match in self.matches(offers).items() if match.degree >= self.threshold}

    def bridge(self, offers: tuple[Offer, ...], reached: set[str]) -> Bridge:
        """The bridge of these offers; a proof names no offer that its degree does not need."""
        rests_on = dict.fromkeys(sorted(reached), offers)
        matches = self.matches(offers)
        for offer in reversed(offers):
            for target, kept in rests_on.items():
                fewer = tuple(one for one in kept if one is not offer)
                if self.matches(fewer)[target].degree >= matches[target].degree - EXACT:
                    rests_on[target] = fewer
        hours = [offer.hours for offer in offers if offer.hours]
        total = Hours(sum(one.min for one in hours), sum(one.max for one in hours))
        return Bridge(
            offers,
            total if len(hours) == len(offers) else None,
            len(offers),
            tuple(sorted({offer.country for offer in offers})),
            {target: Proof(tuple(one.id for one in kept), matches[target]) for target, kept in rests_on.items()},
        )


_Row = tuple[Mapping[int, float], float, float]


class _Model:
    """The integer programme: a column per offer and country, and how far each competence is shown."""

    def __init__(self, measure: _Measure, offers: Sequence[Offer], needs: set[str], deadline: float) -> None:
        self._measure, self._needs, self._deadline = measure, needs, deadline
        self._whole: list[bool] = []
        self._rows: list[_Row] = []
        self._shown: dict[str, int | None] = {}
        closes = [measure.closed([offer]) & needs for offer in offers]
        ...
