"""Where a rule looks, told to people as a SPARQL property path."""

import pytest
from rdflib import Graph, URIRef

from app.interchange.turtle import new_graph
from app.quality.paths import paths_of, shown
from app.vocab import PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("dct", "psr", "sh", "skos"))
SHAPE = URIRef("https://example.org/shape")


def shape(text: str) -> Graph:
    graph = new_graph()
    graph.parse(data=f"{HEAD}<{SHAPE}> {text} .", format="turtle")
    return graph


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sh:property [ sh:path dct:title ; sh:minCount 1 ]", {"dct:title"}),
        ("sh:node [ sh:property [ sh:path ( psr:claim psr:unit ) ; sh:minCount 1 ] ]", {"psr:claim/psr:unit"}),
        ("sh:property [ sh:path [ sh:inversePath psr:covers ] ; sh:minCount 1 ]", {"^psr:covers"}),
        (
            "sh:property [ sh:path [ sh:alternativePath ( skos:exactMatch skos:closeMatch ) ] ; sh:minCount 1 ]",
            {"skos:exactMatch|skos:closeMatch"},
        ),
        ("sh:property [ sh:path [ sh:zeroOrMorePath skos:broader ] ; sh:minCount 1 ]", {"skos:broader*"}),
        (
            "sh:or ( [ sh:property [ sh:path psr:levelClaim ] ] [ sh:property [ sh:path psr:eqfClaim ] ] )",
            {"psr:levelClaim", "psr:eqfClaim"},
        ),
        (
            "sh:property [ sh:path psr:claim ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape"
            " [ sh:property [ sh:path psr:unit ; sh:minCount 1 ] ; sh:not [ sh:property [ sh:path psr:value ] ] ] ]",
            {"psr:claim/psr:unit", "psr:claim/psr:value"},
        ),
        ("sh:not [ sh:in ( 1 ) ]", set()),
    ],
)
def test_a_shape_looks_at_the_ends_of_its_paths(text: str, expected: set[str]) -> None:
    graph = shape(text)
    assert {shown(path, graph) for path in paths_of(graph, SHAPE)} == expected


def test_a_path_is_told_once() -> None:
    both = "[ sh:property [ sh:path dct:title ] ]"
    graph = shape(f"sh:or ( {both} {both} )")
    assert [shown(path, graph) for path in paths_of(graph, SHAPE)] == ["dct:title"]
