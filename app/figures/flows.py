"""What verdicts advise between each two countries, counted in the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from app.store import Store

FLOWS = files("app.figures").joinpath("flows.rq").read_text("utf-8")
OUTCOMES = ("full", "conditional", "partial", "insufficient-information", "none")


@dataclass(frozen=True, slots=True)
class Flow:
    """Verdicts from one country to another, by outcome; pairs without a competence in common are not judged."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All verdicts."""
        return sum(self.counts.values())

    def share(self, *outcomes: str) -> float:
        """The share of verdicts with these outcomes, from 0 to 1; 0 where there are no verdicts."""
        return sum(self.counts.get(one, 0) for one in outcomes) / self.total if self.total else 0.0


class Flows:
    """The flows of one release, counted once for each policy."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: dict[str, Mapping[tuple[str, str], Flow]] = {}

    def under(self, policy: str) -> Mapping[tuple[str, str], Flow]:
        """The flows under a policy, by the alpha-3 codes of both countries.

        :param policy: IRI of a policy of the graph
        """
        if policy not in self._counted:
            self._counted[policy] = self._count(policy)
        return self._counted[policy]

    def _count(self, policy: str) -> Mapping[tuple[str, str], Flow]:
        found: dict[tuple[str, str], dict[str, int]] = {}
        for row in self._store.select(FLOWS.replace("$policy", f"<{policy}>")):
            source, target = (row[side].value.rsplit("/", 1)[-1] for side in ("from", "to"))
            outcome = row["outcome"].value.rsplit("outcome-", 1)[-1]
            found.setdefault((source, target), {})[outcome] = int(row["verdicts"].value)
        return {pair: Flow(counts) for pair, counts in found.items()}
