"""Claims of a record as short lines that people can read and that are read again, for the notes of other formats."""

import re
from typing import cast

from app.model import Basis, EqfLevel, Evidence, Hours, Level, Mapped, Workload

BASES = ("stated", "derived", "analyst-estimate")
_BASIS = rf"\(({'|'.join(BASES)})\)"
_NUMBER = r"([0-9]{1,9}(?:\.[0-9]+)?)"
_EQF = re.compile(rf"(at least )?([1-8]) {_BASIS}")
_LEVEL = re.compile(rf"(\S+) {_BASIS}")
_WORKLOAD = re.compile(
    rf"(?:{_NUMBER}|unknown)(?: to {_NUMBER})? (\S+)(?:, {_NUMBER} to {_NUMBER} hours of learner work)? {_BASIS}"
)
_MAPPED = re.compile(rf"(exactMatch|closeMatch|broadMatch|narrowMatch) {_NUMBER} (\S+) (\S*)")


def plain(number: float) -> str:
    """A number without needless zeros, and without an exponent."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


def eqf_line(claim: EqfLevel) -> str:
    """As in `at least 5 (derived)`."""
    return f"{'at least ' * claim.lower_bound}{claim.value} ({claim.evidence.basis})"


def eqf_of(line: str, rationale: str | None, node: str) -> EqfLevel | None:
    """The claim of a line."""
    found = _EQF.fullmatch(line)
    return EqfLevel(int(found[2]), bool(found[1]), rationale, evidence(node, found[3])) if found else None


def level_line(level: Level) -> str:
    """As in `http://data.europa.eu/snb/qdr/c_cbf250da (stated)`."""
    return f"{level.iri} ({level.evidence.basis})"


def level_of(line: str) -> tuple[str, str] | None:
    """The IRI and basis of a line."""
    found = _LEVEL.fullmatch(line)
    return (found[1], found[2]) if found else None


def workload_line(claim: Workload) -> str:
    """As in `5 to 6 ects, 125 to 180 hours of learner work (stated)`."""
    value = "unknown" if claim.value is None else plain(claim.value)
    most = "" if claim.max_value is None else f" to {plain(claim.max_value)}"
    hours = claim.hours
    told = f", {plain(hours.min)} to {plain(hours.max)} hours of learner work" if hours else ""
    return f"{value}{most} {claim.unit or '?'}{told} ({claim.evidence.basis})"


def workload_of(line: str, node: str) -> Workload | None:
    """The claim of a line."""
    found = _WORKLOAD.fullmatch(line)
    if not found:
        return None
    value, most, unit, low, high, basis = found.groups()
    hours = Hours(float(low), float(high)) if low and high else None
    unit = "" if unit == "?" else unit
    return Workload(_number(value), _number(most), unit, hours, (), evidence(node, basis))


def mapped_line(mapped: Mapped) -> str:
    """As in `broadMatch 0.82 https://w3id.org/passerelle/id/competence/… https://w3id.org/passerelle/id/mapping/…`."""
    return f"{mapped.predicate} {plain(mapped.confidence)} {mapped.iri} {mapped.mapping}"


def mapped_of(line: str, labels: dict[str, str]) -> Mapped | None:
    """The mapping of a line.

    :param labels: names of the competences, by IRI
    """
    found = _MAPPED.fullmatch(line)
    if found and float(found[2]) > 1:
        return None
    return Mapped(found[3], labels.get(found[3], found[3]), found[1], float(found[2]), found[4]) if found else None


def evidence(node: str, basis: str = "stated") -> Evidence:
    """Evidence of what a document says: whose sources are not at hand, so that confidence is low."""
    return Evidence(node, cast(Basis, basis), "low")


def _number(text: str | None) -> float | None:
    return float(text) if text else None
