"""Outcome coverage: how much of what a target asks for does a source show? Directed, with an interval.

Outcomes are compared through the competences that they are mapped to. Every competence weighs what it says: its
intrinsic information content

    IC(c) = 1 - log(1 + narrower(c)) / log(N)

where `narrower(c)` counts the competences below c (for degrees of likeness also those that it spans) and N all of
them (N. Seco, T. Veale, J. Hayes: An intrinsic information content metric for semantic similarity in WordNet, ECAI
2004). A leaf weighs 1, a heading little.

A target competence b is covered by the best of what the source shows:

* b itself: fully, or by the extent to which the source's outcome fills b when the target's outcome asks for all of it;
* a competence that implies b: by the extent to which the source's outcome fills it;
* a competence a broader than b, or one that spans b: by their similarity 2 IC(a) / (IC(a) + IC(b)), since what they
  have in common is a (D. Lin: An information-theoretic definition of similarity, ICML 1998);
* a neighbour under the same broader competence p: by NEIGHBOUR times their similarity 2 IC(p) / (IC(a) + IC(b)), except
  where the parts of p are steps of one procedure or separate rights;
* competences narrower than b: by the share of b's parts that they cover, each part weighted by its information content.
  One step of a procedure never counts as the procedure, nor as its neighbour.

Where a release holds all of ESCO, the weight of a competence is the mean of that and of its information content by use

    U(c) = 1 - log(1 + occupations(c)) / log(1 + all occupations)

where `occupations(c)` counts those that need c or something narrower, essentially or optionally: what many occupations
need says little about any one (P. Resnik: Using information content to evaluate semantic similarity in a taxonomy,
IJCAI 1995, with occupations for the corpus).

Areas that any trade shares (safety at work, environment, workshop management, transversal skills, foundations) weigh
GENERIC of the others, since a difference counts only where it keeps the holder from succeeding.

Coverage is the mean over the target's competences, weighted by information content. It is taken over the set of
competences, so it does not depend on how finely a record is written. The interval says how sure this is: mappings in
doubt lower the lower end; outcomes that no competence fits could be anything, and widen both ends.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

EXTENT: Mapping[str, float] = {"exactMatch": 1.0, "closeMatch": 0.9, "narrowMatch": 1.0, "broadMatch": 0.75}
NEIGHBOUR = 0.4
GENERIC = 0.25


@dataclass(frozen=True, slots=True)
class Shown:
    """A competence that some outcome states: `extent` is how much of it, `confidence` how sure the mapping is."""

    competence: str
    extent: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The competences of a credential, each once, and the number of its outcomes that no competence fits."""

    shown: Mapping[str, Shown]
    unmapped: int

    @classmethod
    def of(cls, outcomes: Iterable[Sequence[tuple[str, str, float]]]) -> "Profile":
        """Gather a profile from outcomes, each given as its mappings (competence, predicate, confidence)."""
        shown: dict[str, Shown] = {}
        unmapped = 0
        for mappings in outcomes:
            unmapped += not mappings
            for competence, predicate, confidence in mappings:
                known = shown.get(competence, Shown(competence, 0.0, 0.0))
                extent = max(known.extent, EXTENT[predicate])
                shown[competence] = Shown(competence, extent, max(known.confidence, confidence))
        return cls(shown, unmapped)


