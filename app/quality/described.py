"""A record as the triples of our own model, so that the rules can be asked of a record that came in another dialect."""

from collections.abc import Callable, Iterator
from datetime import date

from rdflib import RDF, SKOS, XSD, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL
from rdflib.term import Node

from app.interchange.dialect import STATED, Award
from app.model import Credential, Evidence, Source
from app.quality.facts import Triple
from app.quality.rules import PSR
from app.records import KINDS
from app.vocab import EQF, PREFIXES

ELM, SSSOM = Namespace(PREFIXES["elm"]), Namespace(PREFIXES["sssom"])
_CLASSES = {kind: URIRef(iri) for iri, kind in KINDS.items()}
_STATED = Literal(STATED)
Named = Callable[[str], Node | None]
Said = tuple[URIRef, Node | str | bool | float | None]


def described(record: Credential, framework: Named) -> Iterator[Triple]:
    """What the record says, and nothing else.

    :param framework: the IRI of a framework by its short name; None when it is not known
    """
    node = URIRef(record.iri)
    yield from _node(node, _CLASSES[record.kind], *_plain(record))
    yield from ((node, PSR.jurisdiction, URIRef(record.country)) for _ in range(bool(record.country)))
    yield from ((node, DCTERMS.title, _text(text, language)) for language, text in record.titles.items())
    if record.framework and (found := framework(record.framework)) is not None:
        yield node, PSR.framework, found
    for body in record.awarding_bodies:
        yield node, PSR.awardingBody, URIRef(body.iri)
        yield from ((URIRef(body.iri), SKOS.prefLabel, _text(text, tag)) for tag, text in body.names.items())
        yield from _node(URIRef(body.iri), None, (PSR.jurisdiction, _iri(body.country)))
    for predicate, iris in (
        (DCTERMS.isPartOf, record.part_of), (DCTERMS.isReplacedBy, record.replaced_by), (PSR.includes, record.includes),
        (DCTERMS.hasPart, record.parts),
    ):  # fmt: skip
        yield from ((node, predicate, URIRef(iri)) for iri in iris)
    yield from _sources(node, record.sources)
    yield from _claims(node, record)
    yield from _outcomes(node, record)


def held(award: Award, record: Credential, node: URIRef) -> Iterator[Triple]:
    """What a document says of an award; of whoever holds it, only that a name or an identifier stands there.

    :param record: what was awarded, by the bodies that award it
    """
    holder, of = URIRef(f"{node}/holder"), URIRef(record.iri)
    yield from _node(node, PSR.Award, (PSR.awardOf, of), (PSR.holder, holder), (PSR.grade, award.grade))
    yield from ((node, PSR.awardingBody, URIRef(body.iri)) for body in record.awarding_bodies)
    yield from _node(holder, None, (FOAF.name, _STATED if award.named else None))
    yield from _node(holder, None, (DCTERMS.identifier, _STATED if award.identified else None))
    yield from _node(node, None, (DCTERMS.issued, _day(award.issued)), (PSR.validUntil, _day(award.valid_until)))
    yield from _node(node, None, (DCTERMS.identifier, _STATED if award.numbered else None))
    supervision = PSR[f"supervision-{award.supervision}"] if award.supervision else None
    yield from _node(node, None, (PSR.supervision, supervision))
    yield from ((node, DCTERMS.hasPart, URIRef(part)) for part in award.parts)
    yield from ((URIRef(body), DCTERMS.identifier, _STATED) for body in award.known_bodies)


def _day(day: date | None) -> Literal | None:
    return Literal(day.isoformat(), datatype=XSD.date) if day else None


def _plain(record: Credential) -> Iterator[Said]:
    yield DCTERMS.identifier, record.fact_id
    yield SKOS.notation, record.code
    yield PSR.confidence, PSR[f"confidence-{record.confidence}"]
    yield PSR.status, PSR[f"status-{record.status}"] if record.status else None
    yield PSR.scope, record.scope
    yield from ((ELM.ISCEDFCode, URIRef(PREFIXES["iscedf"] + field)) for field in record.fields)
    yield from ((PSR.entryRequirement, text) for text in record.entry_requirements)
    yield from ((SKOS.note, text) for text in record.notes)


