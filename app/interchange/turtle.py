"""Turtle in the house style: one serializer, sorted subjects, one prefix map, readable diffs."""

import re
from io import BytesIO
from pathlib import Path

from rdflib import BNode, Graph
from rdflib.compare import to_canonical_graph
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer
from rdflib.term import Node

from app.problems import InputError
from app.vocab import PREFIXES

_NOWHERE = "http://relative.invalid/"
_LINE = re.compile(r"at line (\d+) of <>:\s*(.*?)(?:at \^ in:|$)", re.DOTALL)


def new_graph() -> Graph:
    """An empty graph that knows the house prefixes and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    return graph


def read_turtle(path: Path, shown: str | None = None) -> Graph:
    """The triples of one Turtle file.

    :param path: the file
    :param shown: how messages name the file; its path when not given
    :raises InputError: with file and line when the text is not Turtle
    """
    graph = new_graph()
    try:
        graph.parse(data=path.read_text("utf-8"), format="turtle", publicID=_NOWHERE)
    except RecursionError as error:
        raise InputError(shown or str(path), "is nested too deeply") from error
    except Exception as error:
        raise _explained(shown or str(path), error) from error
    for term in sorted({str(term) for triple in graph for term in triple if str(term).startswith(_NOWHERE)}):
        raise InputError(shown or str(path), f"holds the relative IRI <{term.removeprefix(_NOWHERE)}>")
    return graph


def canonical(graph: Graph) -> str:
    """The one way to write a graph: long Turtle, sorted, ending in a single line break."""
    out = BytesIO()
    _SortedTurtle(stable(graph)).serialize(out, encoding="utf-8")  # type: ignore[no-untyped-call]
    return out.getvalue().decode("utf-8").rstrip() + "\n"


def stable(graph: Graph) -> Graph:
    """The same triples with blank nodes named by their content, so that what is written can be repeated."""
    tidy = new_graph()
    has_blank = any(isinstance(term, BNode) for triple in graph for term in triple)
    for triple in to_canonical_graph(graph) if has_blank else graph:
        tidy.add(triple)
    return tidy


def ntriples(graph: Graph) -> list[str]:
    """The graph as sorted N-Triples lines, without their line breaks."""
    return sorted(line for line in graph.serialize(format="nt").splitlines() if line)


class _SortedTurtle(LongTurtleSerializer):
    """Long Turtle with subjects by IRI, so that a thing is followed by what belongs to it."""

    def orderSubjects(self) -> list[Node]:  # noqa: N802 - rdflib's name
        return sorted(self._subjects, key=lambda subject: (isinstance(subject, BNode), subject))


def _explained(shown: str, error: Exception) -> InputError:
    found = _LINE.search(str(error))
    if not found:
        return InputError(shown, f"is not Turtle: {' '.join(str(error).split())[:200]}")
    return InputError(shown, f"is not Turtle: {' '.join(found[2].split())[:200]}", int(found[1]))
