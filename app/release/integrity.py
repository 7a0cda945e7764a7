"""Structural rules that every release keeps: sources present, references resolved, labels, no cycles.

The rules are the SHACL shapes `shapes/in-*.ttl`, one rule a file. A violation stops the build; a warning is told. Rules
on the quality of credentials are another matter: a credential that breaks one is a finding, not an error.
"""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyshacl
from rdflib import SH, Graph, Namespace, URIRef
from rdflib.term import Node

from app.interchange.turtle import read_turtle
from app.problems import InputError, IntegrityError, IntegrityFinding
from app.quality.rules import rule_files
from app.release.folders import NamedGraph
from app.vocab import CURIES, ID, PREFIXES

_ESCO = "http://data.europa.eu/esco/"
_OWL = Namespace(PREFIXES["owl"])


def integrity_shapes(root: Path) -> Graph:
    """The shapes of every structural rule."""
    shapes = Graph()
    for path in [*sorted((root / "shapes").glob("in-*.ttl")), root / "shapes" / "prefixes.ttl"]:
        shapes += read_turtle(path, path.relative_to(root).as_posix())
    return shapes


def quality_shapes(root: Path) -> list[NamedGraph]:
    """The quality rules as graphs to be checked themselves: that each cites its law and speaks five languages."""
    files = [(path, path.relative_to(root).as_posix()) for path in rule_files(root)]
    return [NamedGraph("", shown, read_turtle(path, shown)) for path, shown in files]


def check_integrity(graphs: Sequence[NamedGraph], inferred: Graph, shapes: Graph) -> list[IntegrityFinding]:
    """Hold the graphs against the structural rules.

    :returns: the warnings
    :raises IntegrityError: with file, subject and rule of each violation
    """
    union = Graph()
    for named in graphs:
        union += named.graph
    union += inferred
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        _, report, _ = pyshacl.validate(union, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, Graph)
    violations: list[IntegrityFinding] = []
    notes: list[IntegrityFinding] = []
    for result in report.subjects(SH.focusNode):
        severe = report.value(result, SH.resultSeverity) == SH.Violation
        (violations if severe else notes).append(_finding(result, report, shapes, graphs))
    if violations:
        raise IntegrityError(sorted(set(violations), key=str))
    return sorted(set(notes), key=str)


def check_mappings(graphs: Iterable[NamedGraph]) -> None:
    """Refuse a mapping whose subject or object of ours, or of the ESCO extract, is not in the graph.

    :raises InputError: naming file and line
    """
    graphs = list(graphs)
    known = {str(subject) for named in graphs if named.mappings is None for subject in named.graph.subjects()}
    for named in graphs:
        for row in named.mappings.rows if named.mappings else ():
            for end in (row.subject, row.object):
                if end.startswith((ID, _ESCO)) and end not in known:
                    raise InputError(named.file, f"maps {_short(end)}, which is not in the graph", row.line)


def _finding(result: Node, report: Graph, shapes: Graph, graphs: Iterable[NamedGraph]) -> IntegrityFinding:
    focus = report.value(result, SH.focusNode)
    message = report.value(result, SH.resultMessage)
    value = report.value(result, SH.value)
    files = [named.file for named in graphs if (focus, None, None) in named.graph and named.mappings is None]
    shown = f" ({_short(str(value))})" if isinstance(value, URIRef) and value != focus else ""
    return IntegrityFinding(
        files[0] if files else "",
        _short(str(focus)),
        _rule(report.value(result, SH.sourceShape), shapes),
        f"{message}{shown}",
    )


def _rule(shape: Node | None, shapes: Graph) -> str:
    """Name of the rule: the node shape that a property shape belongs to."""
    while shape is not None and not isinstance(shape, URIRef):
        shape = next(iter(shapes.subjects(None, shape)), None)
    return str(shape).rsplit("/", 1)[-1] if shape is not None else "integrity"


def _short(iri: str) -> str:
    return CURIES.compress(iri) or iri
