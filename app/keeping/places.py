"""Where releases stand: `releases/…` below the build folder, and `current`, a link to the one in use."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.keeping.disk import sync, sync_tree
from app.keeping.seal import damage
from app.manifest import Manifest
from app.problems import NotFoundError, ReleaseError, closest


@dataclass(frozen=True, slots=True)
class Kept:
    """A release on the disk: `bytes` is its size, `written` when it was put there; no figures when unreadable."""

    release: str
    current: bool
    triples: int | None
    graphs: int | None
    bytes: int
    written: datetime


def releases(build: Path) -> list[Kept]:
    """All releases, newest first."""
    current = (build / "current").resolve()
    folders = [path for path in (build / "releases").glob("*") if path.is_dir()]
    kept = [_kept(folder, folder.resolve() == current) for folder in folders]
    return sorted(kept, key=lambda one: (one.written, one.release), reverse=True)


def find(build: Path, release: str | None) -> Path:
    """The folder of a release, by its id; of the current one when none is given.

    :raises NotFoundError: naming releases that look like it
    :raises ReleaseError: when there is no current one
    """
    if release is None:
        folder = (build / "current").resolve()
        if not folder.is_dir():
            raise ReleaseError(f"There is no current release in {build}. Run `passerelle build` first.")
        return folder
    known = [one.release for one in releases(build)]
    if release not in known:
        raise NotFoundError("release", release, closest(release, known))
    return build / "releases" / release


def place(folder: Path, build: Path, release: str) -> Path:
    """Move a finished release, on the disk to its last byte, to its place; one that is there and whole stays.

    :returns: where it stands
    """
    target = build / "releases" / release
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        if not any(damage(target)):
            shutil.rmtree(folder)
            return target
        os.replace(target, folder.with_name("damaged"))
    sync_tree(folder)
    os.replace(folder, target)
    sync(target.parent)
    return target


def point(build: Path, release: str) -> None:
    """Make a release the current one: running services take it up, each within its `switch_seconds`.

    `previous` keeps the one that was, for what has changed since.
    """
    before = (build / "current").resolve().name if (build / "current").is_symlink() else release
    if before != release:
        _link(build, "previous", before)
    _link(build, "current", release)
    sync(build)


def _link(build: Path, name: str, release: str) -> None:
    link = build / f".{name}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release)
    os.replace(link, build / name)


def _kept(folder: Path, current: bool) -> Kept:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    written = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    try:
        contents = Manifest.read(folder)
    except ReleaseError:
        return Kept(folder.name, current, None, None, size, written)
    return Kept(folder.name, current, contents.quads, len(contents.graphs), size, written)
