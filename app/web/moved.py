"""An experiment of the policy lab as a researcher reads it: before and after by country, and the pairs that move."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.equivalence import Outcome
from app.figures.flows import Flow
from app.http.cases import Case, PolicyIn
from app.http.state import Service
from app.model import Credential
from app.recognition import ORDER
from app.recognition.lab import Direction, Experiment, gains
from app.spreadsheet import Row
from app.vocab import ID

RECOGNISED = (Outcome.FULL, Outcome.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Change:
    """Outcomes before and after, of a direction, a country or all pairs; how many pairs gain and lose."""

    before: Flow
    after: Flow
    gained: int
    lost: int

    @property
    def shares(self) -> tuple[float, float]:
        """The share with full or conditional recognition, before and after."""
        return self.before.share(*RECOGNISED), self.after.share(*RECOGNISED)

    @property
    def points(self) -> float:
        """By how many percentage points the share of full or conditional recognition moves."""
        first, then = self.shares
        return 100 * (then - first)


@dataclass(frozen=True, slots=True)
class MovedPair:
    """A pair whose outcome changes; the names lead to the statements before and after, on the same day."""

    source: Credential
    target: Credential
    before: Outcome
    after: Outcome
    gain: bool
    statement_before: str
    statement_after: str


class Moved:
    """What an experiment shows."""

    def __init__(self, service: Service, found: Experiment, lang: str) -> None:
        self._service, self._found, self._lang = service, found, lang
        after = found.changed()
        self.directions = {one: self._change([one], after) for one in found.counts}
        self.origins = {
            place: self._change([one for one in after if one[0] == place], after)
            for place in dict.fromkeys(one[0] for one in after)
        }
        self.destinations = {
            place: self._change([one for one in after if one[1] == place], after) for place in self.origins
        }
        self.all = self._change(list(after), after)

    def pairs(self, most: int, direction: Direction | None = None) -> Iterator[MovedPair]:
        """The first pairs whose outcome changes, by direction.

        :param most: how many
        :param direction: only those of this one
        """
        release, records = self._service.manifest.release, self._service.records
        moves = [one for one in self._found.moves if direction in (None, (one.source, one.target))]
        listed = ((one, *pair) for one in moves for pair in one.pairs)
        for (move, source, target), _ in zip(listed, range(most), strict=False):
            case = Case(
                source=source.removeprefix(ID), target=target.removeprefix(ID), purpose=self._found.after.id,
                lang=self._lang, on=self._found.day,
            )  # fmt: skip
            varied = case.model_copy(update={"policy": PolicyIn(overrides=dict(self._found.after.overrides))})
            yield MovedPair(
                records.get(source), records.get(target), move.before, move.after, gains(move),
                case.name(release), varied.name(release),
            )  # fmt: skip

    def pair_rows(self) -> Iterator[Row]:
        """Every pair whose outcome changes, for a file."""
        records = self._service.records
        for move in self._found.moves:
            for source, target in move.pairs:
                yield {
                    "from": move.source, "to": move.target, "source": source, "target": target,
                    "source_title": records.get(source).title, "target_title": records.get(target).title,
                    "before": move.before, "after": move.after, "effect": "gain" if gains(move) else "loss",
                }  # fmt: skip

    def outcome_rows(self) -> Iterator[Row]:
        """How many pairs of each direction have each outcome, before and after, for a file."""
        for (here, there), change in self.directions.items():
            for outcome in ORDER:
                first, then = (flow.counts.get(outcome, 0) for flow in (change.before, change.after))
                yield {"from": here, "to": there, "outcome": outcome, "before": first, "after": then,
                       "change": then - first}  # fmt: skip

    def _change(self, chosen: Iterable[Direction], after: Mapping[Direction, Mapping[Outcome, int]]) -> Change:
        first: Counter[str] = Counter()
        then: Counter[str] = Counter()
        gained = lost = 0
        for one in chosen:
            first.update(self._found.counts[one])
            then.update(after[one])
            gained, lost = gained + self._found.gained(one), lost + self._found.lost(one)
        return Change(Flow(first), Flow(then), gained, lost)
