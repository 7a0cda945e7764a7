"""Verdicts inside SPARQL: `psr:coverage(?source, ?target)` and `psr:outcome(?source, ?target, ?policy)`.

Both take IRIs of credentials; a policy is an IRI of a recognition policy. Where there is no answer (no such credential,
outcomes not documented) they are unbound, as SPARQL has it for an error. Verdicts are on the day of the release's data.
"""

from collections.abc import Mapping

from app.equivalence import Holding, cover
from app.problems import PasserelleError
from app.recognition import Recognition
from app.recognition.readers import read_credentials
from app.records import Records
from app.store import Function, Store, Term
from app.vocab import DEF

COVERAGE, OUTCOME = DEF + "coverage", DEF + "outcome"


def functions(store: Store, prepare: bool = False) -> Mapping[str, Function]:
    """The functions over a store, by IRI.

    :param prepare: read every record now (about a second), not when a verdict first asks for it
    """
    recognition = Recognition(store, Records(store))
    if prepare:
        for iri in read_credentials(store):
            recognition.holder_of(iri)
            recognition.wanted_of(iri)
    return functions_of(recognition)


def functions_of(recognition: Recognition) -> Mapping[str, Function]:
    """The functions over what was read already."""
    policies = {policy.iri: policy for policy in recognition.policies.values()}
    day = Holding(recognition.day)

    def coverage(source: Term, target: Term) -> Term | None:
        try:
            found = cover(
                recognition.holder_of(source.value), recognition.wanted_of(target.value), recognition.hierarchy
            )
        except PasserelleError:
            return None
        if found is None or found.estimate is None:
            return None
        return Term("literal", f"{found.estimate:.3f}", None, "http://www.w3.org/2001/XMLSchema#decimal")

    def outcome(source: Term, target: Term, policy: Term) -> Term | None:
        wanted = policies.get(policy.value)
        if wanted is None:
            return None
        try:
            holder, party = recognition.holder_of(source.value), recognition.wanted_of(target.value)
            verdict = recognition.judge_parties(holder, party, [wanted], day)[0]
        except PasserelleError:
            return None
        return Term("iri", f"{DEF}outcome-{verdict.outcome}")

    return {COVERAGE: coverage, OUTCOME: outcome}
