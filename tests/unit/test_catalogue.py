"""Stored questions: headers are checked, parameters are terms and never text."""

from pathlib import Path

import pytest

from app.catalogue import Parameter, Question, read_question
from app.problems import InputError, ParameterError

QUESTION = Question(
    "cq-00", "t", "d", "officer",
    {"one": Parameter("string", "a"), "two": Parameter("string", "b"), "thing": Parameter("iri", "https://a.example/")},
    "SELECT ?x WHERE { ?x ?p $one, $two, $thing, $this }",
)  # fmt: skip


def test_parameters_take_their_examples() -> None:
    assert QUESTION.sparql({}) == 'SELECT ?x WHERE { ?x ?p "a", "b", <https://a.example/>, $this }'


def test_a_value_that_looks_like_a_parameter_stays_text() -> None:
    assert '"$two", "\\" . } DROP ALL #"' in QUESTION.sparql({"one": "$two", "two": '" . } DROP ALL #'})


def test_line_breaks_and_backslashes_are_escaped() -> None:
    assert '"a\\nb\\\\"' in QUESTION.sparql({"one": "a\nb\\"})


@pytest.mark.parametrize("value", ["x> } DROP ALL #", "no-colon", "http://a b", "http://a\x00", "http://a\u202e>"])
def test_what_is_not_an_iri_is_refused(value: str) -> None:
    with pytest.raises(ParameterError) as raised:
        QUESTION.sparql({"thing": value})
    assert raised.value.parameter == "thing"


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ParameterError, match="no such parameter"):
        QUESTION.sparql({"three": "c"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT ?x WHERE { ?x ?y ?z }", "without or with a wrong 'id'"),
        ("#+ id = cq-01\nSELECT ?x {}", "not TOML"),
        (
            '#+ id = "cq-02"\n#+ title = "t"\n#+ description = "d"\n#+ audience = "a"\nSELECT ?x {}',
            "its file name does not begin with",
        ),
        (
            '#+ id = "cq-01"\n#+ title = "t"\n#+ description = "d"\n#+ audience = "a"\n'
            '#+ [parameters.p]\n#+ type = "float"\n#+ example = "1"\nSELECT ?x {}',
            "has the type float",
        ),
        (
            '#+ id = "cq-01"\n#+ title = "t"\n#+ description = "d"\n#+ audience = "a"\n'
            '#+ [parameters.x]\n#+ type = "string"\n#+ example = "1"\nSELECT ?x { ?x ?y $x }',
            "parameter x is also a variable",
        ),
    ],
)
def test_a_broken_header_is_told_with_its_file(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "cq-01-broken.rq"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"cq-01-broken.rq") as raised:
        read_question(path)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT ?a ?b WHERE { ?a ?p ?b }", ("a", "b")),
        ("SELECT DISTINCT ?a\nWHERE { SELECT ?x WHERE { ?x ?y ?z } }", ("a",)),
        ('SELECT ?a (COUNT(DISTINCT ?x) AS ?n)\n  (CONCAT(STR(SUM(?y)), "(") AS ?m) WHERE {}', ("a", "n", "m")),
        ("# SELECT ?no\nPREFIX a: <b:c>\nSELECT ?a WHERE {}", ("a",)),
    ],
)
def test_columns_are_those_of_the_select_clause(text: str, columns: tuple[str, ...]) -> None:
    assert Question("cq-00", "t", "d", "a", {}, text).columns == columns
