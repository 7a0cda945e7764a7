"""Records of credentials, read from a store: one query, one record."""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import cast

from app.model import Confidence, Credential, Mapped, Outcome
from app.problems import NotFoundError
from app.records import claims
from app.records.nodes import Nodes, expand
from app.store import Store
from app.vocab import DEF, ID

RECORD = files(__name__).joinpath("record.rq").read_text("utf-8")
KINDS = {
    DEF + name: kind
    for name, kind in {
        "Qualification": "qualification",
        "Unit": "unit",
        "MicroCredential": "micro-credential",
        "Licence": "licence",
        "IndustryCertificate": "industry-certificate",
        "TrainingSpecialty": "training-specialty",
        "ProgrammeModule": "programme-module",
    }.items()
}


class Records:
    """The credentials of one release, kept once read: a release never changes."""

    def __init__(self, store: Store, keep: int = 4096) -> None:
        """:param keep: how many records to keep in memory"""
        self._store = store
        self.get = lru_cache(keep)(self._get)

    def _get(self, iri: str) -> Credential:
        """The record of a credential.

        :raises NotFoundError: when the graph has no credential of this IRI
        """
        nodes = Nodes(self._store.construct(RECORD.replace("?credential", f"<{iri}>")))
        kinds = [KINDS[value] for value in nodes.all(iri, "rdf:type") if value in KINDS]
        if not kinds:
            raise NotFoundError("credential", iri)
        return read_credential(nodes, iri, kinds[0])


def read_credential(nodes: Nodes, iri: str, kind: str) -> Credential:
    """Assemble a record from its nodes."""
    path = iri.removeprefix(ID)
    framework = nodes.one(iri, "psr:framework")
    record = Credential(
        iri=iri,
        id=path,
        fact_id=nodes.one(iri, "dct:identifier") or path.replace("/", "-", 1),
        jurisdiction=path.split("/")[0].upper(),
        country=nodes.one(iri, "psr:jurisdiction") or "",
        kind=kind,
        titles=nodes.languages(iri, "dct:title"),
        confidence=cast(Confidence, nodes.local(iri, "psr:confidence", "confidence-")),
        code=nodes.one(iri, "skos:notation"),
        status=nodes.local(iri, "psr:status", "status-"),
        framework=nodes.one(framework, "dct:identifier") if framework else None,
        fields=tuple(value.rsplit("/", 1)[-1] for value in nodes.all(iri, "elm:ISCEDFCode")),
        awarding_bodies=tuple(claims.body(nodes, body) for body in nodes.all(iri, "psr:awardingBody")),
        part_of=tuple(nodes.all(iri, "dct:isPartOf")),
        parts=tuple(part for part in nodes.subjects("dct:isPartOf") if iri in nodes.all(part, "dct:isPartOf")),
        has_options=nodes.flag(iri, "psr:hasOptions") or False,
        includes=tuple(nodes.all(iri, "psr:includes")),
        ordinary_route=nodes.flag(iri, "psr:ordinaryRoute") or False,
        replaced_by=tuple(nodes.all(iri, "dct:isReplacedBy")),
        entry_requirements=tuple(nodes.all(iri, "psr:entryRequirement")),
        outcomes=_outcomes(nodes, iri),
        sources=claims.sources(nodes, iri),
        notes=tuple(nodes.all(iri, "skos:note")),
        conflicts=tuple(nodes.all(iri, "psr:conflict")),
        scope=nodes.one(iri, "psr:scope"),
        in_force=(nodes.one(iri, "psr:inForceFrom"), nodes.one(iri, "psr:inForceUntil")),
    )
    return _with_claims(record, nodes)


def _with_claims(record: Credential, nodes: Nodes) -> Credential:
    def every(kind: str) -> list[str]:
        return claims.claims_of(nodes, record.iri, kind)

    def first(kind: str) -> str | None:
        return next(iter(every(kind)), None)

    named = nodes.all(record.iri, "psr:levelClaim") + nodes.all(record.iri, "psr:estimatedLevelClaim")
    levels = tuple(claims.level(nodes, claim) for claim in named)
    quality, validity, legal = first("QualityAssuranceClaim"), first("ValidityClaim"), first("LegalEffectClaim")
    stackability = first("StackabilityClaim")
    return replace(
        record,
        levels=levels,
        eqf=claims.eqf_level(nodes, record.iri, levels),
        workloads=tuple(claims.workload(nodes, claim) for claim in every("WorkloadClaim")),
        assessments=tuple(claims.assessment(nodes, claim) for claim in every("AssessmentClaim")),
        quality=claims.quality(nodes, quality) if quality else None,
        validity=claims.validity(nodes, validity) if validity else None,
        legal=claims.legal_effect(nodes, legal) if legal else None,
        stacks_into=tuple(nodes.all(stackability, "psr:stacksInto")) if stackability else (),
    )


def _outcomes(nodes: Nodes, credential: str) -> tuple[Outcome, ...]:
    """Stated outcomes in their order, then tested skill items with the parts of the test (theory, practice)."""
    stated = nodes.all(credential, "elm:learningOutcome")
    theory, practice = (
        nodes.all(credential, "psr:testsInTheory"),
        nodes.all(credential, "psr:testsInPractice"),
    )
    mapped = _mappings(nodes)
    found = []
    for iri in sorted(stated, key=_order) + sorted({*theory, *practice}, key=_order):
        tested = ("theory",) * (iri in theory) + ("practice",) * (iri in practice)
        text = nodes.languages(iri, "dct:title")
        found.append(
            Outcome(
                iri,
                next(iter(text.values()), ""),
                tuple(mapped.get(iri, ())),
                claims.sources(nodes, iri),
                tested,
            )
        )
    return tuple(found)


def _mappings(nodes: Nodes) -> dict[str, list[Mapped]]:
    by_outcome: dict[str, list[Mapped]] = {}
    no_match = expand("sssom:NoTermFound")
    for node in nodes.subjects("owl:annotatedTarget"):
        target = nodes.one(node, "owl:annotatedTarget") or ""
        if nodes.one(node, "sssom:predicate_modifier") or target == no_match:
            continue
        entry = Mapped(
            target,
            nodes.one(node, "sssom:object_label") or target,
            (nodes.one(node, "owl:annotatedProperty") or "").rsplit("#", 1)[-1],
            nodes.number(node, "sssom:confidence") or 0.5,
            node,
        )
        by_outcome.setdefault(nodes.one(node, "owl:annotatedSource") or "", []).append(entry)
    for entries in by_outcome.values():
        entries.sort(key=lambda mapped: (-mapped.confidence, mapped.label))
    return by_outcome


def _order(iri: str) -> tuple[str, tuple[int, ...], str]:
    """Outcomes in the order of their numbers: outcome-2 before outcome-10, item 1.9 before 1.10."""
    stem, _, last = iri.rpartition("/")
    numbers = tuple(int(part) for part in last.replace("outcome-", "").split(".") if part.isdigit())
    return stem, numbers, last
