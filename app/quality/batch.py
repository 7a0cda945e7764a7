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
from app.store import EmbeddedStore, Store
from app.store import Triple as Stored

FOCUS = files(__name__.rpartition(".")[0]).joinpath("batch_focus.rq").read_text("utf-8")
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

    def __init__(self, catalogue: EmbeddedStore, context: Facts, fields: Fields, rules: Sequence[Rule]) -> None:
        self._catalogue, self._context, self._fields = catalogue, context, fields
        self._checker, self._only = Checker(rules), looked_at(rules)
        found = {str(iri) for rule in rules for iri in rule.shape.objects(None, SH.inversePath)}
        self._links = sorted(iri for iri in {*found, str(OWL.annotatedSource)} if "://" in iri)

    def check(self, records: Sequence[str]) -> Iterator[Line]:
        """One line for each record, in the order given."""
        focus = [URIRef(record) for record in records]
        facts = Facts(self._reached(focus), self._context, self._only, instead=focus)
        results = self._checker.check(facts, focus)
        for _, group in groupby(results, key=lambda result: result.credential):
            yield self._line(list(group))

    def _reached(self, focus: Sequence[URIRef]) -> Iterator[Triple]:
        """What can be reached from the records within the catalogue."""
        seen: set[str] = set()
        nodes = [str(one) for one in focus]
        for _ in range(STEPS):
            further: list[str] = []
            for node in nodes:
                if node in seen:
                    continue
                seen.add(node)
                for triple in self._catalogue.about(node):
                    further += [triple[2].value] if triple[2].kind == "iri" else []
                    yield _nodes(triple)
                for triple in (one for link in self._links for one in self._catalogue.referring(node, link)):
                    further.append(triple[0].value)
                    yield _nodes(triple)
            nodes = further

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


def _nodes(triple: Stored) -> Triple:
    return node_of(triple[0]), URIRef(triple[1].value), node_of(triple[2])
