"""The release in CTDL, Open Badges and tables; every official example gives a result, and records a verdict."""

import json
from datetime import date
from pathlib import Path

import pytest
from exchange import BADGES, CTDL, Keeps, as_badges_keep, as_ctdl_keeps, as_tables_keep, differences, reread, written

from app.interchange.dialect import Reading
from app.interchange.exchange import form_named, read_untrusted, split
from app.interchange.known import Known, known_of
from app.model import Credential
from app.problems import DocumentError
from app.recognition import Recognition
from app.recognition.stacks import Held
from app.records import Records
from app.search import Index
from app.store import EmbeddedStore

TARGET = "https://w3id.org/passerelle/id/fi/106884"


@pytest.fixture(scope="module")
def known(release_store: EmbeddedStore) -> Known:
    return known_of(release_store)


@pytest.fixture(scope="module")
def everything(release_store: EmbeddedStore) -> list[Credential]:
    records = Records(release_store)
    return [records.get(iri) for iri in Index(release_store).iris]


@pytest.mark.parametrize(
    ("form", "media_type", "keeps"),
    [("ctdl", None, as_ctdl_keeps), ("ob3", None, as_badges_keep), ("csv", "text/csv", as_tables_keep)],
)
def test_every_record_comes_back_as_the_loss_table_says(
    form: str, media_type: str | None, keeps: Keeps, everything: list[Credential], known: Known
) -> None:
    whole, lacking = split(everything, *form_named(form), known)
    assert len(whole) >= (250 if form == "ob3" else len(everything))
    assert {field for one in lacking for field in one.fields} <= {
        "outcomes, entry requirements or assessment (criteria)"
    }
    for record in whole:
        reading = reread(written([record], form, known, alone=True), media_type, known)
        assert differences(reading, record, keeps) == {}, record.id
        assert reading.unread == (), record.id


@pytest.mark.parametrize(("form", "media_type"), [("ctdl", None), ("ob3", None), ("csv", "text/csv")])
def test_the_catalogue_is_one_document_with_every_record(
    form: str, media_type: str | None, everything: list[Credential], known: Known
) -> None:
    whole, _ = split(everything, *form_named(form), known)
    reading = reread(written(whole, form, known), media_type, known)
    assert [record.iri for record in reading.records] == [record.iri for record in whole]


def _json(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json")) if folder.is_dir() else []


@pytest.mark.skipif(not CTDL.is_dir(), reason="the CTDL material is not beside the project")
@pytest.mark.parametrize("path", _json(CTDL), ids=lambda path: path.name)
def test_every_file_of_credential_engine_gives_a_result(path: Path, known: Known) -> None:
    try:
        reading = read_untrusted(path.read_bytes(), None, path.name, known)
    except DocumentError as error:
        with pytest.raises(json.JSONDecodeError):
            json.loads(path.read_text("utf-8"))
        assert error.place and "line" in error.place
        return
    assert reading.dialect == "ctdl"
    assert reading.records or reading.unread


@pytest.mark.skipif(not BADGES.is_dir(), reason="the Open Badges material is not beside the project")
@pytest.mark.parametrize("path", _json(BADGES / "examples"), ids=lambda path: path.name)
def test_every_example_of_open_badges_is_a_record_with_its_day(path: Path, known: Known) -> None:
    reading = read_untrusted(path.read_bytes(), None, path.name, known)
    assert (reading.dialect, len(reading.records)) == ("openbadges", 1)
    assert reading.awarded_on is not None
    assert "student@" not in str(reading) and "A-9320041" not in str(reading)


def _judged(reading: Reading, store: EmbeddedStore) -> str:
    records = Records(store)
    recognition = Recognition(store, records)
    held = [Held(reading.records[0], reading.awarded_on)]
    policy = recognition.policy("study", {})
    verdict = recognition.judge_held(held, records.get(TARGET), policy, date(2026, 11, 25))
    assert len(verdict.findings) == 7
    return verdict.outcome.value


COMPETENCY = {"@type": "ceasn:Competency", "ceasn:competencyText": {"en-US": "isolate a high-voltage system"},
              "ceasn:exactAlignment": ["https://w3id.org/passerelle/id/competence/high-voltage-isolation"]}  # fmt: skip
REGISTRY = {
    "@context": "https://credreg.net/ctdl/schema/context/json",
    "@id": "https://credentialengineregistry.org/resources/ce-00000000-0000-4000-8000-000000000001",
    "@type": "ceterms:Certification", "ceterms:ctid": "ce-00000000-0000-4000-8000-000000000001",
    "ceterms:name": {"en-US": "Electric vehicle safety"},
    "ceterms:requires": [{"@type": "ceterms:ConditionProfile", "ceterms:targetCompetency": [COMPETENCY]}],
}  # fmt: skip


def test_a_registry_record_and_an_achievement_get_the_same_verdict(release_store: EmbeddedStore, known: Known) -> None:
    aligned = {"type": ["Alignment"], "targetName": "isolate a high-voltage system",
               "targetUrl": "https://w3id.org/passerelle/id/competence/high-voltage-isolation"}  # fmt: skip
    achievement = {
        "id": "https://example.org/ev", "type": ["Achievement"], "achievementType": "Certification",
        "name": "Electric vehicle safety", "criteria": {"narrative": "test"}, "alignment": [aligned],
    }  # fmt: skip
    readings = [read_untrusted(json.dumps(one).encode(), known=known) for one in (REGISTRY, achievement)]
    assert [one.dialect for one in readings] == ["ctdl", "openbadges"]
    for reading in readings:
        assert [len(outcome.competences) for outcome in reading.records[0].outcomes] == [1]
        assert _judged(reading, release_store) in ("none", "insufficient-information", "partial")


@pytest.mark.skipif(not CTDL.is_dir(), reason="the CTDL material is not beside the project")
def test_credit_that_a_transfer_value_gives_can_be_judged(release_store: EmbeddedStore, known: Known) -> None:
    folder = CTDL / "modelling-examples" / "Transfer Value Profile"
    path = folder / "ACE - Introductory SociologyTVP-PUBLISHED.json"
    reading = read_untrusted(path.read_bytes(), None, path.name, known)
    (record,) = reading.records
    assert [(one.value, one.unit) for one in record.workloads] == [(3.0, "DegreeCredit")]
    assert len(record.outcomes) == 10
    assert _judged(reading, release_store) in ("none", "insufficient-information")
