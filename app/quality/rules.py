"""The quality rules: one SHACL shape a file, `shapes/qa-NNN-what-it-says.ttl`, with law, messages and remedy.

The files are the canonical text of the rules; nothing about a rule stands in Python.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from app.interchange.turtle import read_turtle
from app.problems import InputError
from app.vocab import BASE, DEF

PSR = Namespace(DEF)
SHAPE = Namespace(BASE + "shape/")
LANGUAGES = ("en", "es", "fi", "ga", "pt")
SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One quality rule.

    `jurisdictions`: country IRIs it holds in, the members of the European Union spelt out; empty where it holds
    everywhere. `kinds`: classes it is about. `implements`: the national or European quality rules it checks, as IRIs.
    `severity`: violation, warning or info. `messages` and `remedies` by language: en, es, fi, ga, pt. `condition` and
    `needs` are shapes within `shape`: what must hold for the rule to apply, and what must be recorded to decide it.
    """

    id: str
    iri: URIRef
    label: str
    messages: Mapping[str, str]
    remedies: Mapping[str, str]
    severity: str
    sources: tuple[str, ...]
    basis: str
    rationale: str
    jurisdictions: frozenset[str]
    kinds: frozenset[str]
    rule_set: str
    implements: tuple[str, ...]
    condition: Node | None
    needs: Node | None
    shape: Graph = field(repr=False, compare=False)


def rule_files(root: Path) -> list[Path]:
    """The files of the quality rules below a root folder, sorted."""
    return sorted((root / "shapes").glob("qa-*.ttl"))


def example_file(rule_file: Path) -> Path:
    """Where the examples of a rule stand: `shapes/examples/qa-NNN.ttl`."""
    return rule_file.parent / "examples" / f"{rule_file.name[:6]}.ttl"


def read_rules(root: Path) -> list[Rule]:
    """Every quality rule below `root`, by number.

    :raises InputError: naming the file that is not Turtle, holds no rule of its number, or lacks a part
    """
    folder = root / "shapes"
    shared = read_turtle(folder / "prefixes.ttl", "shapes/prefixes.ttl")
    members = read_turtle(folder / "jurisdictions.ttl", "shapes/jurisdictions.ttl")
    return [_read(path, path.relative_to(root).as_posix(), shared, members) for path in rule_files(root)]


def check_examples(root: Path) -> None:
    """Refuse rules without an example that passes and one that fails; a rule nobody saw fail proves nothing.

    :raises InputError: naming the rule and what it lacks
    """
    for path in rule_files(root):
        shown, examples = path.relative_to(root).as_posix(), example_file(path)
        text = examples.read_text("utf-8") if examples.is_file() else ""
        for outcome in ("pass", "fail"):
            if f"example/{path.name[:6]}/{outcome}" not in text:
                raise InputError(
                    shown, f"has no example that must {outcome} in {examples.relative_to(root).as_posix()}"
                )


def _read(path: Path, shown: str, shared: Graph, members: Graph) -> Rule:
    graph = read_turtle(path, shown)
    iri = SHAPE[path.name[:6]]
    if (iri, RDF.type, SH.NodeShape) not in graph:
        raise InputError(shown, f"holds no rule {iri}")
    severity = graph.value(iri, SH.severity)
    if not isinstance(severity, URIRef) or severity not in SEVERITIES:
        raise InputError(shown, "needs one severity: sh:Violation, sh:Warning or sh:Info")
    return Rule(
        id=path.name[:6],
        iri=iri,
        label=str(graph.value(iri, RDFS.label) or ""),
        messages=_by_language(graph.objects(iri, SH.message)),
        remedies=_by_language(graph.objects(iri, PSR.remedy)),
        severity=SEVERITIES[severity],
        sources=_sorted(graph.objects(iri, DCTERMS.source)),
        basis=str(graph.value(iri, PSR.legalBasis) or ""),
        rationale=str(graph.value(iri, SKOS.scopeNote) or ""),
        jurisdictions=frozenset(_with_members(graph.objects(iri, PSR.jurisdiction), members)),
        kinds=frozenset(str(kind) for kind in graph.objects(iri, SH.targetClass)),
        rule_set=str(graph.value(iri, PSR.ruleSet) or "").removeprefix(f"{DEF}rules-"),
        implements=_sorted(graph.objects(iri, PSR.checksRule)),
        condition=graph.value(iri, PSR.appliesWhen),
        needs=graph.value(iri, PSR.needs),
        shape=graph + shared,
    )


def _by_language(texts: Iterable[Node]) -> dict[str, str]:
    return {text.language or "": str(text) for text in sorted(texts, key=str) if isinstance(text, Literal)}


def _sorted(terms: Iterable[Node]) -> tuple[str, ...]:
    return tuple(sorted(str(term) for term in terms))


def _with_members(places: Iterable[Node], members: Graph) -> Iterator[str]:
    for place in places:
        yield str(place)
        yield from (str(member) for member in members.objects(place, PSR.hasMember))
