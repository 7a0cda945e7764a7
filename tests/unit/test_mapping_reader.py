"""Mapping sets of others: every whole row is read with all its slots, everything else is told with its place."""

import json

import pytest
from mapping_sets import COLUMNS, EXAMPLES, HEAD, ROW, SCHEMA, SEMAPV, SUITE, example, needs_suite, read, told

from app.interchange.mappings.slots import NO_TERM, OF_ROW, OF_SET, PROPAGATED
from app.interchange.mappings.values import joined, split
from app.problems import DocumentError, DocumentTypeError

BROKEN = [
    (ROW.replace("a:2", "nowhere:2"), "line 6, column object_id", "unknown prefix"),
    (ROW.replace("a:2", ""), "line 6, column object_id", "is empty"),
    (ROW.replace("a:2", "a:2>\u2028<x"), "line 6, column object_id", "unknown prefix"),
    (ROW.replace("0.9", "high"), "line 6, column confidence", "not a number"),
    (ROW.replace("0.9", "nan"), "line 6, column confidence", "not a number"),
    (ROW.replace("0.9", "1.5"), "line 6, column confidence", "not between 0 and 1"),
    (ROW.replace("\t\t", "\tno\t"), "line 6, column predicate_modifier", "neither empty nor Not"),
    ("a:1\tskos:exactMatch\n", "line 6", "2 cells where the header has 7"),
    (ROW.replace("fits", "fits\tmore"), "line 6", "8 cells where the header has 7"),
    (ROW.replace("fits", '"fits'), "line 6", "broken quotes"),
    (ROW.replace("fits", '"fits" not'), "line 6", "broken quotes"),
]


@pytest.mark.parametrize(("broken", "place", "why"), BROKEN)
def test_a_broken_row_is_told_and_the_others_are_read(broken: str, place: str, why: str) -> None:
    reading = read(HEAD + COLUMNS + broken + ROW + ROW.replace("a:2", "a:3"))
    assert [one.object for one in reading.mappings.rows] == ["https://a.example/2", "https://a.example/3"]
    assert reading.lost == 1
    assert [(one.place, one.row) for one in reading.problems] == [(place, True)]
    assert why in reading.problems[0].reason


def test_a_quote_that_is_never_closed_costs_its_own_line_only() -> None:
    reading = read(HEAD + COLUMNS + (ROW.replace("fits", '"fits') + ROW) * 20)
    assert (len(reading.mappings.rows), reading.lost) == (20, 20)


def test_a_value_that_decides_nothing_is_told_and_its_row_is_read() -> None:
    text = HEAD + "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date\n"
    reading = read(text + "a:1\tskos:exactMatch\ta:2\tsemapv:LexicalMatching\t2026-02-30\n")
    assert reading.mappings.rows[0].text("mapping_date") == ""
    assert told(reading) == [
        ("line 6, column mapping_date", "mapping_date '2026-02-30' is not a date such as 2026-11-25")
    ]


def test_what_a_set_says_for_all_rows_is_said_by_each_unless_one_says_it_itself() -> None:
    head = HEAD + "#mapping_tool: AML\n#mapping_date: 2026-01-02\n"
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date\n"
    rows = (
        "a:1\tskos:exactMatch\ta:2\tsemapv:LexicalMatching\t{}\na:2\tskos:exactMatch\ta:2\tsemapv:LexicalMatching\t\n"
    )
    first, second = read(head + columns + rows.format("")).mappings.rows
    assert (first.text("mapping_tool"), second.text("mapping_date")) == ("AML", "2026-01-02")
    reading = read(head + columns + rows.format("2026-03-04"))
    first, second = reading.mappings.rows
    assert (first.text("mapping_date"), second.text("mapping_date")) == ("2026-03-04", "")
    assert dict(reading.mappings.slots) == {"mapping_date": ("2026-01-02",)}


def test_metadata_beside_the_table_are_read() -> None:
    metadata = HEAD.replace("#", "")
    reading = read(COLUMNS + ROW, metadata)
    assert (reading.problems, reading.mappings) == ((), read(HEAD + COLUMNS + ROW).mappings)
    broken = read(COLUMNS + ROW, metadata + "license: again\nodd: 1\n")
    assert told(broken) == [
        ("metadata line 5", "says license a second time"),
        ("metadata line 6", "odd is no slot of a set"),
    ]


