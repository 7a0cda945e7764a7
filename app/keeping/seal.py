"""The seal of a release: `SHA256SUMS`, a SHA-256 of every file in it, as `sha256sum --check` reads it.

The manifest says what the graphs hold, and is the same for the same folders. The seal says that the bytes on this disk,
those of the index included, are the ones that were written: an index is not the same bytes twice, and damage in one of
its files may go unnoticed by a query that another file answers.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

SEAL = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\0]+)")
_JOURNALS = re.compile(r"index/(LOG(\.old\.[0-9]+)?|LOCK)")


def seal(folder: Path) -> None:
    """Write the seal of a finished release."""
    lines = (f"{sha256(folder / name)}  {name}\n" for name in sealed_files(folder))
    (folder / SEAL).write_text("".join(lines), "utf-8")


def sealed_files(folder: Path) -> list[str]:
    """Paths of all files of a release but the seal, and the engine's own journal and lock, which say nothing."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(name for name in names if name != SEAL and not _JOURNALS.fullmatch(name))


def damage(folder: Path) -> Iterator[tuple[str, str]]:
    """Files that are not as they were sealed, each with what is wrong with it; none when all is well."""
    try:
        text = (folder / SEAL).read_bytes().decode("utf-8")
    except FileNotFoundError:
        yield SEAL, "is missing, so that damage in the index may go unnoticed; build the release again"
        return
    except (OSError, ValueError):
        yield SEAL, "cannot be read"
        return
    sums = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        if found := _LINE.fullmatch(line):
            sums[found[2]] = found[1]
        else:
            yield SEAL, f"has a line {number} that is not a checksum and a path"
    there = sealed_files(folder)
    for name in sorted({*sums, *there}):
        if name not in sums:
            yield name, "does not belong to the release"
        elif name not in there:
            yield name, "is missing"
        elif (folder / name).is_symlink() or _unlike(folder / name, sums[name]):
            yield name, "is not as it was written"


def sha256(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unlike(path: Path, digest: str) -> bool:
    try:
        return sha256(path) != digest
    except OSError:
        return True
