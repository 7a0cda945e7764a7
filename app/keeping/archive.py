"""A release as one file, and back: a gzipped tar whose first member lists every other one with size and SHA-256.

What can be made again is left out: the index, and the seal that covers it. So the same release is the same archive,
byte for byte, on any machine, and does not depend on the file format of one version of the engine.
"""

import gzip
import json
import os
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from app.keeping.disk import scratch, sync
from app.keeping.places import place, point
from app.keeping.seal import SEAL, seal, sealed_files, sha256
from app.keeping.unpacking import Unpacked, unpack
from app.keeping.verification import verify
from app.manifest import Manifest
from app.problems import InputError, ReleaseError
from app.store import create_index

TABLE, FORMAT = "backup.json", 1


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive that was written: its release, size in bytes and SHA-256."""

    release: str
    bytes: int
    sha256: str


def backup(folder: Path, target: Path) -> Backup:
    """Write a verified release into one file, which appears under its name when it is complete and on the disk.

    :raises ReleaseError: when the release is damaged
    :raises InputError: when there is a file of that name, which is never overwritten
    """
    if target.exists():
        raise InputError(str(target), "is there already; a backup overwrites nothing")
    if not target.parent.is_dir():
        raise InputError(str(target.parent), "is not a folder")
    require_whole(folder)
    release = Manifest.read(folder).release
    names = [name for name in sealed_files(folder) if not name.startswith("index/") and name != SEAL]
    with scratch(target.parent, f".{target.name}-") as work:
        draft = work / "archive"
        with draft.open("wb") as out:
            _write(out, folder, release, names)
            out.flush()
            os.fsync(out.fileno())
        made = Backup(release, draft.stat().st_size, sha256(draft))
        try:
            os.link(draft, target)
        except FileExistsError as error:
            raise InputError(str(target), "is there already; a backup overwrites nothing") from error
        sync(target.parent)
    return made


def restore(source: Path, build: Path, longest: int, switch: bool = True) -> str:
    """Bring a release back from its archive: unpack, index, verify, and only then put it in place.

    :param longest: bytes that the archive may hold, unpacked
    :param switch: whether it becomes the current release
    :returns: its id
    :raises InputError: when the archive is damaged, or holds what a backup does not; nothing changes
    """
    with scratch(build, "restoring-") as work:
        folder = work / "release"
        folder.mkdir()
        unpacked: Unpacked = unpack(source, folder, TABLE, FORMAT, longest)
        try:
            if Manifest.read(folder).release != unpacked.release:
                raise InputError(str(source), f"says that it is release {unpacked.release}, and holds another")
            create_index(folder / "index", sorted(folder.glob("*.nq")))
            seal(folder)
            require_whole(folder)
        except (ReleaseError, OSError, SyntaxError, ValueError) as error:
            raise InputError(str(source), f"does not give a whole release: {error}"[:400]) from error
        place(folder, build, unpacked.release)
        if switch:
            point(build, unpacked.release)
    return unpacked.release


def require_whole(folder: Path) -> None:
    """Go on only with a release that is what its manifest says.

    :raises ReleaseError: saying what is wrong
    """
    found = verify(folder)
    if not found.whole:
        first = "\n".join(f"  {one.thing}: {one.reason}" for one in found.findings[:10])
        raise ReleaseError(f"Release {found.release} is damaged ({len(found.findings)} findings):\n{first}")


def _write(out: IO[bytes], folder: Path, release: str, names: list[str]) -> None:
    files = [{"path": name, "bytes": (folder / name).stat().st_size, "sha256": sha256(folder / name)} for name in names]
    table = json.dumps({"format": FORMAT, "release": release, "files": files}, indent=1, sort_keys=True).encode()
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        tar.addfile(_member(TABLE, len(table)), BytesIO(table))
        for name in names:
            with (folder / name).open("rb") as content:
                tar.addfile(_member(name, (folder / name).stat().st_size), content)


def _member(name: str, size: int) -> tarfile.TarInfo:
    """A member without owner and date, so that the same release gives the same bytes."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o644, 0
    return info
