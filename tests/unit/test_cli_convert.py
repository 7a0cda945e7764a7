"""`passerelle convert`: files and records in other formats, and what could not be read or written."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from hostile import close_doors, for_ever
from typer.testing import CliRunner

from app.cli import app
from app.interchange import worker

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


@pytest.mark.parametrize("form", ["ctdl", "ob3", "csv", "xlsx"])
def test_the_whole_graph_is_written_in_each_format(command: CliRunner, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"all.{form}"
    result = command.invoke(app, ["convert", "all", "--to", form, "--out", str(out)])
    assert result.exit_code == 0, result.output
    if form == "xlsx":
        rows = list(openpyxl.load_workbook(out)["credentials"].iter_rows(min_row=2, values_only=True))
    elif form == "csv":
        rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    else:
        rows = json.loads(out.read_text("utf-8"))["@graph"]
    assert len(rows) + result.stderr.count("not written, lacks") == 274
    assert len(rows) >= 250


def test_a_spreadsheet_is_read_by_a_mapping_of_its_columns(command: CliRunner, tmp_path: Path) -> None:
    given = tmp_path / "lista.csv"
    given.write_text("Nome,Nível\nVeículos,4\n", "utf-8")
    result = command.invoke(app, ["convert", str(given), "--column", "Nome=title_pt", "--column", "Nível=eqf"])
    assert result.exit_code == 0, result.output
    (record,) = json.loads(result.stdout)
    assert (record["titles"], record["eqf"]["value"]) == ({"pt": "Veículos"}, 4)


def test_a_file_that_is_not_read_in_time_is_told(
    command: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_close_doors", close_doors)
    monkeypatch.setattr(worker, "_read", for_ever)
    monkeypatch.setenv("PASSERELLE_DOCUMENT_SECONDS", "2")
    given = tmp_path / "course.jsonld"
    given.write_text(json.dumps(COURSE), "utf-8")
    result = command.invoke(app, ["convert", str(given)])
    assert result.exit_code == 1
    assert "document was stopped" in str(result.exception)
