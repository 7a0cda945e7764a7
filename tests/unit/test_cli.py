"""The `passerelle` command: what it says, the status it ends with, and that a failed build changes nothing.

The folders are a small made-up root: our ontology without its competences and policies, and one made-up country.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from made_up import OUTCOMES, PREFIXES, SOURCES, write_root

from app import __version__
from app.cli import main
from app.manifest import Manifest
from app.settings import Settings

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@dataclass(frozen=True, slots=True)
class Place:
    """A root with folders and a good release."""

    root: Path
    build: Path

    @property
    def release(self) -> str:
        """The release in use."""
        return Manifest.read(self.build / "current").release


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The made-up root, built once, by the command itself in a process of its own."""
    base = tmp_path_factory.mktemp("small")
    place = Place(base / "root", base / "build")
    write_root(place.root)
    command = Path(sys.executable).with_name("passerelle")
    variables = {**os.environ, "PASSERELLE_ROOT": str(place.root), "PASSERELLE_BUILD": str(place.build)}
    result = subprocess.run([command, "build"], env=variables, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"release {place.release}: ")
    return place


@pytest.fixture
def place(good: Place, tmp_path: Path) -> Place:
    """A copy of the made-up root, to be broken, beside the good release."""
    shutil.copytree(good.root, tmp_path / "root")
    return Place(tmp_path / "root", good.build)


