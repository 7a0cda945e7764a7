"""What a release says of the quality of its records, read from `graph/quality`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from app.problems import NotFoundError, ParameterError, closest
from app.quality.fields import Fields, fields_of
from app.records.nodes import Nodes, expand
from app.store import Store
from app.vocab import BASE, DEF, ID

_HERE = files(__name__.rpartition(".")[0])
RULES, RECORD, OF_RULE = (
    _HERE.joinpath(f"results_{name}.rq").read_text("utf-8") for name in ("rules", "record", "of_rule")
)
OUTCOMES = ("fail", "unknown", "pass")
_SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pairs of a credential and a rule end how, over so many credentials."""

    credentials: int
    passed: int
    failed: int
    unknown: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Law:
    """A source that a rule cites."""

    iri: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule with its law and its results today; `by_country` by IRI of the country, where it applies at all."""

    id: str
    iri: str
    label: str
    severity: str
    weight: int
    rule_set: str
    basis: str
    rationale: str
    sources: tuple[Law, ...]
    checks: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    kinds: tuple[str, ...]
    messages: Mapping[str, str]
    remedies: Mapping[str, str]
    counts: Counts
    by_country: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Place:
    """The records of a country, or of all (empty IRI): results, and mean, lowest and highest readiness."""

    iri: str
    counts: Counts
    readiness: float | None
    lowest: float | None
    highest: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule says of one record; rules that do not apply are not listed."""

    rule: RuleEntry
    outcome: str
    values: tuple[str, ...]
    paths: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concerned:
    """A record, by IRI, for which a rule ends as asked: the values seen, and the names of the fields it waits for."""

    credential: str
    values: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A field to complete, by IRI and English name, with the most it can gain and the ids of the rules it settles."""

    field: str
    label: str
    gain: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The quality of one record."""

    credential: str
    readiness: float | None
    counts: Counts
    complete: tuple[Step, ...]
    results: tuple[Found, ...]


