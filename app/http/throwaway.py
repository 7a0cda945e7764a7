"""A throw-away dataset as a web service: `/sparql`, its description and page, and `/healthz`. No recognition."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from app import __version__
from app.admission import open_admission
from app.catalogue import Catalogue
from app.dataset import Dataset
from app.http import errors, sparql, transfer
from app.http.endpoint import Throwaway
from app.http.headers import SecurityHeaders
from app.http.limits import BodyLimit
from app.sandbox import Sandbox, deadlines, workers
from app.settings import Settings
from app.web.pages import static_files


def create_throwaway(settings: Settings, index: Path, dataset: Dataset) -> FastAPI:
    """The service over an index that :func:`app.dataset.load` made."""

    @asynccontextmanager
    async def lifespan(service: FastAPI) -> AsyncIterator[None]:
        sandbox = Sandbox(index, settings)
        service.state.service = Throwaway(
            settings=settings,
            manifest=dataset.manifest,
            catalogue=Catalogue(index / "queries"),
            sandbox=sandbox,
            admission=open_admission(settings, workers(settings), deadlines(settings)),
            union=dataset.union,
            default_triples=dataset.default_triples,
        )
        yield
        sandbox.close()

    service = FastAPI(
        title="A throw-away dataset",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses=errors.RESPONSES,
    )
    service.state.settings = settings
    errors.install(service)
    service.add_middleware(SecurityHeaders)
    service.add_middleware(BodyLimit, longest=settings.body_kib * 1024, address=settings.address_kib * 1024)
    transfer.install(service, settings.packed_bytes)
    service.include_router(sparql.router)
    service.add_api_route("/healthz", _health, summary="Is the service alive?")
    service.mount("/static", static_files(), name="static")
    return service


def _health() -> dict[str, str]:
    """Alive."""
    return {"status": "ok"}
