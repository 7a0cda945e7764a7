"""A document that somebody sent, held against the rules: what was read, what each rule says, and what was not read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rdflib import DCTERMS, Literal, URIRef
from rdflib.term import Node

from app.interchange.dialect import Document, Reading, Signature, Unread
from app.interchange.dialects.elm.localise import triples_of
from app.interchange.documents import open_document
from app.interchange.exchange import read_document
from app.interchange.known import Known
from app.problems import ParameterError
from app.quality.check import Checker, RuleResult
from app.quality.context import focus_of, node_of
from app.quality.described import described, held
from app.quality.facts import Facts, Triple, looked_at
from app.quality.fields import Fields
from app.quality.readiness import Readiness, readiness
from app.quality.rules import Rule
from app.store import Term
from app.vocab import DEF, PREFIXES

RULE_SETS = ("annex-i", "annex-ii", "european", "national", "profile")
ALIASES = {"country": "national"}
OURS = "passerelle"
AWARD = "urn:passerelle:award"
_SH = PREFIXES["sh"]
_SHAPES = "is a shape; the shapes of a document are never used, only the rules of the house"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule, by id, says of a record: outcome, where it looked, what stands there, the fields it waits for."""

    rule: str
    outcome: str
    paths: tuple[str, ...]
    values: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One record: its readiness, and the findings of every rule that applies."""

    iri: str
    title: str
    readiness: Readiness
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Validation:
    """What a document says and how it fares. `dialect` is empty where none was recognised."""

    dialect: str
    signature: Signature | None
    rule_sets: tuple[str, ...]
    records: tuple[Checked, ...]
    unread: tuple[Unread, ...]

    @property
    def conforms(self) -> bool:
        """Whether records were read and no rule fails."""
        return bool(self.records) and not any(
            finding.outcome == "fail" for record in self.records for finding in record.findings
        )


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The rule sets of a choice; all when it is empty.

    :raises ParameterError: naming those that there are
    """
    wanted = {ALIASES.get(name, name) for name in names}
    for name in sorted(wanted - set(RULE_SETS)):
        raise ParameterError("rules", name[:80], f"is not one of {', '.join((*RULE_SETS, *ALIASES))}")
    return tuple(name for name in RULE_SETS if name in wanted or not wanted)


class Validator:
    """The rules of a release made ready, with what records may refer to."""

    def __init__(self, rules: Sequence[Rule], context: Facts, fields: Fields, known: Known) -> None:
        self._rules, self._context, self._fields, self._known = rules, context, fields, known
        self._checkers: dict[tuple[str, ...], Checker] = {}
        self._only = looked_at(rules)

    def validate(self, body: bytes, media_type: str | None, name: str, rule_sets: tuple[str, ...],
                 size: int, levels: int) -> Validation:  # fmt: skip
        """Hold the records of a document against the rules of some sets.

        :raises DocumentError: when it cannot be opened at all; what can be read of an opened document always is
        """
        document = open_document(body, media_type, name, size, levels)
        triples, unread = _own(document) if _names_ours(document) else ([], [])
        alone = Facts(triples)
        focus = focus_of(alone, self._rules)
        if not focus:
            return self._of_reading(read_document(document, self._known), rule_sets)
        facts = Facts(triples, self._context, self._only, instead=focus)
        titles = {one: str(next(iter(alone.objects(one, DCTERMS.title)), one)) for one in focus}
        found = self._records(facts, focus, titles, rule_sets)
        return Validation(OURS, document.signature, rule_sets, found, tuple(unread))

    def _of_reading(self, reading: Reading, rule_sets: tuple[str, ...]) -> Validation:
        triples = [triple for record in reading.records for triple in described(record, self._framework)]
        records = {record.iri: record for record in reading.records}
        titles = {URIRef(iri): record.title for iri, record in records.items()}
        for number, award in enumerate(reading.awards, 1):
            node, record = URIRef(f"{AWARD}:{number}"), records[award.of]
            triples.extend(held(award, record, node))
            titles[node] = f"Award: {record.title}"
        focus = list(titles)
        facts = Facts(triples, self._context, self._only, instead=focus)
        found = self._records(facts, focus, titles, rule_sets)
        return Validation(reading.dialect, reading.signature, rule_sets, found, reading.unread)

    def _records(
        self, facts: Facts, focus: Sequence[URIRef], titles: dict[URIRef, str], rule_sets: tuple[str, ...]
    ) -> tuple[Checked, ...]:
        if rule_sets not in self._checkers:
            self._checkers[rule_sets] = Checker([rule for rule in self._rules if rule.rule_set in rule_sets])
        results = self._checkers[rule_sets].check(facts, focus)
        return tuple(
            self._record(list(group), titles[URIRef(iri)])
            for iri, group in groupby(results, key=lambda result: result.credential)
        )

    def _record(self, results: Sequence[RuleResult], title: str) -> Checked:
        found = tuple(
            Finding(one.rule.id, one.outcome, one.paths, one.values, self._fields.among(one.paths))
            for one in results
            if one.outcome != "not-applicable"
        )
        return Checked(results[0].credential, title, readiness(results, self._fields), found)

    def _framework(self, name: str) -> Node | None:
        return next(iter(self._context.subjects_of(DCTERMS.identifier, Literal(name))), None)


def _names_ours(document: Document) -> bool:
    """Whether the document may be written in our own model: it names its terms, in full or by a prefix."""
    return DEF in document.text.replace("\\/", "/")


def _own(document: Document) -> tuple[list[Triple], list[Unread]]:
    found, unread = triples_of(document)
    shapes = {s.value for s, _, o in found if o.value.startswith(_SH) and o.value.endswith("Shape")}
    unread += [Unread(shape[:200], _SHAPES) for shape in sorted(shapes)]
    return [(node_of(s), URIRef(p.value), node_of(o)) for s, p, o in found if not _is_shape(p, shapes, s)], unread


def _is_shape(predicate: Term, shapes: set[str], subject: Term) -> bool:
    return predicate.value.startswith(_SH) or subject.value in shapes
