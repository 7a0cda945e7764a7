"""A record as a tree of ELM 3.1, in the JSON names of its context: only what ELM has a place for, the rest in notes."""

from typing import Any

from app.interchange import concepts
from app.interchange.claims import eqf_line, level_line, mapped_line, plain, workload_line
from app.interchange.concepts import concept
from app.interchange.dialects.elm.notes import CODE, UNKNOWN, Notes, Tree, part
from app.interchange.known import EU_LEVELS, Known
from app.model import Assessment, Body, Credential, Level, Outcome, Source
from app.vocab import COMPETENCE, DEF, ESCO_SKILL, ID

TESTED = {"theory": "psr:testsInTheory", "practice": "psr:testsInPractice"}


def specification(record: Credential, known: Known) -> Tree:
    """The record as an elm:Qualification where it carries a level, else as an elm:LearningAchievementSpecification."""
    tongue = "en" if record.iri.startswith(ID) else UNKNOWN
    notes = Notes(record.iri)
    kind = concepts.KINDS.get(record.kind, "Credential")
    tree: Tree = {
        "id": record.iri,
        "type": "Qualification" if record.levels else "LearningAchievementSpecification",
        "title": dict(record.titles),
        "dcType": concept(DEF + kind, None, known, record.kind),
        "identifier": _identifiers(record),
        "thematicArea": [
            concept(concepts.ISCED + code, concepts.ISCED + concepts.SCHEME, known) for code in record.fields
        ],
        "nqfLevel": [concept(iri, EU_LEVELS + concepts.SCHEME, known) for iri in listed_levels(record, known)],
        "learningOutcome": [_outcome(outcome, tongue, known) for outcome in record.outcomes],
        "provenBy": [
            _assessment(one, part(record.iri, f"assessment-{number}"), tongue, known)
            for number, one in enumerate(record.assessments, 1)
        ],
        "supplementaryDocument": [_document(source, tongue) for source in record.sources if _is_web(source)],
        "awardingOpportunity": _award(record, known),
    }
    if eqf_is_told(record) and record.eqf and record.levels:
        tree["eqfLevel"] = concepts.eqf_concept(record.eqf.value, known)
    tree |= _workloads(record, known)
    if any(record.entry_requirements):
        literals = {tongue: list(record.entry_requirements)}
        tree["entryRequirement"] = {"id": part(record.iri, "entry"), "type": "Note", "noteLiteral": literals}
    _note_claims(record, notes, tongue, known)
    _note_rest(record, notes, tongue)
    tree["additionalNote"] = notes.trees
    return {name: value for name, value in tree.items() if value not in ([], {}, None)}


def eqf_is_told(record: Credential) -> bool:
    """Whether the EQF level is a fact: stated, or derived from a stated national level; no estimate, no lower bound."""
    return record.eqf is not None and record.eqf.evidence.basis != "analyst-estimate" and not record.eqf.lower_bound


def listed_levels(record: Credential, known: Known) -> list[str]:
    """The levels of the EU's list that the record stands on: each stated or derived level, or that it is a part of."""
    found = [_listed(level, known) for level in record.levels if level.evidence.basis != "analyst-estimate"]
    return list(dict.fromkeys(iri for iri in found if iri))


def _listed(level: Level, known: Known) -> str | None:
    if level.iri.startswith(EU_LEVELS):
        return level.iri
    told = known.levels.get(level.iri)
    return told.listed if told else None


def _identifiers(record: Credential) -> list[Tree]:
    found: list[Tree] = []
    if record.code:
        found.append({"id": part(record.iri, "code"), "type": "Identifier", "notation": record.code})
    scheme = {"schemeId": concepts.FACTS, "schemeName": "Passerelle fact"}
    found.append({"id": part(record.iri, "fact"), "type": "Identifier", "notation": record.fact_id, **scheme})
    return found


def _award(record: Credential, known: Known) -> Tree | None:
    bodies = [body for body in record.awarding_bodies if _is_organisation(body)]
    if not bodies:
        return None
    return {
        "id": part(record.iri, "award"),
        "type": "AwardingOpportunity",
        "awardingBody": [_organisation(body, known) for body in bodies],
        "learningAchievementSpecification": {"id": record.iri},
    }


def _is_organisation(body: Body) -> bool:
    """Whether ELM's mandatory data are there: a name, and a country of the EU's list."""
    return bool(body.names) and (body.country or "").startswith(concepts.COUNTRY)


def _organisation(body: Body, known: Known) -> Tree:
    assert body.country
    address = {"id": part(body.iri, "address"), "type": "Address", "countryCode": concepts.country(body.country, known)}
    place = {"id": part(body.iri, "location"), "type": "Location", "address": address}
    return {"id": body.iri, "type": "Organisation", "legalName": dict(body.names), "location": place}


