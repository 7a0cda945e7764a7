"""Bridges: the least that a holder has to add to what they have, from units that exist, so that nothing is missing.

A bridge is a set of offers which, taken together with the source, covers each missing competence to a threshold in the
sense of `app.coverage`. Bridges are compared by three costs: hours of learner work (upper end, in whole minutes),
number of units, and changes of country (countries involved beyond the first). The answer is their Pareto front: every
set of costs that no other set of offers meets in all three and betters in one.

Hours that nobody documents are unknown, never zero: a set that holds such an offer has hours None, and is kept only
where no set with known hours takes as few units and as few changes of country.

Pure: knows neither RDF nor HTTP. docs/bridging.md states the model.
"""

import time
from collections.abc import Sequence
from math import inf, isfinite

from app.bridges.bridge import THRESHOLD, Bridge, Bridging, Need, Offer, Options, Proof, Status
from app.bridges.choice import worth_having
from app.bridges.front import Front
from app.bridges.measure import Measure, gap, together
from app.bridges.programme import Programme
from app.coverage import Profile
from app.hierarchy import Hierarchy

__all__ = [
    "THRESHOLD", "Bridge", "Bridging", "Need", "Offer", "Options", "Proof", "Status", "find_bridges", "gap", "together",
]  # fmt: skip


def find_bridges(
    needs: Sequence[Need],
    offers: Sequence[Offer],
    source: Profile,
    hierarchy: Hierarchy,
    options: Options | None = None,
) -> Bridging:
    """The Pareto front of the sets of offers that close the needs. The same input gives the same answer.

    Of sets with equal costs, the one whose ids come first stands for all. Among sets with unknown hours, those with the
    fewest undocumented offers come before that, then those with the fewest documented hours.

    :param needs: what is missing, from `gap`
    :param offers: what can be added; leave out the target itself and whatever contains it
    :param source: what the holder has: of several credentials, their profiles `together`
    :raises ValueError: when two needs or two offers are the same, or hours are not an interval of numbers from 0
    """
    options = options or Options()
    _check(needs, offers)
    deadline = inf if options.seconds is None else time.thread_time() + options.seconds
    measure = Measure(source, needs, hierarchy, options.threshold)
    eligible = sorted((offer for offer in offers if options.admits(offer)), key=lambda offer: offer.id)
    had, reached = measure.closed(()), measure.closed(eligible)
    unreachable = tuple(need for need in needs if need.competence not in reached)
    if reached == had:
        return Bridging((), unreachable, Status.PROVEN, None)
    useful = worth_having(measure, eligible, reached - had)
    front = Front(Programme(measure, useful, reached - had, deadline), options.units)
    status = front.search()
    bridges = tuple(measure.bridge(chosen, reached) for chosen in front.sets)
    return Bridging(bridges, unreachable, status, front.fewest_units)


def _check(needs: Sequence[Need], offers: Sequence[Offer]) -> None:
    if len({need.competence for need in needs}) < len(needs) or len({offer.id for offer in offers}) < len(offers):
        raise ValueError("A need or an offer is given twice.")
    for offer in offers:
        if offer.hours and not (0 <= offer.hours.min <= offer.hours.max and isfinite(offer.hours.max)):
            raise ValueError(f"The hours of {offer.id} are not an interval of numbers from 0: {offer.hours}.")
