"""Mapping sets out and in again: TSV, JSON and RDF hold the same rows, and the tool of the standard reads them."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from mapping_sets import (
    COLUMNS,
    EXAMPLES,
    HEAD,
    JSON_SCHEMA,
    ROW,
    bare,
    example,
    mapping_set,
    needs_suite,
    read,
    row,
    sets,
)  # fmt: skip
from rdflib import OWL, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from app.interchange.mappings.forms import FORMS, form_of
from app.interchange.mappings.model import MappingSet
from app.interchange.mappings.reader import read_mappings
from app.interchange.sssom import read_sssom, with_nodes
from app.problems import ParameterError
from app.vocab import PREFIXES

ROOT = Path(__file__).parents[2]
SSSOM = Namespace(PREFIXES["sssom"])


def written(mappings: MappingSet, form: str) -> str:
    return form_of(form).write(mappings).decode()


def again(mappings: MappingSet, form: str) -> MappingSet:
    reading = read_mappings(form_of(form).write(mappings))
    assert reading.problems == ()
    return reading.mappings


def test_tsv_is_canonical() -> None:
    head = (
        HEAD.replace("#  a:", "#  unused: https://u.example/\n#  a:")
        + "#creator_label: Ann\n#mapping_tool: 'no: yes'\n"
    )
    columns = COLUMNS.replace("\n", "\tsee_also\tmapping_date\n")
    tail = "\thttps://a.example/x|https://a.example/y\t2026-11-25\n"
    rows = ROW.replace("a:1", "a:2").replace("0.9", "0.12345").replace("fits\n", 'say ""it""' + tail)
    rows = rows.replace('say ""it""', '"say ""it"""') + ROW.replace("\n", tail).replace("0.9", "1.0")
    assert written(read(head + columns + rows).mappings, "tsv") == (
        "#curie_map:\n#  a: https://a.example/\n#mapping_set_id: https://a.example/set\n#creator_label:\n#  - Ann\n"
        "#license: https://creativecommons.org/licenses/by/4.0/\n"
        '#mapping_tool: "no: yes"\n#mapping_date: 2026-11-25\n'
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tsee_also\tcomment\n"
        "a:1\tskos:exactMatch\ta:2\tsemapv:ManualMappingCuration\t1\thttps://a.example/x|https://a.example/y\tfits\n"
        "a:2\tskos:exactMatch\ta:2\tsemapv:ManualMappingCuration\t0.123\thttps://a.example/x|https://a.example/y\t"
        '"say ""it"""\n'
    )


def test_a_set_says_its_version_only_when_it_needs_the_newer_one() -> None:
    assert "sssom_version" not in written(mapping_set(row()), "tsv")
    assert written(mapping_set(row(record_id="https://a.example/r")), "tsv").startswith('#sssom_version: "1.1"\n')
    assert '"sssom_version": "1.1"' in written(mapping_set(row(subject_type="composed entity expression")), "json")


def test_json_keeps_numbers_whole_and_lists_as_lists() -> None:
    tree = json.loads(written(mapping_set(row(confidence=0.12345, author_label="Ann")), "json"))
    (only,) = tree["mappings"]
    assert (only["confidence"], only["author_label"], only["subject_id"]) == (0.12345, ["Ann"], "a:1")
    assert tree["curie_map"] == {"a": "https://a.example/", "b": "https://b.example/"}


def test_rdf_has_an_axiom_for_each_row_and_a_link_for_positive_ones() -> None:
    rows = row(confidence=0.5, mapping_date="2026-11-25"), row("3", negative=True, record_id="https://a.example/r")
    graph = Graph().parse(data=written(mapping_set(*rows), "ttl"), format="turtle")
    assert len(set(graph.subjects(RDF.type, OWL.Axiom))) == 2
    links = [triple for triple in graph if str(triple[1]).startswith(PREFIXES["skos"])]
    assert links == [(URIRef(rows[0].subject), URIRef(rows[0].predicate), URIRef(rows[0].object))]
    denied = URIRef("https://a.example/r")
    assert graph.value(denied, SSSOM.predicate_modifier) == SSSOM.NegatedPredicate
    assert graph.value(denied, SSSOM.record_id) is None
    (asserted,) = set(graph.subjects(SSSOM.confidence))
    assert isinstance(asserted, BNode)
    assert graph.value(asserted, SSSOM.confidence) == Literal("0.5", datatype=XSD.double)
    same = Graph().parse(data=written(mapping_set(*reversed(rows)), "nt"), format="nt")
    assert len(same) == len(graph)
    assert written(mapping_set(*rows), "nt") == written(mapping_set(*reversed(rows)), "nt")


