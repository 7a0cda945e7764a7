"""Unpack an archive that may have been tampered with: nothing is written that its table does not announce.

Members are read one header at a time, and are plain files, in the order and with the size and hash of the table. So
there is no path out of the folder, no link, no device, no member twice, and no more bytes than were announced.
"""

import hashlib
import json
import re
import shutil
import tarfile
import zlib
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path, PurePosixPath
from typing import Any

from app.problems import InputError

_BLOCK, _CHUNK = tarfile.BLOCKSIZE, 2**20
_LONGEST_TABLE, _MOST_FILES = 16 * 2**20, 100_000
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_RELEASE = re.compile(r"[0-9A-Za-z.+]{1,40}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Member:
    """A file that the table announces: its path, bytes and SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was unpacked."""

    release: str
    files: tuple[Member, ...]


class _RefusedError(Exception):
    """Why an archive is not unpacked."""


def unpack(source: Path, folder: Path, table: str, form: int, longest: int) -> Unpacked:
    """Unpack an archive into an empty folder.

    :param table: name of the member that lists the others; it comes first
    :param form: the number of the format that is understood
    :param longest: bytes that the files may have together
    :raises InputError: when anything is not as a backup is written
    """
    try:
        with GzipFile(source, "rb") as stream:
            listed = _table(stream, table, form)
            total = sum(file.bytes for file in listed.files)
            if total > longest:
                raise _RefusedError(f"holds {total:,} bytes, and at most {longest:,} are restored")
            if total > shutil.disk_usage(folder).free:
                raise _RefusedError(f"holds {total:,} bytes, and the disk has no room for them")
            for file in listed.files:
                _unpack(stream, folder, file)
            _end(stream)
            return listed
    except _RefusedError as error:
        raise InputError(str(source), str(error)) from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(str(source), f"cannot be read as a backup: {error}"[:300]) from error


def _table(stream: GzipFile, name: str, form: int) -> Unpacked:
    info = _header(stream)
    if info.name != name or info.size > _LONGEST_TABLE:
        raise _RefusedError(f"does not begin with {name}: it is not a backup of a release")
    text = _exactly(stream, info.size)
    _padding(stream, info.size)
    try:
        data: dict[str, Any] = json.loads(text)
        form_there, release = data["format"], str(data["release"])
        files = tuple(Member(str(file["path"]), int(file["bytes"]), str(file["sha256"])) for file in data["files"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _RefusedError(f"has a {name} that cannot be read") from error
    if form_there != form:
        raise _RefusedError(f"is of format {str(form_there)[:20]}; this version reads format {form}")
    if not _RELEASE.fullmatch(release):
        raise _RefusedError("names no release")
    paths = [file.path for file in files]
    if len(set(paths)) != len(paths) or len(paths) > _MOST_FILES:
        raise _RefusedError("lists a file twice, or too many")
    for file in files:
        if not _NAME.fullmatch(file.path) or file.path.startswith("index/") or file.bytes < 0:
            raise _RefusedError(f"lists a file that a release does not have: {file.path[:100]!r}")
    return Unpacked(release, files)


def _unpack(stream: GzipFile, folder: Path, file: Member) -> None:
    info = _header(stream)
    if (info.name, info.size) != (file.path, file.bytes):
        raise _RefusedError(f"has {info.name[:100]!r} where its table has {file.path!r}")
    place = folder / PurePosixPath(file.path)
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), file.bytes
    with place.open("xb") as out:
        while left:
            chunk = _exactly(stream, min(left, _CHUNK))
            digest.update(chunk)
            out.write(chunk)
            left -= len(chunk)
    if digest.hexdigest() != file.sha256:
        raise _RefusedError(f"has a damaged {file.path}")
    _padding(stream, file.bytes)


def _header(stream: GzipFile) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(_exactly(stream, _BLOCK), "utf-8", "strict")
    except (tarfile.TarError, ValueError) as error:
        raise _RefusedError("ends early, or has a damaged member") from error
    if info.type != tarfile.REGTYPE:
        raise _RefusedError(f"holds {info.name[:100]!r}, which is not a plain file")
    return info


def _padding(stream: GzipFile, size: int) -> None:
    if any(_exactly(stream, -size % _BLOCK)):
        raise _RefusedError("has bytes between its members")


def _end(stream: GzipFile) -> None:
    """Read to the end, so that the checksum over the whole is compared; an archive ends in one record of zeros."""
    rest = stream.read(2 * tarfile.RECORDSIZE + 1)
    if any(rest) or len(rest) > 2 * tarfile.RECORDSIZE:
        raise _RefusedError("goes on after its last file")


def _exactly(stream: GzipFile, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise _RefusedError("ends early")
    return data
