"""From the nodes of a record to its claims."""

from collections.abc import Iterable
from typing import cast

from app.model import (
    Assessment,
    Basis,
    Body,
    Confidence,
    EqfLevel,
    Evidence,
    Hours,
    LegalEffect,
    Level,
    Quality,
    Source,
    Validity,
    Workload,
)
from app.records.nodes import Nodes, expand


def source(nodes: Nodes, iri: str) -> Source:
    """A source of the record."""
    return Source(
        iri,
        nodes.one(iri, "dct:title") or iri,
        nodes.one(iri, "foaf:page"),
        nodes.local(iri, "psr:reading", "reading-") or "unverified",
        nodes.one(iri, "dct:publisher"),
        nodes.one(iri, "dct:date"),
    )


def sources(nodes: Nodes, subject: str) -> tuple[Source, ...]:
    """The sources of a node."""
    return tuple(source(nodes, iri) for iri in nodes.all(subject, "dct:source"))


def evidence(nodes: Nodes, claim: str) -> Evidence:
    """How a claim is known; conflicts between sources are among its notes."""
    return Evidence(
        claim,
        cast(Basis, nodes.local(claim, "psr:basis", "basis-")),
        cast(Confidence, nodes.local(claim, "psr:confidence", "confidence-")),
        sources(nodes, claim),
        tuple(nodes.all(claim, "skos:note") + nodes.all(claim, "psr:conflict")),
    )


def body(nodes: Nodes, iri: str) -> Body:
    """A body that the record names."""
    return Body(iri, nodes.languages(iri, "skos:prefLabel"), nodes.one(iri, "psr:jurisdiction"))


def level(nodes: Nodes, claim: str) -> Level:
    """A national level claim."""
    iri = nodes.one(claim, "psr:atLevel") or ""
    schemes = [name for scheme in nodes.all(iri, "skos:inScheme") if (name := nodes.one(scheme, "dct:identifier"))]
    eqf = nodes.one(iri, "psr:referencedTo")
    return Level(
        iri,
        schemes[0] if schemes else "",
        nodes.one(iri, "skos:notation") or "",
        nodes.languages(iri, "skos:prefLabel").get("en", ""),
        int(eqf.rsplit("/", 1)[-1]) if eqf else None,
        evidence(nodes, claim),
    )


def eqf_level(nodes: Nodes, credential: str, levels: Iterable[Level]) -> EqfLevel | None:
    """What the record says of its EQF level; else what follows from the national level, marked as derived."""
    claim = nodes.one(credential, "psr:eqfClaim")
    if claim:
        value = (nodes.one(claim, "psr:atLevel") or "").rsplit("/", 1)[-1]
        lower = nodes.flag(claim, "psr:isLowerBound") or False
        return EqfLevel(int(value), lower, nodes.one(claim, "psr:rationale"), evidence(nodes, claim))
    national = next((level for level in levels if level.eqf is not None), None)
    if national is None or national.eqf is None:
        return None
    known = national.evidence
    basis: Basis = "derived" if known.basis == "stated" else known.basis
    return EqfLevel(national.eqf, False, None, Evidence(known.iri, basis, known.confidence, known.sources, known.notes))


def workload(nodes: Nodes, claim: str) -> Workload:
    """A workload claim, with hours where it counts learner work in a unit that stands for hours by a cited source."""
    value, most = nodes.number(claim, "psr:value"), nodes.number(claim, "psr:maxValue")
    unit = nodes.one(claim, "psr:unit") or ""
    low, high = nodes.number(unit, "psr:hoursMin"), nodes.number(unit, "psr:hoursMax")
    hours = None
    counts = nodes.flag(claim, "psr:learnerWork") is not False
    if counts and low is not None and high is not None and value is not None:
        hours = Hours(value * low, (most or value) * high)
    return Workload(
        value,
        most,
        nodes.one(unit, "skos:notation") or "",
        hours,
        sources(nodes, unit),
        evidence(nodes, claim),
    )


def assessment(nodes: Nodes, claim: str) -> Assessment:
    """An assessment claim."""
    return Assessment(
        nodes.locals(claim, "psr:assessmentMethod", "assessment-"),
        nodes.one(claim, "psr:grading"),
        nodes.number(claim, "psr:passMarkPercent"),
        evidence(nodes, claim),
    )


def quality(nodes: Nodes, claim: str) -> Quality:
    """A quality assurance claim."""
    who = nodes.one(claim, "psr:body")
    return Quality(
        nodes.one(claim, "dct:description"),
        body(nodes, who) if who else None,
        nodes.local(claim, "psr:assuranceKind", "assurance-"),
        evidence(nodes, claim),
    )


def validity(nodes: Nodes, claim: str) -> Validity:
    """A validity claim."""
    months = nodes.one(claim, "psr:validityMonths")
    return Validity(
        nodes.flag(claim, "psr:expires"),
        int(months) if months else None,
        nodes.one(claim, "psr:renewal"),
        evidence(nodes, claim),
    )


def legal_effect(nodes: Nodes, claim: str) -> LegalEffect:
    """A legal effect claim."""
    return LegalEffect(nodes.flag(claim, "psr:regulated"), nodes.one(claim, "psr:law"), evidence(nodes, claim))


def claims_of(nodes: Nodes, credential: str, kind: str) -> list[str]:
    """The claims of one class, e.g. `WorkloadClaim`, the one the record leads with first (its IRI is shortest)."""
    wanted = expand(f"psr:{kind}")
    found = [claim for claim in nodes.all(credential, "psr:claim") if wanted in nodes.all(claim, "rdf:type")]
    return sorted(found, key=lambda iri: (len(iri), iri))
