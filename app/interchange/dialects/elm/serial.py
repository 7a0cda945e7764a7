"""ELM trees as JSON-LD and as Turtle, a record at a time, so that a catalogue is never held as a whole."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

from app.interchange.dialects.elm.notes import Tree
from app.interchange.dialects.elm.terms import CONTEXT, NAMESPACES, context, expand

TERMS = context()


def json_ld(trees: Iterable[Tree], alone: bool) -> Iterator[bytes]:
    """One document: of a single record the record itself, else a `@graph`; its context is that of the Commission."""
    if alone:
        for tree in trees:
            yield json.dumps({"@context": CONTEXT, **tree}, ensure_ascii=False, indent=1).encode()
        return
    yield f'{{"@context": "{CONTEXT}", "@graph": ['.encode()
    for number, tree in enumerate(trees):
        yield (",\n" * bool(number) + json.dumps(tree, ensure_ascii=False)).encode()
    yield b"]}\n"


def turtle(trees: Iterable[Tree]) -> Iterator[bytes]:
    """Turtle with the prefixes once; concepts that records share are repeated, which says nothing twice."""
    head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in NAMESPACES.items())
    yield f"{head}\n".encode()
    for tree in trees:
        text = graph_of(tree).serialize(format="longturtle")
        yield "".join(line for line in text.splitlines(True) if not line.startswith("PREFIX ")).lstrip("\n").encode()
        yield b"\n"


def graph_of(tree: Tree) -> Graph:
    """The triples of a tree."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in NAMESPACES.items():
        graph.bind(prefix, namespace, override=True)
    _add(graph, tree)
    return graph


def _add(graph: Graph, tree: Tree) -> URIRef:
    node = URIRef(tree["id"])
    if "type" in tree:
        graph.add((node, RDF.type, URIRef(expand(TERMS[tree["type"]]))))
    for name, value in tree.items():
        if name in ("id", "type"):
            continue
        term = TERMS[name]
        predicate = URIRef(expand(term if isinstance(term, str) else term["@id"]))
        for term_value in _values(graph, value, term):
            graph.add((node, predicate, term_value))
    return node


def _values(graph: Graph, value: Any, term: Any) -> Iterator[URIRef | Literal]:
    if isinstance(term, dict) and term.get("@container") == "@language":
        for language, texts in value.items():
            yield from (Literal(text, lang=language) for text in (texts if isinstance(texts, list) else [texts]))
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield _add(graph, one)
        elif isinstance(term, dict):
            yield Literal(one, datatype=URIRef(expand(term["@type"])), normalize=False)
        else:
            yield Literal(one)
