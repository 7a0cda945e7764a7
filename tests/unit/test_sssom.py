"""Mapping sets: read with place and cause."""

from pathlib import Path

import pytest
from rdflib import OWL, SKOS, Graph, URIRef

from app.interchange.sssom import mapping_graph, read_sssom
from app.problems import InputError

HEAD = """#curie_map:
#  a: https://a.example/
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_id: https://a.example/set
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\tcomment
"""
ROW = "a:1\tskos:exactMatch\t\ta:2\tsemapv:ManualMappingCuration\t0.9\tfits\n"


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "set.sssom.tsv"
    path.write_text(text, "utf-8")
    return read_sssom(path, "set.sssom.tsv")


def test_a_positive_row_becomes_a_link_and_a_node(tmp_path: Path) -> None:
    graph = Graph()
    mapping_graph(read(tmp_path, HEAD + ROW), graph)
    assert (URIRef("https://a.example/1"), SKOS.exactMatch, URIRef("https://a.example/2")) in graph
    assert len(set(graph.subjects(OWL.annotatedSource))) == 1


def test_a_rejected_or_empty_row_becomes_a_node_only(tmp_path: Path) -> None:
    graph = Graph()
    rows = ROW.replace("\t\t", "\tNot\t") + ROW.replace("a:2", "sssom:NoTermFound")
    mapping_graph(read(tmp_path, HEAD + rows), graph)
    assert not list(graph.subject_objects(SKOS.exactMatch))
    assert len(set(graph.subjects(OWL.annotatedSource))) == 2


@pytest.mark.parametrize(
    ("row", "line", "told"),
    [
        (ROW.replace("a:2", "nowhere:2"), 6, "unknown prefix"),
        (ROW.replace("0.9", "high"), 6, "not a number"),
        (ROW.replace("0.9", "1.5"), 6, "not between 0 and 1"),
        (ROW.replace("\t\t", "\tno\t"), 6, "neither empty nor Not"),
        (ROW + "a:1\tskos:exactMatch\n", 7, "2 cells where the header has 7"),
        (ROW + "# late remark\n", 7, "comment after its first row"),
    ],
)
def test_a_broken_row_is_told_with_its_line(tmp_path: Path, row: str, line: int | None, told: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, HEAD + row)
    assert raised.value.line == line
    assert told in str(raised.value)


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"set.sssom.tsv:5: lacks the column mapping_justification"):
        read(tmp_path, HEAD.replace("mapping_justification", "reason") + ROW)


def test_a_missing_licence_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lacks license"):
        read(tmp_path, HEAD.replace("#license: https://creativecommons.org/licenses/by/4.0/\n", "") + ROW)