@dataclass(frozen=True, slots=True)
class Match:
    """How one target competence is covered: by which source competence, in which way, from 0 to 1."""

    target: str
    source: str | None
    relation: str
    degree: float
    confidence: float
    weight: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of the target that is covered, from 0 to 1; None when the target states nothing that is mapped."""

    lower: float
    estimate: float | None
    upper: float
    matches: tuple[Match, ...]


class Hierarchy:
    """Competences under broader ones, with what spans and what implies what. Has no circles.

    :param broader: the broader competence of each, None for the top of an area
    :param spanning: the general competences that span each, beside the broader one
    :param implied: the competences that each one implies; what these imply follows
    :param steps: competences whose parts are steps or separate rights
    :param generic: areas that any trade shares
    :param used: the share of occupations that need each competence, as information content by use, where known
    """

    def __init__(
        self,
        broader: Mapping[str, str | None],
        spanning: Mapping[str, Sequence[str]] | None = None,
        implied: Mapping[str, Sequence[str]] | None = None,
        steps: Iterable[str] = (),
        generic: Iterable[str] = (),
        used: Mapping[str, float] | None = None,
    ) -> None:
        """Index the hierarchy."""
        self._broader = broader
        self._used = used or {}
        self._spanning = spanning or {}
        self._steps, self._generic = frozenset(steps), frozenset(generic)
        direct = implied or {}
        self._implying = _inverted({one: _above(one, lambda each: direct.get(each, ())) for one in direct})
        self._spans = _inverted(self._spanning)
        self._narrower = _inverted({one: [parent] for one, parent in broader.items() if parent is not None})
        self._content = self._contents(lambda one: _above(one, self._direct))
        self._tree_content = self._contents(self.path)

    @property
    def competences(self) -> Iterable[str]:
        """The competences that stand in the hierarchy."""
        return self._broader.keys()

    def _direct(self, competence: str) -> Sequence[str]:
        parent = self._broader.get(competence)
        return [*([parent] if parent else []), *self._spanning.get(competence, ())]

    def path(self, competence: str) -> list[str]:
        """The broader competences, nearest first; the last is the area."""
        return _above(competence, lambda one: [parent] if (parent := self._broader.get(one)) else [])

    def ancestors(self, competence: str) -> list[str]:
        """The more general competences, broader or spanning, nearest first."""
        return _above(competence, self._direct)

    def reach(self, competence: str) -> frozenset[str]:
        """Every competence that covers this one at least in part."""
        if competence not in self._reach:
            self._reach[competence] = frozenset({competence, *self.covering(competence), *self._below(competence)})
        return self._reach[competence]

    def _below(self, competence: str) -> Iterator[str]:
        for part in self.parts(competence):
            yield part
            yield from self._below(part)

    def common(self, one: str, other: str) -> str | None:
        """The nearest competence that both are or that is more general than both."""
        above = {other, *self.ancestors(other)}
        return next((found for found in (one, *self.ancestors(one)) if found in above), None)

    def parts(self, competence: str) -> Sequence[str]:
        """What a competence consists of: the several that it spans, or else the competences narrower than it."""
        spanned = self._spans.get(competence, ())
        return spanned if len(spanned) > 1 else self._narrower.get(competence, ())

    def content(self, competence: str) -> float:
        """Intrinsic information content, from 0 to 1: little for what has much below it or spans much."""
        return self._content.get(competence, 1.0)

    def weight(self, competence: str) -> float:
        """What a competence weighs in a target: its information content by place and use, less in generic areas."""
        generic = any(above in self._generic for above in (competence, *self.path(competence)))
        placed = self._tree_content.get(competence, 1.0)
        return (placed + self._used.get(competence, placed)) / 2 * (GENERIC if generic else 1.0)

    def _contents(self, above: Callable[[str], Sequence[str]]) -> dict[str, float]:
        narrower = dict.fromkeys(self._broader, 0)
        for competence in self._broader:
            for ancestor in above(competence):
                narrower[ancestor] = narrower.get(ancestor, 0) + 1
        total = math.log(max(2, len(narrower)))
        return {competence: 1 - math.log(1 + count) / total for competence, count in narrower.items()}

    def covering(self, competence: str) -> Mapping[str, tuple[float, str]]:
        """The other competences that cover this one by themselves, with degree from 0 to 1 and relation."""
        if competence not in self._covering:
            self._covering[competence] = self._cover(competence)
        return self._covering[competence]

    def _cover(self, competence: str) -> dict[str, tuple[float, str]]:
        own = self.content(competence)
        found: dict[str, tuple[float, str]] = {}
        parent = self._broader.get(competence)
        if parent is not None and parent not in self._steps:
            for neighbour in self._narrower.get(parent, ()):
                alike = 2 * self.content(parent) / (own + self.content(neighbour))
                found[neighbour] = (NEIGHBOUR * alike, "neighbour")
        for ancestor in self.ancestors(competence):
            common = self.content(ancestor)
            found[ancestor] = max(found.get(ancestor, (0.0, "")), (2 * common / (common + own), "broader"))
        for other in self._implying.get(competence, ()):
            found[other] = (1.0, "implied")
        found.pop(competence, None)
        return found

    @cached_property
    def _covering(self) -> dict[str, Mapping[str, tuple[float, str]]]:
        return {}

    @cached_property
    def _reach(self) -> dict[str, frozenset[str]]:
        return {}


def content_by_use(occupations: int, of: int) -> float:
    """U(c): the information content of a competence that so many occupations need, `of` all that there are."""
    return 1 - math.log(1 + occupations) / math.log(1 + max(of, occupations, 1))


def _inverted(relation: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, others in sorted(relation.items()):
        for other in others:
            found.setdefault(other, []).append(one)
    return found


def _above(competence: str, direct: Callable[[str], Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    ring = list(direct(competence))
    while ring:
        found |= dict.fromkeys(ring)
        ring = sorted({parent for one in ring for parent in direct(one)} - set(found))
    return list(found)


def coverage(source: Profile, target: Profile, hierarchy: Hierarchy) -> Coverage:
    """How much of the target's competences the source shows."""
    matches = tuple(_match(wanted, source, hierarchy) for _, wanted in sorted(target.shown.items()))
    weight = sum(match.weight for match in matches)
    if not weight:
        return Coverage(0.0, None, 1.0, ())
    unknown = weight * target.unmapped / len(matches)
    doubt = source.unmapped / (source.unmapped + 1)
    estimate = sum(match.weight * match.degree for match in matches) / weight
    low = sum(match.weight * match.degree * match.confidence for match in matches)
    high = sum(
        match.weight * (match.degree + (1 - match.degree) * max(doubt, 1 - target.shown[match.target].confidence))
        for match in matches
    )
    whole = weight + unknown
    return Coverage(min(low / whole, estimate), estimate, max((high + unknown) / whole, estimate), matches)


