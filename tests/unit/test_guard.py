"""The look at a query's tokens: what is refused, and that words inside strings, IRIs and comments do not count."""

import contextlib
import time
from pathlib import Path

import pytest

from app.catalogue import read_question
from app.guard import check_query
from app.problems import ForbiddenError, QueryError, TooLongError
from app.settings import Settings

ROOT = Path(__file__).parents[2]
SUITE = ROOT.parent / "shared" / "suites" / "rdf-tests" / "sparql" / "sparql11"
SETTINGS = Settings()


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "SELECT"),
        ("prefix a: <http://select.example/> ask { ?s ?p ?o }", "ASK"),
        ("# DELETE everything\nCONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("BASE <http://x/> DESCRIBE <y>", "DESCRIBE"),
        ('SELECT ?service WHERE { ?service ?p "SERVICE <http://a>" }', "SELECT"),
        ("SELECT * WHERE { ?s <http://a/SERVICE> ?o . ?s a:SERVICE ?o }", "SELECT"),
        ("SELECT * WHERE { FILTER (?a < 3 && ?b > 2) }", "SELECT"),
        ("SELECT * WHERE { ?s ?p '''it's SERVICE''' }", "SELECT"),
        ("PREFIX service: <http://a/> SELECT * { service:x ?p service:y }", "SELECT"),
        ("SELECT * { ?s ?p 'a'@en--ltr . << ?s ?p ?o >> ?a ?b }", "SELECT"),
        ("SELECT * { ?s ?p <http://a/\\u0041> }", "SELECT"),
    ],
)
def test_the_form_is_told(query: str, form: str) -> None:
    assert check_query(query, SETTINGS).form == form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { service<http://a/>{ ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE SILENT <http://a/> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SeRvIcE ?x { ?s ?p ?o } } } }",
        "SELECT * { ?s ?p 'a\\'' . SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } # \n SERVICE <x> {}",
        "INSERT DATA { <a> <b> <c> }",
        "PREFIX a: <b> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://a/>",
        "SELECT * { SERVICESILENT<http://a/> {?s ?p ?o} }",
        "PREFIX p: <http://a/> SELECT * { SERVICEp:x {?s ?p ?o} }",
        "SELECT * { ?s ?p trueSERVICE <http://a/> {?s ?p ?o} }",
        "SELECT * { ?s ?p 'a'@en--SERVICE <http://a/> {} }",
        "PREFIX : <http://a/> SELECT * { SERVICE:x # here\n { ?s ?p ?o } }",
        "ASK { <http://a/\\u0041#x> ?p ?o . SERVICE <http://a/> {} }",
        "ASK { FILTER (1<<http://a/#x>) SERVICE <http://a/> {} }",
        "ASK { FILTER (1<2)SERVICE<http://a/>{} FILTER (2>1) }",
        "DROP ALL",
        "",
        "no query at all",
    ],
)
def test_federation_updates_and_noise_are_refused(query: str) -> None:
    with pytest.raises(QueryError):
        check_query(query, SETTINGS)


@pytest.mark.parametrize("update", ["DROP ALL", "WITH <a:g> DELETE {} WHERE {}", "PREFIX a: <b:> LOAD <http://a/>"])
def test_an_update_is_forbidden_with_its_place(update: str) -> None:
    with pytest.raises(ForbiddenError, match=r"read-only: \w+ at line 1, column \d+"):
        check_query(update, SETTINGS)


def test_a_long_query_is_refused() -> None:
    with pytest.raises(TooLongError, match="longer than 64 KiB"):
        check_query("ASK { ?s ?p '" + "x" * 65536 + "' }", SETTINGS)