class Results:
    """The quality results of one release, each read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def rules(self) -> Mapping[str, RuleEntry]:
        """The rules by id."""
        found = [self._rule(iri) for iri in _of_kind(self._nodes, "psr:QualityShape")]
        return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Countries by IRI; all records under the empty IRI."""
        nodes = self._nodes
        found = [iri for iri in _of_kind(nodes, "psr:QualitySum") if not nodes.one(iri, "psr:ofRule")]
        places = [_place(nodes, iri) for iri in found]
        return {place.iri: place for place in sorted(places, key=lambda place: place.iri)}

    @cached_property
    def fields(self) -> Fields:
        """The names of fields."""
        return fields_of(self._store)

    def rule(self, name: str) -> RuleEntry:
        """One rule by id.

        :raises NotFoundError: with near ids
        """
        if name not in self.rules:
            raise NotFoundError("rule", name[:200], closest(name[:200], self.rules))
        return self.rules[name]

    def asked_by(self, iri: str) -> tuple[str, str]:
        """What a national or European rule asks that ours check, and by which article; empty where nobody says."""
        return self._nodes.one(iri, "dct:description") or "", self._nodes.one(iri, "psr:legalBasis") or ""

    def concerned(self, name: str, outcome: str) -> list[Concerned]:
        """The records for which a rule ends in one way, by IRI.

        :param outcome: fail, unknown or pass; records that a rule does not apply to are counted, not kept
        :raises NotFoundError: with near ids of rules
        :raises ParameterError: for another outcome
        """
        rule = self.rule(name)
        if outcome not in OUTCOMES:
            raise ParameterError("outcome", outcome[:80], f"is not one of {', '.join(OUTCOMES)}")
        query = OF_RULE.replace("?rule", f"<{rule.iri}>").replace("?outcome", f"<{DEF}result-{outcome}>")
        nodes = Nodes(self._store.construct(query))
        found = [
            Concerned(
                nodes.one(iri, "psr:ofCredential") or "",
                tuple(nodes.all(iri, "psr:valueFound")),
                tuple(self.fields.label(field) for field in nodes.all(iri, "psr:waitsFor")),
            )
            for iri in nodes.subjects("psr:ofCredential")
        ]
        return sorted(found, key=lambda one: one.credential)

    def of(self, credential: str) -> Report:
        """The quality of one record.

        :raises NotFoundError: when the graph has no such credential
        """
        nodes = Nodes(self._store.construct(RECORD.replace("?credential", f"<{credential}>")))
        reports = _of_kind(nodes, "psr:QualityReport")
        if not reports:
            raise NotFoundError("credential", credential.removeprefix(ID))
        found = [self._found(nodes, iri) for iri in _of_kind(nodes, "psr:RuleResult")]
        steps = sorted(nodes.all(reports[0], "psr:completion"), key=lambda iri: nodes.one(iri, "psr:rank") or "")
        return Report(
            credential,
            nodes.number(reports[0], "psr:readiness"),
            _counts(nodes, reports[0]),
            tuple(self._step(nodes, iri) for iri in steps),
            tuple(sorted(found, key=lambda one: one.rule.id)),
        )

    @cached_property
    def _nodes(self) -> Nodes:
        return Nodes(self._store.construct(RULES))

    @cached_property
    def _sums(self) -> Mapping[tuple[str, str], Counts]:
        nodes = self._nodes
        return {
            (nodes.one(iri, "psr:ofRule") or "", nodes.one(iri, "psr:jurisdiction") or ""): _counts(nodes, iri)
            for iri in _of_kind(nodes, "psr:QualitySum")
        }

    def _rule(self, iri: str) -> RuleEntry:
        nodes = self._nodes
        countries = sorted(place for place in self.places if place and (iri, place) in self._sums)
        return RuleEntry(
            id=nodes.one(iri, "dct:identifier") or "",
            iri=iri,
            label=nodes.one(iri, "rdfs:label") or "",
            severity=_SEVERITIES[(nodes.one(iri, "sh:severity") or "").rsplit("#", 1)[-1]],
            weight=int(nodes.number(iri, "psr:weight") or 0),
            rule_set=(nodes.one(iri, "psr:ruleSet") or "").removeprefix(f"{DEF}rules-"),
            basis=nodes.one(iri, "psr:legalBasis") or "",
            rationale=nodes.one(iri, "skos:scopeNote") or "",
            sources=tuple(self._law(source) for source in sorted(nodes.all(iri, "dct:source"))),
            checks=tuple(sorted(nodes.all(iri, "psr:checksRule"))),
            jurisdictions=tuple(sorted(nodes.all(iri, "psr:jurisdiction"))),
            kinds=tuple(sorted(kind.removeprefix(DEF) for kind in nodes.all(iri, "sh:targetClass"))),
            messages=nodes.languages(iri, "sh:message"),
            remedies=nodes.languages(iri, "psr:remedy"),
            counts=self._sums[iri, ""],
            by_country={place: self._sums[iri, place] for place in countries},
        )

    def _law(self, iri: str) -> Law:
        return Law(iri, self._nodes.one(iri, "dct:title") or iri, self._nodes.one(iri, "foaf:page"))

    def _found(self, nodes: Nodes, iri: str) -> Found:
        return Found(
            self.rules[(nodes.one(iri, "psr:ofRule") or "").removeprefix(BASE + "shape/")],
            (nodes.one(iri, "psr:ruleOutcome") or "").removeprefix(f"{DEF}result-"),
            tuple(sorted(nodes.all(iri, "psr:valueFound"))),
            tuple(sorted(nodes.all(iri, "psr:lookedAt"))),
            tuple(sorted(nodes.all(iri, "psr:waitsFor"))),
        )

    def _step(self, nodes: Nodes, iri: str) -> Step:
        field = nodes.one(iri, "psr:fieldToComplete") or ""
        rules = sorted(rule.rsplit("/", 1)[-1] for rule in nodes.all(iri, "psr:waitedForBy"))
        return Step(field, self.fields.label(field), nodes.number(iri, "psr:readinessGain") or 0, tuple(rules))


def _of_kind(nodes: Nodes, kind: str) -> list[str]:
    return [iri for iri in nodes.subjects("rdf:type") if expand(kind) in nodes.all(iri, "rdf:type")]


def _place(nodes: Nodes, iri: str) -> Place:
    names = ("psr:readiness", "psr:lowestReadiness", "psr:highestReadiness")
    mean, lowest, highest = (nodes.number(iri, name) for name in names)
    return Place(nodes.one(iri, "psr:jurisdiction") or "", _counts(nodes, iri), mean, lowest, highest)


def _counts(nodes: Nodes, iri: str) -> Counts:
    names = ("pass", "fail", "unknown", "notApplicable")
    passed, failed, unknown, not_applicable = (int(nodes.one(iri, f"psr:{name}Count") or 0) for name in names)
    return Counts(int(nodes.one(iri, "psr:recordCount") or 1), passed, failed, unknown, not_applicable)
