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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.hierarchy import Hierarchy

EXTENT: Mapping[str, float] = {"exactMatch": 1.0, "closeMatch": 0.9, "narrowMatch": 1.0, "broadMatch": 0.75}
PLACES = 9


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
    """The greatest degree, then the surest mapping; names decide only between what is equal in both.

    Degrees are equal to PLACES decimals: a sum of shares may miss a whole by a hair.
    """
    degree, relation, found, confidence = option
    return round(degree, PLACES), confidence, relation, found


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