def _outcome(outcome: Outcome, tongue: str, known: Known) -> Tree:
    notes = Notes(outcome.iri)
    for mapped in outcome.competences:
        notes.code("psr:competence", mapped_line(mapped))
    for how in outcome.tested:
        notes.code(TESTED[how], True)
    related = {mapped.iri: mapped.label for mapped in outcome.competences}
    tree: Tree = {
        "id": outcome.iri,
        "type": "LearningOutcome",
        "title": {tongue: outcome.text},
        "relatedESCOSkill": [
            concept(iri, concepts.SKILLS, known, label) for iri, label in related.items() if iri.startswith(ESCO_SKILL)
        ],
        "relatedSkill": [
            concept(iri, COMPETENCE.rstrip("/") if iri.startswith(COMPETENCE) else None, known, label)
            for iri, label in related.items()
            if not iri.startswith(ESCO_SKILL)
        ],
        "additionalNote": notes.trees,
    }
    return {name: value for name, value in tree.items() if value != []}


def _assessment(claim: Assessment, iri: str, tongue: str, known: Known) -> Tree:
    notes = Notes(iri)
    notes.code("psr:assessmentMethod", *claim.methods)
    notes.code("psr:passMarkPercent", plain(claim.pass_mark_percent) if claim.pass_mark_percent is not None else None)
    for text in claim.evidence.notes:
        notes.add(None, [(text, tongue)])
    tree: Tree = {
        "id": iri,
        "type": "LearningAssessmentSpecification",
        "title": {"en": ", ".join(claim.methods) or "assessment"},
        "additionalNote": notes.trees,
    }
    types = [concepts.ASSESSMENTS[method] for method in claim.methods if method in concepts.ASSESSMENTS]
    if len(claim.methods) == 1 and types:
        tree["dcType"] = concept(types[0], concepts.ASSESSMENT + concepts.SCHEME, known)
    if claim.grading:
        tree["gradingScheme"] = {"id": part(iri, "grading"), "type": "GradingScheme", "title": {tongue: claim.grading}}
    return {name: value for name, value in tree.items() if value != []}


def _is_web(source: Source) -> bool:
    return (source.url or "").lower().startswith(("http://", "https://"))


def _document(source: Source, tongue: str) -> Tree:
    return {"id": source.iri, "type": "WebResource", "title": {tongue: source.title}, "contentURL": source.url}


def _workloads(record: Credential, known: Known) -> dict[str, Any]:
    """Hours and credits that are facts; a range, an estimate or another unit stands in a note only."""
    found: dict[str, Any] = {}
    for claim in record.workloads:
        exact = claim.value is not None and claim.max_value is None and claim.evidence.basis != "analyst-estimate"
        if not exact or claim.value is None:
            continue
        if claim.unit == "hours" and claim.hours:
            found.setdefault("volumeOfLearning", concepts.duration(claim.value))
        elif claim.unit == "ects":
            framework = concept(concepts.ECTS, concepts.CREDIT + concepts.SCHEME, known)
            point = {"type": "CreditPoint", "framework": framework, "point": plain(claim.value)}
            found.setdefault("creditPoint", {"id": part(record.iri, "credit"), **point})
    return found


def _note_claims(record: Credential, notes: Notes, tongue: str, known: Known) -> None:
    for level in record.levels:
        notes.code("psr:levelClaim", level_line(level))
    if record.eqf:
        notes.code("psr:eqfClaim", eqf_line(record.eqf))
        notes.add("psr:rationale", [(record.eqf.rationale or "", tongue)])
    for workload in record.workloads:
        notes.code("psr:WorkloadClaim", workload_line(workload))
    if record.quality:
        notes.add("psr:QualityAssuranceClaim", [(record.quality.description or "", tongue)])
        notes.code("psr:assuranceKind", record.quality.kind)
        if record.quality.body:
            _note_body("psr:body", record.quality.body, notes)
    if record.validity:
        notes.code("psr:expires", record.validity.expires)
        notes.code("psr:validityMonths", record.validity.months)
        notes.add("psr:renewal", [(record.validity.renewal or "", tongue)])
    if record.legal:
        notes.code("psr:regulated", record.legal.regulated)
        notes.add("psr:law", [(record.legal.law or "", tongue)])
    for body in record.awarding_bodies:
        if not _is_organisation(body):
            _note_body("psr:awardingBody", body, notes)


def _note_body(about: str, body: Body, notes: Notes) -> None:
    line = f"{body.iri} {body.country}" if body.country else body.iri
    notes.add(about, [(line, CODE), *((name, tongue) for tongue, name in body.names.items())])


def _note_rest(record: Credential, notes: Notes, tongue: str) -> None:
    codes = {
        "psr:jurisdiction": (record.country,),
        "psr:confidence": (record.confidence,),
        "psr:status": (record.status,),
        "psr:framework": (record.framework,),
        "psr:stacksInto": record.stacks_into,
        "dct:isPartOf": record.part_of,
        "dct:hasPart": record.parts,
        "psr:includes": record.includes,
        "dct:isReplacedBy": record.replaced_by,
        "psr:inForceFrom": (record.in_force[0],),
        "psr:inForceUntil": (record.in_force[1],),
        "psr:hasOptions": (record.has_options or None,),
        "psr:ordinaryRoute": (record.ordinary_route or None,),
    }
    for about, values in codes.items():
        notes.code(about, *values)
    notes.add("psr:scope", [(record.scope or "", tongue)])
    for text in record.conflicts:
        notes.add("psr:conflict", [(text, tongue)])
    for text in record.notes:
        notes.add(None, [(text, tongue)])
