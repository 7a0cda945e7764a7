"""A catalogue of any length: the same verdicts as record by record, stopped and taken up, mistakes with their lines."""

import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.problems import InputError
from app.quality import catalogue
from app.quality.catalogue import Outcome, validate_catalogue
from app.quality.results import Results
from app.quality.validate import RULE_SETS
from app.store import EmbeddedStore

NQUADS = "application/n-quads"
PSR = "https://w3id.org/passerelle/def#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(autouse=True)
def no_processes_left() -> Iterator[None]:
    """Whatever happens, no process of the pool survives."""
    before = set(multiprocessing.active_children())
    yield
    assert set(multiprocessing.active_children()) <= before


@pytest.fixture(scope="module")
def small(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Finnish records of the release, as N-Quads."""
    path = tmp_path_factory.mktemp("catalogue") / "fi.nq"
    with (release / "release.nq").open(encoding="utf-8") as dump:
        path.write_text("".join(line for line in dump if "graph/mappings/fi/credentials>" in line), "utf-8")
    return path


def stop(*_: int) -> None:
    raise KeyboardInterrupt


def done(path: Path, release: Path, out: Path) -> Outcome:
    return validate_catalogue(path, NQUADS, release, out, RULE_SETS, 1)


def told(out: Path) -> dict[str, dict[str, str]]:
    found = {}
    for line in out.read_text("utf-8").splitlines():
        one = json.loads(line)
        results = dict.fromkeys(one["passed"], "pass")
        results |= {two["rule"]: name for name, key in (("fail", "failed"), ("unknown", "unknown")) for two in one[key]}
        found[one["iri"]] = results
    return found


def test_every_record_of_the_release_fares_as_in_the_graph(release: Path, tmp_path: Path) -> None:
    found = done(release / "release.nq", release, tmp_path / "out.jsonl")
    results, judged = Results(EmbeddedStore(release / "index")), told(tmp_path / "out.jsonl")
    assert found.came.records == len(judged) == results.places[""].counts.credentials
    for iri, outcomes in judged.items():
        assert outcomes == {one.rule.id: one.outcome for one in results.of(iri).results}, iri
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_work_that_was_stopped_is_taken_up_and_ends_alike(
    small: Path, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "BATCH", 10)
    whole, stopped = tmp_path / "whole.jsonl", tmp_path / "stopped.jsonl"
    done(small, release, whole)

    def stop_at_twenty(records: int, _: int) -> None:
        if records >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        validate_catalogue(small, NQUADS, release, stopped, RULE_SETS, 1, stop_at_twenty)
    with stopped.open("ab") as file:
        file.write(b'{"iri": "half a li')
    found = done(small, release, stopped)
    assert found.taken_up == 20
    assert stopped.read_bytes() == whole.read_bytes()
    assert found.came == done(small, release, tmp_path / "again.jsonl").came
    assert found.came.records == len(told(whole))


def test_work_on_another_file_or_choice_of_rules_is_begun_anew(
    small: Path, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "BATCH", 10)
    out, changed = tmp_path / "out.jsonl", tmp_path / "changed.nq"
    changed.write_text(small.read_text("utf-8").split("\n", 1)[1], "utf-8")
    for path, rule_sets in ((changed, RULE_SETS), (small, ("annex-i",))):
        with pytest.raises(KeyboardInterrupt):
            validate_catalogue(small, NQUADS, release, out, RULE_SETS, 1, stop)
        found = validate_catalogue(path, NQUADS, release, out, rule_sets, 1)
        assert found.taken_up == 0
        assert found.came.records == len(told(out)) == len(out.read_text("utf-8").splitlines())


def test_mistakes_are_told_with_their_lines_and_the_rest_is_judged(small: Path, release: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    lines = small.read_text("utf-8").splitlines(keepends=True)
    broken.write_text("".join([*lines[:3], "<urn:a> <urn:b> nonsense .\n", *lines[3:]]), "utf-8")
    found = done(broken, release, tmp_path / "out.jsonl")
    assert len(found.mistakes) == 1 and "line 4" in found.mistakes[0]
    assert told(tmp_path / "out.jsonl") == told_of(small, release, tmp_path)


def told_of(path: Path, release: Path, folder: Path) -> dict[str, dict[str, str]]:
    done(path, release, folder / "whole.jsonl")
    return told(folder / "whole.jsonl")


def test_blank_nodes_are_followed(release: Path, tmp_path: Path) -> None:
    lines = [
        f"<urn:r> <{TYPE}> <{PSR}Unit> .",
        f"<urn:r> <{PSR}claim> _:w .",
        f"_:w <{TYPE}> <{PSR}WorkloadClaim> .",
        f"_:w <{PSR}unit> <{PSR}unit-ects> .",
        f'_:w <{PSR}value> "2.0"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
    ]
    (tmp_path / "blank.nq").write_text("\n".join(lines) + "\n", "utf-8")
    assert told_of(tmp_path / "blank.nq", release, tmp_path)["urn:r"]["qa-007"] == "pass"
    (tmp_path / "less.nq").write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    assert told_of(tmp_path / "less.nq", release, tmp_path)["urn:r"]["qa-007"] == "fail"


def test_a_catalogue_without_records_is_refused(release: Path, tmp_path: Path) -> None:
    (tmp_path / "none.nq").write_text("<urn:a> <urn:b> <urn:c> .\nrubbish\n", "utf-8")
    with pytest.raises(InputError, match=r"no record.*line 2"):
        done(tmp_path / "none.nq", release, tmp_path / "out.jsonl")
