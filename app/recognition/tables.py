"""Many verdicts at once: the best candidates for a holder, a table between two countries, the effect of a policy."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.equivalence import Holding, Outcome, Party, Verdict
from app.matrix import CoverageIndex
from app.policy import Policy
from app.recognition import ORDER, Recognition


def shortlist(index: CoverageIndex, source: Party, targets: list[str], most: int) -> list[str]:
    """Where targets are many, those that the source covers most, by the coverage matrices of the release.

    :param most: how many to keep; fewer targets are all kept, so that those without documented outcomes stay too
    """
    if len(targets) <= most:
        return targets
    allowed = np.zeros(len(index), bool)
    allowed[[row for one in targets if (row := index.row(one)) is not None]] = True
    return [one.id for one in index.best_targets(source.profile, most, allowed)]


def candidates(
    recognition: Recognition, source: Party, targets: Iterable[str], policy: Policy, holding: Holding, limit: int
) -> list[Verdict]:
    """What a credential may be worth: the targets with the best verdicts.

    Ordered by outcome, then by coverage, then by how much the source itself is used, then by IRI.
    """
    verdicts = (
        recognition.judge_parties(source, recognition.wanted_of(target), [policy], holding)[0]
        for target in targets
        if target != source.record.iri
    )
    return sorted((one for one in verdicts if one.outcome is not Outcome.NONE), key=_order)[:limit]


def _order(verdict: Verdict) -> tuple[int, float, float, str]:
    found = verdict.coverage
    used = sum(match.weight * match.degree for match in found.matches) if found else 0.0
    return ORDER.index(verdict.outcome), -(found.estimate or 0.0) if found else 0.0, -used, verdict.target.iri


def table(
    recognition: Recognition, sources: Sequence[str], targets: Sequence[str], policy: Policy, holding: Holding
) -> Iterator[Verdict]:
    """The verdicts of every source for every target, in order."""
    for source in sources:
        holder = recognition.holder_of(source)
        for target in targets:
            if source != target:
                yield recognition.judge_parties(holder, recognition.wanted_of(target), [policy], holding)[0]


def row(verdict: Verdict) -> dict[str, str | float | None]:
    """A verdict as one flat row."""
    found = verdict.coverage
    return {
        "source": verdict.source.id,
        "target": verdict.target.id,
        "purpose": verdict.policy.id,
        "outcome": str(verdict.outcome),
        "decisive": verdict.decision.decisive,
        "coverage": round(found.estimate, 3) if found and found.estimate is not None else None,
        "lower": round(found.lower, 3) if found else None,
        "upper": round(found.upper, 3) if found else None,
    }


def as_csv(verdicts: Iterable[Verdict]) -> str:
    """Verdicts as CSV, a row each."""
    out = io.StringIO()
    columns = ("source", "target", "purpose", "outcome", "decisive", "coverage", "lower", "upper")
    writer = csv.DictWriter(out, fieldnames=columns)
    writer.writeheader()
    writer.writerows(row(verdict) for verdict in verdicts)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Move:
    """How many pairs of a direction move from one outcome to another, and which."""

    source: str
    target: str
    before: Outcome
    after: Outcome
    pairs: tuple[tuple[str, str], ...]


def effect(
    recognition: Recognition, places: Mapping[str, Sequence[str]], before: Policy, after: Policy, holding: Holding
) -> tuple[list[Move], dict[tuple[str, str], Counter[Outcome]]]:
    """How outcomes move when a policy is varied, by country pair and direction.

    Pairs whose documented outcomes have no competence in common are left out: no tolerance makes one worth the other.

    :param places: the credentials of each jurisdiction
    :returns: the moves with the pairs behind them, and the outcomes under the default policy by direction
    """
    moved: dict[tuple[str, str, Outcome, Outcome], list[tuple[str, str]]] = {}
    counts: dict[tuple[str, str], Counter[Outcome]] = {}
    for here, sources in places.items():
        for there, targets in places.items():
            if here == there:
                continue
            tally = counts.setdefault((here, there), Counter())
            for source in sources:
                holder = recognition.holder_of(source)
                for target in targets:
                    wanted = recognition.wanted_of(target)
                    if holder.profile.shown and wanted.profile.shown and not holder.touches(wanted):
                        continue
                    old, new = recognition.judge_parties(holder, wanted, [before, after], holding)
                    tally[old.outcome] += 1
                    if old.outcome is not new.outcome:
                        key = (here, there, old.outcome, new.outcome)
                        moved.setdefault(key, []).append((source, target))
    moves = [Move(*key, tuple(pairs)) for key, pairs in sorted(moved.items())]
    return moves, counts
