"""Assemble the web service over the current release."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi_swagger import patch_fastapi

from app import __version__
from app.http import (
    credentials,
    definitions,
    downloads,
    errors,
    exchange,
    health,
    linked,
    many,
    quality,
    questions,
    recognition,
    reference,
    rules,
    sparql,
    validation,
)
from app.http.headers import SecurityHeaders
from app.http.limits import BodyLimit
from app.http.state import known_parameters_only, open_service
from app.settings import Settings
from app.vocab import ESCO_ATTRIBUTION
from app.web import console, home
from app.web.pages import static_files

DESCRIPTION = f"""What is this credential worth on the other side of the border, and what is missing?

Records of qualifications, units and micro-credentials from Finland, Portugal, Spain, Ireland and the United States,
each contested fact with its source; reasoned comparisons of two credentials; stored questions; SPARQL.

{ESCO_ATTRIBUTION}"""


def create_service(settings: Settings) -> FastAPI:
    """The service; it opens its release when it starts."""

    @asynccontextmanager
    async def lifespan(service: FastAPI) -> AsyncIterator[None]:
        service.state.service = open_service(settings)
        yield
        service.state.service.sandbox.close()
        service.state.service.readers.close()
        service.state.service.validators.close()

    service = FastAPI(
        title="Passerelle",
        version=__version__,
        description=DESCRIPTION,
        license_info={"name": "Data: CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    service.include_router(console.router)
    patch_fastapi(service, redirect_from_root_to_docs=False)
    errors.install(service)
    service.add_middleware(SecurityHeaders)
    service.add_middleware(BodyLimit, longest=settings.body_kib * 1024)
    strict = [Depends(known_parameters_only)]
    described = (credentials.router, reference.router, recognition.router, many.router, exchange.router)
    for router in (*described, quality.router, validation.router):
        service.include_router(router, prefix="/api/v1", dependencies=strict)
    service.include_router(questions.router, prefix="/api/v1")
    for router in (sparql.router, health.router, home.router):
        service.include_router(router)
    for router in (definitions.router, downloads.router, linked.router, rules.router):
        service.include_router(router)
    service.mount("/static", static_files(), name="static")
    return service