def test_a_table_with_commas_is_read() -> None:
    commas = (COLUMNS + ROW).replace("\t", ",").replace("fits", '"well, it fits"')
    assert read(HEAD + commas).mappings.rows[0].text("comment") == "well, it fits"


def test_json_is_read_with_places_as_pointers() -> None:
    good = {
        "subject_id": "a:1", "predicate_id": "skos:exactMatch", "object_id": "a:2", "confidence": 0.9,
        "mapping_justification": "semapv:ManualMappingCuration", "author_label": ["A|B", "C"], "surprise": 1,
    }  # fmt: skip
    tree = {
        "mapping_set_id": "https://a.example/set", "license": "https://a.example/l", "mapping_tool": "AML",
        "curie_map": {"a": {"prefix_name": "a", "prefix_url": "https://a.example/"}},
        "@context": ["https://far.example/context"], "odd": True,
        "mappings": [good, {**good, "confidence": True}, {**good, "object_id": None}, "text"],
    }  # fmt: skip
    reading = read(json.dumps(tree))
    (only,) = reading.mappings.rows
    assert (only.values("author_label"), only.confidence, only.text("mapping_tool")) == (("A|B", "C"), 0.9, "AML")
    assert reading.lost == 3
    assert {place for place, _ in told(reading)} == {
        "/@context", "/odd", "/mappings/0/surprise", "/mappings/1/confidence", "/mappings/2/object_id", "/mappings/3",
    }  # fmt: skip


def test_values_between_pipes_come_apart_and_together_again() -> None:
    assert split(r"Alice\|Bob|Charlie") == ["Alice|Bob", "Charlie"]
    assert split(r"Alice\\Bob|Charlie\\|David\\\|Eve\\") == ["Alice\\Bob", "Charlie\\", "David\\|Eve\\"]
    assert split(r"C:\temp") == [r"C:\temp"]
    assert joined(("David\\|Eve\\", "x")) == r"David\\\|Eve\\|x"


def test_a_literal_needs_its_text_and_nothing_else_may_lack_its_id() -> None:
    columns = "subject_id\tsubject_label\tsubject_type\tpredicate_id\tobject_id\tmapping_justification\n"
    end = "skos:closeMatch\ta:2\tsemapv:ManualMappingCuration\n"
    reading = read(HEAD + columns + f"\talice\trdfs literal\t{end}\t\trdfs literal\t{end}\tbob\t\t{end}")
    (only,) = reading.mappings.rows
    assert (only.subject, only.text("subject_label"), only.literal, only.linked) == ("", "alice", True, False)
    assert [one.place for one in reading.problems] == ["line 7, column subject_label", "line 8, column subject_id"]


def test_no_term_found_is_no_match_on_either_side_and_nowhere_else() -> None:
    columns = COLUMNS.replace("\tcomment", "\tsubject_source")
    one = "a:1\tskos:exactMatch\t\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t\ta:s\n"
    other = "sssom:NoTermFound\tskos:exactMatch\t\ta:2\tsemapv:ManualMappingCuration\t\tsssom:NoTermFound\n"
    reading = read(HEAD + columns + one + other)
    assert [(row.no_match, row.linked) for row in reading.mappings.rows] == [(True, False)] * 2
    assert reading.mappings.rows[1].subject == NO_TERM
    assert [one.place for one in reading.problems] == ["line 7, column subject_source"]


def test_columns_that_are_no_slots_or_come_twice_are_told_with_what_is_lost() -> None:
    columns = COLUMNS.replace("\n", "\text_a\tcomment\n")
    reading = read(HEAD + columns + ROW.replace("\n", "\tmore\tagain\n") + ROW.replace("\n", "\t\t\n"))
    assert len(reading.mappings.rows) == 2
    assert told(reading) == [
        ("line 5, column comment", "the column comment comes a second time; the first is read"),
        ("line 5, column ext_a", "ext_a is no slot of a row; its 1 values are not read"),
    ]


def test_a_prefix_of_the_standard_cannot_mean_something_else() -> None:
    reading = read(HEAD.replace("#  a:", "#  skos: https://b.example/\n#  a:") + COLUMNS + ROW)
    assert reading.mappings.rows[0].predicate == "http://www.w3.org/2004/02/skos/core#exactMatch"
    assert [reason for _, reason in told(reading)] == [
        "curie_map: skos is a prefix of SSSOM itself, and is http://www.w3.org/2004/02/skos/core#"
    ]