NESTED = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "brackets": lambda n: "ASK { FILTER (" + "(" * (n - 2) + "1" + ")" * (n - 2) + ") }",
    "lists": lambda n: "ASK { ?s ?p " + "(" * (n - 1) + ")" * (n - 1) + " }",
    "blank nodes": lambda n: "ASK { ?s ?p " + "[?q " * (n - 1) + "1" + "]" * (n - 1) + " }",
    "quoted triples": lambda n: "ASK { " + "<< " * (n - 1) + "?s ?p ?o" + " >>" * (n - 1) + " ?p ?o }",
    "negations": lambda n: "ASK { FILTER (" + "!" * n + "true) }",
    "negations with spaces": lambda n: "ASK { FILTER (" + "! " * n + "true) }",
    "signs": lambda n: "ASK { FILTER (1 = " + "- " * (n - 1) + "1) }",
    "inverse paths": lambda n: "ASK { ?s " + "^" * n + "<a:p> ?o }",
    "brackets that look like an IRI": lambda n: "ASK { FILTER (1<" + "(" * (n - 2) + "1" + ")" * (n - 2) + "&&2>1) }",
    "negations that look like an IRI": lambda n: "ASK { FILTER (1<" + "!" * n + "true&&2>1) }",
    "lists within data": lambda n: "ASK { VALUES ?x { " + "(" * (n - 2) + ")" * (n - 2) + " } }",
}


@pytest.mark.parametrize("family", NESTED)
def test_nesting_may_go_to_64_levels_and_no_further(family: str) -> None:
    check_query(NESTED[family](64), SETTINGS)
    with pytest.raises(QueryError, match=r"deeper than 64 levels at line 1, column \d+"):
        check_query(NESTED[family](65), SETTINGS)


COUNTED = {
    "triple patterns": ("query_patterns", lambda n: "ASK { " + "?s ?p ?o . " * n + "}"),
    "triple patterns of one subject": ("query_patterns", lambda n: "ASK { ?s ?p ?o " + "; ?p ?o " * n + "}"),
    "triple patterns of one predicate": ("query_patterns", lambda n: "ASK { ?s ?p ?o" + ",?o" * n + " }"),
    "triple patterns without spaces": ("query_patterns", lambda n: "ASK {" + "a:s a:p 'o'." * n + "}"),
    "path steps": ("query_steps", lambda n: "ASK { ?s <a:p>" + "/<a:p>" * n + " ?o }"),
    "paths to choose from": ("query_steps", lambda n: "ASK { ?s <a:p>" + "|<a:p>" * n + " ?o }"),
    "arms of a union": ("query_groups", lambda n: "ASK { {}" + " UNION {}" * (n - 2) + "}"),
    "optional groups": ("query_groups", lambda n: "ASK {" + "OPTIONAL {} " * (n - 1) + "}"),
    "bindings": ("query_brackets", lambda n: "ASK { " + "BIND(1 AS ?v) " * n + "}"),
    "blank nodes": ("query_brackets", lambda n: "ASK { " + "[] " * n + "}"),
    "members of a list": ("query_terms", lambda n: "ASK { ?s ?p (1" + " true" * n + ") }"),
    "members of a set": ("query_terms", lambda n: "ASK { FILTER (?s IN (1" + ",1" * n + ")) }"),
    "selected variables": ("query_terms", lambda n: "SELECT ?v" + " ?v" * n + " {}"),
    "things described": ("query_terms", lambda n: "DESCRIBE <a:a>" + " <a:a>" * n),
    "sums": ("query_operators", lambda n: "ASK { FILTER (1" + "+1" * n + ") }"),
    "alternatives": ("query_operators", lambda n: "ASK { FILTER (1" + "||1" * n + ") }"),
    "words": ("query_words", lambda n: "ASK { " + "a " * (n - 1) + "}"),
}


@pytest.mark.parametrize("family", COUNTED)
@pytest.mark.parametrize("most", [12, None])
def test_a_count_may_go_to_its_limit_and_no_further(family: str, most: int | None) -> None:
    name, text = COUNTED[family]
    settings = Settings(**{name: most}) if most else SETTINGS
    limit = getattr(settings, name)
    check_query(text(limit), settings)
    with pytest.raises(QueryError, match=rf"more than {limit} .* at line 1, column \d+"):
        check_query(text(limit + 1), settings)


