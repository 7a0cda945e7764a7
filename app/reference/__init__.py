"""What credentials are compared against: frameworks and levels, comparative findings, sector competences."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from app.model import Source
from app.problems import NotFoundError, closest
from app.records.claims import sources
from app.records.nodes import Nodes, expand
from app.store import Store
from app.vocab import EQF

_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")


@dataclass(frozen=True, slots=True)
class FrameworkLevel:
    """A level: `eqf` is the EQF level it is referenced to; descriptors are in our own words."""

    iri: str
    code: str
    label: str
    eqf: int | None
    knowledge: str | None
    skills: str | None
    responsibility: str | None
    definition: str | None
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework or catalogue."""

    iri: str
    id: str
    kind: str
    jurisdiction: str
    names: Mapping[str, str]
    authority: Mapping[str, str] | None
    legal_basis: str | None
    referenced_in: str | None
    credit_system: str | None
    levels: tuple[FrameworkLevel, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """A comparative finding on one dimension."""

    iri: str
    jurisdiction: str
    dimension: str
    finding: str
    evidence_strength: str
    notes: tuple[str, ...]
    caution: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Competence:
    """A sector competence; `esco` holds (predicate, IRI) pairs, `credentials` counts those that develop it."""

    iri: str
    id: str
    labels: Mapping[str, str]
    definition: str
    broader: str | None
    esco: tuple[tuple[str, str], ...]
    credentials: int


class Reference:
    """Frameworks, practices and competences of one release, each read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """The frameworks by their short names."""
        return {one.id: one for one in _frameworks(self._store)}

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        """The comparative findings."""
        return _practices(self._store)

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """The sector competences."""
        return _competences(self._store)

    def framework(self, identifier: str) -> Framework:
        """The framework of this short name.

        :raises NotFoundError: naming those that look like it
        """
        if identifier not in self.frameworks:
            raise NotFoundError("framework", identifier, closest(identifier, self.frameworks), "id")
        return self.frameworks[identifier]


def _nodes(store: Store, name: str) -> Nodes:
    return Nodes(store.construct(files(__name__).joinpath(name).read_text("utf-8")))


def _place(iri: str) -> str:
    return iri.split("/id/", 1)[-1].split("/")[0].upper()


def _frameworks(store: Store) -> list[Framework]:
    nodes = _nodes(store, "frameworks.rq")
    found = []
    for iri in nodes.subjects("psr:frameworkKind"):
        authority, credits = nodes.one(iri, "psr:authority"), nodes.one(iri, "psr:creditSystem")
        levels = [
            _level(nodes, level)
            for level in nodes.subjects("skos:inScheme")
            if iri in nodes.all(level, "skos:inScheme")
        ]
        found.append(
            Framework(
                iri,
                nodes.one(iri, "dct:identifier") or "",
                nodes.local(iri, "psr:frameworkKind", "framework-") or "",
                _place(iri),
                nodes.languages(iri, "skos:prefLabel"),
                nodes.languages(authority, "skos:prefLabel") if authority else None,
                nodes.one(iri, "psr:legalBasis"),
                nodes.one(iri, "psr:referencedIn"),
                nodes.one(credits, "rdfs:label") if credits else None,
                tuple(sorted(levels, key=lambda level: (len(level.code), level.code))),
                tuple(nodes.all(iri, "skos:note")),
                sources(nodes, iri),
            )
        )
    return found


def _level(nodes: Nodes, iri: str) -> FrameworkLevel:
    eqf = nodes.one(iri, "psr:referencedTo") or (iri if iri.startswith(EQF) else None)
    return FrameworkLevel(
        iri,
        nodes.one(iri, "skos:notation") or "",
        nodes.languages(iri, "skos:prefLabel").get("en", ""),
        int(eqf.rsplit("/", 1)[-1]) if eqf else None,
        nodes.one(iri, "psr:knowledge"),
        nodes.one(iri, "psr:skills"),
        nodes.one(iri, "psr:responsibility"),
        nodes.one(iri, "skos:definition"),
        tuple(nodes.all(iri, "skos:note")),
        sources(nodes, iri),
    )


def _practices(store: Store) -> tuple[Practice, ...]:
    nodes = _nodes(store, "practices.rq")
    return tuple(
        Practice(
            iri,
            _place(iri),
            nodes.local(iri, "psr:dimension", "dimension-") or "",
            nodes.one(iri, "dct:description") or "",
            nodes.local(iri, "psr:evidenceStrength", "strength-") or "",
            tuple(nodes.all(iri, "skos:note")),
            nodes.one(iri, "psr:caution"),
            sources(nodes, iri),
        )
        for iri in nodes.subjects("psr:dimension")
    )


def _competences(store: Store) -> tuple[Competence, ...]:
    nodes = _nodes(store, "competences.rq")
    users: dict[str, int] = {}
    for credential in nodes.subjects("psr:developsCompetence"):
        for competence in nodes.all(credential, "psr:developsCompetence"):
            users[competence] = users.get(competence, 0) + 1
    kind = expand("psr:Competence")
    return tuple(
        Competence(
            iri,
            nodes.one(iri, "skos:notation") or "",
            nodes.languages(iri, "skos:prefLabel"),
            nodes.one(iri, "skos:definition") or "",
            nodes.one(iri, "skos:broader"),
            tuple((match, skill) for match in _MATCHES for skill in nodes.all(iri, f"skos:{match}")),
            users.get(iri, 0),
        )
        for iri in nodes.subjects("rdf:type")
        if kind in nodes.all(iri, "rdf:type")
    )
