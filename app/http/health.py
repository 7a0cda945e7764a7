"""`/healthz` and `/api/v1/release`: that the service lives, and on which release."""

from fastapi import APIRouter

from app.http.state import ServiceDep
from app.vocab import ESCO_ATTRIBUTION

router = APIRouter(tags=["operations"])


@router.get("/healthz", summary="Is the service alive?")
def health() -> dict[str, str]:
    """Alive."""
    return {"status": "ok"}


@router.get("/api/v1/release", summary="The release that is served")
def release(service: ServiceDep) -> dict[str, object]:
    """Version, size and graphs of the release, with a hash and a count of triples for each graph."""
    contents = service.manifest
    return {
        "release": contents.release,
        "version": contents.version,
        "triples": contents.quads,
        "graphs": [
            {"iri": one.iri, "file": one.file, "triples": one.triples, "sha256": one.sha256} for one in contents.graphs
        ],
        "attribution": ESCO_ATTRIBUTION,
    }
