"""An ESCO release in memory: concepts, labels, the two hierarchies, relations and schemes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple

from app.interchange.esco.report import EscoReport

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
ESCO = "http://data.europa.eu/esco/"

Strength = Literal["essential", "optional"]


class Kind(Enum):
    """The four kinds of concept in reading order; the value is the name of their file, in lower case."""

    ISCO_GROUP = "iscogroups"
    OCCUPATION = "occupations"
    SKILL_GROUP = "skillgroups"
    SKILL = "skills"

    @property
    def esco_class(self) -> str | None:
        """The local name of the class in ESCO's model; groups are plain SKOS concepts."""
        return {Kind.SKILL: "Skill", Kind.OCCUPATION: "Occupation"}.get(self)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes that a concept of this kind is in, for releases that do not say (v1.0)."""
        names = {
            Kind.SKILL: ("skills", "member-skills"),
            Kind.OCCUPATION: ("occupations", "member-occupations"),
            Kind.SKILL_GROUP: ("skills",),
            Kind.ISCO_GROUP: ("occupations", "isco"),
        }[self]
        return tuple(f"{ESCO}concept-scheme/{name}" for name in names)


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of one concept in one language; no text occurs twice."""

    preferred: str
    alternative: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill, occupation or group without its names; an empty text means that the release does not say.

    Texts are in the language of the release. `skill_types` holds `skill` or `knowledge` (one concept of v1.0
    is both), `reuse_level` is such as `cross-sector`, `regulation` and `nace_codes` are IRIs,
    `isco_group` is the IRI of the four-digit ISCO-08 group of an occupation.
    """

    kind: Kind
    schemes: tuple[str, ...]
    code: str = ""
    status: str = ""
    modified: str = ""
    description: str = ""
    definition: str = ""
    scope_note: str = ""
    skill_types: tuple[str, ...] = ()
    reuse_level: str = ""
    isco_group: str = ""
    regulation: tuple[str, ...] = ()
    nace_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme, which is also how ESCO publishes its thematic collections (green, digital, ...)."""

    label: str
    title: str
    description: str
    status: str
    top_concepts: tuple[str, ...]


class Relation(NamedTuple):
    """An occupation or skill (`source`) for which a skill (`target`) is essential or optional."""

    source: str
    strength: Strength
    target: str


@dataclass(frozen=True, slots=True)
class EscoRelease:
    """Everything read, keyed by IRI; references to concepts only lead to concepts that are here.

    :param version: such as `1.1.1`
    :param language: language of descriptions, definitions, scope notes and scheme names
    :param labels: language -> concept -> names
    :param broader: concept -> broader concepts, in the skills and in the occupations hierarchy
    """

    version: str
    language: str
    concepts: Mapping[str, Concept]
    labels: Mapping[str, Mapping[str, Labels]]
    broader: Mapping[str, Sequence[str]]
    relations: Sequence[Relation]
    schemes: Mapping[str, Scheme]
    report: EscoReport


@dataclass(slots=True)
class Draft:
    """A release while its files are being read."""

    language: str
    concepts: dict[str, Concept] = field(default_factory=dict)
    labels: dict[str, dict[str, Labels]] = field(default_factory=dict)
    broader: dict[str, list[str]] = field(default_factory=dict)
    relations: dict[Relation, None] = field(default_factory=dict)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
