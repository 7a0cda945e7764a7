"""What has changed in the quality of the records since another release."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from app.store import Store
from app.vocab import BASE, DEF

_HERE = files(__name__.rpartition(".")[0])
OUTCOMES, SCORES = (_HERE.joinpath(f"changes_{name}.rq").read_text("utf-8") for name in ("outcomes", "scores"))
NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Moved:
    """A record whose readiness is another than before."""

    credential: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A rule that says something else of a record than before; of rules that were not there, nothing is told."""

    credential: str
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Records and rules that came or went, records that moved, and results that turned; all sorted."""

    records_added: tuple[str, ...]
    records_removed: tuple[str, ...]
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    moved: tuple[Moved, ...]
    turned: tuple[Turned, ...]


def changes(before: Store, after: Store) -> Changes | None:
    """What changed from one release to another; None when the earlier one was not held against the rules."""
    old, new = _scores(before), _scores(after)
    if not old:
        return None
    had, has = _outcomes(before), _outcomes(after)
    rules_before, rules_after = ({rule for _, rule in found} for found in (had, has))
    both = old.keys() & new.keys()
    pairs = {pair for pair in had.keys() | has.keys() if pair[0] in both and pair[1] in rules_before & rules_after}
    told = ((pair, had.get(pair, NOT_APPLICABLE), has.get(pair, NOT_APPLICABLE)) for pair in sorted(pairs))
    return Changes(
        records_added=tuple(sorted(new.keys() - old.keys())),
        records_removed=tuple(sorted(old.keys() - new.keys())),
        rules_added=tuple(sorted(rules_after - rules_before)),
        rules_removed=tuple(sorted(rules_before - rules_after)),
        moved=tuple(Moved(iri, old[iri], new[iri]) for iri in sorted(both) if old[iri] != new[iri]),
        turned=tuple(Turned(*pair, was, now) for pair, was, now in told if was != now),
    )


def _scores(store: Store) -> Mapping[str, float | None]:
    return {
        row["credential"].value: float(row["readiness"].value) if "readiness" in row else None
        for row in store.select(SCORES)
    }


def _outcomes(store: Store) -> Mapping[tuple[str, str], str]:
    return {
        (row["credential"].value, row["rule"].value.removeprefix(BASE + "shape/")): row["outcome"].value.removeprefix(
            f"{DEF}result-"
        )
        for row in store.select(OUTCOMES)
    }
