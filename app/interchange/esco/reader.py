"""Read one ESCO release from the folders of its CSV download."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from app.interchange.esco.concepts import (
    COLLECTIONS,
    read_collection,
    read_concepts,
    read_labels,
    read_schemes,
)
from app.interchange.esco.edges import (
    GROUP_CODES,
    HIERARCHIES,
    RELATIONS,
    read_broader,
    read_group_codes,
    read_relations,
)
from app.interchange.esco.problems import EscoFolderError
from app.interchange.esco.release import Draft, EscoRelease, Kind
from app.interchange.esco.report import EscoReport, FileReport, Tally
from app.interchange.esco.tables import EscoFile, list_files

UNVERSIONED = "unversioned"

Progress = Callable[[str, int, int], None]
Step = tuple[EscoFile, Callable[[EscoFile, Tally], None]]

_NEEDED = {
    "skills": "skills_<language>.csv",
    "broaderrelationsskillpillar": "broaderRelationsSkillPillar.csv",
    "broaderrelationsoccpillar": "broaderRelationsOccPillar.csv",
}
_CONCEPTS = {kind.value for kind in Kind}
_VERSION = re.compile(r"(?<![\d.])\d+\.\d+(?:\.\d+)?(?!\d)")


def read_release(
    folders: Sequence[Path],
    *,
    version: str | None = None,
    default_language: str = "en",
    progress: Progress | None = None,
) -> EscoRelease:
    """Read an ESCO CSV release, v1.0 to v1.2.x, in any number of languages.

    The first folder is the base: its concepts, statuses, hierarchies, relations and schemes count, with texts
    in one of its languages (the default one if it is there). Its other languages and all further folders add
    preferred, alternative and hidden labels to concepts of the base; labels of other concepts are counted.

    :param folders: the base folder, then folders with labels in more languages
    :param version: such as `1.1.1`; found in the name of the base folder when not given
    :param default_language: language tag of files without one in their name
    :param progress: called with file name, files read, files to read
    :raises EscoFolderError: when the base lacks skills or a hierarchy, or a further folder has no concepts
    :raises EscoTableError: when a file is malformed, with its line
    :raises ValueError: when no folder is given
    """
    if not folders:
        raise ValueError("at least one ESCO folder is needed")
    base, *others = [list_files(folder, default_language) for folder in folders]
    _require(folders, base, others)
    draft = Draft(_base_language(base, default_language))
    steps = [*_base_steps(draft, base), *_label_steps(draft, base, others)]
    reports = _run(steps, progress)
    read = {file for file, _ in steps}
    ignored = [file.shown for files in (base, *others) for file in files if file not in read]
    return _release(draft, version or _version(folders[0]), reports, ignored)


def _release(draft: Draft, version: str, files: Sequence[FileReport], ignored: Sequence[str]) -> EscoRelease:
    languages = {language: len(names) for language, names in draft.labels.items()}
    return EscoRelease(
        version=version,
        language=draft.language,
        concepts=draft.concepts,
        labels=draft.labels,
        broader=draft.broader,
        relations=tuple(draft.relations),
        schemes=draft.schemes,
        report=EscoReport(dict(draft.counts), languages, tuple(files), tuple(ignored)),
    )


def _require(folders: Sequence[Path], base: Sequence[EscoFile], others: Sequence[Sequence[EscoFile]]) -> None:
    stems = {file.stem for file in base}
    if missing := [name for stem, name in _NEEDED.items() if stem not in stems]:
        raise EscoFolderError(folders[0], missing)
    for folder, files in zip(folders[1:], others, strict=True):
        if not any(file.stem in _CONCEPTS for file in files):
            raise EscoFolderError(folder, [_NEEDED["skills"]])


def _base_language(base: Sequence[EscoFile], default: str) -> str:
    languages = sorted(file.language for file in base if file.stem == Kind.SKILL.value)
    return default.lower() if default.lower() in languages else languages[0]


def _base_steps(draft: Draft, base: Sequence[EscoFile]) -> list[Step]:
    """Start with concepts, as all else refers to them; prefer the files in the base language."""
    readers: dict[str, Callable[[EscoFile, Tally], None]] = {
        **{kind.value: partial(read_concepts, draft, kind) for kind in Kind},
        "conceptschemes": partial(read_schemes, draft),
        **{stem: partial(read_collection, draft) for stem in COLLECTIONS},
        GROUP_CODES: partial(read_group_codes, draft),
        **{stem: partial(read_broader, draft) for stem in HIERARCHIES},
        **{stem: partial(read_relations, draft) for stem in RELATIONS},
    }
    chosen: dict[str, EscoFile] = {}
    for file in sorted(base, key=lambda file: file.language != draft.language):
        chosen.setdefault(file.stem, file)
    return [(chosen[stem], read) for stem, read in readers.items() if stem in chosen]


def _label_steps(draft: Draft, base: Sequence[EscoFile], others: Sequence[Sequence[EscoFile]]) -> list[Step]:
    more = [file for file in base if file.language != draft.language]
    files = [file for folder in (more, *others) for file in folder if file.stem in _CONCEPTS]
    return [(file, partial(read_labels, draft, file.language)) for file in files]


def _run(steps: Sequence[Step], progress: Progress | None) -> list[FileReport]:
    reports = []
    for done, (file, read) in enumerate(steps, 1):
        tally = Tally(file.shown)
        read(file, tally)
        reports.append(tally.finish())
        if progress:
            progress(file.shown, done, len(steps))
    return reports


def _version(folder: Path) -> str:
    path = folder.resolve()
    found = _VERSION.search(path.name) or _VERSION.search(path.parent.name)
    return found[0] if found else UNVERSIONED
