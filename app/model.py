"""A credential as the rest of the service sees it: frozen, typed, with the evidence of each claim.

Knows neither RDF nor HTTP. `None` means not documented, never no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Basis = Literal["stated", "derived", "analyst-estimate"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was relied on. `read`: full-page, page-opening, primary-text or unverified."""

    iri: str
    title: str
    url: str | None
    read: str
    publisher: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a claim is known: its node, basis, confidence, sources, and the notes that came with it."""

    iri: str
    basis: Basis
    confidence: Confidence
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A place in a framework. `framework` is its short name, `eqf` the EQF level it is referenced to, if any."""

    iri: str
    framework: str
    code: str
    label: str
    eqf: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class EqfLevel:
    """An EQF level from 1 to 8; with `lower_bound` the level is only the least that a scheme allows."""

    value: int
    lower_bound: bool
    rationale: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of learner work, from `min` to `max`."""

    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Workload:
    """The size of a credential in the unit of its own system.

    `hours` follows from the hours that one unit stands for by a cited source, and is None where no source gives them.
    """

    value: float | None
    max_value: float | None
    unit: str
    hours: Hours | None
    unit_sources: tuple[Source, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Assessment:
    """How outcomes are assessed; an empty `methods` beside notes means that only words are known."""

    methods: tuple[str, ...]
    grading: str | None
    pass_mark_percent: float | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Quality:
    """Who assures quality and how. `kind`: external, industry, internal or employer."""

    description: str | None
    body: "Body | None"
    kind: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a credential stays valid: `expires` False means that it does not lapse, None that nobody says."""

    expires: bool | None
    months: int | None
    renewal: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LegalEffect:
    """Whether law reserves work to holders (`regulated`), and which law."""

    regulated: bool | None
    law: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation, with its names by language; `country` is the IRI of the country or union it belongs to."""

    iri: str
    names: Mapping[str, str]
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome, or a tested skill item. `competences` are mapped to it, most direct first."""

    iri: str
    text: str
    competences: tuple["Mapped", ...]
    sources: tuple[Source, ...] = ()
    tested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """A competence or ESCO skill that an outcome is mapped to, with the mapping predicate and confidence.

    The predicate reads from outcome to target: exactMatch, closeMatch, broadMatch (the target is broader) or
    narrowMatch (the target is narrower).
    """

    iri: str
    label: str
    predicate: str
    confidence: float
    mapping: str


@dataclass(frozen=True, slots=True)
class Credential:
    """Everything that the graph documents about one credential.

    `parts` are the credentials recorded as part of it; with `has_options` a holder need not have all of them.
    `includes` are credentials whose content or rights it contains by law, scheme or prerequisite. `ordinary_route`: the
    right is reached by qualification, experience and examination, not by a course.
    """

    iri: str
    id: str
    fact_id: str
    jurisdiction: str
    country: str
    kind: str
    titles: Mapping[str, str]
    confidence: Confidence
    code: str | None = None
    status: str | None = None
    framework: str | None = None
    fields: tuple[str, ...] = ()
    awarding_bodies: tuple[Body, ...] = ()
    levels: tuple[Level, ...] = ()
    eqf: EqfLevel | None = None
    workloads: tuple[Workload, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    quality: Quality | None = None
    validity: Validity | None = None
    legal: LegalEffect | None = None
    stacks_into: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    has_options: bool = False
    includes: tuple[str, ...] = ()
    ordinary_route: bool = False
    replaced_by: tuple[str, ...] = ()
    entry_requirements: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    scope: str | None = None
    in_force: tuple[str | None, str | None] = (None, None)

    @property
    def title(self) -> str:
        """The English title, or the first there is."""
        return self.titles.get("en") or next(iter(self.titles.values()))

    @property
    def level(self) -> Level | None:
        """The level in the credential's own national framework, where one is documented."""
        return next((level for level in self.levels if level.eqf is not None), next(iter(self.levels), None))

    @property
    def workload(self) -> Workload | None:
        """The workload that the record leads with."""
        return self.workloads[0] if self.workloads else None

    @property
    def not_documented(self) -> tuple[str, ...]:
        """Names of what the graph does not say about this credential."""
        known = {
            "code": self.code,
            "awarding_body": self.awarding_bodies,
            "level": self.levels,
            "eqf": self.eqf,
            "workload": self.workloads,
            "validity_months": self.validity and self.validity.expires is not None,
            "assessment": any(assessment.methods for assessment in self.assessments),
            "quality_assurance": self.quality,
            "regulated": self.legal and self.legal.regulated is not None,
            "outcomes": self.outcomes,
        }
        return tuple(name for name, value in known.items() if not value)
