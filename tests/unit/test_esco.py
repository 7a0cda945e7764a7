"""ESCO CSV import: what is read, what is reported and what is refused."""

import shutil
from pathlib import Path

import pytest

from app.interchange.esco import (
    EscoFolderError,
    EscoRelease,
    EscoTableError,
    FileReport,
    Kind,
    Relation,
    read_release,
    write_nquads,
)
from app.problems import InputError

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "data" / "esco-mini"
BASE, FINNISH = MINI / "v1.2.9", MINI / "fi"
FULL = ROOT.parent / "shared" / "esco"
OURS = "https://example.org/"

ESCO = "http://data.europa.eu/esco/"
ISOLATE, BATTERIES = f"{ESCO}skill/isolate", f"{ESCO}skill/batteries"
GROUP, TOP = f"{ESCO}skill/S8.1", f"{ESCO}skill/S8"
EV_MECHANIC, MECHANIC = f"{ESCO}occupation/ev-mechanic", f"{ESCO}occupation/mechanic"
ISCO = f"{ESCO}isco/C7231"

needs_full = pytest.mark.skipif(
    not (FULL / "v1.1.1").is_dir(),
    reason=f"the full ESCO release is not at {FULL}; it is not in the repository",
)


@pytest.fixture(scope="module")
def mini() -> EscoRelease:
    return read_release([BASE, FINNISH])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "v1.2.9"))


def _file(release: EscoRelease, name: str) -> FileReport:
    return next(file for file in release.report.files if file.file.endswith(f"/{name}"))


def test_version_comes_from_the_folder_name_unless_given() -> None:
    assert read_release([BASE]).version == "1.2.9"
    assert read_release([BASE], version="2.0").version == "2.0"


def test_folder_without_version_in_its_name_is_unversioned(tmp_path: Path) -> None:
    folder = shutil.copytree(BASE, tmp_path / "esco" / "csv")
    assert read_release([Path(folder)]).version == "unversioned"


def test_counts_are_what_the_files_state(mini: EscoRelease) -> None:
    counts = mini.report.counts
    assert (counts["skill"], counts["occupation"], counts["isco_group"], counts["skill_group"]) == (
        3,
        2,
        2,
        2,
    )
    assert (counts["occupation_skill_essential"], counts["occupation_skill_optional"]) == (2, 2)
    assert (counts["skill_skill_essential"], counts["broader_skill"], counts["broader_occupation"]) == (
        1,
        5,
        3,
    )


def test_alternative_labels_are_split_at_line_breaks(mini: EscoRelease) -> None:
    assert mini.labels["en"][MECHANIC].alternative == ("car mechanic", "motor mechanic")


def test_label_that_repeats_the_preferred_one_is_dropped_and_counted(mini: EscoRelease) -> None:
    assert mini.labels["en"][ISOLATE].alternative == ("make battery safe", "isolating traction batteries")
    assert mini.labels["en"][ISOLATE].hidden == ("hv off",)
    assert _file(mini, "skills_en.csv").repeated_labels == 1


def test_labels_lose_stray_spaces(mini: EscoRelease) -> None:
    assert mini.labels["en"][ISOLATE].preferred == "isolate high voltage"


def test_short_rows_are_read_and_reported(mini: EscoRelease) -> None:
    assert mini.concepts[f"{ESCO}skill/short"].skill_types == ("knowledge",)
    assert _file(mini, "skills_en.csv").short_rows == 1
    assert _file(mini, "skillsHierarchy_en.csv").short_rows == 2
    assert mini.report.short_rows == 3


def test_rows_without_an_iri_are_skipped_and_duplicates_counted(mini: EscoRelease) -> None:
    skills = _file(mini, "skills_en.csv")
    assert (skills.rows, skills.kept, skills.skipped_rows, skills.duplicates) == (5, 3, 1, 1)


def test_unknown_relation_type_is_skipped(mini: EscoRelease) -> None:
    assert _file(mini, "occupationSkillRelations_en.csv").skipped_rows == 1


def test_dangling_references_are_counted_per_column_and_left_out(mini: EscoRelease) -> None:
    relations = _file(mini, "occupationSkillRelations_en.csv")
    [dangling] = relations.dangling
    assert (dangling.column, dangling.references, dangling.concepts) == ("occupationUri", 2, 1)
    assert dangling.examples == (f"{ESCO}occupation/gone",)
    assert relations.kept == 2
    broader = {d.column: d.examples for d in _file(mini, "broaderRelationsSkillPillar_en.csv").dangling}
    assert broader == {"conceptUri": (f"{ESCO}skill/S9",), "broaderUri": (f"{ESCO}isced-f/0716",)}
    assert BATTERIES not in mini.broader


