"""From ELM nodes to a record: the properties of anyone's documents, and the notes of our own."""

import re
from collections.abc import Iterable
from typing import cast

from app.interchange import claims, concepts
from app.interchange.claims import evidence
from app.interchange.dialect import Unread
from app.interchange.dialects.elm.graph import Graph
from app.interchange.dialects.elm.measures import sizes
from app.interchange.dialects.elm.notes import CODE, ReadNotes
from app.interchange.dialects.elm.writer import TESTED
from app.interchange.known import Known
from app.model import (
    Assessment,
    Body,
    Confidence,
    Credential,
    EqfLevel,
    LegalEffect,
    Level,
    Mapped,
    Outcome,
    Quality,
    Source,
    Validity,
)
from app.vocab import DEF, EQF, ID

SENT = "urn:passerelle:sent"
# A related skill comes without a predicate and a confidence; the house reads a mapping without confidence as 0.5.
_MONTHS, _PERCENT = re.compile(r"[0-9]{1,4}"), re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")
RELATED = ("closeMatch", 0.5)


class Reader:
    """Reads specifications of one document; what it cannot use goes to `unread`."""

    def __init__(self, graph: Graph, known: Known) -> None:
        self.graph, self.known = graph, known
        self.unread: list[Unread] = []

    def specification(self, node: str, number: int, awarding: Iterable[str] = ()) -> Credential:
        """The record of an elm:Qualification or elm:LearningAchievementSpecification.

        :param number: which of the document it is, for its name where it has none
        :param awarding: organisations that award it by another part of the document
        """
        graph, notes = self.graph, ReadNotes(self.graph, node)
        iri = node if ":" in node else f"{SENT}:{number}"
        bodies = self._bodies(node, notes, awarding)
        country = notes.one("psr:jurisdiction") or next((body.country or "" for body in bodies), "")
        own = iri.startswith(ID)
        path = iri.removeprefix(ID) if own else iri
        code, fact = self._identifiers(node)
        place = path.split("/")[0].upper() if own else concepts.JURISDICTIONS.get(country.rsplit("/", 1)[-1], "")
        return Credential(
            iri=iri, id=path, fact_id=fact or path, country=country,
            jurisdiction=place,
            kind=self._kind(node), titles=graph.names(node, "dc:title"),
            confidence=cast(Confidence, _one_of(notes.one("psr:confidence"), ("high", "medium", "low"), "low")),
            code=code, status=notes.one("psr:status"), framework=notes.one("psr:framework"),
            fields=tuple(value.rsplit("/", 1)[-1] for value in self._concepts(node, "elm:ISCEDFCode", concepts.ISCED)),
            awarding_bodies=bodies, levels=self._levels(node, iri, notes), eqf=self._eqf(node, iri, notes),
            workloads=sizes(self, node, iri, notes), assessments=self._assessments(node),
            quality=self._quality(node, iri, notes, bodies), validity=_validity(iri, notes), legal=_legal(iri, notes),
            stacks_into=_sorted(notes.all("psr:stacksInto")), part_of=_sorted(notes.all("dct:isPartOf")),
            parts=_sorted(notes.all("dct:hasPart")), has_options=notes.flag("psr:hasOptions") or False,
            includes=_sorted(notes.all("psr:includes")), ordinary_route=notes.flag("psr:ordinaryRoute") or False,
            replaced_by=_sorted(notes.all("dct:isReplacedBy")),
            entry_requirements=tuple(self._told(node, "elm:entryRequirement")),
            outcomes=self._outcomes(node, iri),
            sources=self._sources(node), notes=tuple(notes.free), conflicts=tuple(notes.all("psr:conflict")),
            scope=notes.one("psr:scope"), in_force=(notes.one("psr:inForceFrom"), notes.one("psr:inForceUntil")),
        )  # fmt: skip

    def tell(self, place: str, reason: str, value: str | None = None) -> None:
        """List something as not read."""
        self.unread.append(Unread(place, reason, value[:200] if value else value))

    def best(self, node: str, name: str) -> list[str]:
        """The texts of one language, English before unmarked before any other; the other languages are listed."""
        found = self.graph.texts(node, name)
        for language in ("en", "und", *found):
            if language in found:
                others = [other for other in found if other != language]
                if others:
                    self.tell(f"{node} {name}", f"also stands in {', '.join(others)}; a record keeps one language")
                return found[language]
        return []

    def concept(self, iri: str) -> str:
        """The name of a concept, or the end of its IRI."""
        names = self.graph.names(iri, "skos:prefLabel")
        self.graph.skip(iri, "skos:inScheme", "skos:notation", "skos:altLabel", "skos:definition")
        return next(iter(names.values()), None) or self.known.labels.get(iri) or iri.rsplit("/", 1)[-1]

    def _concepts(self, node: str, name: str, prefix: str) -> list[str]:
        found = []
        for iri in self.graph.all(node, name):
            self.concept(iri)
            if iri.startswith(prefix) or name == "elm:NQFLevel":
                found.append(iri)
            else:
                self.tell(f"{node} {name}", f"is not a concept of {prefix}", iri)
        return found

    def _kind(self, node: str) -> str:
        kinds = {DEF + name: kind for kind, name in concepts.KINDS.items()} | concepts.FOREIGN_KINDS
        for iri in self.graph.all(node, "dc:type"):
            label = self.concept(iri)
            if iri in kinds:
                return kinds[iri]
            self.tell(f"{node} dc:type", "is not a kind that is told apart here", label)
        return "qualification" if "elm:Qualification" in self.graph.types(node) else "unit"

    def _identifiers(self, node: str) -> tuple[str | None, str | None]:
        codes, fact = [], None
        for identifier in self.graph.all(node, "adms:identifier"):
            notation = self.graph.one(identifier, "skos:notation") or (identifier if ":" in identifier else "")
            scheme = self.graph.one(identifier, "elm:schemeId")
            self.graph.skip(identifier, "elm:schemeName")
            if scheme == concepts.FACTS:
                fact = notation
            elif notation:
                codes.append(notation)
        for other in codes[1:]:
            self.tell(f"{node} adms:identifier", "is a second code; a record keeps one", other)
        return next(iter(codes), None), fact

    def _told(self, node: str, name: str) -> list[str]:
        """The texts of the notes that a property leads to."""
        return [text for note in self.graph.all(node, name) for text in self.best(note, "elm:noteLiteral")]

    def _bodies(self, node: str, notes: ReadNotes, awarding: Iterable[str]) -> tuple[Body, ...]:
        found = [self.body(one) for one in awarding]
        for award in self.graph.all(node, "elm:awardingOpportunity"):
            self.graph.skip(award, "elm:learningAchievementSpecification")
            found.extend(self.body(one) for one in self.graph.all(award, "elm:awardingBody"))
        found.extend(body for texts in notes.groups("psr:awardingBody") if (body := _noted_body(texts)))
        return tuple(sorted({body.iri: body for body in found}.values(), key=lambda body: body.iri))

    def body(self, node: str) -> Body:
        """An organisation, with its legal names and the country of its address."""
        country = None
        for place in self.graph.all(node, "elm:location"):
            for address in self.graph.all(place, "elm:address"):
                country = self.graph.one(address, "elm:countryCode") or country
        if country:
            self.concept(country)
        names = self.graph.names(node, "rov:legalName") or self.graph.names(node, "skos:prefLabel")
        return Body(node if ":" in node else f"{SENT}:body:{next(iter(names.values()), '')}", names, country)

    def _levels(self, node: str, iri: str, notes: ReadNotes) -> tuple[Level, ...]:
        listed = self._concepts(node, "elm:NQFLevel", "")
        own = [pair for line in notes.all("psr:levelClaim") if (pair := claims.level_of(line))]
        return tuple(self._level(level, iri, basis) for level, basis in own or [(one, "stated") for one in listed])

    def _level(self, level: str, iri: str, basis: str) -> Level:
        known = self.known.levels.get(level)
        if known:
            return Level(level, known.framework, known.code, known.label, known.eqf, evidence(iri, basis))
        self.tell(f"{iri} elm:NQFLevel", "is a level of a framework that is not known here", level)
        return Level(level, "", "", self.concept(level), None, evidence(iri, basis))

    def _eqf(self, node: str, iri: str, notes: ReadNotes) -> EqfLevel | None:
        levels = self._concepts(node, "elm:EQFLevel", EQF)
        for line in notes.all("psr:eqfClaim"):
            return claims.eqf_of(line, notes.one("psr:rationale"), iri)
        for level in levels:
            if level.removeprefix(EQF) in set("12345678"):
                return EqfLevel(int(level[-1]), False, None, evidence(iri))
            self.tell(f"{node} elm:EQFLevel", "is not an EQF level from 1 to 8", level)
        return None

    def _outcomes(self, node: str, owner: str) -> tuple[Outcome, ...]:
        """Stated outcomes in the order of their numbers, then those of a test."""
        nodes = self.graph.all(node, "elm:learningOutcome")
        found = [self._outcome(one, owner, number) for number, one in enumerate(nodes, 1)]
        return tuple(sorted(found, key=lambda outcome: bool(outcome.tested)))

    def _outcome(self, node: str, owner: str, number: int) -> Outcome:
        notes = ReadNotes(self.graph, node)
        related = [*self.graph.all(node, "elm:relatedESCOSkill"), *self.graph.all(node, "elm:relatedSkill")]
        labels = {iri: self.concept(iri) for iri in related}
        mapped = [one for line in notes.all("psr:competence") if (one := claims.mapped_of(line, labels))]
        if not mapped:
            predicate, confidence = RELATED
            mapped = [Mapped(iri, label, predicate, confidence, "") for iri, label in labels.items()]
        for text in notes.free:
            self.tell(f"{node} elm:additionalNote", "has no place in an outcome", text)
        text = " ".join(self.best(node, "dc:title"))
        iri = node if ":" in node else f"{owner}:outcome-{number}"
        return Outcome(iri, text, tuple(mapped), (), tuple(part for part, about in TESTED.items() if notes.flag(about)))

    def _assessments(self, node: str) -> tuple[Assessment, ...]:
        return tuple(self.assessment(one) for one in self.graph.all(node, "elm:provenBy"))

    def assessment(self, node: str) -> Assessment:
        """A LearningAssessmentSpecification: methods by the EU's list of types, the others in words."""
        notes = ReadNotes(self.graph, node)
        methods, words = list(notes.all("psr:assessmentMethod")), list(notes.free)
        for iri in self.graph.all(node, "dc:type"):
            label = self.concept(iri)
            if iri in concepts.METHODS:
                methods = methods or [concepts.METHODS[iri]]
            elif not methods:
                words.append(label)
        title = " ".join(self.best(node, "dc:title"))
        if not methods and not words and title != "assessment":
            words.append(title)
        schemes = self.graph.all(node, "elm:gradingScheme")
        grading = [text for one in schemes for text in self.best(one, "dc:title")]
        mark = notes.one("psr:passMarkPercent")
        known = evidence(node if ":" in node else SENT)
        known = type(known)(known.iri, known.basis, known.confidence, (), tuple(words))
        return Assessment(
            tuple(methods), next(iter(grading), None), float(mark) if mark and _PERCENT.fullmatch(mark) else None, known
        )

    def _quality(self, node: str, iri: str, notes: ReadNotes, bodies: Iterable[Body]) -> Quality | None:
        noted = next((body for texts in notes.groups("psr:body") if (body := _noted_body(texts))), None)
        description, kind = notes.one("psr:QualityAssuranceClaim"), notes.one("psr:assuranceKind")
        if description or kind or noted:
            return Quality(description, noted, kind, evidence(iri))
        for accreditation in self.graph.all(node, "elm:accreditation"):
            title = " ".join(self.best(accreditation, "dc:title")) or None
            for type_ in self.graph.all(accreditation, "dc:type"):
                title = title or self.concept(type_)
            agents = [self.body(agent) for agent in self.graph.all(accreditation, "elm:accreditingAgent")]
            agent = next(iter(agents), None)
            outside = agent is not None and agent.iri not in {body.iri for body in bodies}
            return Quality(title, agent, "external" if outside else None, evidence(iri))
        return None

    def _sources(self, node: str) -> tuple[Source, ...]:
        found = []
        for document in self.graph.all(node, "elm:supplementaryDocument"):
            url = self.graph.one(document, "elm:contentUrl")
            title = " ".join(self.best(document, "dc:title")) or url or document
            found.append(Source(document if ":" in document else url or title, title, url, "unverified"))
        return tuple(sorted(found, key=lambda source: source.iri))


def _noted_body(texts: dict[str, list[str]]) -> Body | None:
    iri, _, country = next(iter(texts.get(CODE, ())), "").partition(" ")
    names = {language: found[0] for language, found in texts.items() if language != CODE}
    return Body(iri, names, country or None) if iri else None


def _validity(iri: str, notes: ReadNotes) -> Validity | None:
    months, expires, renewal = notes.one("psr:validityMonths"), notes.flag("psr:expires"), notes.one("psr:renewal")
    if months is None and expires is None and renewal is None:
        return None
    return Validity(expires, int(months) if months and _MONTHS.fullmatch(months) else None, renewal, evidence(iri))


def _legal(iri: str, notes: ReadNotes) -> LegalEffect | None:
    regulated, law = notes.flag("psr:regulated"), notes.one("psr:law")
    return None if regulated is None and law is None else LegalEffect(regulated, law, evidence(iri))


def _one_of(value: str | None, allowed: tuple[str, ...], default: str) -> str:
    return value if value in allowed else default


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values))
