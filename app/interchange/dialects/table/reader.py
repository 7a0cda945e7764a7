"""From a row of a table to a record; what a cell says and is not understood is listed with its row and column."""

import re
from collections.abc import Callable, Mapping
from typing import cast

from app.interchange import claims, concepts
from app.interchange.claims import evidence
from app.interchange.known import Known
from app.model import (
    Assessment,
    Basis,
    Body,
    Confidence,
    Credential,
    EqfLevel,
    Evidence,
    Hours,
    LegalEffect,
    Level,
    Mapped,
    Outcome,
    Quality,
    Source,
    Validity,
    Workload,
)
from app.spreadsheet import original
from app.vocab import ID

SENT = "urn:passerelle:sent"
Tell = Callable[[str, str, str | None], None]
_TITLE, _NAMED = re.compile(r"title_([a-z]{2,3})"), re.compile(r"([A-Za-z-]{2,12}): (.+)")
_COMPETENCE = re.compile(r"([0-9]{1,4}): (\S+ \S+ \S+ \S*)(?: (.*))?")
_DAY, _SIZE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r".*\((stated|derived|analyst-estimate)\)")
_TRUE, _FALSE = ("true", "yes", "1", "x"), ("false", "no", "0")
_COUNTRIES = {two: concepts.COUNTRY + three for three, two in concepts.JURISDICTIONS.items()}