def test_isco_group_that_the_release_lacks_dangles(copy: Path) -> None:
    groups = copy / "ISCOGroups_en.csv"
    groups.write_text("\n".join(line for line in groups.read_text("utf-8").splitlines() if "C7231" not in line))
    release = read_release([copy])
    assert release.concepts[MECHANIC].isco_group == ""
    assert [d.column for d in _file(release, "occupations_en.csv").dangling] == ["iscoGroup"]


def test_both_hierarchies_are_read(mini: EscoRelease) -> None:
    assert mini.broader[ISOLATE] == [GROUP]
    assert mini.broader[GROUP] == [TOP]
    assert mini.broader[EV_MECHANIC] == [MECHANIC]
    assert mini.broader[MECHANIC] == [ISCO]


def test_essential_and_optional_relations_are_told_apart(mini: EscoRelease) -> None:
    assert set(mini.relations) == {
        Relation(EV_MECHANIC, "essential", ISOLATE),
        Relation(MECHANIC, "optional", BATTERIES),
        Relation(ISOLATE, "essential", BATTERIES),
    }


def test_collection_members_join_the_scheme_of_the_collection(mini: EscoRelease) -> None:
    assert f"{ESCO}concept-scheme/green" in mini.concepts[BATTERIES].schemes
    assert _file(mini, "greenSkillsCollection_en.csv").dangling[0].references == 1


def test_group_codes_are_completed_from_the_printed_hierarchy(mini: EscoRelease) -> None:
    assert mini.concepts[GROUP].code == "S8.1"


def test_second_language_adds_labels_of_known_concepts_only(mini: EscoRelease) -> None:
    assert set(mini.labels["fi"]) == {ISOLATE}
    assert mini.labels["fi"][ISOLATE].alternative == ("tehdä akku jännitteettömäksi", "irrottaa ajoakku")
    assert f"{ESCO}skill/only-in-finnish" not in mini.concepts
    finnish = _file(mini, "skills_fi.csv")
    assert (finnish.kept, finnish.unknown_concepts, finnish.skipped_rows) == (1, 1, 1)
    assert mini.report.languages == {"en": 8, "fi": 1}


def test_second_language_in_the_same_folder_adds_labels(copy: Path) -> None:
    shutil.copy(FINNISH / "skills_fi.csv", copy)
    release = read_release([copy])
    assert release.language == "en"
    assert set(release.labels["fi"]) == {ISOLATE}


def test_first_labels_of_a_language_win(mini: EscoRelease) -> None:
    again = read_release([BASE, FINNISH, BASE])
    assert again.labels == mini.labels
    assert again.relations == mini.relations


def test_file_names_may_lack_the_language(copy: Path, mini: EscoRelease) -> None:
    for path in list(copy.iterdir()):
        path.rename(path.with_name(path.name.replace("_en", "")))
    release = read_release([copy])
    assert (release.language, release.concepts) == ("en", mini.concepts)
    assert read_release([copy], default_language="mt").language == "mt"


def test_missing_cells_and_schemes_fall_back_to_the_kind(mini: EscoRelease) -> None:
    assert mini.concepts[EV_MECHANIC].schemes == Kind.OCCUPATION.schemes


def test_files_that_are_not_read_are_named(copy: Path) -> None:
    shutil.copy(copy / "skillSkillRelations_en.csv", copy / "skillSkillRelations_fi.csv")
    assert read_release([copy]).report.ignored == ("v1.2.9/skillSkillRelations_fi.csv",)


def test_progress_names_each_file_once() -> None:
    calls: list[tuple[str, int, int]] = []
    release = read_release([BASE, FINNISH], progress=lambda *call: calls.append(call))
    assert [name for name, _, _ in calls] == [file.file for file in release.report.files]
    assert calls[-1][1:] == (12, 12)


