"""The JSON forms of quality results."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from app.http.exchange import SignatureOut, UnreadOut
from app.model import Credential
from app.quality.changes import Changes
from app.quality.results import Concerned, Counts, Found, Law, Place, Report, Results, RuleEntry
from app.quality.validate import Checked, Finding, Validation


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


class ConcernedOut(BaseModel):
    """A record for which a rule ends as asked: the values seen, and the names of the fields that the rule waits for."""

    id: str
    iri: str
    title: str
    jurisdiction: str
    values: list[str]
    fields: list[str]


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


def rule_row(rule: RuleOut) -> dict[str, Any]:
    """A rule as one row of a sheet: its counts as columns; results by country are in the JSON."""
    told = rule.model_dump(exclude={"counts", "by_country", "sources"})
    sources = [" ".join(filter(None, (one.title, one.url))) for one in rule.sources]
    counts = {name: getattr(rule.counts, name) for name in ("passed", "failed", "unknown", "not_applicable")}
    return {**told, "sources": sources, **counts}


def concerned_out(found: Concerned, record: Credential) -> ConcernedOut:
    """A record that a rule is about, by name."""
    return ConcernedOut(
        id=record.id, iri=record.iri, title=record.title, jurisdiction=record.jurisdiction, values=list(found.values),
        fields=list(found.fields),
    )  # fmt: skip


def report_out(report: Report, id: str, title: str, lang: str) -> QualityOut:
    """The quality of one record in a language."""
    results = [_finding(one, one.rule, lang) for one in report.results]
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


class RecordOut(BaseModel):
    """How one record of a document fares; rules that pass are named, rules that do not apply are counted."""

    iri: str
    title: str
    readiness: float | None
    counts: Counts
    complete: list[StepOut]
    passed: list[str]
    findings: list[ResultOut]


class ValidationOut(BaseModel):
    """How the records of a document fare, and what of it was not read. `conforms`: records were read, no rule fails."""

    conforms: bool
    dialect: str | None
    signature: SignatureOut | None
    rule_sets: list[str]
    records: list[RecordOut]
    unread: list[UnreadOut]


def validation_out(found: Validation, results: Results, lang: str) -> ValidationOut:
    """A validation in a language; failures come before what nobody can tell, grave ones first."""
    signature = found.signature
    return ValidationOut(
        conforms=found.conforms,
        dialect=found.dialect or None,
        signature=SignatureOut(kind=signature.kind, verified=signature.verified) if signature else None,
        rule_sets=list(found.rule_sets),
        records=[_record(record, results, lang) for record in found.records],
        unread=[UnreadOut(place=one.place, reason=one.reason, value=one.value) for one in found.unread],
    )


def _record(record: Checked, results: Results, lang: str) -> RecordOut:
    told = record.readiness
    failed = [one for one in record.findings if one.outcome != "pass"]
    failed.sort(key=lambda one: (one.outcome, -results.rules[one.rule].weight, one.rule))
    return RecordOut(
        iri=record.iri, title=record.title, readiness=told.score,
        counts=Counts(1, told.passed, told.failed, told.unknown, told.not_applicable),
        complete=[
            StepOut(field=one.field, label=results.fields.label(one.field), gain=one.gain,
                    rules=[rule.rsplit("/", 1)[-1] for rule in one.rules])
            for one in told.completions
        ],
        passed=[one.rule for one in record.findings if one.outcome == "pass"],
        findings=[_finding(one, results.rules[one.rule], lang) for one in failed],
    )  # fmt: skip


def _finding(one: Found | Finding, rule: RuleEntry, lang: str) -> ResultOut:
    return ResultOut(
        rule=rule.id, label=rule.label, severity=rule.severity, rule_set=rule.rule_set, law=rule.basis,
        sources=list(rule.sources), outcome=one.outcome,
        message=said(rule.messages, lang) if one.outcome == "fail" else "",
        remedy=said(rule.remedies, lang) if one.outcome != "pass" else "",
        values=list(one.values), paths=list(one.paths), fields=list(one.fields),
    )  # fmt: skip
