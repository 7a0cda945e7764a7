"""`/graph/….nt`, `/graph/….ttl` and `/downloads`: the files of a release, streamed as they are, with checksums."""

import re
from base64 import b64encode
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from app.http.entity import OPEN, has, moved
from app.http.mounting import up
from app.http.state import Service, ServiceDep
from app.manifest import MANIFEST, Manifest
from app.problems import NotFoundError, closest
from app.syntax import ENDINGS
from app.vocab import GRAPH

router = APIRouter(include_in_schema=False)
GRAPH_ENDINGS = ("nt", "ttl")
BOTH = ["GET", "HEAD"]
_RELEASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,80}")
_KINDS = {**ENDINGS, "gz": "application/gzip", "SHA256SUMS": "text/plain; charset=utf-8"}


@router.api_route("/downloads/{name}", methods=BOTH)
def get_current(request: Request, service: ServiceDep, name: str) -> Response:
    """The dump or the checksums of the release that is served: 302 to those of that release."""
    _file(service, service.manifest.release, name)
    return moved(f"{up(request)}downloads/{service.manifest.release}/{name}", 302, varies=False)


@router.api_route("/downloads/{release}/{name:path}", methods=BOTH)
def get_file(request: Request, service: ServiceDep, release: str, name: str) -> Response:
    """A file of a release that is still kept. It never changes."""
    return _sent(request, *_file(service, release, name), name, lasting=True)


def graph_file(request: Request, service: Service, name: str, ending: str) -> Response:
    """The triples of a named graph of the release that is served.

    :raises NotFoundError: with near matches
    """
    known = [entry.iri.removeprefix(GRAPH) for entry in service.manifest.graphs]
    if name not in known:
        raise NotFoundError("graph", name[:200], [f"{GRAPH}{one}" for one in closest(name[:200], known)])
    return _sent(request, *_file(service, service.manifest.release, f"graph/{name}.{ending}"), name + "." + ending)


def release_folder(service: Service, release: str) -> Path:
    """The folder of a release that is kept on this machine.

    :raises NotFoundError: with near matches
    """
    kept = service.folder.parent
    if release == service.manifest.release:
        return service.folder
    if _RELEASE.fullmatch(release) and (kept / release / MANIFEST).is_file():
        return kept / release
    raise NotFoundError("release", release[:200], closest(release[:200], [one.name for one in kept.iterdir()]))


def _file(service: Service, release: str, name: str) -> tuple[Path, str]:
    """A file to download and its SHA-256, by the manifest: no path is made of what a client sends."""
    folder = release_folder(service, release)
    contents = service.manifest if release == service.manifest.release else Manifest.read(folder)
    listed = {entry.path: entry.sha256 for entry in (*contents.files, *contents.derived)}
    path = f"downloads/{name}"
    if path not in listed:
        known = [one.removeprefix("downloads/") for one in listed if one.startswith("downloads/")]
        raise NotFoundError("download", name[:200], closest(name[:200], known))
    return folder / path, listed[path]


def _sent(request: Request, path: Path, digest: str, name: str, lasting: bool = False) -> Response:
    headers = {
        "ETag": f'"{digest}"',
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        **OPEN,
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:",
    }
    if has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    kind = _KINDS[path.name if path.name in _KINDS else path.name.rsplit(".", 1)[-1]]
    return FileResponse(path, media_type=kind, headers=headers)
