"""Assemble the web service over the current release."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
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
    questions,
    recognition,
    reference,
    rules,
    sparql,
)
from app.http.headers import SecurityHeaders
from app.http.limits import BodyLimit
from app.http.operations import describe_questions
from app.http.serving import OneRelease, Served
from app.http.state import known_parameters_only, open_service
from app.http.watching import REQUEST_ID, Watch, new_name, sane
from app.logs import set_up
from app.metrics import Metrics
from app.settings import Settings
from app.vocab import ESCO_ATTRIBUTION
from app.web import compare, console, home, matrix
from app.web import credentials as credential_pages
from app.web import questions as question_pages
from app.web.pages import static_files

DESCRIPTIONS = (definitions.router, downloads.router, linked.router, rules.router)
PAGES = (home.router, compare.router, credential_pages.router, matrix.router, question_pages.router)
DESCRIPTION = f"""What is this credential worth on the other side of the border, and what is missing?

Records of qualifications, units and micro-credentials from Finland, Portugal, Spain, Ireland and the United States,
each contested fact with its source; reasoned comparisons of two credentials; stored questions; SPARQL.

{ESCO_ATTRIBUTION}"""


def create_service(settings: Settings) -> FastAPI:
    """The service; it opens its release when it starts, and takes up the next one when that becomes current."""
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(service: FastAPI) -> AsyncIterator[None]:
        served = service.state.served
        await served.start()
        following = asyncio.create_task(served.follow(settings.switch_seconds))
        yield
        following.cancel()
        await served.close()

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
    service.state.metrics, service.state.settings = metrics, settings
    service.state.served = Served(service, lambda: open_service(settings, metrics), settings.current, metrics)
    patch_fastapi(service, redirect_from_root_to_docs=False)
    errors.install(service)
    service.add_middleware(SecurityHeaders)
    service.add_middleware(BodyLimit, longest=settings.body_kib * 1024)
    strict = [Depends(known_parameters_only)]
    for router in (credentials.router, reference.router, recognition.router, many.router, exchange.router):
        service.include_router(router, prefix="/api/v1", dependencies=strict)
    service.include_router(questions.router, prefix="/api/v1")
    for router in (
        sparql.router,
        health.router,
        definitions.router,
        downloads.router,
        linked.router,
        rules.router,
        *PAGES,
    ):
        service.include_router(router)
    service.mount("/static", static_files(), name="static")
    describe_questions(service)
    _watch(service, metrics)
    return service


def application() -> FastAPI:
    """The service of one of several processes, with the settings of its environment."""
    settings = Settings()
    set_up(settings.log_level, settings.log_format)
    return create_service(settings)


def _watch(service: FastAPI, metrics: Metrics) -> None:
    """What stands around everything else, added last: the name of the request, then numbers and log, then release."""
    service.add_middleware(OneRelease, served=service.state.served)
    service.add_middleware(Watch, metrics=metrics)
    service.add_middleware(
        CorrelationIdMiddleware, header_name=REQUEST_ID, validator=sane, generator=new_name, transformer=None
    )
