"""ESCO as RDF: what is written of a release, and the extract that the repository carries."""

import io
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SKOS, Literal, URIRef

from app.interchange.esco import (
    ATTRIBUTION,
    EscoRelease,
    EscoTermsError,
    extract,
    read_release,
    read_terms,
    write_nquads,
)
from app.interchange.esco.triples import literal
from app.problems import InputError

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "data" / "esco-mini"
BASE, FINNISH = MINI / "v1.2.9", MINI / "fi"
OURS = "https://example.org/"

ESCO = "http://data.europa.eu/esco/"
MODEL = f"{ESCO}model#"
ISOLATE, BATTERIES = f"{ESCO}skill/isolate", f"{ESCO}skill/batteries"
GROUP, TOP = f"{ESCO}skill/S8.1", f"{ESCO}skill/S8"
EV_MECHANIC, MECHANIC = f"{ESCO}occupation/ev-mechanic", f"{ESCO}occupation/mechanic"
ISCO = f"{ESCO}isco/C7231"


@pytest.fixture(scope="module")
def mini() -> EscoRelease:
    return read_release([BASE, FINNISH])


@pytest.fixture(scope="module")
def quads(mini: EscoRelease) -> set[tuple[str, str, str, str]]:
    return set(_written(mini))


def _written(release: EscoRelease) -> Iterator[tuple[str, str, str, str]]:
    out = io.BytesIO()
    write_nquads(release, out, OURS)
    graphs = f"<{OURS}graph/esco/{release.version}/"
    for quad in pyoxigraph.parse(out.getvalue(), format=pyoxigraph.RdfFormat.N_QUADS):
        subject, predicate, value, graph = (str(term) for term in quad)
        yield subject.strip("<>"), predicate.strip("<>"), value, graph.removeprefix(graphs).rstrip(">")


def test_each_part_goes_to_its_own_graph(mini: EscoRelease) -> None:
    out = io.BytesIO()
    counts = write_nquads(mini, out, OURS)
    assert list(counts) == [
        f"{OURS}graph/esco/1.2.9/{part}" for part in ("skills", "occupations", "relations", "schemes")
    ]
    assert sum(counts.values()) == len(list(_written(mini))) == len(set(_written(mini)))


def test_path_and_stream_receive_the_same(mini: EscoRelease, tmp_path: Path) -> None:
    out = io.BytesIO()
    write_nquads(mini, out, OURS)
    write_nquads(mini, tmp_path / "esco.nq", OURS)
    assert (tmp_path / "esco.nq").read_bytes() == out.getvalue()


