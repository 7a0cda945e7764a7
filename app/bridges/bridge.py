"""What is asked of a bridge and what it is: needs, offers, options, bridges and their proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from app.coverage import Match, Profile
from app.model import Hours
from app.problems import ParameterError

THRESHOLD = 0.7


@dataclass(frozen=True, slots=True)
class Need:
    """A target competence that the source does not cover.

    `degree_missing` says, to the reader, how far the source stays below the threshold (0 to 1). `extent` is how much of
    the competence the target asks for, as in `app.coverage.Shown`.
    """

    competence: str
    label: str
    degree_missing: float
    extent: float = 1.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit that can be added; `hours` of learner work are None where nobody documents them."""

    id: str
    title: str
    country: str
    hours: Hours | None
    profile: Profile


@dataclass(frozen=True, slots=True)
class Options:
    """Which bridges to look for, and for how long.

    :param country: offers of this country only
    :param exclude: ids of offers to leave out
    :param units: the most units that a bridge may have
    :param seconds: processor time that the search may take
    :param threshold: the degree from which a competence counts as covered, above 0 and at most 1
    :raises ParameterError: when a number is out of range
    """

    country: str | None = None
    exclude: frozenset[str] = frozenset()
    units: int | None = None
    seconds: float | None = None
    threshold: float = THRESHOLD

    def __post_init__(self) -> None:
        if self.units is not None and self.units < 1:
            raise ParameterError("units", str(self.units), "is not a number of units from 1")
        if self.seconds is not None and not (self.seconds > 0 and isfinite(self.seconds)):
            raise ParameterError("seconds", str(self.seconds), "is not a number of seconds above 0")
        if not 0 < self.threshold <= 1:
            raise ParameterError("threshold", str(self.threshold), "is not above 0 and at most 1")

    def admits(self, offer: Offer) -> bool:
        """Whether a bridge may use the offer."""
        return self.country in (None, offer.country) and offer.id not in self.exclude


@dataclass(frozen=True, slots=True)
class Proof:
    """How a competence is closed: the ids of the offers without which its degree would be lower, and the match.

    No ids: the source alone covers it as far. Where several offers close it with parts of it, all are named, while the
    match names the best covered part.
    """

    offers: tuple[str, ...]
    match: Match

    @property
    def degree(self) -> float:
        """How much of the competence the source and the whole bridge cover, from 0 to 1."""
        return self.match.degree


@dataclass(frozen=True, slots=True)
class Bridge:
    """Offers, in the order of their ids, that close every need that can be closed, with the proof by competence.

    `hours` is the sum of the offers' intervals, None where one of them is `undocumented`. `countries` are in the order
    of their names; each beyond the first counts as a change.
    """

    offers: tuple[Offer, ...]
    hours: Hours | None
    units: int
    countries: tuple[str, ...]
    proof: Mapping[str, Proof]

    @property
    def undocumented(self) -> tuple[str, ...]:
        """Ids of the offers whose hours nobody documents."""
        return tuple(offer.id for offer in self.offers if offer.hours is None)


class Status(StrEnum):
    """PROVEN: the front is complete. TIME_LIMIT: what is there lies on the front, proven, but more may be missing."""

    PROVEN = "proven"
    TIME_LIMIT = "time-limit"


@dataclass(frozen=True, slots=True)
class Bridging:
    """The front, by hours, units and countries, with unknown hours last.

    `unreachable` are the needs that no combination of offers closes; each bridge closes all the others. `fewest_units`
    is what that takes at least, whatever the limit on units: with no bridges and status PROVEN, the limit is below it.
    It is None where nothing is to be added, nothing can be, or the time ran out first.
    """

    bridges: tuple[Bridge, ...]
    unreachable: tuple[Need, ...]
    status: Status
    fewest_units: int | None