def _claims(node: URIRef, record: Credential) -> Iterator[Triple]:
    for number, level in enumerate(record.levels, 1):
        claim = URIRef(f"{node}/level-{number}")
        estimated = level.evidence.basis == "analyst-estimate"
        yield node, PSR.estimatedLevelClaim if estimated else PSR.levelClaim, claim
        yield from _claim(node, claim, "LevelClaim", level.evidence, (PSR.atLevel, _iri(level.iri)))
    if record.eqf:
        claim, told = URIRef(f"{node}/level-eqf"), record.eqf
        yield node, PSR.eqfClaim, claim
        parts: list[Said] = [(PSR.atLevel, URIRef(f"{EQF}{told.value}")), (PSR.rationale, told.rationale)]
        yield from _claim(node, claim, "LevelClaim", told.evidence, *parts)
    for number, work in enumerate(record.workloads, 1):
        unit = PSR[f"unit-{work.unit}"] if work.unit else None
        parts = [(PSR.value, work.value), (PSR.maxValue, work.max_value), (PSR.unit, unit)]
        yield from _claim(node, URIRef(f"{node}/workload-{number}"), "WorkloadClaim", work.evidence, *parts)
    for number, test in enumerate(record.assessments, 1):
        methods: list[Said] = [(PSR.assessmentMethod, PSR[f"assessment-{one}"]) for one in test.methods]
        parts = [*methods, (PSR.grading, test.grading), (PSR.passMarkPercent, test.pass_mark_percent)]
        yield from _claim(node, URIRef(f"{node}/assessment-{number}"), "AssessmentClaim", test.evidence, *parts)
    yield from _single_claims(node, record)


def _single_claims(node: URIRef, record: Credential) -> Iterator[Triple]:
    if record.quality:
        kind, body = record.quality.kind, record.quality.body
        parts: list[Said] = [
            (PSR.assuranceKind, PSR[f"assurance-{kind}"] if kind else None),
            (PSR.body, URIRef(body.iri) if body else None),
            (DCTERMS.description, record.quality.description),
        ]
        claim = URIRef(f"{node}/quality-assurance")
        yield from _claim(node, claim, "QualityAssuranceClaim", record.quality.evidence, *parts)
    if record.validity:
        told = record.validity
        parts = [(PSR.expires, told.expires), (PSR.validityMonths, told.months), (PSR.renewal, told.renewal)]
        yield from _claim(node, URIRef(f"{node}/validity"), "ValidityClaim", told.evidence, *parts)
    if record.legal:
        parts = [(PSR.regulated, record.legal.regulated), (PSR.law, record.legal.law)]
        yield from _claim(node, URIRef(f"{node}/legal-effect"), "LegalEffectClaim", record.legal.evidence, *parts)
    if record.stacks_into:
        claim = URIRef(f"{node}/stackability")
        yield from _node(claim, PSR.StackabilityClaim, *((PSR.stacksInto, _iri(one)) for one in record.stacks_into))
        yield node, PSR.claim, claim
        yield from _sources(claim, record.sources)


def _outcomes(node: URIRef, record: Credential) -> Iterator[Triple]:
    for outcome in record.outcomes:
        iri = URIRef(outcome.iri)
        tested = [PSR.testsInTheory] * ("theory" in outcome.tested) + [PSR.testsInPractice] * (
            "practice" in outcome.tested
        )
        yield from ((node, predicate, iri) for predicate in tested or [ELM.learningOutcome])
        yield from _node(iri, ELM.LearningOutcome, (DCTERMS.title, outcome.text))
        yield from _sources(iri, outcome.sources)
        for mapped in outcome.competences:
            axiom, target, predicate = URIRef(mapped.mapping), URIRef(mapped.iri), SKOS[mapped.predicate]
            yield iri, predicate, target
            yield from _node(axiom, OWL.Axiom, (OWL.annotatedSource, iri), (OWL.annotatedTarget, target))
            yield from _node(axiom, None, (OWL.annotatedProperty, predicate), (SSSOM.confidence, mapped.confidence))


def _claim(node: URIRef, claim: URIRef, kind: str, known: Evidence, *parts: Said) -> Iterator[Triple]:
    yield node, PSR.claim, claim
    yield from _node(claim, PSR[kind], (PSR.basis, PSR[f"basis-{known.basis}"]), *parts)
    yield from _sources(claim, known.sources)


def _sources(node: URIRef, sources: tuple[Source, ...]) -> Iterator[Triple]:
    for one in sources:
        iri = URIRef(one.iri)
        yield node, DCTERMS.source, iri
        reading = PSR[f"reading-{one.read}"] if one.read else None
        parts: list[Said] = [(DCTERMS.title, one.title), (FOAF.page, _iri(one.url)), (PSR.reading, reading)]
        yield from _node(iri, PSR.Source, *parts, (DCTERMS.date, one.date))


def _node(node: URIRef, kind: URIRef | None, *parts: Said) -> Iterator[Triple]:
    if kind is not None:
        yield node, RDF.type, kind
    for predicate, value in parts:
        if value is not None and value != "":
            yield node, predicate, value if isinstance(value, URIRef | Literal) else _literal(value)


def _literal(value: Node | str | bool | float) -> Literal:
    if isinstance(value, bool | int) or not isinstance(value, float):
        return Literal(value)
    return Literal(repr(value), datatype=XSD.decimal)


def _text(text: str, language: str) -> Literal:
    return Literal(text, lang=language) if language and language != "und" else Literal(text)


def _iri(iri: str | None) -> URIRef | None:
    return URIRef(iri) if iri else None