@pytest.fixture
def passerelle(place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in the made-up root."""
    monkeypatch.setenv("PASSERELLE_ROOT", str(place.root))
    monkeypatch.setenv("PASSERELLE_BUILD", str(place.build))

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["passerelle", *arguments])
        status: object = 0
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        out, err = capsys.readouterr()
        return Ended(int(str(status)), out, err)

    return run


def refused(place: Place, run: Run, *told: str) -> None:
    """A build ends with status 1 and these words; the good release is still current and nothing is left behind."""
    before, files = place.release, sorted(path.name for path in place.build.iterdir())
    ended = run("build")
    assert ended.status == 1
    for words in told:
        assert words in ended.err
    assert "Traceback" not in ended.err
    assert place.release == before
    assert sorted(path.name for path in place.build.iterdir()) == files


def line_of(path: Path, text: str) -> int:
    return path.read_text("utf-8").splitlines().index(text) + 1


# A good build


def test_build_says_what_it_made(good: Place) -> None:
    manifest = Manifest.read(good.build / "current")
    assert {"https://w3id.org/passerelle/graph/mappings/zz/credentials"} <= {one.iri for one in manifest.graphs}


def test_building_the_same_folders_again_gives_the_same_release(place: Place, passerelle: Run) -> None:
    before = place.release
    ended = passerelle("build")
    assert ended.status == 0
    assert before in ended.out
    assert place.release == before


def test_made_up_country_is_served_without_touching_code(good: Place) -> None:
    from app.http.service import create_service

    with TestClient(create_service(Settings(root=good.root, build=good.build, query_workers=1))) as client:
        body = client.get("/api/v1/credentials", params={"jurisdiction": "ZZ"}).json()
        assert [(one["id"], one["kind"]) for one in body["items"]] == [
            ("zz/battery-safety", "micro-credential"),
            ("zz/welding", "licence"),
        ]
        assert body["items"][0]["outcomes"][0]["text"] == "store a damaged battery safely"
        assert "level" in body["items"][0]["not_documented"]


# Broken folders


def test_broken_turtle_is_told_with_file_and_line(place: Place, passerelle: Run) -> None:
    path = place.root / "mappings" / "zz" / "credentials.ttl"
    path.write_text(path.read_text("utf-8").replace('dct:title "Welding"@en ;', 'dct:title "Welding@en ;'), "utf-8")
    line = line_of(path, '    dct:title "Welding@en ;')
    refused(place, passerelle, f"mappings/zz/credentials.ttl:{line}: ")


def test_unknown_prefix_in_turtle_is_told_with_file_and_line(place: Place, passerelle: Run) -> None:
    path = place.root / "mappings" / "zz" / "sources.ttl"
    path.write_text(path.read_text("utf-8").replace("psr:reading psr", "psr:reading nope"), "utf-8")
    line = line_of(path, "    psr:reading nope:reading-primary-text .")
    refused(place, passerelle, f"mappings/zz/sources.ttl:{line}: ", "nope")


def test_file_that_is_not_utf8_is_told_by_name(place: Place, passerelle: Run) -> None:
    (place.root / "mappings" / "zz" / "bodies.ttl").write_bytes(b'<a:a> <a:b> "\xff" .')
    refused(place, passerelle, "mappings/zz/bodies.ttl")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("zz:battery-safety/outcome-1\tskos:closeMatch", "has 2 cells where the header has 6"),
        ("nope:x\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t0.9\t", "'nope:x'"),
        ("zz:welding\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\thigh\t", "'high'"),
        ("zz:welding\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t1.5\t", "1.5"),
        ("\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t0.5\t", "subject_id"),
    ],
)
def test_broken_row_of_a_mapping_file_is_told_with_file_and_line(
    place: Place, passerelle: Run, cells: str, told: str
) -> None:
    path = place.root / OUTCOMES
    path.write_text(path.read_text("utf-8") + cells + "\n", "utf-8")
    refused(place, passerelle, f"{OUTCOMES}:{line_of(path, cells)}: ", told)


def test_mapping_file_without_a_needed_column_is_told_with_file_and_line(place: Place, passerelle: Run) -> None:
    path = place.root / OUTCOMES
    path.write_text(path.read_text("utf-8").replace("\tmapping_justification", "\tjustification"), "utf-8")
    refused(place, passerelle, f"{OUTCOMES}:9: ", "mapping_justification")


def test_mapping_file_with_the_name_of_another_is_told(place: Place, passerelle: Run) -> None:
    path = place.root / OUTCOMES
    path.write_text(path.read_text("utf-8").replace("mappings/zz/outcomes", "mappings/zz/other"), "utf-8")
    refused(place, passerelle, OUTCOMES, "mappings/zz/other")


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("zz:battery-safety/outcome-1\tskos:closeMatch\thttps://w3id.org/passerelle/id/competence/nosuch", "nosuch"),
        ("zz:battery-safety/outcome-9\tskos:closeMatch\tsssom:NoTermFound", "outcome-9"),
        ("zz:battery-safety/outcome-1\tskos:closeMatch\thttp://data.europa.eu/esco/skill/nosuch", "nosuch"),
    ],
)
def test_mapping_to_what_does_not_exist_is_told_with_file_and_line(
    place: Place, passerelle: Run, row: str, missing: str
) -> None:
    path, cells = place.root / OUTCOMES, row + "\tsemapv:ManualMappingCuration\t0.9\t"
    path.write_text(path.read_text("utf-8") + cells + "\n", "utf-8")
    refused(place, passerelle, f"{OUTCOMES}:{line_of(path, cells)}: ", missing, "not in the graph")


def test_thing_that_two_files_describe_differently_is_told_with_both_files(place: Place, passerelle: Run) -> None:
    other = SOURCES.replace("A made-up law", "Another law")
    (place.root / "mappings" / "zz" / "more.ttl").write_text(PREFIXES + other, "utf-8")
    refused(
        place, passerelle, "mappings/zz/more.ttl", "mappings/zz/sources.ttl", "https://w3id.org/passerelle/id/zz/law"
    )


def test_reference_to_what_does_not_exist_is_told_with_file_subject_and_rule(place: Place, passerelle: Run) -> None:
    path = place.root / "mappings" / "zz" / "credentials.ttl"
    path.write_text(path.read_text("utf-8").replace("dct:source zz:law", "dct:source zz:nosuch"), "utf-8")
    refused(place, passerelle, "mappings/zz/credentials.ttl", "zz/welding", "[in-")


def test_long_message_stands_on_one_line_so_that_it_can_be_searched_for(place: Place, passerelle: Run) -> None:
    path = place.root / OUTCOMES
    cells = "zz:battery-safety/outcome-9\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t0.9\t"
    path.write_text(path.read_text("utf-8") + cells + "\n", "utf-8")
    missing = "https://w3id.org/passerelle/id/zz/battery-safety/outcome-9"
    refused(place, passerelle, f"{OUTCOMES}:{line_of(path, cells)}: maps {missing}, which is not in the graph\n")


def test_root_without_folders_is_told(tmp_path: Path, passerelle: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_ROOT", str(tmp_path / "nowhere"))
    ended = passerelle("build")
    assert ended.status == 1
    assert "nowhere" in ended.err


# ESCO


def test_build_with_an_esco_folder_without_files_changes_nothing(place: Place, passerelle: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    before, files = place.release, sorted(path.name for path in place.build.iterdir())
    ended = passerelle("build", "--esco", str(tmp_path / "empty"))
    assert ended.status == 1
    assert "empty" in ended.err
    assert place.release == before
    assert sorted(path.name for path in place.build.iterdir()) == files


def test_import_of_an_esco_folder_without_files_is_told(passerelle: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = passerelle("import", "esco", str(tmp_path / "empty"))
    assert ended.status == 1
    assert "empty" in ended.err


def test_import_of_an_esco_folder_that_does_not_exist_is_told(passerelle: Run, tmp_path: Path) -> None:
    ended = passerelle("import", "esco", str(tmp_path / "nosuch"))
    assert ended.status == 1
    assert "nosuch" in ended.err


def test_import_of_esco_reports_its_counts_and_writes_quads(passerelle: Run, tmp_path: Path) -> None:
    out = tmp_path / "esco.nq"
    ended = passerelle("import", "esco", str(ROOT / "tests" / "data" / "esco-mini" / "v1.2.9"), "--out", str(out))
    assert ended.status == 0
    assert "skill" in ended.err
    assert out.read_text("utf-8").count(" <http://www.w3.org/2004/02/skos/core#prefLabel> ") > 5


# Questions


def test_question_is_answered_as_csv(passerelle: Run) -> None:
    ended = passerelle("query", "cq-27")
    assert ended.status == 0
    assert [row["total"] for row in csv.DictReader(io.StringIO(ended.out))] == ["2"]


def test_parameter_of_a_question_is_given_by_name(passerelle: Run) -> None:
    ended = passerelle("query", "cq-03", "credential=https://w3id.org/passerelle/id/zz/nosuch")
    assert ended.status == 0
    assert len(ended.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["cq-99"], "cq-99"),
        (["cq-03", "nosuch=1"], "nosuch"),
        (["cq-03", "credential=no iri"], "credential"),
        (["cq-13", "hours=many"], "hours"),
    ],
)
def test_question_that_cannot_be_answered_ends_with_status_1(passerelle: Run, arguments: list[str], told: str) -> None:
    ended = passerelle("query", *arguments)
    assert (ended.status, ended.out) == (1, "")
    assert told in ended.err


def test_question_without_a_release_says_to_build_first(
    passerelle: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_BUILD", str(tmp_path / "nothing"))
    ended = passerelle("query", "cq-01")
    assert ended.status == 1
    assert "passerelle build" in ended.err


# Turtle in the house style


def test_check_of_the_style_names_the_file_and_leaves_it_as_it_is(place: Place, passerelle: Run) -> None:
    path = place.root / "mappings" / "zz" / "sources.ttl"
    before = path.read_text("utf-8")
    ended = passerelle("format", "--check")
    assert ended.status == 1
    assert "mappings/zz/sources.ttl" in ended.out
    assert path.read_text("utf-8") == before


def test_formatted_files_pass_the_check_and_say_the_same(place: Place, passerelle: Run) -> None:
    before = place.release
    assert passerelle("format").status == 0
    assert passerelle("format", "--check") == Ended(0, "", "")
    assert passerelle("build").status == 0
    assert place.release == before


def test_check_of_the_style_of_broken_turtle_is_told_with_file_and_line(place: Place, passerelle: Run) -> None:
    (place.root / "mappings" / "zz" / "sources.ttl").write_text("<a:a> <a:b>\n<a:c> ;;; .. \n[", "utf-8")
    ended = passerelle("format", "--check")
    assert ended.status == 1
    assert "mappings/zz/sources.ttl:" in ended.err


# The rest


def test_version_is_that_of_the_package(passerelle: Run) -> None:
    assert passerelle("version").out == __version__ + "\n"


def test_unknown_command_ends_with_status_2_and_says_so(passerelle: Run) -> None:
    ended = passerelle("nosuch")
    assert ended.status == 2
    assert "nosuch" in ended.err


def test_manifest_is_the_same_text_for_the_same_release(good: Place) -> None:
    path = good.build / "current" / "manifest.json"
    contents = json.loads(path.read_text("utf-8"))
    assert contents["release"] == good.release
    assert all(len(one["sha256"]) == 64 for one in contents["graphs"])
