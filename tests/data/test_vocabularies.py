"""Vocabularies: our terms are defined and explained, foreign ones are labelled, mapping sets are SSSOM."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, URIRef
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

from app.interchange.sssom import read_sssom
from app.interchange.turtle import read_turtle
from app.vocab import CURIES, DEF, PREFIXES

ROOT = Path(__file__).resolve().parents[2]
ELM = PREFIXES["elm"]
EU = re.compile(r"http://(data\.europa\.eu/snb/(?!model/)|publications\.europa\.eu/resource/authority/)")
DEFINING = ("passerelle.ttl", "concepts.ttl", "reasons.ttl")
NAMES = (RDFS.label, SKOS.prefLabel)
MAPPING_SETS = sorted((ROOT / "mappings").rglob("*.sssom.tsv"))


@cache
def turtle(path: Path) -> Graph:
    return read_turtle(path, path.relative_to(ROOT).as_posix())


def turtle_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.ttl"))


def used_terms() -> Iterator[tuple[str, str]]:
    """Every IRI that a file uses, with the file."""
    for path in turtle_files("ontology", "mappings", "shapes"):
        name = path.relative_to(ROOT).as_posix()
        yield from ((str(term), name) for triple in turtle(path) for term in triple if isinstance(term, URIRef))
    for path in MAPPING_SETS:
        name = path.relative_to(ROOT).as_posix()
        for row in read_sssom(path).rows:
            yield from ((iri, name) for iri in (row.subject, row.predicate, row.object))


def offenders(found: dict[str, set[str]]) -> str:
    """One line for each IRI, with the files that use it."""
    return "\n".join(
        f"{CURIES.compress(iri) or iri} in {', '.join(sorted(files))}" for iri, files in sorted(found.items())
    )


def files_by_term(wanted: re.Pattern[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for iri, name in used_terms():
        if wanted.match(iri):
            found.setdefault(iri, set()).add(name)
    return found


def test_every_term_of_ours_is_defined_in_the_ontology() -> None:
    ontology = [turtle(ROOT / "ontology" / name) for name in DEFINING]
    defined = {str(subject) for graph in ontology for subject in graph.subjects(RDF.type)}
    used = files_by_term(re.compile(re.escape(DEF)))
    undefined = {iri: files for iri, files in used.items() if iri not in defined}
    assert not undefined, offenders(undefined)


def test_every_term_of_the_ontology_has_label_definition_and_example() -> None:
    ontology = turtle(ROOT / "ontology" / "passerelle.ttl")
    terms = {term for term in ontology.subjects(RDF.type) if str(term).startswith(DEF)}
    lacking = [
        f"{CURIES.compress(str(term))} lacks {CURIES.compress(str(predicate))}"
        for term in sorted(terms, key=str)
        for predicate in (RDFS.label, SKOS.definition, SKOS.example)
        if not any(str(text).strip() for text in ontology.objects(term, predicate))
    ]
    assert terms
    assert not lacking, "\n".join(lacking)


def test_every_elm_term_has_a_label_in_the_vendored_subset() -> None:
    subset = turtle(ROOT / "ontology" / "imports" / "elm.ttl")
    used = files_by_term(re.compile(re.escape(ELM)))
    unlabelled = {iri: files for iri, files in used.items() if (URIRef(iri), RDFS.label, None) not in subset}
    assert used
    assert not unlabelled, offenders(unlabelled)


def test_the_vendored_elm_subset_holds_no_axiom_but_subclasses() -> None:
    subset = turtle(ROOT / "ontology" / "imports" / "elm.ttl")
    about_terms = {predicate for term, predicate in subset.subject_predicates() if str(term).startswith(ELM)}
    types = set(subset.objects(None, RDF.type))
    assert about_terms <= {RDF.type, RDFS.label, RDFS.comment, RDFS.subClassOf}
    assert not [kind for kind in types if str(kind).endswith("SymmetricProperty")]


def test_every_concept_of_the_european_union_has_a_label() -> None:
    labelled = {
        str(subject) for path in turtle_files("ontology") for name in NAMES for subject in turtle(path).subjects(name)
    }
    used = files_by_term(EU)
    unlabelled = {iri: files for iri, files in used.items() if iri not in labelled}
    assert used
    assert not unlabelled, offenders(unlabelled)


@pytest.mark.parametrize("path", MAPPING_SETS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_mapping_set_is_accepted_by_the_sssom_package(path: Path) -> None:
    reports = validate(parse_sssom_table(path), fail_on_error=False)
    problems = [result.message for report in reports.values() if report for result in report.results]
    assert reports
    assert not problems, "\n".join(problems)