def test_what_is_no_mapping_set_is_refused_with_the_reason() -> None:
    with pytest.raises(DocumentTypeError, match="RDF or XML"):
        read("@prefix a: <urn:a> .")
    with pytest.raises(DocumentError, match="no header row"):
        read(HEAD)
    with pytest.raises(DocumentError, match="is a list"):
        read("[]")
    reading = read("title,eqf\nx,4\n")
    assert (reading.mappings.rows, reading.lost) == ((), 1)
    assert "lacks the column subject_id" in told(reading)[0][1]


def test_a_set_without_identifier_is_named_after_its_content() -> None:
    text = HEAD.replace("#mapping_set_id: https://a.example/set\n", "") + COLUMNS + ROW
    assert read(text).mappings.iri == read(text).mappings.iri != read(text + ROW).mappings.iri


@needs_suite
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_example_of_the_standard_is_read_whole(path: object) -> None:
    reading = example(path)  # type: ignore[arg-type]
    # One of them ends without the end of its last line, which leaves out a cell: nobody knows what else is missing.
    assert reading.lost == (path.name == "curation_rule_text2.sssom.tsv")  # type: ignore[attr-defined]
    assert reading.mappings.rows
    expected = {"extension-slots": "no slot", "curation_rule_text2": "last ones count as empty", "version": "lacks map"}
    stem = path.name.split(".")[0]  # type: ignore[attr-defined]
    assert bool(reading.problems) == (stem in expected)
    assert not reading.problems or any(expected[stem] in reason for _, reason in told(reading))


@needs_suite
def test_the_examples_mean_what_the_standard_says_of_them() -> None:
    def rows(name: str) -> tuple[object, ...]:
        return example(SUITE / "examples" / "schema" / f"{name}.sssom.tsv").mappings.rows

    escaped = [row.values("author_label") for row in rows("pipe-escaping")]  # type: ignore[attr-defined]
    assert escaped == [("Alice|Bob", "Charlie"), ("Alice\\Bob", "Charlie\\", "David\\|Eve\\")]
    rule = "https://w3id.org/sssom/commons/disease/curation-rules/MPR2"
    assert {row.values("curation_rule") for row in rows("curation_rule-propagated")} == {(rule,)}  # type: ignore[attr-defined]
    assert [row.no_match for row in rows("no_term_found")] == [False, True]  # type: ignore[attr-defined]
    composed = rows("composite-entities")[0]
    assert composed.subject.endswith("(disease:'MONDO:0005148',phenotype:'HP:0009124')")  # type: ignore[attr-defined]
    assert {row.justification for row in rows("record-ids")} == {  # type: ignore[attr-defined]
        SEMAPV + "LexicalMatching", SEMAPV + "ManualMappingCuration",
    }  # fmt: skip


@needs_suite
def test_the_table_of_slots_is_that_of_the_schema() -> None:
    import yaml

    schema = yaml.safe_load(SCHEMA.read_text("utf-8"))
    slots, classes = schema["slots"], schema["classes"]
    apart = {"curie_map", "mappings", "extension_definitions"}
    assert list(OF_SET) == [name for name in classes["mapping set"]["slots"] if name not in apart]
    assert list(OF_ROW) == classes["mapping"]["slots"]
    kinds = {
        "EntityReference": "reference", "NonRelativeURI": "uri", "date": "date", "double": "number", "string": "text",
        "entity_type_enum": "entity", "predicate_modifier_enum": "modifier", "sssom_version_enum": "version",
        "mapping_cardinality_enum": "cardinality",
    }  # fmt: skip
    for name, slot in {**OF_SET, **OF_ROW}.items():
        told = slots[name]
        assert slot.kind == kinds[told["range"]], name
        assert slot.many == bool(told.get("multivalued")), name
        assert (name in PROPAGATED) == bool(told.get("annotations", {}).get("propagated")), name
        assert slot.new == ("added_in" in told.get("annotations", {})), name
        if slot.kind == "number":
            assert (slot.low, 1.0) == (told["minimum_value"], told["maximum_value"]), name
        prefix, _, local = told.get("slot_uri", f"sssom:{name}").partition(":")
        assert slot.iri == schema["prefixes"].get(prefix, "http://www.w3.org/2002/07/owl#") + local, name
    new_of_set = {name for name, told in classes["mapping set"]["slot_usage"].items() if "annotations" in told}
    assert {name for name, slot in OF_SET.items() if slot.new_of_set and not slot.new} == new_of_set
