"""The offers that can stand in a bridge: those that help, and that no other offer replaces at no more cost."""

from collections.abc import Container, Mapping, Sequence

from app.bridges.bridge import Offer
from app.bridges.measure import Measure

MINUTES = 60
Help = Mapping[str, float]
CLOSES: Help = {"": 1.0}


def minutes(offer: Offer) -> int | None:
    """The upper end of the hours, in whole minutes; None where nobody documents them."""
    return None if offer.hours is None else round(offer.hours.max * MINUTES)


def worth_having(measure: Measure, offers: Sequence[Offer], needs: frozenset[str]) -> list[Offer]:
    """The offers, in their order, without those that another one of the same country replaces.

    An offer replaces another when it helps with all that the other helps with, and comes first by hours known, then
    minutes, then id. No set on the front holds the other: with the replacement in its place, the set costs less, or as
    much and its ids come first.
    """
    jointly = {need: measure.below(need) for need in sorted(needs) if measure.jointly(need, offers)}
    helps = {offer.id: _help(measure, offer, needs, jointly) for offer in offers}
    kept: dict[str, list[Offer]] = {}
    for offer in sorted(offers, key=lambda offer: (offer.hours is None, minutes(offer) or 0, offer.id)):
        others = kept.setdefault(offer.country, [])
        if helps[offer.id] and not any(_replaces(helps[other.id], helps[offer.id]) for other in others):
            others.append(offer)
    chosen = {offer.id for others in kept.values() for offer in others}
    return [offer for offer in offers if offer.id in chosen]


def _help(
    measure: Measure, offer: Offer, needs: frozenset[str], jointly: Mapping[str, Container[str]]
) -> Mapping[str, Help]:
    """What an offer adds to the source by need: CLOSES, or the parts that help where several offers can close it."""
    added: dict[str, Help] = {}
    had = measure.source.shown
    for need in needs:
        helping = measure.helping(need, offer)
        if measure.closes(need, [helping]):
            added[need] = CLOSES
        elif need in jointly:
            more = {
                name: shown.extent
                for name, shown in helping.shown.items()
                if name in jointly[need] and (name not in had or shown.extent > had[name].extent)
            }
            added |= {need: more} if more else {}
    return added


def _replaces(one: Mapping[str, Help], other: Mapping[str, Help]) -> bool:
    for need, wanted in other.items():
        given = one.get(need, {})
        if given is CLOSES:
            continue
        if wanted is CLOSES or any(given.get(name, 0.0) < extent for name, extent in wanted.items()):
            return False
    return True
