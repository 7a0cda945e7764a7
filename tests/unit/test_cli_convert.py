"""`passerelle convert`: files and records in other formats, and what could not be read or written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app

COURSE = {
    "@context": "http://data.europa.eu/snb/model/context/edc-ap",
    "id": "urn:course",
    "type": "Qualification",
    "title": {"en": "High-voltage safety"},
    "surprise": 1,
}


@pytest.fixture
def command(release: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("PASSERELLE_BUILD", str(release.parents[1]))
    return CliRunner()


def test_a_record_of_the_graph_is_written_in_another_format(command: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "unit.ttl"
    result = command.invoke(app, ["convert", "fi/106884", "--to", "elm-ttl", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "elm:Qualification" in out.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["unit.ttl"]


def test_a_file_is_read_and_what_was_not_read_is_told(command: CliRunner, tmp_path: Path) -> None:
    given = tmp_path / "course.jsonld"
    given.write_text(json.dumps(COURSE), "utf-8")
    result = command.invoke(app, ["convert", str(given)])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)[0]["titles"] == {"en": "High-voltage safety"}
    assert "/surprise" in result.stderr


def test_a_record_that_lacks_mandatory_data_is_told_and_nothing_is_written(command: CliRunner, tmp_path: Path) -> None:
    given = tmp_path / "course.jsonld"
    given.write_text(json.dumps(COURSE), "utf-8")
    result = command.invoke(app, ["convert", str(given), "--to", "elm", "--out", str(tmp_path / "out.jsonld")])
    assert result.exit_code == 1
    assert "lacks field (elm:ISCEDFCode)" in result.stderr
    assert not (tmp_path / "out.jsonld").exists()


def test_the_whole_graph_is_written_but_for_what_is_told(command: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonld"
    result = command.invoke(app, ["convert", "all", "--to", "elm", "--out", str(out)])
    assert result.exit_code == 0, result.output
    written = json.loads(out.read_text("utf-8"))["@graph"]
    assert len(written) >= 85
    assert "not written, lacks" in result.stderr


def test_an_unknown_format_is_refused_before_anything_is_read(command: CliRunner) -> None:
    result = command.invoke(app, ["convert", "nowhere.json", "--to", "elmo"])
    assert result.exit_code == 1
    assert "no format elmo" in str(result.exception)
