"""The release in ELM: what is written conforms to the official shapes, comes back whole, and the rest is listed."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from exchange import ELM, differences, reread, written
from rdflib import Graph, Namespace, URIRef

from app.interchange.exchange import form_named, read_untrusted, split
from app.interchange.known import Known, known_of
from app.model import Credential
from app.recognition import Recognition
from app.recognition.stacks import Held
from app.records import Records
from app.search import Index
from app.store import EmbeddedStore

SH = Namespace("http://www.w3.org/ns/shacl#")
# Correct ESCO data fails this rule of the official profile, which contradicts that of the EDC profile.
ESCO_SCHEME_RULE = URIRef("http://data.europa.eu/snb/model/ap/loq-constraints-mdr/EscoSkillRestriction")
# The official file with its six Java-only patterns replaced; pySHACL cannot compile those.
LOQ = ("own-minimal/LOQ-constraints.patched-for-pyshacl.ttl", "rdf/ap/loq/LOQ-constraints-mdr.ttl")
EDC = ("rdf/ap/edc/EDC-generic-no-cv.ttl", "rdf/ap/edc/EDC-generic-full.ttl")
needs_elm = pytest.mark.skipif(not ELM.is_dir(), reason="the official ELM material is not beside the project")


@pytest.fixture(scope="module")
def known(release_store: EmbeddedStore) -> Known:
    return known_of(release_store)


@pytest.fixture(scope="module")
def everything(release_store: EmbeddedStore) -> list[Credential]:
    records = Records(release_store)
    return [records.get(iri) for iri in Index(release_store).iris]


def shapes(files: tuple[str, ...]) -> Graph:
    found = Graph()
    for name in files:
        found.parse(ELM / name)
    for shape in list(found.subjects(SH.node, ESCO_SCHEME_RULE)):
        found.remove((shape, SH.node, ESCO_SCHEME_RULE))
    return found


def report(data: Graph, files: tuple[str, ...]) -> tuple[bool, str]:
    import pyshacl

    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes(files), inference="none")
    return conforms, text


@needs_elm
@pytest.mark.parametrize(("form", "files"), [("elm-ttl", LOQ), ("elm-edc-ttl", EDC), ("elm-ttl", EDC)])
def test_every_record_that_is_written_conforms_to_the_official_shapes(
    form: str, files: tuple[str, ...], everything: list[Credential], known: Known
) -> None:
    dialect, chosen = form_named(form)
    whole, lacking = split(everything, dialect, chosen, known)
    assert len(whole) + len(lacking) == len(everything)
    data = Graph().parse(data=written(whole, form, known), format="turtle")
    conforms, text = report(data, files)
    assert conforms, text[:3000]


@needs_elm
def test_the_official_shapes_do_reject_what_they_should(everything: list[Credential], known: Known) -> None:
    dialect, form = form_named("elm-ttl")
    whole, _ = split(everything, dialect, form, known)
    data = Graph().parse(data=written(whole[:1], "elm-ttl", known), format="turtle")
    data.remove((None, URIRef("http://data.europa.eu/snb/model/elm/EQFLevel"), None))
    assert not report(data, LOQ)[0]


def test_records_that_are_not_written_lack_what_the_profile_makes_mandatory(
    everything: list[Credential], known: Known
) -> None:
    dialect, form = form_named("elm")
    whole, lacking = split(everything, dialect, form, known)
    assert len(whole) >= 85
    counts = Counter(field.split("(")[1].rstrip(")") for one in lacking for field in one.fields)
    assert counts.keys() <= {"elm:ISCEDFCode", "elm:learningOutcome", "elm:NQFLevel", "elm:EQFLevel", "dc:language"}
    for record in whole:
        assert record.fields and record.outcomes and record.levels and record.eqf
        assert record.eqf.evidence.basis != "analyst-estimate"


@pytest.mark.parametrize("form", ["elm-edc", "elm-edc-ttl"])
def test_every_record_comes_back_as_the_loss_table_says(form: str, everything: list[Credential], known: Known) -> None:
    media_type = form_named(form)[1].media_type
    for record in everything:
        reading = reread(written([record], form, known, alone=True), media_type, known)
        assert differences(reading, record) == {}, record.id
        assert reading.unread == (), record.id


def test_the_catalogue_is_one_document_with_every_record(everything: list[Credential], known: Known) -> None:
    reading = reread(written(everything, "elm-edc", known), None, known)
    assert {record.iri for record in reading.records} == {record.iri for record in everything}


def _samples() -> list[Path]:
    folders = (ELM / "samples", ELM / "rdf" / "samples", ELM / "own-minimal")
    return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())


@needs_elm
@pytest.mark.parametrize("path", _samples(), ids=lambda path: path.name)
def test_every_official_sample_gives_a_result(path: Path, known: Known) -> None:
    reading = read_untrusted(path.read_bytes(), None, path.name, known)
    assert reading.dialect == "elm"
    assert (reading.signature is not None) == (path.name == "Sample-MC-Annex1-signed.jsonld")
    without_record = path.name in ("qualification-bad-loq.ttl", "LOQ-constraints.patched-for-pyshacl.ttl")
    assert len(reading.records) == (0 if without_record else 1)
    assert reading.records or reading.unread


@needs_elm
@pytest.mark.parametrize("name", ["Sample-MC-Annex1-signed.jsonld", "Sample-MC-Annex1-unsigned-uploadable.json"])
def test_the_annex_i_sample_is_read_in_full_and_gets_a_verdict(
    name: str, release_store: EmbeddedStore, known: Known
) -> None:
    reading = read_untrusted((ELM / "samples" / name).read_bytes(), None, name, known)
    (record,) = reading.records
    assert record.title == "Digital micro-credential creation"
    assert record.kind == "micro-credential" and record.jurisdiction == "IE"
    assert record.eqf is not None and record.eqf.value == 6
    assert [(one.value, one.unit) for one in record.workloads] == [(60.0, "hours"), (2.0, "ects")]
    assert [body.names["en"] for body in record.awarding_bodies] == ["University of Zed"]
    assert [len(outcome.competences) for outcome in record.outcomes] == [3, 3]
    records = Records(release_store)
    recognition = Recognition(release_store, records)
    target = records.get("https://w3id.org/passerelle/id/fi/106884")
    held = [Held(record, reading.awarded_on)]
    verdict = recognition.judge_held(held, target, recognition.policy("study", {}), date(2026, 11, 25))
    assert verdict.outcome.value in ("none", "insufficient-information")
    assert len(verdict.findings) == 7
