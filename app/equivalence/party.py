"""One side of a comparison: a record, and what follows from it alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.coverage import Profile
from app.hierarchy import Hierarchy
from app.model import Credential, Evidence


@dataclass(frozen=True, slots=True)
class Party:
    """A record with its competence profile, the area of each competence, and its outcomes as evidence.

    `reach` holds every competence that covers some of the profile at least in part.
    """

    record: Credential
    profile: Profile
    area_of: Mapping[str, str]
    areas: frozenset[str]
    stated: tuple[Evidence, ...]
    reach: frozenset[str]

    @classmethod
    def of(cls, record: Credential, hierarchy: Hierarchy) -> "Party":
        """Prepare a record for comparisons."""
        profile = Profile.of(
            [(mapped.iri, mapped.predicate, mapped.confidence) for mapped in outcome.competences]
            for outcome in record.outcomes
        )
        area_of = {competence: (hierarchy.path(competence) or [competence])[-1] for competence in profile.shown}
        stated = tuple(
            Evidence(outcome.iri, "stated", record.confidence, outcome.sources) for outcome in record.outcomes
        )
        reach = frozenset().union(*(hierarchy.reach(competence) for competence in profile.shown))
        return cls(record, profile, area_of, frozenset(area_of.values()), stated, reach)

    def touches(self, target: "Party") -> bool:
        """Whether it shows anything that covers some of the target."""
        return not target.reach.isdisjoint(self.profile.shown)
