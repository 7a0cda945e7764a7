"""What law says on recognition: instruments that order it, and rules that say who decides and within what time."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.model import Body, Credential, Source

EUROPEAN_UNION = "http://publications.europa.eu/resource/authority/country/EUR"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal act that orders recognition of the credentials it covers between the jurisdictions in its scope.

    `interchangeable`: the credentials covered stand for one another, else only for the same type. `automatic`: a
    document of one jurisdiction counts in the others; else the host authority compares training and may ask for an
    adaptation period or an aptitude test. Dates are ISO 8601; None where there is none.
    """

    iri: str
    title: str
    interchangeable: bool
    automatic: bool
    in_scope: frozenset[str]
    covers: frozenset[str]
    in_force: tuple[str | None, str | None]
    legal_basis: str | None
    time_limit: str | None
    notes: tuple[str, ...]
    sources: tuple[Source, ...]

    def joins(self, source: Credential, target: Credential, day: str) -> bool:
        """Whether it is in force on the day and covers the target, and the source or what this includes."""
        if not self.interchangeable and source.iri != target.iri and target.iri not in source.includes:
            return False
        since, until = self.in_force
        if (since and day < since) or (until and day > until):
            return False
        held = {source.iri, *source.includes} & self.covers
        placed = all(side.country in self.in_scope or side.country == EUROPEAN_UNION for side in (source, target))
        return bool(held) and target.iri in self.covers and placed


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A rule on who decides on the recognition of certain credentials, how and within what time."""

    iri: str
    decides_on: frozenset[str]
    bodies: tuple[Body, ...]
    procedure: tuple[str, ...]
    time_limits: tuple[str, ...]
    legal_basis: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """All instruments and decision rules of a release."""

    instruments: Sequence[Instrument] = ()
    rules: Sequence[DecisionRule] = ()

    def instrument(self, source: Credential, target: Credential, day: str) -> Instrument | None:
        """The instrument that joins the two, an automatic one before another."""
        found = [one for one in self.instruments if one.joins(source, target, day)]
        return min(found, key=lambda one: (not one.automatic, one.iri), default=None)

    def decision_rules(self, target: Credential) -> list[DecisionRule]:
        """The rules that say who decides on the target."""
        return [rule for rule in self.rules if target.iri in rule.decides_on]
