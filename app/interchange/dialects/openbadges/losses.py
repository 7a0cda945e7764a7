"""What becomes of each member of a record in Open Badges; docs/exchange.md is made from this, tests hold it to it."""

from collections.abc import Mapping

from app.interchange.dialect import Loss


def _noted(term: str) -> Loss:
    return Loss("note", f"extension {term}")


LOSSES: Mapping[str, Loss] = {
    "iri": Loss("kept", "id"),
    "id": Loss("kept", "follows from the id"),
    "fact_id": _noted("dct:identifier"),
    "jurisdiction": Loss("kept", "follows from the id, else from the country"),
    "country": _noted("psr:jurisdiction"),
    "kind": Loss("note", "achievementType, and extension dct:type"),
    "titles": Loss("note", "name in one language; all of them in extension dct:title"),
    "confidence": _noted("psr:confidence"),
    "code": Loss("kept", "humanCode"),
    "status": _noted("psr:status"),
    "framework": _noted("psr:framework"),
    "fields": Loss("kept", "alignment to ISCED-F"),
    "awarding_bodies": Loss("note", "creator is the first; all of them in extension psr:awardingBody"),
    "levels": _noted("psr:levelClaim"),
    "eqf": Loss("note", "alignment to the EQF where it is exact and no estimate; extension psr:eqfClaim"),
    "workloads": Loss("note", "extension psr:WorkloadClaim; sources of the unit are lost"),
    "assessments": Loss("note", "words of the criteria, and extension psr:AssessmentClaim"),
    "quality": _noted("psr:QualityAssuranceClaim"),
    "validity": Loss(
        "note", "extensions psr:expires, psr:validityMonths and psr:renewal; lost where it says none of them"
    ),
    "legal": Loss("note", "extensions psr:regulated and psr:law; lost where it says neither"),
    "stacks_into": _noted("psr:stacksInto"),
    "part_of": _noted("dct:isPartOf"),
    "parts": _noted("dct:hasPart"),
    "has_options": _noted("psr:hasOptions"),
    "includes": _noted("psr:includes"),
    "ordinary_route": _noted("psr:ordinaryRoute"),
    "replaced_by": _noted("dct:isReplacedBy"),
    "entry_requirements": Loss("note", "words of the criteria, and extension psr:entryRequirement"),
    "outcomes": Loss(
        "note",
        "alignments to outcome, competence and ESCO, to ESCO also by way of our competences; all of it in extension "
        "psr:outcome; its sources are lost",
    ),
    "sources": Loss("note", "extension dct:source; publisher, date and how far it was read are lost"),
    "notes": _noted("skos:note"),
    "conflicts": _noted("psr:conflict"),
    "scope": Loss("note", "end of the description, and extension psr:scope"),
    "in_force": Loss("note", "extensions psr:inForceFrom and psr:inForceUntil"),
    "evidence": Loss(
        "lost",
        "of every claim but notes on assessments, and the basis of levels, the EQF level and workloads",
    ),
}
