"""What of a query goes to a foreign engine: plain SPARQL 1.1 over the graphs of the release."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import QueryError
from app.remote.portable import calls_functions, check_portable

PSR = "PREFIX psr: <https://w3id.org/passerelle/def#> "
GRAPH = "https://w3id.org/passerelle/graph/a"


@pytest.mark.parametrize(
    "query",
    [
        PSR + "SELECT * { BIND (psr:coverage(?a, ?b) AS ?c) }",
        PSR + "SELECT * { BIND (psr:outcome (?a, ?b, ?c) AS ?c) }",
        PSR + "SELECT * { BIND (psr:outcome # not a property\n (?a, ?b, ?c) AS ?c) }",
        "SELECT * { BIND (<https://w3id.org/passerelle/def#outcome>(?a, ?b, ?c) AS ?c) }",
        "BASE <https://w3id.org/passerelle/> SELECT * { BIND (<def#outcome>(?a, ?b, ?c) AS ?c) }",
        "PREFIX : <https://w3id.org/passerelle/def#> SELECT * { BIND (:coverage(?a, ?b) AS ?c) }",
        "PREFIX p: <x:> PREFIX p: <https://w3id.org/passerelle/def#> ASK { FILTER (p:coverage(1)) }",
        "BASE <https://w3id.org/> PREFIX p: <passerelle/def#> ASK { FILTER (p:coverage(1)) }",
    ],
)
def test_call_of_our_functions_is_seen_however_it_is_written(query: str) -> None:
    assert calls_functions(query)


@pytest.mark.parametrize(
    "query",
    [
        PSR + "SELECT * { ?v psr:outcome ?outcome }",
        PSR + "SELECT * { ?v psr:outcome psr:outcome-full }",
        PSR + 'SELECT * { ?v psr:note "psr:coverage(?a, ?b)" }',
        PSR + "SELECT * { ?v psr:note ?n } # psr:coverage(?a, ?b)",
        "PREFIX psr: <https://example.org/> SELECT * { FILTER (psr:coverage(?a, ?b)) }",
    ],
)
def test_what_only_looks_like_a_call_is_none(query: str) -> None:
    assert not calls_functions(query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('define get:soft "replacing" SELECT * { ?s ?p ?o }', "define"),
        ("# nothing\nDEFINE input:same-as 'yes' SELECT * { ?s ?p ?o }", "DEFINE"),
        ("SELECT (bif:http_get('http://127.0.0.1/') AS ?x) {}", "bif"),
        ("SELECT (<bif:http_get>('http://127.0.0.1/') AS ?x) {}", "bif"),
        ("SELECT (<SQL:x>('http://127.0.0.1/') AS ?x) {}", "SQL"),
        ("PREFIX b: <bif:> SELECT (b:x(1) AS ?x) {}", "bif"),
        ("BASE <bif:x> SELECT (<y>(1) AS ?x) {}", "BASE"),
        ("PREFIX b: <bi> SELECT (b:f:x(1) AS ?x) {}", "bif"),
        ("SELECT * { ?s ?p `1 + 1` }", "backquote"),
        ("SELECT * { ?s foaf:name ?o }", "foaf"),
        ("SELECT * FROM <https://example.org/other> { ?s ?p ?o }", "no such graph"),
        ("SELECT * FROM NAMED <https://example.org/other> { ?s ?p ?o }", "no such graph"),
        (f"SELECT * FROM <{GRAPH}> FROM <file:///etc/passwd> {{ ?s ?p ?o }}", "no such graph"),
        ("PREFIX e: <https://example.org/> SELECT * FROM e:other { ?s ?p ?o }", "no such graph"),
    ],
)
def test_what_only_an_engine_understands_is_refused(query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        check_portable(query, [GRAPH])


def test_graphs_of_the_text_are_read() -> None:
    query = f"BASE <{GRAPH}> SELECT * FROM <> FROM NAMED <a> FROM NAMED <{GRAPH}> {{ ?s ?p ?o }}"
    assert check_portable(query, [GRAPH]) == ([GRAPH], [GRAPH, GRAPH])


def test_words_inside_a_pattern_do_not_count() -> None:
    assert check_portable('SELECT ?from { ?from ?named "FROM <x:y> define `" } # FROM <x:y>', [GRAPH]) == ([], [])


@given(st.text(alphabet="<>\"'#\\{}()?$:_@ \nabFROMPREFIXdefine`", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        check_portable(text, [GRAPH])
        calls_functions(text)
    except QueryError:
        return


@pytest.mark.parametrize("piece", ['"', "'''", "<", "\\", "a:", "#", "(", '"""a', "FROM <"])
def test_time_grows_with_the_text_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = "ASK { " + piece * (size // len(piece))
        start = time.process_time()
        with suppress(QueryError):
            check_portable(text, [GRAPH])
        return time.process_time() - start

    assert seconds(65536) < 2
