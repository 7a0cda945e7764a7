"""Several mapping sets as one: where rows say different things of the same claim, one rule decides, and all is told.

A claim is a subject, a predicate and an object. Of the rows on one claim the first in this order is kept:

1. what a human curated or reviewed goes before anything else (`semapv:ManualMappingCuration`, `semapv:MappingReview`);
2. the higher confidence; a row that states none counts as 1, as the confidence model of SSSOM has it, and the reason
   says so: unknown is not zero;
3. a negative row goes before a positive one;
4. a stated confidence before none; then the row whose slots come first in the alphabet, so that order never matters.

The order is total, so the result is the same however sets are grouped and ordered. No row is lost: each one is kept,
or stands in the list of decisions beside the row that was kept instead of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from app.interchange.mappings.exclusion import excluded
from app.interchange.mappings.model import Mapping, MappingSet, Slots, Values
from app.interchange.mappings.prefixes import together
from app.interchange.mappings.slots import OF_SET, UNSPECIFIED_LICENCE
from app.vocab import PREFIXES

Kind = Literal["repeated", "outranked", "contradicted", "exclusive"]
Claim = tuple[str, str, str]
HUMAN = frozenset(PREFIXES["semapv"] + name for name in ("ManualMappingCuration", "MappingReview"))
"""Justifications that say that a person decided; any other, or one not known, does not."""
_ALWAYS = frozenset({"sssom_version", "mapping_set_source"})


@dataclass(frozen=True, slots=True)
class Decision:
    """Two rows that do not stand side by side, or should not.

    :param kind: repeated (both say the same), outranked (same claim and sign), contradicted (same claim, other sign),
        exclusive (different claims that cannot both hold; both rows are kept, for a person to decide)
    :param first: the row that is kept
    :param second: the other one
    :param why: the rule that decided, in words
    """

    kind: Kind
    first: Mapping
    second: Mapping
    why: str

    @property
    def conflict(self) -> bool:
        """Whether the rows contradict each other."""
        return self.kind in ("contradicted", "exclusive")


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged set, every decision, and what is said of single sets and cannot be said of the merged one."""

    mappings: MappingSet
    decisions: tuple[Decision, ...]
    left_out: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[Decision, ...]:
        """The decisions between rows that contradict each other."""
        return tuple(one for one in self.decisions if one.conflict)


def merge(sets: Sequence[MappingSet], iri: str | None = None, title: str = "") -> Merged:
    """The sets as one.

    :param iri: identifier of the merged set; one that follows from its content when not given
    """
    licences = {one.licence or UNSPECIFIED_LICENCE for one in sets}
    licence = licences.pop() if len(licences) == 1 else UNSPECIFIED_LICENCE
    by_claim: dict[Claim, list[Mapping]] = defaultdict(list)
    for one in sets:
        for row in one.rows:
            by_claim[claim(row)].append(_with_origin(row, one, licence))
    decisions: list[Decision] = []
    kept: list[Mapping] = []
    for _, rows in sorted(by_claim.items()):
        first, *others = sorted(rows, key=rank)
        kept.append(first)
        decisions += (_decided(first, other) for other in others)
    decisions += (Decision("exclusive", one, other, why) for one, other, why in excluded(kept))
    slots, left_out = _common(sets)
    kept, told = _unique_records(kept)
    iri = iri or f"urn:uuid:{uuid5(NAMESPACE_URL, repr([row.all_slots() for row in kept]))}"
    found = MappingSet(iri, title, licence, tuple(kept), slots, together(one.prefixes for one in sets))
    return Merged(found, tuple(decisions), (*left_out, *told))


def claim(row: Mapping) -> Claim:
    """What a row is about. Of two rows that no term fits, those on different sources are different claims."""
    subject, target = row.ends
    return subject, row.predicate, target


def rank(row: Mapping) -> tuple[bool, float, bool, bool, list[tuple[str, Values]]]:
    """The place of a row among those on the same claim: the least is kept."""
    return (
        row.justification not in HUMAN,
        -_confidence(row),
        not row.negative,
        row.confidence is None,
        sorted(row.all_slots().items()),
    )


def _confidence(row: Mapping) -> float:
    return 1.0 if row.confidence is None else row.confidence


def _decided(first: Mapping, second: Mapping) -> Decision:
    if _content(first) == _content(second):
        return Decision("repeated", first, second, "both say the same")
    kind: Kind = "outranked" if first.negative == second.negative else "contradicted"
    return Decision(kind, first, second, _why(first, second))


def _content(row: Mapping) -> Mapping:
    """What a row says, without where it is from and what it is called there."""
    return row.with_slots(mapping_source=(), record_id=(), license=())


def _why(first: Mapping, second: Mapping) -> str:
    if (first.justification in HUMAN) != (second.justification in HUMAN):
        return "a person decided, against a row that no person is known to have decided"
    stated = f"confidence {_shown(first)} against {_shown(second)}"
    if _confidence(first) != _confidence(second):
        return stated
    if first.negative != second.negative:
        return f"negative against positive, {stated}"
    if (first.confidence is None) != (second.confidence is None):
        return f"a stated confidence, {stated}"
    return f"equal in rank, {stated}; first in the alphabet of their slots"


def _shown(row: Mapping) -> str:
    return "not stated (counts as 1)" if row.confidence is None else f"{row.confidence:g}"


def _with_origin(row: Mapping, origin: MappingSet, licence: str) -> Mapping:
    """The row with the set that it comes from, and its licence if that is not the merged set's, unless it says them."""
    said: dict[str, Values] = {"mapping_source": row.values("mapping_source") or (origin.iri,)}
    if origin.licence not in ("", UNSPECIFIED_LICENCE, licence):
        said["license"] = row.values("license") or (origin.licence,)
    return row.with_slots(**said)


def _common(sets: Sequence[MappingSet]) -> tuple[Slots, list[str]]:
    """What can be said of the merged set: values that all sets share, and all values of slots with several."""
    found: dict[str, Values] = {}
    left_out: list[str] = []
    for name, slot in OF_SET.items():
        values = [(one.iri, dict(one.slots).get(name, ())) for one in sets]
        every = {told for _, told in values}
        if name in _ALWAYS or every <= {()}:
            continue
        if len(every) == 1:
            found[name] = every.pop()
        elif slot.many:
            found[name] = tuple(sorted({value for several in every for value in several}))
        else:
            left_out += [f"{name} of {iri}: {told[0]}" for iri, told in sorted(set(values)) if told]
    earlier = {source for one in sets for source in dict(one.slots).get("mapping_set_source", ())}
    found["mapping_set_source"] = tuple(sorted(earlier | {one.iri for one in sets}))
    return tuple((name, found[name]) for name in OF_SET if name in found), left_out


def _unique_records(rows: Iterable[Mapping]) -> tuple[list[Mapping], Iterator[str]]:
    """The rows without `record_id` where these do not tell all of them apart, as the standard demands."""
    rows = list(rows)
    ids = [row.text("record_id") for row in rows]
    if not any(ids) or ("" not in ids and len(set(ids)) == len(ids)):
        return rows, iter(())
    told = (f"record_id of a row: {one}" for one in sorted({*ids} - {""}))
    return [row.with_slots(record_id=()) for row in rows], told
