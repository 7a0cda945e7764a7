"""What a running service holds: one release, in its own index or in a remote store, and what was read from it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, get_origin

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from app.admission import Admission, open_admission
from app.catalogue import Catalogue
from app.crosswalks import Crosswalks
from app.figures.flows import Flows
from app.http.counted import Counted
from app.interchange.known import Known, known_of
from app.interchange.mappings.worker import MappingReaders
from app.interchange.worker import Readers
from app.linked import Descriptions
from app.manifest import Manifest
from app.matrix import CoverageIndex, load
from app.metrics import Metrics
from app.problems import ParameterError, ReleaseError
from app.quality.results import Results
from app.quality.worker import Validators
from app.recognition import Recognition
from app.recognition.functions import COVERAGE, OUTCOME, functions, functions_of
from app.recognition.lab import Laboratory
from app.records import Records
from app.reference import Reference
from app.remote import Local, RemoteStore, Runner
from app.sandbox import Sandbox, deadlines, workers
from app.search import Index
from app.settings import Settings
from app.store import EmbeddedStore, Store

SERVICE = "passerelle_service"


@dataclass(frozen=True)
class Service:
    """One release and the means to ask it; what is read from a store is read when it is first asked for."""

    settings: Settings
    manifest: Manifest
    store: Store
    records: Records
    reference: Reference
    catalogue: Catalogue
    coverage: CoverageIndex
    linked: Descriptions
    folder: Path
    sandbox: Counted
    metrics: Metrics
    admission: Admission

    functions: tuple[str, ...] = (COVERAGE, OUTCOME)
    union: bool = True

    @property
    def default_triples(self) -> int:
        """How many triples the default graph has, which is the union of all graphs."""
        return self.manifest.quads

    @cached_property
    def index(self) -> Index:
        """What finds credentials."""
        return Index(self.store)

    @cached_property
    def recognition(self) -> Recognition:
        """What gives verdicts."""
        return Recognition(self.store, self.records)

    @cached_property
    def laboratory(self) -> Laboratory:
        """What varies the policies."""
        return Laboratory(self.recognition, self.settings.lab_waiting, self.settings.lab_kept)

    @cached_property
    def flows(self) -> Flows:
        """What verdicts advise between countries."""
        return Flows(self.store)

    @cached_property
    def known(self) -> Known:
        """What the graph knows and documents of others do not say."""
        return known_of(self.store)

    @cached_property
    def readers(self) -> Readers:
        """The processes that read documents of others."""
        return Readers(self.settings, self.known)

    @cached_property
    def crosswalks(self) -> Crosswalks:
        """The mapping sets."""
        return Crosswalks(self.store)

    @cached_property
    def mapping_readers(self) -> MappingReaders:
        """The processes that read mapping sets of others."""
        return MappingReaders(self.settings)

    @cached_property
    def quality(self) -> Results:
        """What the quality rules say of the credentials."""
        return Results(self.store)

    @cached_property
    def validators(self) -> Validators:
        """The processes that hold documents of others against the rules."""
        return Validators(self.settings, self.folder)

    def close(self) -> None:
        """End what runs for this release."""
        self.sandbox.close()
        if "readers" in vars(self):
            self.readers.close()
        if "mapping_readers" in vars(self):
            self.mapping_readers.close()
        if "validators" in vars(self):
            self.validators.close()


def open_service(settings: Settings, metrics: Metrics | None = None, admission: Admission | None = None) -> Service:
    """Open the current release, in its own index or in the remote store of the settings.

    A remote store need not answer yet. An index beside it takes the queries that call our functions.

    :param metrics: where queries and verdicts are counted
    :param admission: who may ask how much; the accounts outlive a release
    :raises ReleaseError: when there is no release
    :raises ParameterError: when the remote store has an address that cannot be used
    """
    folder = settings.current.resolve()
    contents = Manifest.read(folder)
    metrics = metrics or Metrics()
    admission = admission or open_admission(settings, workers(settings), deadlines(settings))
    opened = partial(_opened, settings, folder, contents, metrics, admission)
    if settings.store_url:
        local = _local(folder, settings, contents) if (folder / "index").is_dir() else None
        remote = RemoteStore(contents, settings, local)
        return opened(remote, remote)
    store = EmbeddedStore(folder / "index")
    service = opened(store, _sandbox(folder, settings, contents))
    store.offer(functions_of(service.recognition))
    _ = service.index
    return service


def _local(folder: Path, settings: Settings, contents: Manifest) -> Local:
    store = EmbeddedStore(folder / "index")
    store.offer(functions(store))
    return Local(store, _sandbox(folder, settings, contents))


def _sandbox(folder: Path, settings: Settings, contents: Manifest) -> Sandbox:
    """The query processes, over memory where the release is small enough."""
    dumps = sorted(folder.glob("*.nq")) if contents.quads <= settings.query_memory_quads else []
    return Sandbox(folder / "index", settings, functions, dumps)


def _opened(
    settings: Settings,
    folder: Path,
    contents: Manifest,
    metrics: Metrics,
    admission: Admission,
    store: Store,
    runner: Runner,
) -> Service:
    return Service(
        settings=settings,
        manifest=contents,
        store=store,
        records=Records(store),
        reference=Reference(store),
        catalogue=Catalogue(folder / "queries"),
        sandbox=Counted(runner, workers(settings), metrics),
        metrics=metrics,
        admission=admission,
        coverage=load(folder / "coverage"),
        linked=Descriptions(store, settings.incoming_links),
        folder=folder,
    )


def open_now(request: Request) -> Service | None:
    """The release that a request began on; None when none is open."""
    service = getattr(request.state, SERVICE, None) or getattr(request.app.state, "service", None)
    assert service is None or isinstance(service, Service)
    return service


def current_service(request: Request) -> Service:
    """The release that a request began on.

    :raises ReleaseError: when none is open
    """
    service = open_now(request)
    if service is None:
        raise ReleaseError("No release is open.")
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


# Dependencies that are not async are each given to a thread, which costs more than what these do.
async def _service(request: Request) -> Service:
    return current_service(request)


async def _known_only(request: Request) -> None:
    known_parameters_only(request)


ServiceDep = Annotated[Service, Depends(_service)]
KNOWN_ONLY = Depends(_known_only)