class Row:
    """A row by the names of our columns."""

    def __init__(self, cells: Mapping[str, str], number: int, known: Known, tell: Tell) -> None:
        self._cells, self._known, self._tell = cells, known, tell
        self.place = f"row {number}"
        self.iri = self.text("iri") or f"{SENT}:{number}"

    def tell(self, column: str, reason: str, value: str | None) -> None:
        """List the cell as not read."""
        self._tell(f"{self.place}, column {column}", reason, value)

    def text(self, column: str) -> str | None:
        """The cell, if it is not empty."""
        return original(self._cells.get(column, "")).strip() or None

    def lines(self, column: str) -> list[str]:
        """Its lines, empty ones among them, for columns that go together."""
        text = original(self._cells.get(column, ""))
        return [line.strip() for line in text.split("\n")] if text.strip() else []

    def listed(self, column: str) -> tuple[str, ...]:
        """Its lines that say something."""
        return tuple(filter(None, self.lines(column)))

    def set(self, column: str) -> tuple[str, ...]:
        """The same, in the order of the alphabet."""
        return tuple(sorted(self.listed(column)))

    def flag(self, column: str) -> bool | None:
        """Its truth value; None where it is empty or says neither."""
        text = (self.text(column) or "").lower()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if text:
            self.tell(column, "says neither true nor false", text)
        return None

    def number(self, column: str, most: float) -> float | None:
        """Its number."""
        text = self.text(column)
        try:
            number = float((text or "").replace(",", "."))
        except ValueError:
            number = -1.0
        if 0 < number <= most:
            return number
        if text:
            self.tell(column, f"is not a number up to {most:,.0f}", text)
        return None

    def at(self, column: str, number: int) -> str | None:
        """Its line of that number, from 0; None where there is none."""
        lines = self.lines(column)
        return (lines[number] or None) if number < len(lines) else None

    def record(self) -> Credential:
        """The record of the row."""
        iri, own = self.iri, self.iri.startswith(ID)
        path = iri.removeprefix(ID) if own else self.text("id") or iri
        place = (self.text("jurisdiction") or "").upper()
        country = self.text("country") or _COUNTRIES.get(place, "")
        outcomes, said = self._outcomes(), self.text("confidence")
        confidence = cast(Confidence, said) if said in ("high", "medium") else "low"
        return Credential(
            iri=iri, id=path, fact_id=self.text("fact_id") or path, country=country,
            jurisdiction=place or concepts.JURISDICTIONS.get(country[-3:], ""), kind=self._kind(),
            titles=self._titles(), confidence=confidence,
            code=self.text("code"), status=self.text("status"), framework=self.text("framework"),
            fields=self.listed("fields"), awarding_bodies=self._bodies(), levels=self._levels(), eqf=self._eqf(),
            workloads=self._workloads(), assessments=self._assessments(), quality=self._quality(),
            validity=self._validity(), legal=self._legal(), stacks_into=self.set("stacks_into"),
            part_of=self.set("part_of"), parts=self.set("parts"), includes=self.set("includes"),
            has_options=self.flag("has_options") or False, ordinary_route=self.flag("ordinary_route") or False,
            replaced_by=self.set("replaced_by"), entry_requirements=self.listed("entry_requirements"),
            outcomes=outcomes, sources=self._sources(), notes=self.listed("notes"),
            conflicts=self.listed("conflicts"), scope=self.text("scope"),
            in_force=(self._day("in_force_from"), self._day("in_force_until")),
        )  # fmt: skip

    def _evidence(self, basis: Basis = "stated") -> Evidence:
        return evidence(self.iri, basis)

    def _titles(self) -> dict[str, str]:
        found = {}
        for column in self._cells:
            language = _TITLE.fullmatch(column)
            text = self.text(column) if language else None
            if language and text:
                found[language[1]] = text
        for line in self.listed("titles_other"):
            named = _NAMED.fullmatch(line)
            if named:
                found[named[1]] = named[2]
            else:
                self.tell("titles_other", "is not a language and a title, as in `sv: …`", line)
        title = self.text("title")
        if title and title not in found.values():
            found["und"] = title
        return found

    def _kind(self) -> str:
        text = (self.text("kind") or "unit").lower().replace(" ", "-")
        if text in concepts.KINDS:
            return text
        self.tell("kind", "is not a kind that is told apart here; read as a unit", text)
        return "unit"

    def _bodies(self) -> tuple[Body, ...]:
        names, iris = self.lines("awarding_body"), self.lines("awarding_body_iri")
        found = []
        for at in range(max(len(names), len(iris))):
            name, iri = self.at("awarding_body", at), self.at("awarding_body_iri", at)
            if name or iri:
                told = {"und": name} if name else {}
                found.append(Body(iri or f"{SENT}:body:{name}", told, self.at("awarding_body_country", at)))
        return tuple(found)

    def _levels(self) -> tuple[Level, ...]:
        found = []
        by_name = {f"{one.framework} {one.code}": iri for iri, one in self._known.levels.items()}
        pairs = [claims.level_of(line) or (line, "stated") for line in self.listed("level_iri")]
        if not pairs:
            pairs = [(by_name.get(line, line), "stated") for line in self.listed("level")]
        for iri, basis in pairs:
            known, told = self._known.levels.get(iri), self._evidence(cast(Basis, basis))
            if known:
                found.append(Level(iri, known.framework, known.code, known.label, known.eqf, told))
            else:
                self.tell("level", "is a level of a framework that is not known here", iri)
                found.append(Level(iri, "", "", iri, None, told))
        return tuple(found)

    def _eqf(self) -> EqfLevel | None:
        text = self.text("eqf")
        line = f"{text} (stated)" if text and not _SIZE.fullmatch(text) else text or ""
        found = claims.eqf_of(line, self.text("eqf_rationale"), self.iri)
        if text and found is None:
            self.tell("eqf", "is not an EQF level from 1 to 8", text)
        return found

    def _workloads(self) -> tuple[Workload, ...]:
        found = []
        for line in self.listed("workload"):
            claim = claims.workload_of(line if _SIZE.fullmatch(line) else f"{line} (stated)", self.iri)
            if claim is None:
                self.tell("workload", "is not a size, as in `5 ects` or `60 hours`", line)
                continue
            one = self._known.units.get(claim.unit) or (Hours(1, 1) if claim.unit == "hours" else None)
            if claim.hours is None and one and claim.value is not None and not _SIZE.fullmatch(line):
                hours = Hours(claim.value * one.min, (claim.max_value or claim.value) * one.max)
                claim = Workload(claim.value, claim.max_value, claim.unit, hours, (), claim.evidence)
            found.append(claim)
        least = self.number("hours_min", 100_000)
        most = self.number("hours_max", 100_000)
        if not found and least:
            longest = most if most and most > least else None
            found.append(Workload(least, longest, "hours", Hours(least, longest or least), (), self._evidence()))
        return tuple(found)

    def _assessments(self) -> tuple[Assessment, ...]:
        found = []
        for at, line in enumerate(self.lines("assessment")):
            methods = tuple(method.strip() for method in line.split(",") if method.strip())
            if methods:
                mark = self.at("pass_mark_percent", at) or ""
                percent = float(mark) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?", mark) else None
                found.append(Assessment(methods, self.at("grading", at), percent, self._evidence()))
        return tuple(found)

    def _quality(self) -> Quality | None:
        text, kind, name = self.text("quality"), self.text("quality_kind"), self.text("quality_body")
        iri = self.text("quality_body_iri")
        if kind and kind not in ("external", "industry", "internal", "employer"):
            self.tell("quality_kind", "is not external, industry, internal or employer", kind)
            kind = None
        body = Body(iri or f"{SENT}:body:{name}", {"und": name} if name else {}) if name or iri else None
        return Quality(text, body, kind, self._evidence()) if text or kind or body else None

    def _validity(self) -> Validity | None:
        months, renewal, expires = self.number("validity_months", 1200), self.text("renewal"), self.flag("expires")
        if months is None and renewal is None and expires is None:
            return None
        lapses = True if months and expires is None else expires
        return Validity(lapses, int(months) if months else None, renewal, self._evidence())

    def _legal(self) -> LegalEffect | None:
        regulated, law = self.flag("regulated"), self.text("law")
        return LegalEffect(regulated, law, self._evidence()) if regulated is not None or law else None

    def _outcomes(self) -> tuple[Outcome, ...]:
        mapped: dict[int, list[Mapped]] = {}
        for line in self.listed("competences"):
            found = _COMPETENCE.fullmatch(line)
            one = claims.mapped_of(found[2], {}) if found else None
            if found and one:
                label = found[3] or one.label
                mapped.setdefault(int(found[1]), []).append(
                    Mapped(one.iri, label, one.predicate, one.confidence, one.mapping)
                )
            else:
                self.tell("competences", "is not as in `1: exactMatch 0.9 IRI MAPPING NAME`", line)
        outcomes = []
        for at, text in enumerate(self.lines("outcomes")):
            tested = tuple(how for how in (self.at("tested", at) or "").split() if how in ("theory", "practice"))
            iri = self.at("outcome_iris", at) or f"{self.iri}:outcome-{at + 1}"
            if text:
                outcomes.append(Outcome(iri, text, tuple(mapped.get(at + 1, ())), (), tested))
        return tuple(outcomes)

    def _sources(self) -> tuple[Source, ...]:
        found = []
        for at in range(max(len(self.lines("sources")), len(self.lines("source_urls")))):
            title, url = self.at("sources", at), self.at("source_urls", at)
            found.append(Source(url or title or "", title or url or "", url, "unverified"))
        return tuple(found)

    def _day(self, column: str) -> str | None:
        text = self.text(column)
        if text and not _DAY.fullmatch(text):
            self.tell(column, "is not a day as in 2026-11-30", text)
            return None
        return text
