"""A record as a tree of CTDL: official terms only, with foreign concepts as alignment objects, which CTDL has for them.

Nothing that the registry wants and a record does not say is made up: no CTID, no description.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.interchange import concepts
from app.interchange.claims import eqf_line, level_line, plain, workload_line
from app.interchange.dialects.ctdl import terms
from app.model import Assessment, Body, Credential, Outcome, Validity, Workload
from app.vocab import BASE, COMPETENCE, DEF, EQF, ESCO_SKILL, ID

Tree = dict[str, Any]


def document(records: Iterable[Credential], alone: bool) -> Iterator[bytes]:
    """One document: of a single record the record itself, else a `@graph`."""
    if alone:
        for record in records:
            yield json.dumps({"@context": terms.CONTEXT, **tree_of(record)}, ensure_ascii=False, indent=1).encode()
        return
    yield f'{{"@context": "{terms.CONTEXT}", "@graph": ['.encode()
    for number, record in enumerate(records):
        yield (",\n" * bool(number) + json.dumps(tree_of(record), ensure_ascii=False)).encode()
    yield b"]}\n"


def tree_of(record: Credential) -> Tree:
    """The record as the CTDL class of its kind."""
    kind = concepts.KINDS.get(record.kind)
    tongue = "en" if record.iri.startswith(ID) else "und"
    web = [source.url for source in record.sources if (source.url or "").lower().startswith(("http://", "https://"))]
    tree = {
        "@id": record.iri,
        "@type": terms.CLASSES.get(record.kind, "ceterms:Certificate"),
        "ceterms:name": dict(record.titles),
        "ceterms:description": _said(record.scope, tongue),
        "ceterms:credentialId": record.code,
        "ceterms:identifier": [_fact(record.fact_id)] if record.iri.startswith(ID) else [],
        "ceterms:subjectWebpage": next(iter(web), None),
        "ceterms:subject": [_object(record.kind, DEF + kind if kind else None, DEF, "Kinds of credential")],
        "ceterms:credentialStatusType": _status(record.status),
        "ceterms:jurisdiction": [_jurisdiction(record.country)] if record.country else [],
        "ceterms:instructionalProgramType": [
            _object(code, concepts.ISCED + code, concepts.ISCED + concepts.SCHEME, "ISCED-F 2013", code=code)
            for code in record.fields
        ],
        "ceterms:ownedBy": [_organisation(body) for body in record.awarding_bodies],
        "ceterms:audienceLevelType": _levels(record),
        "ceterms:estimatedDuration": [one for workload in record.workloads if (one := _duration(workload))][:1],
        "ceterms:requires": _conditions(record, tongue),
        "ceterms:reviewProcess": _review(record, tongue),
        **(_validity(record.validity, tongue) if record.validity else {}),
        "ceterms:regulatedIn": _regulated(record, tongue),
        **_relations(record),
        "ceterms:dateEffective": record.in_force[0],
        "ceterms:expirationDate": record.in_force[1],
    }
    return _full(tree)


def _relations(record: Credential) -> Tree:
    return {
        "ceterms:isAdvancedStandingFor": list(record.stacks_into),
        "ceterms:isPartOf": list(record.part_of),
        "ceterms:hasPart": list(record.parts),
        "ceterms:narrowAlignment": list(record.includes),
        "ceterms:supersededBy": list(record.replaced_by),
    }


def _fact(name: str) -> Tree:
    return {
        "@type": "ceterms:IdentifierValue",
        "ceterms:identifierType": BASE,
        "ceterms:identifierTypeName": {"en": "Passerelle fact"},
        "ceterms:identifierValueCode": name,
    }


def _full(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if value not in ([], {}, None)}


def _said(text: str | None, tongue: str) -> Tree | None:
    return {tongue: text} if text else None


def _object(name: str, node: str | None, framework: str | None, title: str | None, **more: Any) -> Tree:
    """A CredentialAlignmentObject: a concept of a list, `code` and `told` being its notation and description."""
    return _full(
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:framework": framework,
            "ceterms:frameworkName": _said(title, "en"),
            "ceterms:targetNode": node,
            "ceterms:targetNodeName": _said(name, more.get("tongue", "en")),
            "ceterms:targetNodeDescription": _said(more.get("told"), "en"),
            "ceterms:codedNotation": more.get("code"),
        }
    )


def _status(status: str | None) -> Tree | None:
    known = terms.STATUSES.get(status or "")
    node = f"credentialStat:{known}" if known else None
    return _object(status, node, "https://credreg.net/ctdl/terms/CredentialStatus", None) if status else None


def _jurisdiction(country: str, told: str | None = None, tongue: str = "en") -> Tree:
    code = concepts.JURISDICTIONS.get(country.rsplit("/", 1)[-1])
    place = _full({"@type": "ceterms:Place", "ceterms:geoURI": country, "ceterms:addressCountry": _said(code, "en")})
    profile = {"@type": "ceterms:JurisdictionProfile", "ceterms:mainJurisdiction": [place]}
    return _full({**profile, "ceterms:description": _said(told, tongue)})


def _organisation(body: Body) -> Tree:
    place = _jurisdiction(body.country)["ceterms:mainJurisdiction"] if body.country else []
    told = {"@id": body.iri, "@type": "ceterms:CredentialOrganization", "ceterms:name": dict(body.names)}
    return _full({**told, "ceterms:address": place})


def _levels(record: Credential) -> list[Tree]:
    """Levels as concepts; of an estimate or a lower bound the words say what it is, and no node is named."""
    found = []
    for level in record.levels:
        guess = level.evidence.basis == "analyst-estimate"
        name = f"{level.label or level.code or level.iri}{' (estimate of analysts)' * guess}"
        scheme = level.framework or None
        found.append(
            _object(name, None if guess else level.iri, None, scheme, code=level.code or None, told=level_line(level))
        )
    if record.eqf:
        eqf = record.eqf
        guess = eqf.evidence.basis == "analyst-estimate"
        name = f"{'at least ' * eqf.lower_bound}EQF level {eqf.value}{' (estimate of analysts)' * guess}"
        node = None if guess or eqf.lower_bound else f"{EQF}{eqf.value}"
        title = "European Qualifications Framework"
        found.append(_object(name, node, EQF + concepts.SCHEME, title, told=eqf_line(eqf)))
    return found


def _is_fact(claim: Workload) -> bool:
    return claim.value is not None and claim.evidence.basis != "analyst-estimate"


def _duration(claim: Workload) -> Tree | None:
    if claim.unit != "hours" or not _is_fact(claim) or claim.value is None:
        return None
    least = concepts.duration(claim.value)
    if claim.max_value is None:
        return {"@type": "ceterms:DurationProfile", "ceterms:exactDuration": least}
    most = concepts.duration(claim.max_value)
    return {"@type": "ceterms:DurationProfile", "ceterms:minimumDuration": least, "ceterms:maximumDuration": most}


def _value(claim: Workload) -> Tree:
    units = {unit: name for name, unit in terms.UNITS.items()}
    unit = None
    if claim.unit == "ects":
        unit = _object("ECTS", concepts.ECTS, concepts.CREDIT + concepts.SCHEME, "Education credit systems")
    elif claim.unit in units:
        unit = _object(
            claim.unit, f"creditUnit:{units[claim.unit]}", "https://credreg.net/ctdl/terms/CreditUnit", "Credit Unit"
        )
    told = {"@type": "schema:ValueProfile", "schema:description": {"en": workload_line(claim)}}
    if not _is_fact(claim):
        return told
    value = {"schema:value": claim.value}
    if claim.max_value is not None:
        value = {"schema:minValue": claim.value, "schema:maxValue": claim.max_value}
    return _full({**told, **value, "ceterms:creditUnitType": [unit] if unit else []})


def _conditions(record: Credential, tongue: str) -> list[Tree]:
    found = []
    if record.workloads:
        found.append(_condition("Size", **{"ceterms:creditValue": [_value(claim) for claim in record.workloads]}))
    for tested, name in terms.TESTED.items():
        outcomes = [outcome for outcome in record.outcomes if outcome.tested == tested]
        if outcomes:
            found.append(
                _condition(name, **{"ceterms:targetCompetency": [_competency(one, tongue) for one in outcomes]})
            )
    if record.assessments:
        profiles = [_assessment(claim, tongue) for claim in record.assessments]
        found.append(_condition("Assessment", **{"ceterms:targetAssessment": profiles}))
    if record.entry_requirements:
        found.append(_condition(terms.ENTRY, **{"ceterms:condition": {tongue: list(record.entry_requirements)}}))
    if record.has_options:
        found.append(_condition(terms.PARTS, **{"ceterms:condition": {"en": [terms.OPTIONS]}}))
    if record.ordinary_route:
        found.append(_condition(terms.ROUTE, **{"ceterms:condition": {"en": [terms.ORDINARY]}}))
    return found


def _condition(name: str, **members: Any) -> Tree:
    return {"@type": "ceterms:ConditionProfile", "ceterms:name": {"en": name}, **members}


def _competency(outcome: Outcome, tongue: str) -> Tree:
    """An outcome; each mapping is a link by its alignment, and an object with its confidence as weight."""
    tree: Tree = {
        "@id": outcome.iri,
        "@type": "ceasn:Competency",
        "ceasn:competencyText": {tongue: outcome.text},
    }
    for mapped in outcome.competences:
        tree.setdefault(terms.ALIGNMENTS[mapped.predicate], []).append(mapped.iri)
    tree["ceasn:skillEmbodied"] = [
        {
            **_object(mapped.label, mapped.iri, *_framework(mapped.iri), told=mapped.mapping or None),
            "ceterms:alignmentType": mapped.predicate,
            "ceterms:weight": float(plain(mapped.confidence)),
        }
        for mapped in outcome.competences
    ]
    return _full(tree)


def _framework(iri: str) -> tuple[str | None, str | None]:
    if iri.startswith(ESCO_SKILL):
        return concepts.SKILLS, "ESCO"
    return (COMPETENCE.rstrip("/"), "Passerelle sector competences") if iri.startswith(COMPETENCE) else (None, None)


def _assessment(claim: Assessment, tongue: str) -> Tree:
    scheme = "https://credreg.net/ctdl/terms/AssessmentMethod"
    methods = [(method, terms.METHODS.get(method)) for method in claim.methods]
    tree = {
        "@type": "ceterms:AssessmentProfile",
        "ceterms:name": {"en": ", ".join(claim.methods) or "assessment"},
        "ceterms:assessmentMethodType": [
            _object(method, f"assessMethod:{node}" if node else None, scheme, "Assessment Method")
            for method, node in methods
        ],
        "ceterms:assessmentMethodDescription": {tongue: list(claim.evidence.notes)} if claim.evidence.notes else None,
        "ceterms:scoringMethodDescription": _said(claim.grading, tongue),
        "ceterms:isProctored": True if "proctored-exam" in claim.methods else None,
    }
    return _full(tree)


def _review(record: Credential, tongue: str) -> list[Tree]:
    quality = record.quality
    if quality is None:
        return []
    kind = [_object(quality.kind, None, DEF, "Kinds of quality assurance")] if quality.kind else []
    process = {
        "@type": "ceterms:ProcessProfile",
        "ceterms:description": _said(quality.description, tongue),
        "ceterms:externalInputType": kind,
        "ceterms:processingAgent": [_organisation(quality.body)] if quality.body else [],
    }
    return [_full(process)]


def _validity(claim: Validity, tongue: str) -> Tree:
    told = {True: terms.EXPIRES, False: terms.LASTS, None: None}[claim.expires]
    condition = _condition("Validity", **{"ceterms:description": _said(claim.renewal, tongue)})
    if told:
        condition["ceterms:condition"] = {"en": [told]}
    tree = {"ceterms:renewal": [_full(condition)] if told or claim.renewal else []}
    return tree | ({"ceterms:renewalFrequency": f"P{claim.months}M"} if claim.months else {})


def _regulated(record: Credential, tongue: str) -> list[Tree]:
    legal = record.legal
    return [_jurisdiction(record.country, legal.law, tongue)] if legal and legal.regulated else []