def test_skill_is_written_in_the_model_of_esco(quads: set[tuple[str, str, str, str]]) -> None:
    said = {(p.rsplit("/", 1)[-1], o) for s, p, o, g in quads if s == ISOLATE and g == "skills"}
    assert said >= {
        ("22-rdf-syntax-ns#type", "<http://www.w3.org/2004/02/skos/core#Concept>"),
        ("22-rdf-syntax-ns#type", f"<{MODEL}MemberConcept>"),
        ("22-rdf-syntax-ns#type", f"<{MODEL}Skill>"),
        ("model#skillType", f"<{ESCO}skill-type/skill>"),
        ("model#skillReuseLevel", f"<{ESCO}skill-reuse-level/sector-specific>"),
        ("core#inScheme", f"<{ESCO}concept-scheme/member-skills>"),
        ("core#broader", f"<{GROUP}>"),
        ("core#prefLabel", '"isolate high voltage"@en'),
        ("core#prefLabel", '"erottaa suurjännite"@fi'),
        ("core#hiddenLabel", '"hv off"@en'),
        ("core#scopeNote", '"Excludes low voltage"@en'),
        ("skos-thes#status", '"released"'),
        ("modified", '"2022-07-05T14:34:33.959Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
    }


def test_occupation_is_written_in_the_model_of_esco(quads: set[tuple[str, str, str, str]]) -> None:
    said = {(p.rsplit("/", 1)[-1], o) for s, p, o, g in quads if s == MECHANIC and g == "occupations"}
    assert said >= {
        ("22-rdf-syntax-ns#type", f"<{MODEL}Occupation>"),
        ("core#notation", '"7231.7"'),
        ("core#broader", f"<{ISCO}>"),
        ("model#memberOfISCOGroup", f"<{ISCO}>"),
        ("model#regulatedProfessionNote", f"<{ESCO}regulated-professions/unregulated>"),
        ("model#hasNACECode", "<http://data.europa.eu/ux2/nace2.1/9531>"),
        ("description", '"Vehicle mechanics repair vehicles."@en'),
    }


def test_relations_and_schemes_are_written(quads: set[tuple[str, str, str, str]]) -> None:
    assert (EV_MECHANIC, f"{MODEL}relatedEssentialSkill", f"<{ISOLATE}>", "relations") in quads
    assert (MECHANIC, f"{MODEL}relatedOptionalSkill", f"<{BATTERIES}>", "relations") in quads
    assert (ISOLATE, f"{MODEL}relatedEssentialSkill", f"<{BATTERIES}>", "relations") in quads
    assert (TOP, str(SKOS.topConceptOf), f"<{ESCO}concept-scheme/skills>", "schemes") in quads


def test_date_without_time_is_an_xsd_date(quads: set[tuple[str, str, str, str]]) -> None:
    dates = {o for s, p, o, _ in quads if s == BATTERIES and p.endswith("/modified")}
    assert dates == {'"2024-05-15"^^<http://www.w3.org/2001/XMLSchema#date>'}


def test_quotes_backslashes_and_line_breaks_survive(mini: EscoRelease, quads: set[tuple[str, str, str, str]]) -> None:
    [written] = {o for s, p, o, _ in quads if s == ISOLATE and p.endswith("/description")}
    text = mini.concepts[ISOLATE].description
    assert '"traction"' in text
    assert "\n" in text
    assert "\\" in text
    assert written == str(pyoxigraph.Literal(text, language="en"))


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["", "en", "pt-br"]))
def test_any_text_survives_as_a_literal(text: str, language: str) -> None:
    line = f"<http://x/s> <http://x/p> {literal(text, language)} <http://x/g> .\n"
    [quad] = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
    assert quad.object == (pyoxigraph.Literal(text, language=language) if language else pyoxigraph.Literal(text))


# the extract


def test_extract_has_names_and_hierarchy_up_to_the_top_and_nothing_else(mini: EscoRelease) -> None:
    graph = extract(mini, [ISOLATE])
    assert set(graph.predicates()) == {RDF.type, SKOS.prefLabel, SKOS.broader, SKOS.inScheme}
    assert {str(subject) for subject in graph.subjects()} == {ISOLATE, GROUP, TOP}
    assert set(graph.objects(URIRef(ISOLATE), SKOS.prefLabel)) == {
        Literal("isolate high voltage", lang="en"),
        Literal("erottaa suurjännite", lang="fi"),
    }
    assert set(graph.objects(URIRef(ISOLATE), RDF.type)) == {SKOS.Concept, URIRef(f"{MODEL}Skill")}
    assert list(graph.objects(URIRef(GROUP), RDF.type)) == [SKOS.Concept]


def test_extract_of_an_occupation_reaches_isco(mini: EscoRelease) -> None:
    subjects = {str(subject) for subject in extract(mini, [EV_MECHANIC]).subjects()}
    assert subjects == {EV_MECHANIC, MECHANIC, ISCO, f"{ESCO}isco/C7"}


def test_extract_names_every_missing_concept(mini: EscoRelease) -> None:
    absent = (f"{ESCO}skill/x", f"{ESCO}skill/y")
    with pytest.raises(EscoTermsError, match=r"1\.2\.9.*skill/x.*skill/y") as caught:
        extract(mini, [absent[0], ISOLATE, absent[1]])
    assert caught.value.missing == absent


def test_term_list_has_comments_and_refuses_other_text(tmp_path: Path) -> None:
    path = tmp_path / "esco-terms.txt"
    path.write_text(f"# skills\n\n{ISOLATE}  # isolate high voltage\n{TOP}#x\n{ISOLATE}\n", "utf-8")
    assert read_terms(path) == (ISOLATE, f"{TOP}#x")
    path.write_text(f"{ISOLATE}\nisolate high voltage\n", "utf-8")
    with pytest.raises(InputError, match=r"esco-terms\.txt:2: is not an IRI: isolate high voltage"):
        read_terms(path)


def test_attribution_is_the_phrase_that_the_licence_asks_for() -> None:
    assert ATTRIBUTION == "This service uses the ESCO classification of the European Commission."
