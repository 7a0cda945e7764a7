"""Assemble the web service over the current release."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi_swagger import patch_fastapi
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import __version__
from app.admission import open_admission
from app.http import (
    credentials,
    definitions,
    downloads,
    errors,
    exchange,
    health,
    linked,
    many,
    mapping,
    quality,
    questions,
    recognition,
    reference,
    rules,
    sparql,
    transfer,
    validation,
)
from app.http.headers import SecurityHeaders
from app.http.limits import BodyLimit
from app.http.operations import describe_questions
from app.http.serving import OneRelease, Served
from app.http.state import KNOWN_ONLY, open_service
from app.http.watching import REQUEST_ID, Watch, new_name, sane
from app.logs import set_up
from app.metrics import Metrics
from app.sandbox import deadlines, workers
from app.settings import Settings
from app.vocab import ESCO_ATTRIBUTION
from app.web import compare, console, home, lab, matrix, validating
from app.web import credentials as credential_pages
from app.web import quality as quality_pages
from app.web import questions as question_pages
from app.web.pages import static_files

DESCRIPTION = f"""What is this credential worth on the other side of the border, and what is missing?

Records of qualifications, units and micro-credentials from Finland, Portugal, Spain, Ireland and the United States,
each contested fact with its source; reasoned comparisons of two credentials; stored questions; SPARQL.

{ESCO_ATTRIBUTION}"""

STRICT = (
    credentials.router,
    reference.router,
    recognition.router,
    many.router,
    exchange.router,
    mapping.router,
    quality.router,
    validation.router,
)
OPEN = (
    sparql.router, health.router, home.router, definitions.router, downloads.router, linked.router, rules.router,
    compare.router, credential_pages.router, lab.router, matrix.router, question_pages.router,
    quality_pages.router, validating.router,
)  # fmt: skip


def create_service(settings: Settings) -> FastAPI:
    """The service; it opens its release when it starts, and takes up the next one when that becomes current."""

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
        responses=errors.RESPONSES,
    )
    metrics, admission = Metrics(), open_admission(settings, workers(settings), deadlines(settings))
    service.state.metrics, service.state.settings = metrics, settings
    service.state.served = Served(
        service, lambda: open_service(settings, metrics, admission), settings.current, metrics
    )
    service.include_router(console.router)
    patch_fastapi(service, redirect_from_root_to_docs=False)
    errors.install(service)
    _route(service)
    _surround(service, settings)
    return service


def application() -> FastAPI:
    """The service of one of several processes, with the settings of its environment."""
    settings = Settings()
    set_up(settings.log_level, settings.log_format)
    return create_service(settings)


def _route(service: FastAPI) -> None:
    for router in OPEN:  # `/sparql` first: routes are tried in this order, and it is asked most
        service.include_router(router)
    for router in STRICT:
        service.include_router(router, prefix="/api/v1", dependencies=[KNOWN_ONLY])
    service.include_router(questions.router, prefix="/api/v1")
    service.mount("/static", static_files(), name="static")
    describe_questions(service)


def _surround(service: FastAPI, settings: Settings) -> None:
    """What stands around every operation, the outermost last."""
    service.add_middleware(SecurityHeaders)
    service.add_middleware(BodyLimit, longest=settings.body_kib * 1024, address=settings.address_kib * 1024)
    transfer.install(service, settings.packed_bytes)
    if settings.trusted_proxies:
        service.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    service.add_middleware(OneRelease, served=service.state.served)
    service.add_middleware(Watch, metrics=service.state.metrics)
    service.add_middleware(
        CorrelationIdMiddleware, header_name=REQUEST_ID, validator=sane, generator=new_name, transformer=None
    )
