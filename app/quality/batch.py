"""Records of a large catalogue, some at a time: each with everything that rules can reach from it, and no more.

The catalogue lies in an index on disk; what is in memory is one batch, on top of what the release knows.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from rdflib import SH, URIRef
from rdflib.namespace import OWL

from app.quality.check import Checker, RuleResult
from app.quality.context import node_of
from app.quality.facts import Facts, Triple, looked_at
from app.quality.fields import Fields
from app.quality.readiness import readiness
from app.quality.rules import Rule
from app.store import Store

_HERE = files(__name__.rpartition(".")[0])
FOCUS, ABOUT, TO = (_HERE.joinpath(f"batch_{name}.rq").read_text("utf-8") for name in ("focus", "about", "to"))
# No path of a rule is longer; a step leads from a node to what it refers to.
STEPS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a catalogue as a line of JSON, with the number of rules that pass, fail and are unknown."""

    text: str
    passed: int
    failed: int
    unknown: int


def records_of(catalogue: Store, rules: Iterable[Rule]) -> list[str]:
    """The IRIs of the records of a catalogue, sorted."""
    kinds = " ".join(f"<{kind}>" for kind in sorted({kind for rule in rules for kind in rule.kinds}))
    return [row["record"].value for row in catalogue.select(FOCUS.replace("?kinds", kinds))]


class Batches:
    """Rules, ready to be asked of batches of a catalogue."""

    def __init__(self, catalogue: Store, context: Facts, fields: Fields, rules: Sequence[Rule]) -> None:
        self._catalogue, self._context, self._fields = catalogue, context, fields
        self._checker, self._only = Checker(rules), looked_at(rules)
        found = {str(iri) for rule in rules for iri in rule.shape.objects(None, SH.inversePath)}
        self._links = " ".join(f"<{iri}>" for iri in sorted({*found, str(OWL.annotatedSource)}) if "://" in iri)

    def check(self, records: Sequence[str]) -> Iterator[Line]:
        """One line for each record, in the order given."""
        focus = [URIRef(record) for record in records]
        facts = Facts(self._reached(focus), self._context, self._only, instead=focus)
        results = self._checker.check(facts, focus)
        for _, group in groupby(results, key=lambda result: result.credential):
            yield self._line(list(group))

    def _reached(self, focus: Sequence[URIRef]) -> Iterator[Triple]:
        """What can be reached from the records within the catalogue; what the release knows is not looked up."""
        seen: set[str] = set()
        nodes = [str(one) for one in focus]
        for _ in range(STEPS):
            nodes = [node for node in nodes if node not in seen and _sayable(node)]
            if not nodes:
                return
            seen.update(nodes)
            told = " ".join(f"<{node}>" for node in nodes)
            nodes = []
            queries = ABOUT.replace("?nodes", told), TO.replace("?nodes", told).replace("?links", self._links)
            for query, end in zip(queries, (2, 0), strict=True):
                for triple in self._catalogue.construct(query):
                    yield node_of(triple[0]), URIRef(triple[1].value), node_of(triple[2])
                    if triple[end].kind == "iri":
                        nodes.append(triple[end].value)

    def _line(self, results: Sequence[RuleResult]) -> Line:
        ready = readiness(results, self._fields)
        told = {
            "iri": results[0].credential,
            "readiness": None if ready.score is None else round(ready.score, 4),
            "complete": [{"field": one.field, "gain": round(one.gain, 4)} for one in ready.completions],
            "passed": [one.rule.id for one in results if one.outcome == "pass"],
            "failed": [
                {"rule": one.rule.id, "paths": one.paths, "values": one.values}
                for one in results
                if one.outcome == "fail"
            ],
            "unknown": [{"rule": one.rule.id, "paths": one.paths} for one in results if one.outcome == "unknown"],
        }
        return Line(json.dumps(told, ensure_ascii=False) + "\n", ready.passed, ready.failed, ready.unknown)


def _sayable(iri: str) -> bool:
    """Whether an IRI can stand in a query."""
    return not any(char in iri for char in '<>"{}|\\^` \n\t\r\x00')
