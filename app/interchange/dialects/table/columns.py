"""The columns of a table of credentials: one row each; a cell that holds a list has one entry on each line."""

from collections.abc import Iterable

from app.interchange.claims import eqf_line, level_line, mapped_line, plain, workload_line
from app.model import Credential
from app.spreadsheet import Value

LANGUAGES = ("en", "fi", "pt", "es", "ga")
COLUMNS: dict[str, str] = {
    "id": "short name in this service",
    "iri": "IRI",
    "fact_id": "name in our list of facts",
    "jurisdiction": "two-letter code",
    "country": "IRI of the country or union",
    "kind": "qualification, unit, micro-credential, licence, industry-certificate, training-specialty or "
    "programme-module",
    "title": "title in English, else the first there is",
    **{f"title_{language}": f"title, language {language}" for language in LANGUAGES},
    "titles_other": "titles in further languages, as `sv: …`",
    "code": "code in its own country",
    "status": "current, superseded or pilot",
    "framework": "short name of its framework",
    "fields": "ISCED-F codes",
    "awarding_body": "names",
    "awarding_body_iri": "their IRIs, in the same order",
    "awarding_body_country": "IRIs of their countries, in the same order",
    "level": "levels of national frameworks, as `finqf 4`",
    "level_iri": "IRI of each level and how it is known, as `http://… (stated)`",
    "eqf": "EQF level and how it is known, as `4 (stated)` or `at least 5 (derived)`; a bare number counts as stated",
    "eqf_rationale": "why",
    "workload": "sizes, as `5 ects (stated)` or `60 hours`",
    "hours_min": "hours of learner work of the first of them, at least; read where there is no workload",
    "hours_max": "the same, at most",
    "assessment": "methods, an assessment on each line, as `practical, written`",
    "grading": "how each is graded, in the same order",
    "pass_mark_percent": "pass mark of each, in the same order",
    "quality": "how quality is assured",
    "quality_kind": "external, industry, internal or employer",
    "quality_body": "who assures it",
    "quality_body_iri": "the IRI of that body",
    "expires": "true or false; empty is not known",
    "validity_months": "months",
    "renewal": "how it is renewed",
    "regulated": "true or false: whether law reserves work to holders; empty is not known",
    "law": "which law",
    "stacks_into": "IRIs",
    "part_of": "IRIs",
    "parts": "IRIs",
    "has_options": "true: a holder need not have all parts",
    "includes": "IRIs",
    "ordinary_route": "true: reached by qualification, experience and examination, not by a course",
    "replaced_by": "IRIs",
    "entry_requirements": "what is asked before",
    "outcomes": "learning outcomes",
    "outcome_iris": "their IRIs, in the same order",
    "tested": "how each is tested, in the same order: theory, practice, or both",
    "competences": "competences of outcomes, as `1: broadMatch 0.75 IRI MAPPING NAME` of the first outcome",
    "sources": "titles of sources",
    "source_urls": "their addresses, in the same order",
    "notes": "notes",
    "conflicts": "what sources disagree on",
    "scope": "what it gives a right to",
    "in_force_from": "day",
    "in_force_until": "day",
    "confidence": "high, medium or low",
}


def row(record: Credential) -> dict[str, Value]:
    """The record as a row."""
    bodies = record.awarding_bodies
    others = [f"{language}: {text}" for language, text in record.titles.items() if language not in LANGUAGES]
    return {
        "id": record.id, "iri": record.iri, "fact_id": record.fact_id, "jurisdiction": record.jurisdiction,
        "country": record.country, "kind": record.kind, "title": record.title,
        **{f"title_{language}": record.titles.get(language) for language in LANGUAGES},
        "titles_other": _lines(others), "code": record.code, "status": record.status, "framework": record.framework,
        "fields": _lines(record.fields),
        "awarding_body": _lines(next(iter(one.names.values()), "") for one in bodies),
        "awarding_body_iri": _lines(one.iri for one in bodies),
        "awarding_body_country": _lines(one.country or "" for one in bodies),
        **_measures(record), **_assurances(record), **_relations(record), **_contents(record), **_rest(record),
    }  # fmt: skip


def _measures(record: Credential) -> dict[str, Value]:
    eqf = record.eqf
    hours = record.workloads[0].hours if record.workloads else None
    return {
        "level": _lines(f"{one.framework} {one.code}".strip() for one in record.levels),
        "level_iri": _lines(level_line(one) for one in record.levels),
        "eqf": eqf_line(eqf) if eqf else None, "eqf_rationale": eqf.rationale if eqf else None,
        "workload": _lines(workload_line(one) for one in record.workloads),
        "hours_min": hours.min if hours else None, "hours_max": hours.max if hours else None,
        "assessment": _lines(", ".join(one.methods) for one in record.assessments),
        "grading": _lines(one.grading or "" for one in record.assessments),
        "pass_mark_percent": _lines(
            "" if one.pass_mark_percent is None else plain(one.pass_mark_percent) for one in record.assessments),
    }  # fmt: skip


def _assurances(record: Credential) -> dict[str, Value]:
    quality, validity, legal = record.quality, record.validity, record.legal
    body = quality.body if quality else None
    return {
        "quality": quality.description if quality else None, "quality_kind": quality.kind if quality else None,
        "quality_body": next(iter(body.names.values()), None) if body else None,
        "quality_body_iri": body.iri if body else None, "expires": validity.expires if validity else None,
        "validity_months": validity.months if validity else None, "renewal": validity.renewal if validity else None,
        "regulated": legal.regulated if legal else None, "law": legal.law if legal else None,
    }  # fmt: skip


def _relations(record: Credential) -> dict[str, Value]:
    return {
        "stacks_into": _lines(record.stacks_into), "part_of": _lines(record.part_of), "parts": _lines(record.parts),
        "has_options": record.has_options or None, "includes": _lines(record.includes),
        "ordinary_route": record.ordinary_route or None, "replaced_by": _lines(record.replaced_by),
    }  # fmt: skip


def _contents(record: Credential) -> dict[str, Value]:
    outcomes = record.outcomes
    return {
        "entry_requirements": _lines(record.entry_requirements), "outcomes": _lines(one.text for one in outcomes),
        "outcome_iris": _lines(one.iri for one in outcomes),
        "tested": _lines(" ".join(one.tested) for one in outcomes),
        "competences": _lines(
            f"{at}: {mapped_line(mapped)} {mapped.label}"
            for at, one in enumerate(outcomes, 1) for mapped in one.competences),
    }  # fmt: skip


def _rest(record: Credential) -> dict[str, Value]:
    return {
        "sources": _lines(one.title for one in record.sources),
        "source_urls": _lines(one.url or "" for one in record.sources), "notes": _lines(record.notes),
        "conflicts": _lines(record.conflicts), "scope": record.scope, "in_force_from": record.in_force[0],
        "in_force_until": record.in_force[1], "confidence": record.confidence,
    }  # fmt: skip


def _lines(texts: Iterable[str]) -> str | None:
    """Texts on a line each; a line break within a text becomes a space; None where there is nothing in any."""
    found = [" ".join(text.splitlines()) for text in texts]
    return "\n".join(found) if any(found) else None
