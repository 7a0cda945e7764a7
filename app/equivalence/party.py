"""One side of a comparison: a record, and what follows from it alone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from app.coverage import Hierarchy, Profile
from app.model import Credential, Evidence


@dataclass(frozen=True, slots=True)
class Party:
    """A record with its competence profile, the weight of each area of competence, and its outcomes as evidence.

    `reach` holds every competence that covers some of the profile at least in part.
    """

    record: Credential
    profile: Profile
    areas: Mapping[str, float]
    stated: tuple[Evidence, ...]
    reach: frozenset[str]

    @classmethod
    def of(cls, record: Credential, hierarchy: Hierarchy) -> "Party":
        """Prepare a record for comparisons."""
        profile = Profile.of(
            [(mapped.iri, mapped.predicate, mapped.confidence) for mapped in outcome.competences]
            for outcome in record.outcomes
        )
        areas: dict[str, float] = defaultdict(float)
        for competence in profile.shown:
            path = hierarchy.path(competence)
            areas[path[-1] if path else competence] += hierarchy.weight(competence)
        stated = tuple(
            Evidence(outcome.iri, "stated", record.confidence, outcome.sources) for outcome in record.outcomes
        )
        reach = frozenset().union(*(hierarchy.reach(competence) for competence in profile.shown))
        return cls(record, profile, dict(areas), stated, reach)

    def touches(self, target: "Party") -> bool:
        """Whether it shows anything that covers some of the target."""
        return not target.reach.isdisjoint(self.profile.shown)
