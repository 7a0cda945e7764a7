"""Our own terms in an achievement: what Open Badges has no place for, read again."""

import re
from dataclasses import replace
from typing import Any, cast

from app.interchange import claims
from app.interchange.claims import evidence
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import (
    Assessment,
    Body,
    Confidence,
    Credential,
    LegalEffect,
    Level,
    Mapped,
    Outcome,
    Quality,
    Source,
    Validity,
    Workload,
)

_NAMED = re.compile(r"([A-Za-z-]{2,12}): (.*)", re.DOTALL)
_MONTHS, _PERCENT = re.compile(r"[0-9]{1,4}"), re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")


def completed(node: Node, record: Credential, known: Known) -> Credential:
    """The record with everything that our terms say of it; each goes before what is read elsewhere."""
    iri = record.iri
    found: dict[str, Any] = {
        "fact_id": node.text("dct:identifier"), "country": node.text("psr:jurisdiction"), "kind": node.text("dct:type"),
        "titles": _names(node, "dct:title"), "status": node.text("psr:status"),
        "framework": node.text("psr:framework"),
        "awarding_bodies": tuple(_body(one) for one in node.nodes("psr:awardingBody")),
        "levels": _levels(node, iri, known), "workloads": _workloads(node, iri),
        "eqf": claims.eqf_of(node.text("psr:eqfClaim") or "", node.text("psr:rationale"), iri),
        "assessments": tuple(_assessment(one, iri) for one in node.nodes("psr:AssessmentClaim")),
        "quality": _quality(node, iri), "validity": _validity(node, iri), "legal": _legal(node, iri),
        "entry_requirements": tuple(node.texts("psr:entryRequirement")),
        "outcomes": tuple(_outcome(one, f"{iri}:outcome-{at}") for at, one in enumerate(node.nodes("psr:outcome"), 1)),
        "sources": tuple(_source(one) for one in node.nodes("dct:source")), "notes": tuple(node.texts("skos:note")),
        "conflicts": tuple(node.texts("psr:conflict")), "scope": node.text("psr:scope"),
    }  # fmt: skip
    for member, name in (
        ("stacks_into", "psr:stacksInto"), ("part_of", "dct:isPartOf"), ("parts", "dct:hasPart"),
        ("includes", "psr:includes"), ("replaced_by", "dct:isReplacedBy"),
    ):  # fmt: skip
        found[member] = tuple(sorted(node.texts(name)))
    confidence = node.text("psr:confidence")
    if confidence in ("high", "medium", "low"):
        found["confidence"] = cast(Confidence, confidence)
    found["has_options"], found["ordinary_route"] = _flag(node, "psr:hasOptions"), _flag(node, "psr:ordinaryRoute")
    in_force = (node.text("psr:inForceFrom"), node.text("psr:inForceUntil"))
    told = {name: value for name, value in found.items() if value}
    return replace(record, **told, in_force=in_force)


def _flag(node: Node, name: str) -> bool | None:
    return next((value for value in node.values(name) if isinstance(value, bool)), None)


def _names(node: Node, name: str) -> dict[str, str]:
    pairs = (_NAMED.fullmatch(text) for text in node.texts(name))
    return {found[1]: found[2] for found in pairs if found}


def _body(node: Node) -> Body:
    return Body(node.text("id") or "", _names(node, "skos:prefLabel"), node.text("psr:jurisdiction"))


def _levels(node: Node, iri: str, known: Known) -> tuple[Level, ...]:
    found = []
    for pair in filter(None, map(claims.level_of, node.texts("psr:levelClaim"))):
        level = known.levels.get(pair[0])
        told = evidence(iri, pair[1])
        if level:
            found.append(Level(pair[0], level.framework, level.code, level.label, level.eqf, told))
        else:
            found.append(Level(pair[0], "", "", pair[0].rsplit("/", 1)[-1], None, told))
    return tuple(found)


def _workloads(node: Node, iri: str) -> tuple[Workload, ...]:
    return tuple(one for line in node.texts("psr:WorkloadClaim") if (one := claims.workload_of(line, iri)))


def _assessment(node: Node, iri: str) -> Assessment:
    mark = node.text("psr:passMarkPercent") or ""
    told = replace(evidence(iri), notes=tuple(node.texts("skos:note")))
    methods = tuple(node.texts("psr:assessmentMethod"))
    return Assessment(methods, node.text("psr:grading"), float(mark) if _PERCENT.fullmatch(mark) else None, told)


def _quality(node: Node, iri: str) -> Quality | None:
    claim = node.node("psr:QualityAssuranceClaim")
    if claim is None:
        return None
    kind, body = claim.text("psr:assuranceKind"), claim.node("psr:body")
    known = kind if kind in ("external", "industry", "internal", "employer") else None
    return Quality(claim.text("dct:description"), _body(body) if body else None, known, evidence(iri))


def _validity(node: Node, iri: str) -> Validity | None:
    expires, months, renewal = _flag(node, "psr:expires"), node.text("psr:validityMonths"), node.text("psr:renewal")
    if expires is None and months is None and renewal is None:
        return None
    return Validity(expires, int(months) if months and _MONTHS.fullmatch(months) else None, renewal, evidence(iri))


def _legal(node: Node, iri: str) -> LegalEffect | None:
    regulated, law = _flag(node, "psr:regulated"), node.text("psr:law")
    return None if regulated is None and law is None else LegalEffect(regulated, law, evidence(iri))


def _outcome(node: Node, otherwise: str) -> Outcome:
    mapped = tuple(one for competence in node.nodes("psr:competence") if (one := _mapped(competence)))
    flags = {"theory": "psr:testsInTheory", "practice": "psr:testsInPractice"}
    tested = tuple(how for how, name in flags.items() if _flag(node, name))
    return Outcome(node.text("id") or otherwise, node.text("dct:description") or "", mapped, (), tested)


def _mapped(node: Node) -> Mapped | None:
    found = claims.mapped_of(node.text("dct:description") or "", {})
    label = node.text("skos:prefLabel")
    return replace(found, label=label) if found and label else found


def _source(node: Node) -> Source:
    iri, url = node.text("id") or "", node.text("url")
    return Source(iri or url or "", node.text("dct:title") or url or iri, url, "unverified")
