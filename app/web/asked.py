"""The state of the form that compares: it is all in the address, so that it can be kept, sent and gone back to."""

from dataclasses import dataclass, replace
from datetime import date

from app.http.cases import MOST_HELD, Case, HeldIn
from app.problems import ParameterError


@dataclass(frozen=True, slots=True)
class Asked:
    """What has been chosen so far: ids with the day of award as typed, a target, a purpose, a day of judgement."""

    held: tuple[tuple[str, str], ...] = ()
    target: str = ""
    purpose: str = "employment"
    on: str = ""

    @classmethod
    def of(cls, sources: list[str], awarded: list[str], target: str, purpose: str, on: str) -> "Asked":
        """The state from the fields of the form; days belong to sources in their order.

        :raises ParameterError: for more credentials than a stack may hold
        """
        if len(sources) > MOST_HELD:
            raise ParameterError("source", str(len(sources)), f"a stack holds 1 to {MOST_HELD} credentials")
        days = [*awarded, *[""] * len(sources)]
        held = dict(zip([one.strip("/") for one in sources if one], days, strict=False))
        return cls(tuple(held.items()), target.strip("/"), purpose, on.strip())

    def having(self, add: str, drop: str) -> "Asked":
        """The state with a credential added, or dropped."""
        held = dict(self.held)
        if add:
            held.setdefault(add, "")
        held.pop(drop, None)
        return replace(self, held=tuple(held.items()))

    def fields(self) -> list[tuple[str, str]]:
        """The state as fields of an address."""
        held = [pair for one, day in self.held for pair in (("source", one), ("awarded", day))]
        rest = (("target", self.target), ("purpose", self.purpose), ("on", self.on))
        return [*held, *((name, value) for name, value in rest if value)]

    def wrong(self) -> dict[str, str]:
        """The fields that cannot be used, with what was typed."""
        days = {f"awarded-{number}": day for number, (_, day) in enumerate(self.held)} | {"on": self.on}
        return {name: day for name, day in days.items() if day and _day(day) is None}

    def case(self, lang: str) -> Case:
        """The case, once nothing is wrong."""
        held = [HeldIn(iri=one, awarded_on=_day(day)) for one, day in self.held]
        return Case(source=list(held), target=self.target, purpose=self.purpose, lang=lang, on=_day(self.on))


def asked_again(case: Case) -> Asked | None:
    """The state that gives this case; None for a record that was sent, or units of an unfinished programme."""
    given = case.source if isinstance(case.source, list) else [case.source]
    held = [HeldIn(iri=one) if isinstance(one, str) else one for one in given]
    known = [one for one in held if isinstance(one, HeldIn) and one.completed is None]
    if len(known) != len(held) or case.policy.overrides:
        return None
    days = [(one.iri, one.awarded_on.isoformat() if one.awarded_on else "") for one in known]
    return Asked(tuple(days), case.target, case.purpose)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