def _match(wanted: Shown, source: Profile, hierarchy: Hierarchy) -> Match:
    content = hierarchy.weight(wanted.competence)
    options = [
        _same(wanted, source),
        *_alike(wanted, source, hierarchy),
        _narrower(wanted.competence, source, hierarchy),
    ]
    degree, relation, found, confidence = max(options, key=_rank)
    if degree == 0:
        return Match(wanted.competence, None, "none", 0.0, 1.0, content)
    return Match(wanted.competence, found, relation, degree, confidence, content)


def _rank(option: tuple[float, str, str, float]) -> tuple[float, float, str, str]:
    """The greatest degree, then the surest mapping; names decide only between what is equal in both."""
    degree, relation, found, confidence = option
    return degree, confidence, relation, found


def _same(wanted: Shown, source: Profile) -> tuple[float, str, str, float]:
    shown = source.shown.get(wanted.competence)
    if shown is None:
        return 0.0, "", "", 0.0
    return min(1.0, shown.extent / wanted.extent), "same", shown.competence, shown.confidence


def _alike(wanted: Shown, source: Profile, hierarchy: Hierarchy) -> Iterator[tuple[float, str, str, float]]:
    covering = hierarchy.covering(wanted.competence)
    for competence, shown in source.shown.items():
        if competence in covering:
            degree, relation = covering[competence]
            yield shown.extent * degree, relation, competence, shown.confidence


def _narrower(competence: str, source: Profile, hierarchy: Hierarchy) -> tuple[float, str, str, float]:
    """The share of a competence's parts that the source shows; the part named is the best covered one."""
    children = hierarchy.parts(competence)
    if not children:
        return 0.0, "", "", 0.0
    parts = []
    for child in children:
        shown = source.shown.get(child)
        own = (shown.extent, "same", child, shown.confidence) if shown else (0.0, "none", child, 0.0)
        below, _, name, confidence = _narrower(child, source, hierarchy)
        degree, _, named, sure = max(own, (below, "narrower", name or child, confidence), key=_rank)
        parts.append((hierarchy.content(child), degree, named, sure))
    weight = sum(part[0] for part in parts)
    degree = sum(part[0] * part[1] for part in parts) / weight if weight else 0.0
    confidence = sum(part[0] * part[1] * part[3] for part in parts) / (degree * weight) if degree and weight else 0.0
    return degree, "narrower", max(parts, key=lambda part: part[1])[2], confidence
