"""`passerelle quality`, `rules` and `validate`: what the rules say, on the command line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph
from typer.testing import CliRunner
from validation import RECORD

from app.cli import app

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(release: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("PASSERELLE_BUILD", str(release.parents[1]))
    return CliRunner()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.ttl"
    path.write_text(RECORD, "utf-8")
    return path


def test_countries_are_told_with_their_readiness(command: CliRunner) -> None:
    lines = command.invoke(app, ["quality"]).stdout.splitlines()
    assert {line.split()[0] for line in lines} >= {"FIN", "PRT", "ESP", "IRL", "USA", "all"}


def test_a_record_is_told_what_to_complete_and_to_mend_by_which_law(command: CliRunner) -> None:
    result = command.invoke(app, ["quality", "es/ce-vhe-medio", "--lang", "es"])
    assert result.exit_code == 0, result.output
    assert "readiness" in result.stdout and "complete first:" in result.stdout and "Recommendation" in result.stdout


def test_rules_are_listed_with_law_and_results(command: CliRunner) -> None:
    lines = command.invoke(app, ["rules"]).stdout.splitlines()
    assert len(lines) == len(list((ROOT / "shapes").glob("qa-*.ttl")))
    assert all(" pass, " in line and "unknown" in line for line in lines)


def test_a_file_is_validated_and_a_failing_rule_ends_with_status_one(command: CliRunner, record: Path) -> None:
    result = command.invoke(app, ["validate", str(record), "--rules", "annex-i", "--lang", "fi"])
    assert result.exit_code == 1
    assert "High voltage, first step" in result.stdout and "[somebody looked]" in result.stdout
    told = json.loads(command.invoke(app, ["validate", str(record), "--format", "json"]).stdout)
    assert told["records"][0]["iri"] == "https://school.example/hv"
    report = Graph().parse(data=command.invoke(app, ["validate", str(record), "--format", "turtle"]).stdout)
    assert list(report.subjects(RDF.type, SH.ValidationReport))


def test_several_files_are_told_one_after_the_other(command: CliRunner, record: Path, tmp_path: Path) -> None:
    other = tmp_path / "nothing.json"
    other.write_text('{"a": 1}', "utf-8")
    result = command.invoke(app, ["validate", str(record), str(other)])
    assert "record.ttl: 1 records, passerelle" in result.stdout
    assert "nothing.json: 0 records, no known dialect" in result.stdout and "not read: /" in result.stdout


@pytest.mark.parametrize("arguments", [["--format", "pdf"], ["--rules", "mine"], ["--out", "x.jsonl"]])
def test_what_cannot_be_done_is_said(command: CliRunner, tmp_path: Path, arguments: list[str]) -> None:
    odd = tmp_path / "record.docx"
    odd.write_text("x", "utf-8")
    result = command.invoke(app, ["validate", str(odd), *arguments])
    assert result.exit_code == 1 and result.exception is not None
    assert not (tmp_path / "x.jsonl").exists()


def test_a_catalogue_stopped_from_the_keyboard_goes_on_where_it_was(release: Path, tmp_path: Path) -> None:
    """The real command in a process group of its own, so that the interrupt reaches its processes too."""
    out = tmp_path / "out.jsonl"
    ended = [str(release / "release.nq"), "--out", str(out), "--workers", "1"]
    call = [sys.executable, "-c", "from app.cli import main; main()", "validate", *ended]
    environment = {**os.environ, "PASSERELLE_BUILD": str(release.parents[1]), "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(call, env=environment, start_new_session=True, stderr=subprocess.PIPE, text=True)
    state = tmp_path / "out.jsonl.state"
    while not state.exists() and running.poll() is None:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "goes on from here" in said) == (130, True), said
    done = json.loads(state.read_text("utf-8"))["records"]
    assert done > 0
    again = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    assert f"({done} of them before)" in again.stdout, again.stderr
    assert len(out.read_text("utf-8").splitlines()) > done
