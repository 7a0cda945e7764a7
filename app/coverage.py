"""Outcome coverage: how much of what a target asks for does a source show? Directed, with an interval.

Outcomes are compared through the competences that they are mapped to. Every competence weighs what it says: its
intrinsic information content

    IC(c) = 1 - log(1 + narrower(c)) / log(N)

where `narrower(c)` counts the competences below c and N all of them (N. Seco, T. Veale, J. Hayes: An intrinsic
information content metric for semantic similarity in WordNet, ECAI 2004). A leaf weighs 1, a heading little.

A target competence b is covered by the best of what the source shows:

* b itself: fully, or by the extent to which the source's outcome fills b when the target's outcome asks for all of it;
* a competence a broader than b, or one that spans b: by their similarity 2 IC(a) / (IC(a) + IC(b)), since what they
  have in common is a (D. Lin: An information-theoretic definition of similarity, ICML 1998);
* competences narrower than b: by the share of b's parts that they cover, each part weighted by its information content.
  One step of a procedure never counts as the procedure, nor as its neighbour.

Coverage is the mean over the target's competences, weighted by information content. It is taken over the set of
competences, so it does not depend on how finely a record is written. The interval says how sure this is: mappings in
doubt lower the lower end; outcomes that no competence fits could be anything, and widen both ends.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

EXTENT: Mapping[str, float] = {"exactMatch": 1.0, "closeMatch": 0.9, "narrowMatch": 1.0, "broadMatch": 0.75}


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
    """Competences under the more general ones: those broader than each, and those that span it. Has no circles."""

    def __init__(self, general: Mapping[str, Sequence[str]]) -> None:
        """Index the hierarchy, given as the competences directly more general than each."""
        self._general = general
        self._children: dict[str, list[str]] = {}
        for competence, parents in sorted(general.items()):
            for parent in parents:
                self._children.setdefault(parent, []).append(competence)

    def ancestors(self, competence: str) -> list[str]:
        """The more general competences, nearest first."""
        found: dict[str, None] = {}
        ring = list(self._general.get(competence, ()))
        while ring:
            found |= dict.fromkeys(ring)
            ring = sorted({parent for one in ring for parent in self._general.get(one, ())} - set(found))
        return list(found)

    def children(self, competence: str) -> Sequence[str]:
        """The competences one step less general."""
        return self._children.get(competence, ())

    def content(self, competence: str) -> float:
        """Intrinsic information content, from 0 to 1."""
        return self._content.get(competence, 1.0)

    @cached_property
    def _content(self) -> dict[str, float]:
        narrower = dict.fromkeys(self._general, 0)
        for competence in self._general:
            for ancestor in self.ancestors(competence):
                narrower[ancestor] += 1
        total = math.log(max(2, len(self._general)))
        return {competence: 1 - math.log(1 + count) / total for competence, count in narrower.items()}


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
    content = hierarchy.content(wanted.competence)
    options = [
        _same(wanted, source),
        *_broader(wanted, source, hierarchy),
        _narrower(wanted.competence, source, hierarchy),
    ]
    degree, relation, found, confidence = max(option for option in options)
    if degree == 0:
        return Match(wanted.competence, None, "none", 0.0, 1.0, content)
    return Match(wanted.competence, found, relation, degree, confidence, content)


def _same(wanted: Shown, source: Profile) -> tuple[float, str, str, float]:
    shown = source.shown.get(wanted.competence)
    if shown is None:
        return 0.0, "", "", 0.0
    return min(1.0, shown.extent / wanted.extent), "same", shown.competence, shown.confidence


def _broader(wanted: Shown, source: Profile, hierarchy: Hierarchy) -> Iterable[tuple[float, str, str, float]]:
    content = hierarchy.content(wanted.competence)
    for ancestor in hierarchy.ancestors(wanted.competence):
        shown = source.shown.get(ancestor)
        if shown is not None:
            common = hierarchy.content(ancestor)
            yield shown.extent * 2 * common / (common + content), "broader", ancestor, shown.confidence


def _narrower(competence: str, source: Profile, hierarchy: Hierarchy) -> tuple[float, str, str, float]:
    """The share of a competence's parts that the source shows; the part named is the best covered one."""
    children = hierarchy.children(competence)
    if not children:
        return 0.0, "", "", 0.0
    parts = []
    for child in children:
        shown = source.shown.get(child)
        own = (shown.extent, child, shown.confidence) if shown else (0.0, child, 0.0)
        below, _, name, confidence = _narrower(child, source, hierarchy)
        parts.append((hierarchy.content(child), *max(own, (below, name or child, confidence))))
    weight = sum(part[0] for part in parts)
    degree = sum(part[0] * part[1] for part in parts) / weight if weight else 0.0
    confidence = sum(part[0] * part[1] * part[3] for part in parts) / (degree * weight) if degree and weight else 0.0
    return degree, "narrower", max(parts, key=lambda part: part[1])[2], confidence
