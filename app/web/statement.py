"""A verdict as a recognition officer reads it: what was compared in words, evidence by number of source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.http.cases import Case
from app.http.schemas import EvidenceOut, PartyOut
from app.http.state import Service
from app.http.verdicts import CriterionOut, VerdictOut
from app.model import Credential
from app.web.language import Spoken
from app.web.texts import words

Compared = Mapping[str, float | int | str | bool | None]
_SHARES = ("share", "lower", "estimate", "upper")
_RANGES = {"source_hours": "hours", "target_hours": "hours", "share": "share"}


@dataclass(frozen=True, slots=True)
class Side:
    """The evidence on one side: how it is known, the numbers of its sources in the list, and its notes."""

    known: str
    sources: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The finding on one criterion."""

    criterion: str
    finding: str
    shown: str
    reason: str
    compared: tuple[tuple[str, str], ...]
    evidence: Mapping[str, tuple[Side, ...]]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A credential of the holder; `known` tells whether the graph describes it, or it was sent along."""

    record: Credential
    awarded: date | None
    known: bool


class Statement:
    """A verdict in the words of a language; `verdict` is what the API gives."""

    def __init__(self, service: Service, case: Case, verdict: VerdictOut, lang: str) -> None:
        self.verdict, self._lang, self._service = verdict, lang, service
        self._known = frozenset(service.index.iris)
        self.held = [HeldRow(one.record, one.awarded, one.record.iri in self._known) for one in case.held(service)]
        self.target = case.wanted(service)
        self._ui, self._spoken = words(lang), Spoken(lang)
        self._numbers = {source.iri: number for number, source in enumerate(verdict.sources, 1)}
        self.rows = [self._row(one) for one in verdict.criteria]

    def text(self, reason: str) -> str:
        """A standard text of the graph."""
        return self._service.recognition.text(reason, self._lang)

    def record(self, party: PartyOut) -> Credential | None:
        """The record of a party; None for one that the graph does not hold: a stack, or a record that was sent."""
        return self._service.records.get(party.iri) if party.iri in self._known else None

    def _row(self, one: CriterionOut) -> Row:
        return Row(
            self.text(f"criterion-{one.id}"),
            one.finding,
            self.text(f"result-{one.finding}"),
            one.reason.text,
            tuple(self._compared(one.compared, one.id)),
            {side: self._sides(found) for side, found in one.evidence.items()},
        )

    def _compared(self, compared: Compared, criterion: str) -> Iterable[tuple[str, str]]:
        names = self._ui["compared"]
        for name, value in compared.items():
            stem, _, end = name.rpartition("_")
            if end == "max" and stem in _RANGES:
                continue
            if end == "min" and stem in _RANGES:
                yield names[stem], self._range(stem, value, compared[f"{stem}_max"])
            elif name in ("law", "instrument", "age_months") and value is None:
                continue
            elif name in names:
                yield names[name], self._value(name, value, criterion)

    def _range(self, stem: str, least: object, most: object) -> str:
        low, high = (self._value(stem, one, "") for one in (least, most))
        return low if low == high else f"{low} {self._ui['compared']['to']} {high}"

    def _value(self, name: str, value: object, criterion: str) -> str:
        if value is None or value == "":
            return self._ui["list"]["not_documented"]
        if isinstance(value, bool):
            return self._ui["compared"]["yes" if value else "no"]
        if isinstance(value, int | float):
            return self._spoken.share(value) if name in _SHARES else self._spoken.number(value)
        return self._ui["values"].get(str(value), str(value)) if criterion == "quality" else str(value)

    def _sides(self, found: Iterable[EvidenceOut]) -> tuple[Side, ...]:
        """Evidence of one kind together: many outcomes from the same sources are one line."""
        groups: dict[str, list[EvidenceOut]] = {}
        values = self._ui["values"]
        for one in found:
            known = f"{values.get(one.basis, one.basis)}, {values.get(one.confidence, one.confidence)}"
            groups.setdefault(known, []).append(one)
        return tuple(
            Side(
                known,
                tuple(sorted({self._numbers[iri] for one in group for iri in one.sources if iri in self._numbers})),
                tuple(dict.fromkeys(note for one in group for note in one.notes)),
            )
            for known, group in groups.items()
        )