def test_an_iri_may_have_2048_characters_and_no_more() -> None:
    check_query("ASK { <a:" + "x" * 2044 + "> ?p ?o }", SETTINGS)
    with pytest.raises(QueryError, match="longer than 2048 characters at line 1, column 7"):
        check_query("ASK { <a:" + "x" * 2045 + "> ?p ?o }", SETTINGS)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { VALUES ?x { " + "1 " * 10_000 + "} }",
        "ASK { VALUES (?x ?y) { " + "(<a:b> -1.5) " * 3_000 + "} }",
        "ASK { ?s ?p ?o } VALUES (?x) { " + "('it''s') " * 3_000 + "}",
    ],
)
def test_data_may_be_as_long_as_the_text(query: str) -> None:
    assert check_query(query, SETTINGS).form == "ASK"


def test_what_follows_data_is_counted_again() -> None:
    with pytest.raises(QueryError, match="256 opening brackets"):
        check_query("ASK { VALUES ?x { (1) } " + "BIND(1 AS ?v) " * 257 + "}", SETTINGS)


def test_a_string_that_is_not_closed_is_refused_with_its_place() -> None:
    with pytest.raises(QueryError, match="not closed; it begins at line 2, column 4"):
        check_query("ASK {\n?s 'a }", SETTINGS)


LONGEST = 64 * 1024
SLOW = {
    "words": "ASK {" + "a " * 32_700,
    "words with hyphens": "a-" * 32_700,
    "numbers with dots": "1." * 32_700,
    "exponents": "1e" * 32_700,
    "strings left open": '"\\' * 32_700,
    "long strings left open": '"""\n\\' * 13_000,
    "escaped quotes": "ASK { ?s ?p '" + "\\'" * 32_000,
    "beginnings of IRIs": "<a" * 32_700,
    "beginnings of quoted triples": "<<a" * 21_000,
    "an IRI left open": "<" + "a" * 65_000,
    "comments": "#\n" * 32_700,
    "lines": "ASK {" + "\n" * 65_000 + "SERVICE",
    "dots of a name": "a:" + "." * 65_000,
    "escapes of a name": "a:\\" * 21_000,
    "labels": "_:" * 32_700,
    "language tags": "@a-" * 21_000,
    "data": "ASK { VALUES ?x {" + "(1)" * 21_000,
    "IRIs with brackets": "ASK {" + ("<" + "(" * 60 + "a" * 1900 + ")" * 60 + ">") * 32,
    "signs of no meaning": "\u00b7" * 32_000,
}


@pytest.mark.parametrize("family", SLOW)
def test_no_text_of_64_kib_takes_long_to_look_at(family: str) -> None:
    assert len(SLOW[family].encode()) <= LONGEST
    best = 9.0
    for _ in range(3):
        started = time.thread_time()
        with contextlib.suppress(QueryError):
            check_query(SLOW[family], SETTINGS)
        best = min(best, time.thread_time() - started)
    assert best < 0.1


@pytest.mark.parametrize("path", sorted((ROOT / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_every_stored_question_passes(path: Path) -> None:
    assert check_query(read_question(path).sparql({}), SETTINGS).form == "SELECT"


@pytest.mark.skipif(not SUITE.is_dir(), reason="needs the W3C tests in ../shared/suites/rdf-tests")
def test_every_query_of_the_w3c_suite_passes_but_those_with_service() -> None:
    refused = set()
    for path in SUITE.rglob("*.rq"):
        try:
            check_query(path.read_text("utf-8"), SETTINGS)
        except QueryError as error:
            refused.add(path.parent.name)
            assert "SERVICE is not offered" in str(error), path
    assert refused == {"service", "syntax-fed"}


def test_the_place_of_what_is_refused_is_told() -> None:
    with pytest.raises(QueryError, match="line 2, column 3"):
        check_query("SELECT * {\n  SERVICE <a> {} }", SETTINGS)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM <http://a/> { ?s ?p ?o }", True),
        ("SELECT * FROM NAMED<http://a/> { ?s ?p ?o }", True),
        ("PREFIX p: <http://a/> ASK FROMp:x { ?s ?p ?o }", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://a/> WHERE { ?s ?p ?o }", True),
        ("PREFIX from: <http://a/> SELECT * { ?s from:x 'FROM <a>' }", False),
        ("PREFIX fromage: <http://a/> DESCRIBE fromage:brie", False),
    ],
)
def test_a_dataset_clause_is_told(query: str, names: bool) -> None:
    assert check_query(query, SETTINGS).names_dataset is names
