"""`/healthz`, `/readyz`, `/metrics`, `/api/v1/release`: whether the service lives, can answer, and from what."""

import asyncio
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.http.errors import problem
from app.http.state import ServiceDep, open_now
from app.logs import log
from app.metrics import MEDIA_TYPE, Metrics
from app.vocab import ESCO_ATTRIBUTION

router = APIRouter(tags=["operations"])
_QUERY = (Path(__file__).parent / "ready.rq").read_text("utf-8")
_SECONDS = 5.0


@router.get("/healthz", summary="Is the service alive?")
async def health() -> dict[str, str]:
    """Alive. Says nothing of the release or the store: a restart would not help those."""
    return {"status": "ok"}


@router.get("/readyz", summary="Can the service answer?", responses={503: {"description": "it cannot; try again"}})
async def ready(request: Request) -> Response:
    """Ready when a release is open and its store answers a query; else 503, with the reason and when to try again."""
    service = open_now(request)
    if service is None:
        return _not_ready("No release is open.")
    try:
        found = await asyncio.wait_for(asyncio.to_thread(service.store.select, _QUERY), _SECONDS)
    except TimeoutError:
        return _not_ready(f"The store did not answer within {_SECONDS:g} seconds.")
    except Exception:
        log().warning("store does not answer", exc_info=True)
        return _not_ready("The store does not answer.")
    if not found.rows:
        return _not_ready("The store is empty.")
    return JSONResponse({"status": "ready", "release": service.manifest.release}, headers={"Cache-Control": "no-store"})


@router.get("/metrics", summary="Numbers for Prometheus", response_class=Response)
async def metrics(request: Request) -> Response:
    """Latency, outcomes, queries, kills and bytes, of all processes of this service, as text for Prometheus."""
    counted: Metrics = request.app.state.metrics
    return Response(await asyncio.to_thread(counted.text), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


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


def _not_ready(reason: str) -> Response:
    return problem(503, "Not ready", reason, {"Retry-After": "5", "Cache-Control": "no-store"})
