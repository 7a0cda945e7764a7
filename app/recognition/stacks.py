"""Several credentials of one holder as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.equivalence import Holding
from app.model import Credential, Hours, Workload


@dataclass(frozen=True, slots=True)
class Held:
    """A credential that a person holds, and the day it was awarded, where that is known."""

    record: Credential
    awarded: date | None = None


def first_to_lapse(held: Sequence[Held], on: date) -> Held:
    """All of it as one, with the validity and the day of award of the part that decides whether it still holds.

    That is a part that has lapsed on the day; else one that lapses and has no usable day of award; else the one with
    the fewest months left.
    """
    whole = stack([one.record for one in held])
    lapsing = [one for one in held if one.record.validity and one.record.validity.months]
    if not lapsing:
        return Held(whole)
    first = min(lapsing, key=lambda one: _urgency(one, on))
    return Held(replace(whole, validity=first.record.validity), first.awarded)


def _urgency(one: Held, on: date) -> tuple[int, int]:
    months = one.record.validity.months if one.record.validity else None
    age = Holding(on, one.awarded).months()
    assert months is not None
    if age is None or age < 0:
        return 1, months
    return (0 if age >= months else 2), months - age


def stack(parts: Sequence[Credential]) -> Credential:
    """Several credentials of one holder as one: outcomes together and hours added.

    The level is that of the lowest part, where known of all, the validity that of the first to lapse; what any part
    includes is included.
    """
    first, *others = {part.iri: part for part in parts}.values()
    if not others:
        return first
    every = [first, *others]
    levels = [part.eqf for part in every if part.eqf is not None]
    lapsing = [part.validity for part in every if part.validity and part.validity.months]
    return replace(
        first,
        iri=" ".join(part.iri for part in every),
        id=" + ".join(part.id for part in every),
        titles={"en": " + ".join(part.title for part in every)},
        eqf=min(levels, key=lambda level: level.value) if len(levels) == len(every) else None,
        workloads=_together([part.workload for part in every]),
        validity=min(lapsing, key=lambda one: one.months or 0) if lapsing else first.validity,
        parts=tuple(part for one in every for part in one.parts),
        has_options=any(part.has_options for part in every),
        includes=tuple(iri for part in every for iri in (part.iri, *part.includes)),
        stacks_into=tuple(target for part in every for target in part.stacks_into),
        outcomes=tuple(outcome for part in every for outcome in part.outcomes),
        sources=tuple({source.iri: source for part in every for source in part.sources}.values()),
    )


def _together(workloads: Sequence[Workload | None]) -> tuple[Workload, ...]:
    known = [workload for workload in workloads if workload is not None and workload.hours is not None]
    if len(known) < len(workloads):
        return ()
    hours = Hours(sum(w.hours.min for w in known if w.hours), sum(w.hours.max for w in known if w.hours))
    return (replace(known[0], value=hours.min, max_value=hours.max, unit="hours", hours=hours),)
