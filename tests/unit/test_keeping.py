"""Releases are kept whole: damage is found wherever it is, and a backup comes back as it was or not at all."""

import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import write_other_root, write_root

from app.cli import main
from app.keeping import archive
from app.keeping.archive import backup, require_whole, restore
from app.keeping.places import find, place, point, releases
from app.keeping.seal import SEAL, damage
from app.keeping.verification import verify
from app.manifest import Manifest
from app.problems import InputError, NotFoundError, ReleaseError
from app.release.build import build
from app.store import create_index

LONGEST = 2**30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder with two releases; the second is current."""
    base = tmp_path_factory.mktemp("made")
    write_root(base / "root")
    write_other_root(base / "other")
    build(base / "root", base / "build")
    build(base / "other", base / "build")
    return base / "build"


@pytest.fixture
def builds(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be broken."""
    shutil.copytree(made, tmp_path / "build", symlinks=True)
    return tmp_path / "build"


@pytest.fixture
def current(builds: Path) -> Path:
    return (builds / "current").resolve()


@pytest.fixture
def passerelle(
    builds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command on the copy: status, output, messages."""
    monkeypatch.setenv("PASSERELLE_BUILD", str(builds))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["passerelle", *arguments])
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, *capsys.readouterr()

    return run


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x01
    path.write_bytes(data)


# Verify


def test_new_release_is_whole(made: Path) -> None:
    found = verify(made / "current")
    assert found.findings == ()
    assert len(found.graphs) == len(Manifest.read(made / "current").graphs)
    assert all(graph.dump and graph.index for graph in found.graphs)


def test_every_graph_of_the_real_release_is_in_dump_and_index_as_its_manifest_says(release: Path) -> None:
    found = verify(release)
    assert [graph.iri for graph in found.graphs if not (graph.dump and graph.index)] == []
    assert sum(graph.triples for graph in found.graphs) == Manifest.read(release).quads


DAMAGED = ["release.nq", "about.nq", "manifest.json", "index/*.sst", "index/MANIFEST-*", "index/CURRENT",
           "coverage/weights.npy", "coverage/index.json", "queries/cq-01*.rq", SEAL]  # fmt: skip


@pytest.mark.parametrize("part", [0.0, 0.31, 0.62, 0.999])
@pytest.mark.parametrize("kind", DAMAGED)
def test_one_flipped_bit_is_found_in_any_file(current: Path, kind: str, part: float) -> None:
    for path in current.glob(kind):
        good = path.read_bytes()
        flip(path, int(len(good) * part))
        try:
            found = verify(current)
        except ReleaseError:
            assert kind == "manifest.json"
        else:
            assert not found.whole, path
        path.write_bytes(good)
    assert verify(current).whole


def test_damage_in_a_graph_names_the_graph_and_where(current: Path) -> None:
    dump = current / "release.nq"
    text = dump.read_bytes()
    dump.write_bytes(text.replace(b'"Welding"@en', b'"Wedling"@en', 1))
    found = verify(current)
    assert [graph.iri.rpartition("/graph/")[2] for graph in found.graphs if not graph.dump] == [
        "mappings/zz/credentials"
    ]
    assert [graph.iri.rpartition("/graph/")[2] for graph in found.graphs if not graph.index] == [
        "mappings/zz/credentials"
    ]
    assert any("other triples" in finding.reason for finding in found.findings)


def test_triple_that_was_added_to_the_index_is_found(current: Path, tmp_path: Path) -> None:
    extra = tmp_path / "extra.nq"
    extra.write_text("<a:s> <a:p> <a:o> <https://w3id.org/passerelle/graph/mappings/zz/credentials> .\n")
    create_index(current / "index", [extra])
    found = verify(current)
    assert [graph.iri.rpartition("/graph/")[2] for graph in found.graphs if not graph.index] == [
        "mappings/zz/credentials"
    ]


def test_graph_that_was_added_to_the_index_is_found(current: Path, tmp_path: Path) -> None:
    extra = tmp_path / "extra.nq"
    extra.write_text("<a:s> <a:p> <a:o> <a:graph> .\n")
    create_index(current / "index", [extra])
    assert any(finding.thing == "a:graph" for finding in verify(current).findings)


@pytest.mark.parametrize("name", ["about.nq", "coverage/weights.npy", SEAL, "index/CURRENT"])
def test_missing_file_is_found(current: Path, name: str) -> None:
    (current / name).unlink()
    assert not verify(current).whole


def test_file_that_does_not_belong_is_found(current: Path) -> None:
    (current / "queries" / "cq-99-planted.rq").write_text("planted")
    assert any(finding.thing == "queries/cq-99-planted.rq" for finding in verify(current).findings)


def test_link_in_place_of_a_file_is_found(current: Path, tmp_path: Path) -> None:
    shutil.move(current / "about.nq", tmp_path / "about.nq")
    (current / "about.nq").symlink_to(tmp_path / "about.nq")
    assert not verify(current).whole


def test_seal_is_read_by_the_common_tool(made: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("there is no sha256sum here")
    subprocess.run([tool, "--check", "--quiet", "--strict", SEAL], cwd=made / "current", check=True)


def test_serving_a_release_does_not_break_its_seal(current: Path) -> None:
    from fastapi.testclient import TestClient

    from app.http.service import create_service
    from app.settings import Settings

    with TestClient(create_service(Settings(build=current.parents[1], query_workers=1))) as client:
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert list(damage(current)) == []


def test_verify_ends_with_status_0_and_a_row_for_each_graph(passerelle: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = passerelle("verify")
    assert status == 0
    assert "mappings/zz/credentials" in out
    assert out.rstrip().endswith("whole")


def test_verify_ends_with_status_1_and_says_what_is_wrong(
    passerelle: Callable[..., tuple[int, str, str]], current: Path
) -> None:
    flip(current / "coverage" / "weights.npy", 3)
    status, out, messages = passerelle("verify")
    assert status == 1
    assert "coverage/weights.npy: is not the file of the manifest" in messages
    assert "damaged" in out


def test_verify_as_json_holds_graphs_and_findings(
    passerelle: Callable[..., tuple[int, str, str]], current: Path
) -> None:
    flip(current / "about.nq", 20)
    status, out, _ = passerelle("verify", current.name, "--json")
    found = json.loads(out)
    assert (status, found["whole"]) == (1, False)
    assert {"thing", "reason"} == found["findings"][0].keys()
    assert len(found["graphs"]) == len(Manifest.read(current).graphs)


# Switch and list


def test_releases_are_listed_with_the_current_one_marked(
    passerelle: Callable[..., tuple[int, str, str]], current: Path
) -> None:
    status, out, _ = passerelle("releases", "--json")
    listed = json.loads(out)
    assert status == 0
    assert len(listed) == 2
    assert [one["release"] for one in listed if one["current"]] == [current.name]
    assert f"* {current.name}" in " ".join(passerelle("releases")[1].split())


def test_switch_makes_a_release_current(passerelle: Callable[..., tuple[int, str, str]], builds: Path) -> None:
    other = next(one.release for one in releases(builds) if not one.current)
    status, out, _ = passerelle("switch", other)
    assert (status, (builds / "current").resolve().name) == (0, other)
    assert other in out


def test_switch_refuses_a_release_that_does_not_verify(
    passerelle: Callable[..., tuple[int, str, str]], builds: Path, current: Path
) -> None:
    other = next(one.release for one in releases(builds) if not one.current)
    flip(builds / "releases" / other / "about.nq", 30)
    status, _, messages = passerelle("switch", other)
    assert (status, (builds / "current").resolve()) == (1, current)
    assert "damaged" in messages


@pytest.mark.parametrize("name", ["nosuch", "../../elsewhere", ""])
def test_switch_to_what_is_not_there_is_told(builds: Path, name: str) -> None:
    with pytest.raises(NotFoundError):
        find(builds, name)


def test_list_tells_of_a_release_that_cannot_be_read(builds: Path, current: Path) -> None:
    (current / "manifest.json").write_text("{}")
    assert [one.triples for one in releases(builds) if one.release == current.name] == [None]


def test_building_a_release_that_is_there_and_damaged_heals_it(made: Path, builds: Path, current: Path) -> None:
    flip(next((current / "index").glob("*.sst")), 100)
    fresh = builds / "building-fresh" / "release"
    shutil.copytree((made / "current").resolve(), fresh)
    place(fresh, builds, current.name)
    assert verify(current).whole


# Backup and restore


def test_restored_release_has_the_same_hash_and_count_for_every_graph(made: Path, tmp_path: Path) -> None:
    backup(made / "current", tmp_path / "one.tar.gz")
    release = restore(tmp_path / "one.tar.gz", tmp_path / "empty", LONGEST)
    assert Manifest.read(tmp_path / "empty" / "current") == Manifest.read(made / "current")
    assert verify(tmp_path / "empty" / "current") == verify(made / "current")
    assert (tmp_path / "empty" / "current").resolve().name == release
    assert sorted(path.name for path in (tmp_path / "empty").iterdir()) == ["current", "releases"]


def test_backup_of_a_restored_release_is_the_same_file(made: Path, tmp_path: Path) -> None:
    one = backup(made / "current", tmp_path / "one.tar.gz")
    restore(tmp_path / "one.tar.gz", tmp_path / "empty", LONGEST)
    two = backup(tmp_path / "empty" / "current", tmp_path / "two.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    assert one == two


def test_backup_is_a_common_tar_file(made: Path, tmp_path: Path) -> None:
    backup(made / "current", tmp_path / "one.tar.gz")
    with tarfile.open(tmp_path / "one.tar.gz") as archive:
        assert archive.getnames()[0] == "backup.json"
        assert archive.extractfile("manifest.json").read() == (made / "current" / "manifest.json").read_bytes()  # type: ignore[union-attr]


def test_backup_overwrites_nothing(made: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        backup(made / "current", tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"


def test_file_that_appears_while_a_backup_is_written_is_not_overwritten(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(folder: Path) -> None:
        (tmp_path / "one").write_text("mine")

    monkeypatch.setattr(archive, "require_whole", late)
    with pytest.raises(InputError, match="is there already"):
        backup(made / "current", tmp_path / "one")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("one", "mine")]


def test_damaged_release_is_not_backed_up(current: Path, tmp_path: Path) -> None:
    flip(current / "release.nq", 500)
    with pytest.raises(ReleaseError, match="damaged"):
        backup(current, tmp_path / "one")
    assert not (tmp_path / "one").exists()


def test_interrupted_backup_leaves_nothing(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive, "sha256", interrupted)
    with pytest.raises(KeyboardInterrupt):
        backup(made / "current", tmp_path / "one")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["create_index", "seal", "require_whole", "place"])
def test_interrupted_restore_changes_nothing(
    made: Path, builds: Path, current: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    other = next(one.release for one in releases(builds) if not one.current)
    backup(builds / "releases" / other, tmp_path / "one")
    shutil.rmtree(builds / "releases" / other)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        restore(tmp_path / "one", builds, LONGEST)
    assert (builds / "current").resolve() == current
    assert [path.name for path in (builds / "releases").iterdir()] == [current.name]
    assert sorted(path.name for path in builds.iterdir()) == ["current", "previous", "releases"]


def test_restore_can_leave_the_current_release(builds: Path, current: Path, tmp_path: Path) -> None:
    other = next(one.release for one in releases(builds) if not one.current)
    backup(builds / "releases" / other, tmp_path / "one")
    shutil.rmtree(builds / "releases" / other)
    restore(tmp_path / "one", builds, LONGEST, switch=False)
    assert (builds / "current").resolve() == current
    require_whole(builds / "releases" / other)


def test_commands_back_up_and_restore(
    passerelle: Callable[..., tuple[int, str, str]], builds: Path, current: Path, tmp_path: Path
) -> None:
    status, out, _ = passerelle("backup", str(tmp_path / "one.tar.gz"))
    assert status == 0
    assert current.name in out
    shutil.rmtree(builds)
    status, out, _ = passerelle("restore", str(tmp_path / "one.tar.gz"))
    assert (status, (builds / "current").resolve().name) == (0, current.name)


# Archives that were tampered with

Members = list[tuple[tarfile.TarInfo, bytes]]


def members(path: Path) -> Members:
    with tarfile.open(path) as archive:
        return [(one, (file.read() if (file := archive.extractfile(one)) else b"")) for one in archive.getmembers()]


def write(path: Path, contents: Members) -> None:
    with tarfile.open(path, "w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for info, data in contents:
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))


def planted(name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info, data


def with_table(contents: Members, change: Callable[[dict[str, object]], object]) -> Members:
    table = json.loads(contents[0][1])
    change(table)
    return [(contents[0][0], json.dumps(table).encode()), *contents[1:]]


def announced(contents: Members, name: str, size: int | None = None) -> Members:
    """The archive with one more file, which its table announces."""
    import hashlib

    entry = {"path": name, "bytes": size or 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    return [*with_table(contents, lambda table: table["files"].append(entry)), planted(name)]  # type: ignore[attr-defined]


TAMPERED: dict[str, Callable[[Members], Members]] = {
    "a path out of the folder": lambda all: announced(all, "../../escaped"),
    "a path out of the folder behind a folder": lambda all: announced(all, "queries/../../../escaped"),
    "an absolute path": lambda all: announced(all, "/tmp/passerelle-escaped"),
    "a path with a line break": lambda all: announced(all, "queries/a\nb"),
    "a path with a backslash": lambda all: announced(all, "..\\escaped"),
    "a file of the index": lambda all: announced(all, "index/CURRENT"),
    "a hidden file": lambda all: announced(all, ".profile"),
    "a file that the table does not list": lambda all: [*all, planted("queries/planted.rq")],
    "a file that belongs to no release": lambda all: announced(all, "queries/cq-99-planted.rq"),
    "a symbolic link": lambda all: [*all[:-1], planted(all[-1][0].name, b"", tarfile.SYMTYPE)],
    "a hard link": lambda all: [*all[:-1], planted(all[-1][0].name, b"", tarfile.LNKTYPE)],
    "a device": lambda all: [*all[:-1], planted(all[-1][0].name, b"", tarfile.CHRTYPE)],
    "a folder": lambda all: [*all, planted("queries", b"", tarfile.DIRTYPE)],
    "a long name of another kind": lambda all: [all[0], planted("x", b"y" * 4096, tarfile.GNUTYPE_LONGNAME), *all[1:]],
    "no table": lambda all: all[1:],
    "a table that is not JSON": lambda all: [(all[0][0], b"{"), *all[1:]],
    "a table that is nested deeply": lambda all: [(all[0][0], b"[" * 100_000), *all[1:]],
    "a table of another format": lambda all: with_table(all, lambda table: table.update(format=2)),
    "a table that names another release": lambda all: with_table(all, lambda t: t.update(release="0.1.0-" + "0" * 12)),
    "a release that is a path": lambda all: with_table(all, lambda table: table.update(release="../escaped")),
    "a file that is announced twice": lambda all: with_table(all, lambda t: t["files"].append(t["files"][0])),  # type: ignore[index]
    "a file that is missing": lambda all: all[:-1],
    "a negative size": lambda all: announced(all, "queries/x.rq", -1),
    "more bytes than may be restored": lambda all: announced(all, "queries/x.rq", 2**50),
    "other bytes": lambda all: [*all[:-1], (all[-1][0], all[-1][1][:-1] + b"?")],
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_archive_that_was_tampered_with_is_refused_and_changes_nothing(
    builds: Path, current: Path, tmp_path: Path, kind: str
) -> None:
    backup(current, tmp_path / "good.tar.gz")
    write(tmp_path / "bad.tar.gz", TAMPERED[kind](members(tmp_path / "good.tar.gz")))
    before = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    with pytest.raises(InputError, match=r"bad\.tar\.gz"):
        restore(tmp_path / "bad.tar.gz", builds, LONGEST)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == before
    assert (builds / "current").resolve() == current
    assert not Path("/tmp/passerelle-escaped").exists()


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.9999])
def test_one_flipped_bit_in_an_archive_is_found(made: Path, tmp_path: Path, part: float) -> None:
    backup(made / "current", tmp_path / "one")
    flip(tmp_path / "one", int((tmp_path / "one").stat().st_size * part))
    with pytest.raises(InputError):
        restore(tmp_path / "one", tmp_path / "empty", LONGEST)
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99])
def test_archive_that_was_cut_off_is_refused(made: Path, tmp_path: Path, part: float) -> None:
    backup(made / "current", tmp_path / "one")
    data = (tmp_path / "one").read_bytes()
    (tmp_path / "one").write_bytes(data[: int(len(data) * part)])
    with pytest.raises(InputError):
        restore(tmp_path / "one", tmp_path / "empty", LONGEST)


def test_bomb_behind_the_last_file_is_not_unpacked(made: Path, tmp_path: Path) -> None:
    backup(made / "current", tmp_path / "one")
    with (tmp_path / "one").open("ab") as out:
        out.write(gzip.compress(bytes(50_000_000)))
    with pytest.raises(InputError, match="goes on after its last file"):
        restore(tmp_path / "one", tmp_path / "empty", LONGEST)


def test_release_larger_than_the_limit_is_not_restored(made: Path, tmp_path: Path) -> None:
    backup(made / "current", tmp_path / "one")
    with pytest.raises(InputError, match="at most 1,000 are restored"):
        restore(tmp_path / "one", tmp_path / "empty", 1000)


def test_archive_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nosuch"):
        restore(tmp_path / "nosuch", tmp_path / "empty", LONGEST)


def test_link_is_switched_in_one_step(builds: Path) -> None:
    one, two = (kept.release for kept in releases(builds))
    for release in (one, two, one):
        point(builds, release)
        assert (builds / "current").resolve().name == release
    assert sorted(path.name for path in builds.iterdir()) == ["current", "previous", "releases"]
