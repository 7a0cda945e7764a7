"""The stored questions inside the graph they ask: the library can itself be asked by SPARQL."""

import re
from pathlib import Path

from app.catalogue import Catalogue
from app.questions.citation import version
from app.store import EmbeddedStore
from app.vocab import BASE, DEF, GRAPH, PREFIXES

ROOT = Path(__file__).parents[2]
QUESTIONS = Catalogue(ROOT / "queries").questions
HEAD = f"PREFIX sh: <{PREFIXES['sh']}> PREFIX dct: <{PREFIXES['dct']}> PREFIX skos: <{PREFIXES['skos']}> "


def test_every_question_is_an_executable_in_the_graph_of_questions(release_store: EmbeddedStore) -> None:
    found = release_store.select(
        HEAD + f"SELECT ?q ?text ?id ?v {{ GRAPH <{GRAPH}queries> {{ ?q a sh:SPARQLSelectExecutable, "
        f"sh:SPARQLExecutable ; sh:select ?text ; dct:identifier ?id ; <{PREFIXES['owl']}versionInfo> ?v }} }}"
    )
    told = {row["id"].value: row for row in found}
    assert told.keys() == QUESTIONS.keys()
    for key, question in QUESTIONS.items():
        assert told[key]["q"].value == f"{BASE}query/{key}"
        assert told[key]["text"].value == question.text
        assert told[key]["v"].value == version(question)


def test_published_text_with_its_defaults_bound_gives_the_answer(release_store: EmbeddedStore) -> None:
    for key in ("cq-01", "cq-12", "cq-13", "cq-50"):
        about = f"<{BASE}query/{key}>"
        text = next(iter(release_store.select(HEAD + f"SELECT ?t {{ {about} sh:select ?t }}")))["t"].value
        defaults = release_store.select(
            HEAD + f"SELECT ?path ?value {{ {about} sh:parameter [ sh:path ?path ; sh:defaultValue ?value ] }}"
        )
        terms = {}
        for row in defaults:
            value = row["value"]
            quoted = f'"{value.value}"'
            plain = value.value if (value.datatype or "").endswith("#integer") else quoted
            terms[row["path"].value.rsplit("#", 1)[-1]] = f"<{value.value}>" if value.kind == "iri" else plain
        filled = re.sub(r"\$(\w+)", lambda found, terms=terms: terms[found[1]], text)  # type: ignore[misc]
        assert release_store.select(filled).rows == release_store.select(QUESTIONS[key].sparql({})).rows, key


def test_topic_and_audience_have_names_in_five_languages(release_store: EmbeddedStore) -> None:
    found = release_store.select(
        HEAD + "SELECT ?thing (COUNT(DISTINCT LANG(?l)) AS ?n) { { ?q a sh:SPARQLExecutable ; dct:subject ?thing } "
        "UNION { ?q a sh:SPARQLExecutable ; dct:audience ?thing } ?thing skos:prefLabel ?l } GROUP BY ?thing"
    )
    counts = {row["thing"].value: int(row["n"].value) for row in found}
    used = {f"{DEF}topic-{one.topic}" for one in QUESTIONS.values()}
    used |= {f"{DEF}audience-{one.audience}" for one in QUESTIONS.values()}
    assert counts == dict.fromkeys(used, 5)


def test_library_can_be_searched_by_what_questions_ask_of(release_store: EmbeddedStore) -> None:
    found = release_store.select(
        HEAD + 'SELECT ?q { ?q a sh:SPARQLExecutable ; sh:select ?t FILTER (CONTAINS(?t, "psr:legalBasis")) }'
    )
    assert (
        {row["q"].value.rsplit("/", 1)[-1] for row in found}
        == {key for key, one in QUESTIONS.items() if "psr:legalBasis" in one.text}
        != set()
    )
