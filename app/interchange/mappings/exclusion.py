"""Rows on one pair that cannot all hold although their predicates differ, by the rules of SKOS.

`broadMatch` and `narrowMatch` are each other's inverse, `exactMatch`, `closeMatch` and `relatedMatch` go both ways
(SKOS Reference S43, S44); `exactMatch` implies `closeMatch` (S42) and excludes `broadMatch`, `narrowMatch` and
`relatedMatch` (S46). That a concept is both broader and narrower than another is no contradiction in SKOS itself, and
always a mistake here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.interchange.mappings.model import Mapping
from app.interchange.mappings.slots import NO_TERM
from app.vocab import PREFIXES

Exclusion = tuple[Mapping, Mapping, str]
_SKOS = PREFIXES["skos"]
_INVERSE = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}
_SYMMETRIC = ("exactMatch", "closeMatch", "relatedMatch")
_EXCLUDE = [
    ("exactMatch", "broadMatch", "SKOS S46"),
    ("exactMatch", "narrowMatch", "SKOS S46"),
    ("exactMatch", "relatedMatch", "SKOS S46"),
    ("broadMatch", "narrowMatch", "one cannot be both broader and narrower"),
]
_IMPLIES = [("exactMatch", "closeMatch", "SKOS S42"), *((name, name, "SKOS S44") for name in _SYMMETRIC),
            *((name, name, "SKOS S43") for name in _INVERSE)]  # fmt: skip


def excluded(rows: Iterable[Mapping]) -> Iterator[Exclusion]:
    """The pairs of rows that exclude each other, with the rule; the rows are those kept, one on each claim."""
    pairs: dict[tuple[str, str], list[tuple[str, Mapping]]] = defaultdict(list)
    nothing: dict[tuple[str, str], list[Mapping]] = defaultdict(list)
    found: dict[tuple[str, str, str], list[Mapping]] = defaultdict(list)
    for row in rows:
        subject, target = row.ends
        if row.no_match:
            if row.subject != NO_TERM and not row.negative:
                nothing[subject, row.predicate].append(row)
            continue
        if row.positive:
            found[subject, row.predicate, row.text("object_source")].append(row)
        if row.predicate.startswith(_SKOS):
            name = row.predicate.removeprefix(_SKOS)
            turned = target < subject
            said = _INVERSE.get(name, name) if turned else name
            pairs[(target, subject) if turned else (subject, target)].append((said, row))
    for _, said_of in sorted(pairs.items()):
        yield from _of_pair(said_of)
    for key, empty in sorted(nothing.items()):
        for one in empty:
            source = one.text("object_source")
            for other in found.get((*key, source), ()) if source else ():
                yield one, other, "no term of the source fits, and one does; both are kept"


def _of_pair(said: list[tuple[str, Mapping]]) -> Iterator[Exclusion]:
    positive = [(name, row) for name, row in said if row.positive]
    negative = [(name, row) for name, row in said if row.negative]
    for name, other, rule in _EXCLUDE:
        for one in (row for said_name, row in positive if said_name == name):
            for two in (row for said_name, row in positive if said_name == other):
                yield one, two, f"{name} and {other} of one pair exclude each other ({rule}); both are kept"
    for name, other, rule in _IMPLIES:
        for one in (row for said_name, row in positive if said_name == name):
            for two in (row for said_name, row in negative if said_name == other):
                yield one, two, f"{name} says what a negative {other} of the pair denies ({rule}); both are kept"
