"""What a set of offers closes: said by `app.coverage` and by nothing else."""

from collections.abc import Iterable, Mapping, Sequence

from app.bridges.bridge import THRESHOLD, Bridge, Need, Offer, Proof
from app.coverage import Coverage, Match, Profile, Shown, coverage
from app.hierarchy import Hierarchy
from app.model import Hours

EXACT = 1e-9


def gap(found: Coverage, target: Profile, labels: Mapping[str, str], threshold: float = THRESHOLD) -> tuple[Need, ...]:
    """The competences of the target that its coverage leaves below the threshold.

    :param labels: the name of each competence; its IRI where there is none
    """
    return tuple(
        Need(
            match.target,
            labels.get(match.target, match.target),
            threshold - match.degree,
            target.shown[match.target].extent,
        )
        for match in found.matches
        if match.degree < threshold - EXACT
    )


def together(profiles: Iterable[Profile]) -> Profile:
    """The profile of credentials held together: of each competence, the most that any of them shows."""
    shown: dict[str, Shown] = {}
    unmapped = 0
    for profile in profiles:
        unmapped += profile.unmapped
        for name, one in profile.shown.items():
            known = shown.get(name, one)
            shown[name] = Shown(name, max(known.extent, one.extent), max(known.confidence, one.confidence))
    return Profile(shown, unmapped)


class Measure:
    """Needs, held against the source with any set of offers. More offers never close less."""

    def __init__(self, source: Profile, needs: Sequence[Need], hierarchy: Hierarchy, threshold: float) -> None:
        """:param threshold: the degree from which a need is closed, from 0 to 1"""
        self.source, self.hierarchy, self.threshold = source, hierarchy, threshold - EXACT
        self.needs = tuple(sorted(need.competence for need in needs))
        self._wanted = {
            need.competence: Profile({need.competence: Shown(need.competence, need.extent, 1.0)}, 0) for need in needs
        }
        self._helping: dict[tuple[str, str], Profile] = {}
        self._had = {need: self._toward(need, source) for need in self.needs}

    def helping(self, need: str, offer: Offer) -> Profile:
        """What an offer shows that covers something of a need."""
        if (need, offer.id) not in self._helping:
            self._helping[need, offer.id] = self._toward(need, offer.profile)
        return self._helping[need, offer.id]

    def closes(self, need: str, profiles: Iterable[Profile]) -> bool:
        """Whether the source and these profiles together close a need."""
        match = self._match(need, [self._had[need], *profiles])
        return match is not None and match.degree >= self.threshold

    def jointly(self, need: str, offers: Iterable[Offer]) -> bool:
        """Whether offers close a need together of which none does so alone."""
        helping = [self.helping(need, offer) for offer in offers]
        return self.closes(need, [one for one in helping if not self.closes(need, [one])])

    def below(self, competence: str) -> frozenset[str]:
        """The parts of a competence, and their parts."""
        parts = self.hierarchy.parts(competence)
        return frozenset(parts).union(*(self.below(part) for part in parts))

    def closed(self, offers: Sequence[Offer]) -> frozenset[str]:
        """The needs that the source and these offers together close."""
        return frozenset(
            need for need in self.needs if self.closes(need, [self.helping(need, offer) for offer in offers])
        )

    def bridge(self, offers: Sequence[Offer], reached: Iterable[str]) -> Bridge:
        """The bridge of these offers, in the order of their ids, with a proof for each need that it reaches."""
        known = [offer.hours for offer in offers if offer.hours is not None]
        total = Hours(sum(hours.min for hours in known), sum(hours.max for hours in known))
        return Bridge(
            offers=tuple(offers),
            hours=total if len(known) == len(offers) else None,
            units=len(offers),
            countries=tuple(sorted({offer.country for offer in offers})),
            proof={need: self._proof(need, offers) for need in sorted(reached)},
        )

    def _proof(self, need: str, offers: Sequence[Offer]) -> Proof:
        whole = self._match(need, [self.source, *(offer.profile for offer in offers)])
        assert whole is not None and whole.degree >= self.threshold
        kept = list(offers)
        for offer in reversed(offers):
            fewer = [one for one in kept if one is not offer]
            match = self._match(need, [self.source, *(one.profile for one in fewer)])
            if match is not None and match.degree >= whole.degree - EXACT:
                kept = fewer
        return Proof(tuple(offer.id for offer in kept), whole)

    def _match(self, need: str, profiles: Iterable[Profile]) -> Match | None:
        """None for a competence that weighs nothing: no one can cover it."""
        return next(iter(coverage(together(profiles), self._wanted[need], self.hierarchy).matches), None)

    def _toward(self, need: str, profile: Profile) -> Profile:
        reach = self.hierarchy.reach(need)
        return Profile({name: shown for name, shown in profile.shown.items() if name in reach}, 0)
