"""The examples of the quality rules: records that must pass, fail, stay unknown or be none of a rule's business."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import RDF, Graph, URIRef

from app.interchange.turtle import read_turtle
from app.quality.rules import Rule, example_file, read_rules, rule_files

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "https://w3id.org/passerelle/example/"


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one rule: the graph they stand in, and the outcome that each node must have."""

    rule: Rule
    graph: Graph
    expected: dict[URIRef, str]


@cache
def rules() -> list[Rule]:
    return read_rules(ROOT)


@cache
def all_examples() -> list[Examples]:
    files = zip(rules(), rule_files(ROOT), strict=True)
    return [_examples(rule, read_turtle(example_file(path))) for rule, path in files]


def _examples(rule: Rule, graph: Graph) -> Examples:
    return Examples(rule, graph, dict(sorted(_expected(graph, f"{EXAMPLE}{rule.id}/"))))


def _expected(graph: Graph, prefix: str) -> Iterator[tuple[URIRef, str]]:
    """An example is named after its outcome: `…/qa-001/fail` or `…/qa-001/fail-2`."""
    for node in set(graph.subjects(RDF.type)):
        if isinstance(node, URIRef) and node.startswith(prefix):
            outcome = node.removeprefix(prefix).rstrip("0123456789").removesuffix("-")
            if outcome in ("pass", "fail", "unknown", "not-applicable"):
                yield node, outcome
