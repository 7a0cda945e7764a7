"""A record as an Achievement of Open Badges 3.0, with alignments to its outcomes, our competences and ESCO.

What Open Badges has no place for stands in extension properties of our own terms, which the standard allows.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.interchange import concepts
from app.interchange.claims import eqf_line, level_line, mapped_line, plain, workload_line
from app.interchange.known import Known
from app.model import Body, Credential, Outcome
from app.vocab import COMPETENCE, CURIES, DEF, EQF, ESCO_SKILL, ID

Tree = dict[str, Any]
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OURS = {"psr": DEF, **{prefix: CURIES.expand(f"{prefix}:", strict=True) for prefix in ("dct", "skos")}}
CONTEXT = [CREDENTIALS, OB3, OURS]
TYPES = {
    "qualification": "Certificate",
    "unit": "Certificate",
    "micro-credential": "MicroCredential",
    "licence": "License",
    "industry-certificate": "Certification",
    "training-specialty": "CertificateOfCompletion",
    "programme-module": "Course",
}
OUTCOMES, COMPETENCES, ESCO = "Learning outcomes", "Passerelle sector competences", "ESCO"
FIELDS, FRAMEWORK = "ISCED-F 2013", "European Qualifications Framework"


def document(records: Iterable[Credential], known: Known, alone: bool) -> Iterator[bytes]:
    """One document: of a single record the Achievement, else a `@graph` of them."""
    if alone:
        for record in records:
            yield json.dumps({"@context": CONTEXT, **achievement(record, known)}, ensure_ascii=False, indent=1).encode()
        return
    yield f'{{"@context": {json.dumps(CONTEXT)}, "@graph": ['.encode()
    for number, record in enumerate(records):
        yield (",\n" * bool(number) + json.dumps(achievement(record, known), ensure_ascii=False)).encode()
    yield b"]}\n"


def criteria(record: Credential) -> str:
    """What is needed to earn it, of what is recorded: requirements, outcomes, assessment; empty where nothing is."""
    parts = []
    if record.entry_requirements:
        parts.append("Entry requirements:\n" + _listed(record.entry_requirements))
    if record.outcomes:
        parts.append("Learning outcomes:\n" + _listed(outcome.text for outcome in record.outcomes))
    told = [", ".join(one.methods) or "; ".join(one.evidence.notes) for one in record.assessments]
    if any(told):
        parts.append("Assessment:\n" + _listed(filter(None, told)))
    return "\n\n".join(parts)


def description(record: Credential) -> str:
    """A sentence of what is recorded; nothing is added."""
    parts = [record.kind.replace("-", " ").capitalize()]
    bodies = [next(iter(body.names.values())) for body in record.awarding_bodies if body.names]
    if bodies:
        parts.append(f"awarded by {', '.join(bodies)}")
    parts += [workload_line(claim) for claim in record.workloads[:1]]
    if record.eqf:
        parts.append(f"EQF level {eqf_line(record.eqf)}")
    return f"{'; '.join(parts)}.{f' {record.scope}' if record.scope else ''}"


def achievement(record: Credential, known: Known) -> Tree:
    """The record as an Achievement."""
    bodies = record.awarding_bodies
    tongue = "en" if "en" in record.titles else next(iter(record.titles))
    tree = {
        "id": record.iri,
        "type": ["Achievement"],
        "achievementType": TYPES.get(record.kind, "Achievement"),
        "name": record.titles[tongue],
        "inLanguage": None if tongue == "und" else tongue,
        "description": description(record),
        "criteria": {"narrative": criteria(record)},
        "creator": _profile(bodies[0]) if bodies else None,
        "humanCode": record.code,
        "alignment": _alignments(record, known),
        **_extension(record),
    }
    return {name: value for name, value in tree.items() if value not in ([], {}, None, "")}


def _listed(texts: Iterable[str]) -> str:
    return "\n".join(f"* {text}" for text in texts)


def _profile(body: Body) -> Tree:
    tree: Tree = {"id": body.iri, "type": ["Profile"]}
    if body.names:
        tree["name"] = body.names.get("en") or next(iter(body.names.values()))
    code = concepts.JURISDICTIONS.get((body.country or "").rsplit("/", 1)[-1])
    if code:
        tree["address"] = {"type": ["Address"], "addressCountryCode": code}
    return tree


def _alignment(url: str, name: str, framework: str, **more: str | None) -> Tree:
    tree = {"type": ["Alignment"], "targetUrl": url, "targetName": name, "targetFramework": framework, **more}
    return {key: value for key, value in tree.items() if value}


def _alignments(record: Credential, known: Known) -> list[Tree]:
    found = [_alignment(concepts.ISCED + code, known.labels.get(concepts.ISCED + code, code), FIELDS, targetCode=code)
             for code in record.fields]  # fmt: skip
    eqf = record.eqf
    if eqf and eqf.evidence.basis != "analyst-estimate" and not eqf.lower_bound:
        found.append(_alignment(f"{EQF}{eqf.value}", f"EQF level {eqf.value}", FRAMEWORK, targetCode=str(eqf.value)))
    for outcome in record.outcomes:
        found.append(_alignment(outcome.iri, outcome.text, OUTCOMES))
        for mapped in outcome.competences:
            esco = mapped.iri.startswith(ESCO_SKILL)
            framework = ESCO if esco else COMPETENCES if mapped.iri.startswith(COMPETENCE) else "Other competences"
            told = f"{mapped.predicate} of {outcome.iri}"
            found.append(_alignment(mapped.iri, mapped.label, framework, targetDescription=told))
    return found + _by_way(record.outcomes, known)


def _by_way(outcomes: Iterable[Outcome], known: Known) -> list[Tree]:
    """ESCO skills that the outcomes lead to by way of our competences, once each."""
    direct = {mapped.iri for outcome in outcomes for mapped in outcome.competences}
    found: dict[str, Tree] = {}
    for way in sorted(direct):
        for predicate, skill in known.skills.get(way, ()):
            if skill not in direct:
                told = f"{predicate} of {way}"
                name = known.labels.get(skill, skill)
                found.setdefault(skill, _alignment(skill, name, ESCO, targetDescription=told))
    return list(found.values())


def _extension(record: Credential) -> Tree:
    own = record.iri.startswith(ID)
    return {
        "dct:identifier": record.fact_id if own else None,
        "psr:jurisdiction": record.country,
        "dct:type": record.kind,
        "dct:title": [f"{language}: {text}" for language, text in record.titles.items()],
        "psr:confidence": record.confidence,
        "psr:status": record.status,
        "psr:framework": record.framework,
        "psr:awardingBody": [_body(body) for body in record.awarding_bodies],
        "psr:levelClaim": [level_line(level) for level in record.levels],
        "psr:eqfClaim": eqf_line(record.eqf) if record.eqf else None,
        "psr:rationale": record.eqf.rationale if record.eqf else None,
        "psr:WorkloadClaim": [workload_line(claim) for claim in record.workloads],
        "psr:AssessmentClaim": [
            _bare({"psr:assessmentMethod": list(one.methods), "psr:grading": one.grading,
                   "psr:passMarkPercent": plain(one.pass_mark_percent) if one.pass_mark_percent is not None else None,
                   "skos:note": list(one.evidence.notes)})
            for one in record.assessments
        ],
        **_assurances(record), **_relations(record), **_contents(record),
    }  # fmt: skip


def _assurances(record: Credential) -> Tree:
    quality, validity, legal = record.quality, record.validity, record.legal
    return {
        "psr:QualityAssuranceClaim": _bare({
            "dct:description": quality.description, "psr:assuranceKind": quality.kind,
            "psr:body": _body(quality.body) if quality.body else None}) if quality else None,
        "psr:expires": validity.expires if validity else None,
        "psr:validityMonths": validity.months if validity else None,
        "psr:renewal": validity.renewal if validity else None,
        "psr:regulated": legal.regulated if legal else None,
        "psr:law": legal.law if legal else None,
    }  # fmt: skip


def _relations(record: Credential) -> Tree:
    return {
        "psr:stacksInto": list(record.stacks_into), "dct:isPartOf": list(record.part_of),
        "dct:hasPart": list(record.parts), "psr:includes": list(record.includes),
        "dct:isReplacedBy": list(record.replaced_by),
        "psr:hasOptions": record.has_options or None, "psr:ordinaryRoute": record.ordinary_route or None,
    }  # fmt: skip


def _contents(record: Credential) -> Tree:
    return {
        "psr:entryRequirement": list(record.entry_requirements),
        "psr:outcome": [_outcome(one) for one in record.outcomes],
        "dct:source": [_bare({"id": one.iri, "dct:title": one.title, "url": one.url}) for one in record.sources],
        "skos:note": list(record.notes), "psr:conflict": list(record.conflicts), "psr:scope": record.scope,
        "psr:inForceFrom": record.in_force[0], "psr:inForceUntil": record.in_force[1],
    }  # fmt: skip


def _outcome(outcome: Outcome) -> Tree:
    return _bare(
        {
            "id": outcome.iri,
            "dct:description": outcome.text,
            "psr:testsInTheory": "theory" in outcome.tested or None,
            "psr:testsInPractice": "practice" in outcome.tested or None,
            "psr:competence": [
                {"dct:description": mapped_line(mapped), "skos:prefLabel": mapped.label}
                for mapped in outcome.competences
            ],
        }
    )


def _body(body: Body) -> Tree:
    names = [f"{language}: {text}" for language, text in body.names.items()]
    return _bare({"id": body.iri, "skos:prefLabel": names, "psr:jurisdiction": body.country})


def _bare(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if value not in ([], {}, None)}
