"""`/api/v1/quality`: what the quality rules say of the records of the graph, with law, remedy and readiness."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.credentials import find
from app.http.quality_schemas import (
    ChangesOut,
    ConcernedOut,
    QualityOut,
    RuleOut,
    SummaryOut,
    concerned_out,
    report_out,
    rule_out,
    rule_row,
    summary_out,
)
from app.http.recognition import Language, language
from app.http.reference import Items
from app.http.sheets import SheetFormat, sheet, wanted_sheet
from app.http.state import ServiceDep
from app.problems import ParameterError
from app.quality.releases import changes_since, earlier
from app.quality.results import Results, RuleEntry

router = APIRouter(prefix="/quality", tags=["quality"])
FACETS = ("rule_set", "severity", "jurisdiction", "kind")


@router.get("", summary="Quality of the records, by country and rule")
def get_quality(service: ServiceDep, lang: Language = "en") -> SummaryOut:
    """Readiness and results of each country's records, and the results of each rule."""
    return summary_out(service.quality, service.manifest.release, language(lang))


@router.get("/rules", summary="List quality rules", response_model=Items[RuleOut])
def list_rules(
    request: Request,
    service: ServiceDep,
    rule_set: Annotated[str | None, Query(description="annex-i, annex-ii, european, national or profile")] = None,
    severity: Annotated[str | None, Query(description="violation, warning or info")] = None,
    jurisdiction: Annotated[
        str | None, Query(description="three-letter code, e.g. PRT: rules that name it", max_length=8)
    ] = None,
    kind: Annotated[str | None, Query(description="e.g. Unit or MicroCredential", max_length=40)] = None,
    failing: Annotated[bool, Query(description="only rules that some record fails")] = False,
    lang: Language = "en",
    format: SheetFormat = None,
) -> Items[RuleOut] | Response:
    """The rules with law, remedy and results today."""
    place = jurisdiction.upper() if jurisdiction is not None else None
    asked = dict(zip(FACETS, (rule_set, severity, place, kind), strict=True))
    tongue = language(lang)
    items = [rule_out(rule, tongue) for rule in selected(service.quality, asked, failing)]
    sought = wanted_sheet(request, format)
    if sought:
        return sheet(service, sought, "quality-rules", (rule_row(one) for one in items))
    return Items(items=items, total=len(items))


@router.get("/rules/{id}", summary="One quality rule")
def get_rule(service: ServiceDep, id: str, lang: Language = "en") -> RuleOut:
    """A rule with law, remedy and results today; its SHACL stands at its IRI."""
    return rule_out(service.quality.rule(id), language(lang))


@router.get("/rules/{id}/records", summary="Records that fail a rule", response_model=Items[ConcernedOut])
def list_records_of_rule(
    request: Request,
    service: ServiceDep,
    id: str,
    outcome: Annotated[str, Query(description="fail, unknown or pass", max_length=20)] = "fail",
    format: SheetFormat = None,
) -> Items[ConcernedOut] | Response:
    """The records for which a rule ends in one way, with the values seen and the fields that it waits for."""
    found = service.quality.concerned(id, outcome)
    items = [concerned_out(one, service.records.get(one.credential)) for one in found]
    sought = wanted_sheet(request, format)
    if sought:
        return sheet(service, sought, f"{id}-{outcome}", (one.model_dump() for one in items))
    return Items(items=items, total=len(items))


@router.get("/credentials/{jurisdiction}/{slug}", summary="Quality of one record")
def get_credential_quality(service: ServiceDep, jurisdiction: str, slug: str, lang: Language = "en") -> QualityOut:
    """Readiness, the fields to complete first, and what each rule says, with law and remedy."""
    record = find(service, f"{jurisdiction}/{slug}", "credential")
    return report_out(service.quality.of(record.iri), record.id, record.title, language(lang))


@router.get("/changes", summary="What changed in quality since another release")
def get_changes(
    service: ServiceDep,
    since: Annotated[str | None, Query(description="id of a release; the one before when not given")] = None,
) -> ChangesOut:
    """Records whose readiness moved, results that turned, and what came or went."""
    before = earlier(service.settings.build, since)
    found = changes_since(before, service.folder) if before else None
    return ChangesOut(release=service.manifest.release, since=before.name if before and found else None, changes=found)


def selected(results: Results, asked: Mapping[str, str | None], failing: bool = False) -> list[RuleEntry]:
    """The rules with these values of facets.

    :param asked: by name of a facet; None where any value will do
    :param failing: only those that some record fails
    :raises ParameterError: for a value that no rule has
    """
    rules = list(results.rules.values())
    for name, value in asked.items():
        known = values_of(results, name)
        if value is not None and value not in known:
            raise ParameterError(name, value, f"is of no rule; known are {', '.join(known)}")
    found = [rule for rule in rules if all(value in (None, *_values(rule, name)) for name, value in asked.items())]
    return [rule for rule in found if rule.counts.failed or not failing]


def values_of(results: Results, facet: str) -> list[str]:
    """The values that rules have of a facet, sorted."""
    return sorted({one for rule in results.rules.values() for one in _values(rule, facet)})


def _values(rule: RuleEntry, facet: str) -> tuple[str, ...]:
    if facet == "jurisdiction":
        return tuple(place.rsplit("/", 1)[-1] for place in rule.jurisdictions)
    return rule.kinds if facet == "kind" else (getattr(rule, facet),)
