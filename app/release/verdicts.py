"""What a release knows beforehand: verdicts on pairs across borders, under each policy, and coverage matrices."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from app.equivalence import Holding, Verdict
from app.matrix import CoverageIndex, save
from app.recognition import Recognition
from app.records import Records
from app.search import Index
from app.store import EmbeddedStore
from app.vocab import BASE, DEF, PREFIXES

_DECIMAL = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
_TYPE = PREFIXES["rdf"] + "type"


class Judged:
    """All credentials of a release, prepared for comparisons."""

    def __init__(self, index: Path) -> None:
        """Read them.

        :param index: the index of the release's other graphs
        """
        store = EmbeddedStore(index)
        records = Records(store)
        self._recognition = Recognition(store, records)
        found = [records.get(entry.iri) for entry in Index(store).entries]
        self._holders = [self._recognition.holder(record) for record in found]
        self._wanted = [self._recognition.wanted(record) for record in found]

    def verdicts(self) -> Iterator[str]:
        """The verdicts on cross-border pairs that have a competence in common, as N-Triples lines.

        The day of judgement is that of the data, not of the clock.
        """
        day = Holding(self._recognition.day)
        policies = [self._recognition.policies[name] for name in sorted(self._recognition.policies)]
        for source in self._holders:
            for target in self._wanted:
                if source.record.country != target.record.country and source.touches(target):
                    for verdict in self._recognition.judge_parties(source, target, policies, day):
                        yield from _lines(verdict)

    def save_coverage(self, folder: Path) -> list[str]:
        """Write the coverage matrices, and return the names of their files."""
        profiles = ((party.record.iri, party.profile) for party in self._wanted)
        save(CoverageIndex.build(profiles, self._recognition.hierarchy), folder)
        return [f"{folder.name}/{path.name}" for path in folder.iterdir()]


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
