"""The JSON forms of quality results."""

from collections.abc import Mapping

from pydantic import BaseModel

from app.quality.changes import Changes
from app.quality.results import Counts, Law, Place, Report, Results, RuleEntry


class CountryOut(BaseModel):
    """A country's records: results, and mean, lowest and highest readiness."""

    country: str
    counts: Counts
    readiness: float | None
    lowest: float | None
    highest: float | None


class RuleOut(BaseModel):
    """A rule: its law, what it says and how to mend it in the language asked for, and its results today."""

    id: str
    iri: str
    label: str
    severity: str
    weight: int
    rule_set: str
    law: str
    sources: list[Law]
    rationale: str
    message: str
    remedy: str
    checks: list[str]
    jurisdictions: list[str]
    kinds: list[str]
    counts: Counts
    by_country: dict[str, Counts]


class SummaryOut(BaseModel):
    """The quality of the records of a release."""

    release: str
    all: CountryOut
    countries: list[CountryOut]
    rules: list[RuleOut]


class ResultOut(BaseModel):
    """What one rule says of one record."""

    rule: str
    label: str
    severity: str
    rule_set: str
    law: str
    sources: list[Law]
    outcome: str
    message: str
    remedy: str
    values: list[str]
    paths: list[str]
    fields: list[str]


class StepOut(BaseModel):
    """A field to complete, the most readiness it can gain, and the rules that wait for it."""

    field: str
    label: str
    gain: float
    rules: list[str]


class QualityOut(BaseModel):
    """The quality of one record; rules that do not apply are counted, not listed."""

    id: str
    iri: str
    title: str
    readiness: float | None
    counts: Counts
    complete: list[StepOut]
    results: list[ResultOut]


class ChangesOut(BaseModel):
    """What changed since another release; `since` is null where none came before."""

    release: str
    since: str | None
    changes: Changes | None


def country_out(place: Place) -> CountryOut:
    """A country, by its three-letter code in the EU's list, or all."""
    code = place.iri.rsplit("/", 1)[-1] or "all"
    return CountryOut(
        country=code, counts=place.counts, readiness=place.readiness, lowest=place.lowest, highest=place.highest
    )


def rule_out(rule: RuleEntry, lang: str) -> RuleOut:
    """A rule in a language."""
    return RuleOut(
        id=rule.id, iri=rule.iri, label=rule.label, severity=rule.severity, weight=rule.weight,
        rule_set=rule.rule_set, law=rule.basis, sources=list(rule.sources), rationale=rule.rationale,
        message=said(rule.messages, lang), remedy=said(rule.remedies, lang), checks=list(rule.checks),
        jurisdictions=list(rule.jurisdictions), kinds=list(rule.kinds), counts=rule.counts,
        by_country={place.rsplit("/", 1)[-1]: counts for place, counts in rule.by_country.items()},
    )  # fmt: skip


def report_out(report: Report, id: str, title: str, lang: str) -> QualityOut:
    """The quality of one record in a language."""
    results = [
        ResultOut(
            rule=one.rule.id, label=one.rule.label, severity=one.rule.severity, rule_set=one.rule.rule_set,
            law=one.rule.basis, sources=list(one.rule.sources), outcome=one.outcome,
            message=said(one.rule.messages, lang) if one.outcome == "fail" else "",
            remedy=said(one.rule.remedies, lang) if one.outcome != "pass" else "",
            values=list(one.values), paths=list(one.paths), fields=list(one.fields),
        )
        for one in report.results
    ]  # fmt: skip
    steps = [StepOut(field=one.field, label=one.label, gain=one.gain, rules=list(one.rules)) for one in report.complete]
    return QualityOut(
        id=id, iri=report.credential, title=title, readiness=report.readiness, counts=report.counts, complete=steps,
        results=results,
    )  # fmt: skip


def summary_out(results: Results, release: str, lang: str) -> SummaryOut:
    """All countries and rules."""
    return SummaryOut(
        release=release,
        all=country_out(results.places[""]),
        countries=[country_out(place) for iri, place in results.places.items() if iri],
        rules=[rule_out(rule, lang) for rule in results.rules.values()],
    )


def said(texts: Mapping[str, str], lang: str) -> str:
    """The text in a language, or in English."""
    return texts.get(lang) or texts.get("en") or ""
