"""The look at a query's tokens: what is refused, and that words inside strings, IRIs and comments do not count."""

import time

import pytest

from app.guard import check_query
from app.problems import QueryError

LONGEST = 64 * 1024


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
    ],
)
def test_the_form_is_told(query: str, form: str) -> None:
    assert check_query(query, LONGEST).form == form


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
        "DROP ALL",
        "",
        "no query at all",
    ],
)
def test_federation_updates_and_noise_are_refused(query: str) -> None:
    with pytest.raises(QueryError):
        check_query(query, LONGEST)


@pytest.mark.parametrize("nest", ["{", "(", "[", "FILTER EXISTS {", "!("])
def test_deep_nesting_is_refused_fast(nest: str) -> None:
    started = time.perf_counter()
    with pytest.raises(QueryError, match=r"deeper|negation"):
        check_query("ASK { " + nest * 3000, LONGEST)
    assert time.perf_counter() - started < 1


def test_a_long_query_is_refused() -> None:
    with pytest.raises(QueryError, match="longer than 64 KiB"):
        check_query("ASK { ?s ?p '" + "x" * LONGEST + "' }", LONGEST)


def test_the_place_of_what_is_refused_is_told() -> None:
    with pytest.raises(QueryError, match="line 2, column 3"):
        check_query("SELECT * {\n  SERVICE <a> {} }", LONGEST)


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
    assert check_query(query, LONGEST).names_dataset is names
