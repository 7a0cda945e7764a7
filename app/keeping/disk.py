"""What is on the disk stays there: written through before it is named, and leftovers of killed commands cleared."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(path: Path) -> None:
    """Write a file, or the names in a folder, through to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Write a folder with all it holds through to the disk, so that a loss of power leaves it whole."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if not path.is_symlink():
            sync(path)
    sync(folder)


@contextmanager
def scratch(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder to work in, gone afterwards; those of commands that were killed are cleared first.

    A running command holds a lock on its folder, which the system drops when the command dies, however it dies.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with _locked(parent):
        for left in parent.glob(f"{prefix}*"):
            if left.is_dir() and not left.is_symlink():
                _clear(left)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        lock = _lock(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = _lock(folder)
    try:
        yield
    finally:
        os.close(lock)


def _lock(folder: Path, how: int = fcntl.LOCK_EX) -> int:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle


def _clear(left: Path) -> None:
    try:
        lock = _lock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    shutil.rmtree(left, ignore_errors=True)
    os.close(lock)
