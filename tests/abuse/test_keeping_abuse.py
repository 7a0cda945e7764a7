"""A build that is killed changes nothing; a release that is lost comes back from its backup as it was."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from made_up import write_other_root, write_root
from started import COMMAND, serve

from app.keeping.places import releases
from app.keeping.verification import verify
from app.manifest import Manifest
from app.release.build import build

STAGES = ["reading the folders", "writing the graphs", "loading the index", "judging pairs", "describing the release",
          "loading the verdicts", "switching to the new release"]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up root that is built, and another one that is not."""
    base = tmp_path_factory.mktemp("made")
    write_root(base / "root")
    write_other_root(base / "other")
    build(base / "root", base / "build")
    return base


def command(made: Path, *arguments: str) -> subprocess.Popen[bytes]:
    variables = {**os.environ, "PASSERELLE_ROOT": str(made / "other"), "PASSERELLE_BUILD": str(made / "build")}
    return subprocess.Popen(
        [COMMAND, *arguments], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def kill_at(made: Path, stage: str) -> None:
    """Start a build and kill all of it, with the signal that nothing can catch, when it tells of a stage."""
    process = command(made, "build")
    assert process.stderr is not None
    for line in process.stderr:
        if stage in line.decode():
            break
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    process.stderr.close()


def test_build_that_is_killed_at_any_stage_leaves_the_old_release_served(made: Path, tmp_path: Path) -> None:
    folder = made / "build"
    old = (folder / "current").resolve()
    before = verify(old)
    with serve(folder, tmp_path / "log", query_workers=1, switch_seconds=0.1) as service:
        for stage in STAGES:
            kill_at(made, stage)
            assert (folder / "current").resolve() == old
            assert service.client.get("/api/v1/release").json()["release"] == old.name
            assert service.client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
            assert service.process.poll() is None
    assert verify(old) == before
    assert before.whole


def test_what_a_killed_build_left_is_cleared_by_the_next_one(made: Path) -> None:
    folder = made / "build"
    kill_at(made, "loading the index")
    assert list(folder.glob("building-*"))
    process = command(made, "build")
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert sorted(path.name for path in folder.iterdir()) == ["current", "previous", "releases"]
    assert all(verify(folder / "releases" / one.release).whole for one in releases(folder))


def test_build_does_not_clear_what_another_build_is_working_on(made: Path) -> None:
    folder = made / "build"
    first = command(made, "build")
    deadline = time.monotonic() + 60
    while not (working := list(folder.glob("building-*"))):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    first.send_signal(signal.SIGSTOP)
    try:
        second = command(made, "build")
        _, told = second.communicate(timeout=120)
        assert second.returncode == 0, told
        assert working[0].is_dir()
    finally:
        first.send_signal(signal.SIGCONT)
    _, told = first.communicate(timeout=120)
    assert first.returncode == 0, told
    assert sorted(path.name for path in folder.iterdir()) == ["current", "previous", "releases"]


def test_drill_release_that_is_lost_comes_back_from_its_backup_and_is_served(release: Path, tmp_path: Path) -> None:
    """Backup, an empty folder, restore: the same hash and count for every graph, and the same answers."""
    kept = sealed_copy(release, tmp_path / "kept")
    variables = {**os.environ, "PASSERELLE_BUILD": str(kept)}
    archive = tmp_path / "backup.tar.gz"
    subprocess.run([COMMAND, "backup", archive], env=variables, check=True, capture_output=True)
    shutil.rmtree(kept)
    empty = tmp_path / "empty"
    variables["PASSERELLE_BUILD"] = str(empty)
    subprocess.run([COMMAND, "restore", archive], env=variables, check=True, capture_output=True)
    subprocess.run([COMMAND, "verify"], env=variables, check=True, capture_output=True)
    assert Manifest.read(empty / "current") == Manifest.read(release)
    with serve(empty, tmp_path / "log", query_workers=1) as service:
        told = {
            one["iri"]: (one["triples"], one["sha256"])
            for one in service.client.get("/api/v1/release").json()["graphs"]
        }
        assert told == {one.iri: (one.triples, one.sha256) for one in Manifest.read(release).graphs}
        count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        rows = service.client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
        assert int(rows[0]["n"]["value"]) == Manifest.read(release).quads
        case = {"source": "de/dguv-209-093-2s", "target": "fi/106884"}
        assert service.client.get("/api/v1/recognition", params=case).status_code == 200


@pytest.mark.parametrize("arguments", [["backup", "{0}/one.tar.gz"], ["restore", "{0}/good.tar.gz"]])
def test_backup_or_restore_that_is_killed_leaves_nothing_half_done(
    release: Path, tmp_path: Path, arguments: list[str]
) -> None:
    kept = sealed_copy(release, tmp_path / "kept")
    variables = {**os.environ, "PASSERELLE_BUILD": str(kept)}
    subprocess.run([COMMAND, "backup", tmp_path / "good.tar.gz"], env=variables, check=True, capture_output=True)
    variables["PASSERELLE_BUILD"] = str(kept if arguments[0] == "backup" else tmp_path / "empty")
    wanted = [one.format(tmp_path) for one in arguments]
    process = subprocess.Popen([COMMAND, *wanted], env=variables, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not [*tmp_path.glob(".one*"), *tmp_path.glob("empty/restoring-*")]:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert not (tmp_path / "one.tar.gz").exists()
    assert not (tmp_path / "empty" / "current").exists()
    assert not (tmp_path / "empty" / "releases").exists()
    subprocess.run([COMMAND, *wanted], env=variables, check=True, capture_output=True)
    assert [*tmp_path.glob(".one*"), *tmp_path.glob("empty/restoring-*")] == []


def sealed_copy(release: Path, builds: Path) -> Path:
    """A build folder of its own with the release, sealed as a build seals it."""
    from app.keeping.places import point
    from app.keeping.seal import SEAL, seal

    folder = builds / "releases" / release.name
    shutil.copytree(release, folder)
    if not (folder / SEAL).exists():
        seal(folder)
    point(builds, release.name)
    return builds
