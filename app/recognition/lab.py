"""The policy lab: how outcomes move between countries when numbers of a policy are varied, and who gains or loses."""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import BoundedSemaphore, Lock

from app.equivalence import Holding, Outcome
from app.policy import Policy
from app.problems import BusyError
from app.recognition import ORDER, Recognition
from app.recognition.tables import Move, effect

Direction = tuple[str, str]
Tally = Mapping[Direction, Mapping[Outcome, int]]
_Key = tuple[str, tuple[tuple[str, float], ...], tuple[str, ...], date]
_RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Experiment:
    """Outcomes under a varied policy against those under the default one, on one day.

    `counts` holds the outcomes before by direction (from, to); `moves` the pairs whose outcome changes.
    """

    before: Policy
    after: Policy
    day: date
    moves: Sequence[Move]
    counts: Tally

    @property
    def pairs(self) -> int:
        """How many pairs were judged."""
        return sum(sum(tally.values()) for tally in self.counts.values())

    def changed(self) -> dict[Direction, Counter[Outcome]]:
        """The outcomes after, by direction."""
        found = {direction: Counter(tally) for direction, tally in self.counts.items()}
        for one in self.moves:
            tally = found[one.source, one.target]
            tally[one.before] -= len(one.pairs)
            tally[one.after] += len(one.pairs)
        return found

    def gained(self, direction: Direction) -> int:
        """How many pairs of a direction come out better than before."""
        return sum(len(one.pairs) for one in self._of(direction) if gains(one))

    def lost(self, direction: Direction) -> int:
        """How many pairs of a direction come out worse than before."""
        return sum(len(one.pairs) for one in self._of(direction) if not gains(one))

    def _of(self, direction: Direction) -> list[Move]:
        return [one for one in self.moves if (one.source, one.target) == direction]


def gains(move: Move) -> bool:
    """Whether a move is for the better, by the order full, conditional, partial, insufficient information, none."""
    return ORDER.index(move.after) < ORDER.index(move.before)


class Laboratory:
    """Experiments over one release, one at a time because all users share the process; the last ones are kept.

    The five countries are some 21,000 pairs and take about two seconds of a processor.
    """

    def __init__(self, recognition: Recognition, waiting: int, keep: int) -> None:
        """Begin with nothing.

        :param waiting: how many experiments may wait while one runs
        :param keep: how many results are kept, so that a page and its downloads are computed once
        """
        self._recognition, self._keep = recognition, keep
        self._room, self._turn = BoundedSemaphore(1 + waiting), Lock()
        self._done: OrderedDict[_Key, Experiment] = OrderedDict()

    def run(
        self, purpose: str, overrides: Mapping[str, float], places: Mapping[str, Sequence[str]], day: date
    ) -> Experiment:
        """The experiment; kept results are given again.

        :param places: the credentials of each jurisdiction
        :raises ParameterError: when there is no such purpose or parameter, or a number is out of range
        :raises BusyError: when too many wait already
        """
        before, after = self._recognition.policy(purpose), self._recognition.policy(purpose, overrides)
        if not self._room.acquire(blocking=False):
            raise BusyError("Other experiments of the policy lab are running and waiting already.", _RETRY_SECONDS)
        try:
            with self._turn:
                key = (purpose, tuple(sorted(overrides.items())), tuple(places), day)
                if key not in self._done:
                    moves, counts = effect(self._recognition, places, before, after, Holding(day))
                    self._done[key] = Experiment(before, after, day, moves, counts)
                self._done.move_to_end(key)
                while len(self._done) > max(1, self._keep):
                    self._done.popitem(last=False)
                return self._done[key]
        finally:
            self._room.release()
