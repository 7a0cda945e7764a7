"""What to add: the fewest and shortest units of the graph that close the gap between a holder and a target."""

from collections.abc import Iterable

from app.bridges import Bridging, Offer, Options, find_bridges, gap
from app.equivalence import Party
from app.equivalence.outcomes import cover
from app.model import Credential
from app.recognition import Recognition

TAKEN_ALONE = ("unit", "programme-module", "micro-credential", "training-specialty", "industry-certificate")
SECONDS = 3.0


def bridge(
    recognition: Recognition, source: Credential, target: Credential, offered: Iterable[str], country: str | None
) -> Bridging | None:
    """The bridging sets from a source to a target.

    :param offered: IRIs of the credentials to choose from; those that cannot be taken alone, the target itself and
        what contains it are left out
    :param country: only units of this jurisdiction
    :returns: None where outcomes are not documented on both sides
    """
    holder, wanted = recognition.holder(source), recognition.wanted(target)
    found = cover(holder, wanted, recognition.hierarchy)
    if found is None:
        return None
    labels = {mapped.iri: mapped.label for outcome in target.outcomes for mapped in outcome.competences}
    threshold = recognition.policies["study"]["essential-degree"]
    needs = gap(found, wanted.profile, labels, threshold)
    offers = [_offer(recognition.wanted_of(iri)) for iri in offered if _on_offer(recognition, iri, source, target)]
    options = Options(country=country, seconds=SECONDS, threshold=threshold)
    return find_bridges(needs, offers, holder.profile, recognition.hierarchy, options)


def _on_offer(recognition: Recognition, iri: str, source: Credential, target: Credential) -> bool:
    record = recognition.records.get(iri)
    contains = target.iri in (*record.parts, *record.includes) or iri in target.replaced_by
    return record.kind in TAKEN_ALONE and iri not in (source.iri, *source.includes, target.iri) and not contains


def _offer(party: Party) -> Offer:
    record = party.record
    workload = next((one for one in record.workloads if one.hours is not None), None)
    return Offer(record.iri, record.title, record.jurisdiction, workload.hours if workload else None, party.profile)
