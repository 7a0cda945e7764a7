"""What a running service holds: one release, opened read-only, and what was read from it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_origin

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from app.catalogue import Catalogue
from app.interchange.known import Known, known_of
from app.interchange.worker import Readers
from app.linked import Descriptions
from app.manifest import Manifest
from app.matrix import CoverageIndex, load
from app.problems import ParameterError
from app.quality.results import Results
from app.quality.worker import Validators
from app.recognition import Recognition
from app.recognition.functions import functions, functions_of
from app.records import Records
from app.reference import Reference
from app.sandbox import Sandbox
from app.search import Index
from app.settings import Settings
from app.store import EmbeddedStore, Store


@dataclass(frozen=True, slots=True)
class Service:
    """One release and the means to ask it."""

    settings: Settings
    manifest: Manifest
    store: Store
    records: Records
    index: Index
    reference: Reference
    recognition: Recognition
    catalogue: Catalogue
    sandbox: Sandbox
    coverage: CoverageIndex
    linked: Descriptions
    folder: Path
    known: Known
    readers: Readers
    quality: Results
    validators: Validators


def open_service(settings: Settings) -> Service:
    """Open the current release.

    :raises ReleaseError: when there is none
    """
    folder = settings.current.resolve()
    contents = Manifest.read(folder)
    sandbox = Sandbox(folder / "index", settings, functions)
    store = EmbeddedStore(folder / "index")
    records = Records(store)
    recognition = Recognition(store, records)
    store.offer(functions_of(recognition))
    known = known_of(store)
    return Service(
        settings=settings,
        manifest=contents,
        store=store,
        records=records,
        index=Index(store),
        reference=Reference(store),
        recognition=recognition,
        catalogue=Catalogue(folder / "queries"),
        sandbox=sandbox,
        coverage=load(folder / "coverage"),
        linked=Descriptions(store, settings.incoming_links),
        folder=folder,
        known=known,
        readers=Readers(settings, known),
        quality=Results(store),
        validators=Validators(settings, folder),
    )


def _service(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


def known_parameters_only(request: Request) -> None:
    """Refuse a query parameter that the operation does not have, so that a typo is never an unfiltered answer.

    :raises ParameterError: naming it
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = sorted(set(_names(route)))
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise ParameterError(
                name, value, f"is not a parameter of this operation; it has {', '.join(known) or 'none'}"
            )
    once_each(
        request, [one.alias for one in route.dependant.query_params if get_origin(one.field_info.annotation) is list]
    )


def once_each(request: Request, lists: Collection[str] = ()) -> None:
    """Refuse a query parameter that is given twice, of which only one would be heard.

    :param lists: the parameters that may be given several times

    :raises ParameterError: naming it
    """
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if len(values) > 1 and name not in lists:
            raise ParameterError(name, values[-1], "is given more than once")


def _names(route: APIRoute) -> Iterator[str]:
    for parameter in route.dependant.query_params:
        yield parameter.alias


ServiceDep = Annotated[Service, Depends(_service)]
