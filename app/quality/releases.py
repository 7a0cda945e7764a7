"""The releases of a build folder that can be compared with the one in use."""

from functools import lru_cache
from pathlib import Path

from app.problems import NotFoundError, closest
from app.quality.changes import Changes, changes
from app.store import EmbeddedStore


def earlier(build: Path, name: str | None) -> Path | None:
    """The folder of an earlier release.

    :param build: the folder that holds the releases
    :param name: id of the release; the one that was current before when not given
    :returns: None when none was current before
    :raises NotFoundError: when there is no release of that name
    """
    if name is None:
        before = build / "previous"
        return before.resolve() if before.is_dir() else None
    known = sorted(one.name for one in (build / "releases").glob("*") if one.is_dir())
    if name not in known:
        raise NotFoundError("release", name[:200], closest(name[:200], known) or known[-5:], "since")
    return (build / "releases" / name).resolve()


@lru_cache(8)
def changes_since(before: Path, after: Path) -> Changes | None:
    """What changed from one release folder to another; neither ever changes; None as there."""
    return changes(EmbeddedStore(before / "index"), EmbeddedStore(after / "index"))
