"""Mapping sets and their rows, with every slot; and what of a document was not read."""

import hashlib
from dataclasses import dataclass, field, replace

from app.interchange.dialect import Unread
from app.interchange.mappings.slots import LITERAL, NO_TERM, NOT, OF_ROW
from app.vocab import BASE

Values = tuple[str, ...]
Slots = tuple[tuple[str, Values], ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row: IRIs expanded, confidence from 0 to 1 where given, the line it stands on.

    :param subject: its IRI; empty for a literal mapping whose subject is its label only, and so for the object
    :param slots: all other slots that have a value, in the order of the schema
    """

    subject: str
    predicate: str
    object: str
    justification: str
    negative: bool
    confidence: float | None
    slots: Slots
    line: int = field(default=0, compare=False)

    def values(self, slot: str) -> Values:
        """The values of one of the other slots; empty when it has none."""
        return next((values for name, values in self.slots if name == slot), ())

    def text(self, slot: str) -> str:
        """Its first value, or an empty text."""
        return next(iter(self.values(slot)), "")

    @property
    def literal(self) -> bool:
        """Whether an end of it is a text and no thing."""
        return LITERAL in (self.text("subject_type"), self.text("object_type"))

    @property
    def no_match(self) -> bool:
        """Whether the row says that nothing fits."""
        return NO_TERM in (self.subject, self.object)

    @property
    def positive(self) -> bool:
        """Whether the row asserts its mapping."""
        return not self.negative and not self.no_match

    @property
    def linked(self) -> bool:
        """Whether the row can be said in one triple: it is positive, and both its ends are things."""
        return self.positive and not self.literal

    @property
    def ends(self) -> tuple[str, str]:
        """Subject and object by which rows are told apart: IRI, or text, or that no term of a source fits."""
        return self._end("subject", self.subject), self._end("object", self.object)

    def node(self, mapping_set: str) -> str:
        """IRI of the mapping, the same for the same set, subject, predicate, object and sign."""
        key = "\t".join((mapping_set, self.subject, self.predicate, self.object, str(self.negative)))
        return f"{BASE}id/mapping/{hashlib.sha256(key.encode()).hexdigest()[:16]}"

    def with_slots(self, **values: Values) -> "Mapping":
        """The row with other values in some slots; an empty value takes a slot away."""
        found = dict(self.slots) | values
        return replace(self, slots=tuple((name, found[name]) for name in OF_ROW if found.get(name)))

    def all_slots(self) -> dict[str, Values]:
        """Every slot that has a value, in the order of the schema."""
        found = dict(self.slots) | {
            "subject_id": (self.subject,) if self.subject else (),
            "predicate_id": (self.predicate,),
            "object_id": (self.object,) if self.object else (),
            "mapping_justification": (self.justification,),
            "predicate_modifier": (NOT,) if self.negative else (),
            "confidence": () if self.confidence is None else (repr(self.confidence),),
        }
        return {name: found[name] for name in OF_ROW if found.get(name)}

    def _end(self, side: str, iri: str) -> str:
        if self.text(f"{side}_type") == LITERAL:
            return f'"{self.text(f"{side}_label")}"'
        return f"{iri} of {self.text(f'{side}_source')}" if iri == NO_TERM else iri


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One set: its identifier, title, licence and rows.

    :param slots: its other slots, but for those that were propagated to the rows
    :param prefixes: the prefixes of its CURIEs with their namespaces
    """

    iri: str
    title: str
    licence: str
    rows: tuple[Mapping, ...]
    slots: Slots = ()
    prefixes: tuple[tuple[str, str], ...] = ()

    def all_slots(self) -> dict[str, Values]:
        """Every slot of the set that has a value, by name."""
        own = {"mapping_set_id": (self.iri,), "mapping_set_title": (self.title,), "license": (self.licence,)}
        return dict(self.slots) | {name: values for name, values in own.items() if values[0]}


@dataclass(frozen=True, slots=True)
class Problem(Unread):
    """Something of a mapping set that was not read.

    :param line: where it stands in a table or its metadata
    :param row: whether a whole row was not read because of it
    """

    line: int | None = None
    row: bool = False


@dataclass(frozen=True, slots=True)
class MappingReading:
    """What was read of a document: the set with its good rows, and everything that was not read.

    :param lost: how many rows were not read
    """

    name: str
    mappings: MappingSet
    problems: tuple[Problem, ...] = ()
    lost: int = 0
