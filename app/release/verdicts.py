"""Verdicts on every cross-border pair that has a competence in common, under each policy, as a graph of the release."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.equivalence import Holding, Verdict
from app.recognition import Recognition
from app.records import Records
from app.search import Index
from app.store import EmbeddedStore
from app.vocab import BASE, DEF, PREFIXES

_DECIMAL = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
_TYPE = PREFIXES["rdf"] + "type"


def verdict_lines(index: Path, day: date) -> Iterator[str]:
    """The verdicts as N-Triples lines.

    :param index: the index of the release's other graphs
    :param day: the day of judgement: that of the data, not of the clock
    """
    store = EmbeddedStore(index)
    records = Records(store)
    recognition = Recognition(store, records)
    policies = [recognition.policies[name] for name in sorted(recognition.policies)]
    found = [records.get(entry.iri) for entry in Index(store).entries]
    holders = [recognition.holder(record) for record in found]
    wanted = [recognition.wanted(record) for record in found]
    for source in holders:
        for target in wanted:
            if source.record.country != target.record.country and source.touches(target):
                for verdict in recognition.judge_parties(source, target, policies, Holding(day)):
                    yield from _lines(verdict)


def _lines(verdict: Verdict) -> Iterator[str]:
    source, target, policy = verdict.source.iri, verdict.target.iri, verdict.policy.iri
    name = hashlib.sha256(f"{source}\n{target}\n{policy}".encode()).hexdigest()[:16]
    node = f"<{BASE}id/verdict/{name}>"
    links = {
        _TYPE: DEF + "Verdict",
        DEF + "verdictSource": source,
        DEF + "verdictTarget": target,
        DEF + "underPolicy": policy,
        DEF + "outcome": f"{DEF}outcome-{verdict.outcome}",
        DEF + "decisiveCriterion": f"{DEF}criterion-{verdict.decision.decisive}",
    }
    for predicate, value in links.items():
        yield f"{node} <{predicate}> <{value}> ."
    found = verdict.coverage
    if found is not None and found.estimate is not None:
        numbers = {"coverageLower": found.lower, "coverageEstimate": found.estimate, "coverageUpper": found.upper}
        for name, number in numbers.items():
            yield f'{node} <{DEF}{name}> "{number:.3f}"{_DECIMAL} .'