@given(sets)
def test_a_set_comes_back_from_tsv_and_json_as_it_was(one: MappingSet) -> None:
    for form in ("tsv", "json"):
        found = again(one, form)
        assert sorted(map(repr, map(bare, found.rows))) == sorted(map(repr, map(bare, one.rows)))
        assert (found.iri, found.licence) == (one.iri, one.licence)


@given(sets)
def test_tsv_by_way_of_json_is_the_same_text(one: MappingSet) -> None:
    text = written(one, "tsv")
    assert written(again(again(one, "tsv"), "json"), "tsv") == text


def test_a_text_that_yaml_takes_for_something_else_stays_a_text() -> None:
    for text in (
        "no",
        "1.0",
        "2026-11-25",
        "- a",
        "a: b",
        "a #b",
        '"',
        "ends:",
        "#",
        "{a}",
        "é\u2028x",
        "~",
        "\\",
        "=",
    ):
        found = again(MappingSet("https://a.example/s", text, "https://a.example/l", (row(),)), "tsv")
        assert found.title == text


def test_an_unknown_form_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ParameterError, match="none of tsv, json, ttl, nt"):
        form_of("xml")


@needs_suite
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_example_comes_back_from_each_form(path: Path) -> None:
    mappings = example(path).mappings
    for form in ("tsv", "json"):
        assert sorted(map(repr, map(bare, again(mappings, form).rows))) == sorted(map(repr, map(bare, mappings.rows)))
    graph = Graph().parse(data=written(mappings, "nt"), format="nt")
    assert len(set(graph.subjects(RDF.type, OWL.Axiom))) == len(set(mappings.rows))


@needs_suite
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_json_keeps_the_schema_of_the_standard(path: Path) -> None:
    from jsonschema import Draft201909Validator

    schema = json.loads(JSON_SCHEMA.read_text("utf-8"))
    tree = json.loads(written(example(path).mappings, "json"))
    plain = {name: value for name, value in tree.items() if name[0] != "@"}
    whole = {"$ref": "#/$defs/MappingSet", "$defs": schema["$defs"]}
    assert [error.message for error in Draft201909Validator(whole).iter_errors(plain)] == []


def ours() -> MappingSet:
    return with_nodes(read_sssom(ROOT / "mappings" / "fi" / "outcomes.sssom.tsv"))


@pytest.mark.parametrize("form", ["tsv", "json", "ttl"])
def test_the_tool_of_the_standard_reads_our_sets_with_the_same_rows(tmp_path: Path, form: str) -> None:
    parsers = pytest.importorskip("sssom.parsers", reason="the sssom package, a tool for tests, is not installed")
    path = tmp_path / f"set.{form}"
    mappings = ours()
    path.write_bytes(FORMS[form].write(mappings))
    parse = {"tsv": parsers.parse_sssom_table, "json": parsers.parse_sssom_json, "ttl": parsers.parse_sssom_rdf}[form]
    frame = parse(path).df.fillna("")
    short = dict(mappings.prefixes)

    def iri(text: str) -> str:
        prefix, _, local = text.partition(":")
        return (short | PREFIXES).get(prefix, f"{prefix}:") + local

    def rows(found: object) -> set[tuple[str, ...]]:
        return set(found)  # type: ignore[call-overload,no-any-return]

    columns = ["subject_id", "predicate_id", "object_id", "mapping_justification"]
    theirs = [(*(iri(one[name]) for name in columns), one.get("predicate_modifier", ""), float(one["confidence"]))
              for one in frame.to_dict("records")]  # fmt: skip
    expected = [
        (one.subject, one.predicate, one.object, one.justification, "Not" if one.negative else "", one.confidence)
        for one in mappings.rows
    ]
    assert len(theirs) == len(expected) > 100
    assert rows(theirs) == rows(expected)


def test_a_house_set_names_the_node_of_each_row() -> None:
    assert all(
        re.fullmatch(r"https://w3id.org/passerelle/id/mapping/[0-9a-f]{16}", one.text("record_id"))
        for one in ours().rows
    )