def test_missing_files_are_named_with_the_folder(copy: Path) -> None:
    (copy / "skills_en.csv").unlink()
    (copy / "broaderRelationsOccPillar_en.csv").unlink()
    with pytest.raises(EscoFolderError) as caught:
        read_release([copy])
    assert caught.value.path == copy
    assert caught.value.missing == ("skills_<language>.csv", "broaderRelationsOccPillar.csv")
    assert str(copy) in str(caught.value)


@pytest.mark.parametrize("name", ["absent", "empty"])
def test_folder_without_csv_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EscoFolderError, match=name):
        read_release([BASE, tmp_path / name])


def test_further_folder_without_concepts_is_refused(tmp_path: Path) -> None:
    shutil.copy(BASE / "skillSkillRelations_en.csv", tmp_path)
    with pytest.raises(EscoFolderError, match=r"no skills_<language>\.csv"):
        read_release([BASE, tmp_path])


def test_no_folder_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        read_release([])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'a,b,c,d,"broken\n', "is not CSV"),
        (b'a,"b"x,c,d\n', "is not CSV"),
        (b"a,b,c,d,e,f,too many\n", "7 cells under 6"),
        (b"a,\xff,c,d\n", "is not UTF-8"),
    ],
)
def test_malformed_record_is_named_with_file_and_line(copy: Path, bad: bytes, reason: str) -> None:
    path = copy / "broaderRelationsOccPillar_en.csv"
    path.write_bytes(path.read_bytes() + bad)
    with pytest.raises(EscoTableError, match=reason) as caught:
        read_release([copy])
    assert (caught.value.file, caught.value.line) == (str(path), 5)
    assert isinstance(caught.value, InputError)


def test_missing_column_is_named(copy: Path) -> None:
    path = copy / "skills_en.csv"
    path.write_text(path.read_text("utf-8").replace("preferredLabel", "label", 1), "utf-8")
    with pytest.raises(EscoTableError, match="no column preferredLabel"):
        read_release([copy])


@needs_full
def test_full_release_with_spanish_labels_has_the_known_counts_and_defects(tmp_path: Path) -> None:
    release = read_release([FULL / "v1.1.1", FULL / "v1.0-es"])
    counts, report = release.report.counts, release.report
    assert (release.version, release.language) == ("1.1.1", "en")
    assert (counts["skill"], counts["occupation"]) == (13_896, 3_007)
    assert (counts["isco_group"], counts["skill_group"]) == (619, 640)
    assert (counts["occupation_skill_essential"], counts["occupation_skill_optional"]) == (64_946, 58_909)
    assert _file(release, "occupationSkillRelations.csv").rows == 123_855
    assert counts["skill_skill_essential"] + counts["skill_skill_optional"] == 5_899
    assert (counts["broader_skill"], counts["broader_occupation"]) == (20_656, 3_617)
    assert report.languages == {"en": 18_162, "es": 13_379 + 2_939 + 5 + 619}
    assert report.short_rows == 189
    dangling = {
        (file.file, column.column): (column.references, column.concepts)
        for file in report.files
        for column in file.dangling
        if "elation" in file.file
    }
    assert dangling == {
        ("v1.1.1/occupationSkillRelations.csv", "occupationUri"): (67, 1),
        ("v1.1.1/broaderRelationsSkillPillar.csv", "conceptUri"): (7, 7),
        ("v1.1.1/broaderRelationsSkillPillar.csv", "broaderUri"): (3, 1),
        ("v1.1.1/broaderRelationsOccPillar.csv", "conceptUri"): (1, 1),
    }
    written = write_nquads(release, tmp_path / "esco.nq", OURS)
    assert written[f"{OURS}graph/esco/1.1.1/relations"] == 123_855 - 67 + 5_899
    assert sum(written.values()) == 534_957


@needs_full
def test_spanish_v1_0_alone_is_a_release_of_its_own() -> None:
    release = read_release([FULL / "v1.0-es"])
    assert (release.version, release.language) == ("1.0", "es")
    assert release.report.languages == {"es": 13_485 + 2_942 + 17 + 619}
    assert release.report.dangling_references == 0
    assert _file(release, "broaderRelationsSkillPillar.csv").duplicates == 155  # stated under two concept types
    assert sum(len(broader) for broader in release.broader.values()) == 7_161 - 155 + 3_551
    assert release.relations == ()
    assert release.concepts[f"{ESCO}isco/C0"].schemes == Kind.ISCO_GROUP.schemes
    assert sum(concept.skill_types == ("skill", "knowledge") for concept in release.concepts.values()) == 1
