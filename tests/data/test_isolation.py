"""An answer out of a query process is the answer that the store gives."""

import asyncio
from pathlib import Path

from app.catalogue import Catalogue
from app.recognition.functions import functions
from app.sandbox import GRAPH, QUESTION, ROWS, Sandbox
from app.sandbox.tables import GRAPH_TYPE, ROWS_TYPE, read_table, read_triples
from app.settings import Settings
from app.store import EmbeddedStore

ROOT = Path(__file__).parents[2]
FORMATS = {ROWS: ROWS_TYPE, GRAPH: GRAPH_TYPE}
TERMS = """SELECT * { VALUES ?x { <a:a> "a" "a"@en "a"@fi-FI 1 1.50 1e0 true
  "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>
  "a\\"b\\\\c\\n\\u0001\\U0001f600" "" UNDEF } OPTIONAL { BIND (BNODE() AS ?y) FILTER (false) } }"""


async def answered(release: Path, queries: list[str]) -> list[tuple[str, bytes]]:
    settings = Settings(question_seconds=60, waiting_seconds=60)
    sandbox = Sandbox(release / "index", settings, functions)
    try:
        found = [await sandbox.run(query, FORMATS, lane=QUESTION) for query in queries]
    finally:
        sandbox.close()
    return [(answer.form, answer.body) for answer in found]


def test_every_stored_question_has_the_same_answer(release: Path, release_store: EmbeddedStore) -> None:
    queries = [question.sparql({}) for question in Catalogue(ROOT / "queries").questions.values()]
    for query, (form, body) in zip(queries, asyncio.run(answered(release, queries)), strict=True):
        assert form == ROWS
        isolated, direct = read_table(body), release_store.select(query)
        assert isolated.columns == direct.columns
        assert sorted(map(repr, isolated)) == sorted(map(repr, direct)), query


def test_every_kind_of_term_comes_through(release: Path, release_store: EmbeddedStore) -> None:
    ((_, body),) = asyncio.run(answered(release, [TERMS]))
    assert read_table(body) == release_store.select(TERMS)


def test_graph_comes_through(release: Path, release_store: EmbeddedStore) -> None:
    query = "CONSTRUCT WHERE { <https://w3id.org/passerelle/id/fi/106884> ?p ?o }"
    ((form, body),) = asyncio.run(answered(release, [query]))
    assert form == GRAPH
    assert set(read_triples(body)) == set(release_store.construct(query))
    assert len(read_triples(body)) > 20
