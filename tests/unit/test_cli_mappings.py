"""`passerelle mappings`: sets of others merged with every conflict told, ours written as one."""

import json
from pathlib import Path

import pytest
from mapping_sets import COLUMNS, HEAD, ROW, SUITE, needs_suite
from typer.testing import CliRunner

from app.cli import app
from app.interchange.mappings.reader import read_mappings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("PASSERELLE_ROOT", str(ROOT))
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


def given(folder: Path, name: str, rows: str, iri: str) -> str:
    path = folder / name
    path.write_text(HEAD.replace("https://a.example/set", iri) + COLUMNS + rows, "utf-8")
    return str(path)


def test_two_sets_are_merged_and_their_conflicts_told(command: CliRunner, tmp_path: Path) -> None:
    one = given(tmp_path, "one.sssom.tsv", ROW + "a:9\n", "https://a.example/one")
    machine = ROW.replace("ManualMappingCuration", "LexicalMatching").replace("\t\t", "\tNot\t")
    two = given(tmp_path, "two.sssom.tsv", machine, "https://a.example/two")
    out = tmp_path / "merged.tsv"
    result = command.invoke(app, ["mappings", "merge", one, two, "--out", str(out), "--id", "https://a.example/all"])
    assert result.exit_code == 0, result.output
    (row,) = read_mappings(out.read_bytes()).mappings.rows
    assert (row.negative, row.text("mapping_source")) == (False, "https://a.example/one")
    assert "one.sssom.tsv: 1 rows, 1 not read" in result.stderr
    assert "not read: line 7: has 1 cells where the header has 7" in result.stderr
    assert "a person decided" in result.stderr
    assert "1 conflicts; 0 rows say" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["merged.tsv", "one.sssom.tsv", "two.sssom.tsv"]


def test_decisions_go_to_a_file_with_both_rows(command: CliRunner, tmp_path: Path) -> None:
    one = given(tmp_path, "one.tsv", ROW, "https://a.example/one")
    two = given(tmp_path, "two.tsv", ROW.replace("0.9", "0.4"), "https://a.example/two")
    told = tmp_path / "decisions.json"
    result = command.invoke(app, ["mappings", "merge", two, one, "--format", "nt", "--conflicts", str(told)])
    assert result.exit_code == 0, result.output
    assert (
        "https://a.example/1> <http://www.w3.org/2004/02/skos/core#exactMatch> <https://a.example/2>" in result.stdout
    )
    (decision,) = json.loads(told.read_text("utf-8"))
    assert (decision["kind"], decision["kept"], decision["why"]) == ("outranked", "first", "confidence 0.9 against 0.4")
    assert (decision["first"]["confidence"], decision["second"]["confidence"]) == (["0.9"], ["0.4"])


def test_metadata_beside_a_table_or_named_are_taken(command: CliRunner, tmp_path: Path) -> None:
    table = tmp_path / "set.sssom.tsv"
    table.write_text(COLUMNS + ROW, "utf-8")
    metadata = HEAD.replace("#", "")
    (tmp_path / "set.sssom.yml").write_text(metadata, "utf-8")
    result = command.invoke(app, ["mappings", "merge", str(table)])
    assert (result.exit_code, "set.sssom.tsv: 1 rows\n" in result.stderr) == (0, True), result.output
    (tmp_path / "set.sssom.yml").rename(tmp_path / "other.yml")
    assert command.invoke(app, ["mappings", "merge", str(table)]).exit_code == 1
    result = command.invoke(app, ["mappings", "merge", str(table), "--metadata", str(tmp_path / "other.yml")])
    assert result.exit_code == 0, result.output


def test_a_file_that_cannot_be_opened_ends_the_command_and_nothing_is_written(
    command: CliRunner, tmp_path: Path
) -> None:
    one, out = given(tmp_path, "one.tsv", ROW, "https://a.example/one"), tmp_path / "out.tsv"
    (tmp_path / "utf16.tsv").write_bytes((HEAD + COLUMNS + ROW).encode("utf-16"))
    for bad, why in ((tmp_path / "none.tsv", "cannot be opened"), (tmp_path / "utf16.tsv", "is not UTF-8")):
        result = command.invoke(app, ["mappings", "merge", one, str(bad), "--out", str(out)])
        assert (result.exit_code, why in str(result.exception)) == (1, True), result.output
        assert not out.exists()


def test_an_unknown_format_is_refused_before_anything_is_read(command: CliRunner) -> None:
    result = command.invoke(app, ["mappings", "merge", "nowhere.tsv", "--format", "xml"])
    assert (result.exit_code, "none of tsv, json, ttl, nt" in str(result.exception)) == (1, True)


def test_a_longer_set_than_may_be_is_refused(
    command: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_MAPPING_KIB", "1")
    result = command.invoke(app, ["mappings", "merge", given(tmp_path, "one.tsv", ROW * 30, "urn:a")])
    assert (result.exit_code, "longer than 1 KiB" in str(result.exception)) == (1, True)


def test_no_more_problems_are_told_than_may_be(
    command: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_MAPPING_PROBLEMS", "5")
    result = command.invoke(app, ["mappings", "merge", given(tmp_path, "one.tsv", ROW + "a:1\n" * 50, "urn:a")])
    assert "1 rows, 50 not read" in result.stderr
    assert 5 <= result.stderr.count("not read: ") <= 8


def test_our_sets_are_written_as_one_from_the_folder_and_from_the_release(
    command: CliRunner, tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_BUILD", str(release.parents[1]))
    found = []
    for option in ([], ["--release"]):
        out = tmp_path / "ours.tsv"
        result = command.invoke(app, ["mappings", "export", "--out", str(out), *option])
        assert result.exit_code == 0, result.output
        reading = read_mappings(out.read_bytes())
        assert reading.problems == ()
        found.append(
            {(row.text("record_id"), row.subject, row.object, row.confidence) for row in reading.mappings.rows}
        )
    lines = [path.read_text("utf-8").splitlines() for path in (ROOT / "mappings").rglob("*.sssom.tsv")]
    rows = sum(sum(not line.startswith("#") for line in each) - 1 for each in lines)
    assert found[0] == found[1]
    assert len(found[0]) == rows


@needs_suite
def test_two_examples_of_the_standard_are_merged(command: CliRunner, tmp_path: Path) -> None:
    names = [
        SUITE / "examples" / "external" / "mp-hp-exact-0.0.1.sssom.tsv",
        SUITE / "examples/schema/record-ids.sssom.tsv",
    ]
    result = command.invoke(app, ["mappings", "merge", *map(str, names), "--out", str(tmp_path / "all.tsv")])
    assert result.exit_code == 0, result.output
    assert len(read_mappings((tmp_path / "all.tsv").read_bytes()).mappings.rows) == 42 + 2
