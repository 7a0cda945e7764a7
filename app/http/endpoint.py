"""What answers SPARQL: the service over a release, or a throw-away dataset that has nothing else."""

import ipaddress
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request

from app.admission import Admission
from app.catalogue import Catalogue
from app.http.counted import Runner
from app.http.state import current_service
from app.manifest import Manifest
from app.settings import Settings


class Endpoint(Protocol):
    """A dataset and the means to ask it."""

    @property
    def settings(self) -> Settings:
        """Limits."""
        ...

    @property
    def manifest(self) -> Manifest:
        """The named graphs, with their triples."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Stored questions, as examples."""
        ...

    @property
    def sandbox(self) -> Runner:
        """Where queries run."""
        ...

    @property
    def admission(self) -> Admission:
        """Who may ask how much."""
        ...

    @property
    def functions(self) -> tuple[str, ...]:
        """IRIs of the functions that queries may call beside those of SPARQL."""
        ...

    @property
    def union(self) -> bool:
        """Whether the default graph is the union of the named graphs."""
        ...

    @property
    def default_triples(self) -> int:
        """How many triples the default graph has."""
        ...


@dataclass(frozen=True, slots=True)
class Throwaway:
    """A throw-away dataset, opened."""

    settings: Settings
    manifest: Manifest
    catalogue: Catalogue
    sandbox: Runner
    admission: Admission
    union: bool
    default_triples: int
    functions: tuple[str, ...] = ()


def address(request: Request) -> str:
    """The address of `/sparql`, absolute as a description needs it.

    It is below the configured public address; where there is none, it is that of the socket. The Host header is only
    believed when it names this machine.
    """
    endpoint = _endpoint(request)
    if endpoint.settings.base_url:
        return endpoint.settings.base_url.rstrip("/") + "/sparql"
    host, port = request.scope.get("server") or ("localhost", None)
    named = request.url.hostname or ""
    if _is_local(named):
        host, port = named, request.url.port
    shown = f"[{host}]" if ":" in host else host
    scheme = request.url.scheme
    usual = port is None or port == {"http": 80, "https": 443}.get(scheme)
    prefix: str = request.scope.get("root_path", "")
    return f"{scheme}://{shown}{'' if usual else f':{port}'}{prefix.rstrip('/')}/sparql"


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _endpoint(request: Request) -> Endpoint:
    alone = getattr(request.app.state, "service", None)
    return alone if isinstance(alone, Throwaway) else current_service(request)


async def _asked(request: Request) -> Endpoint:
    return _endpoint(request)


EndpointDep = Annotated[Endpoint, Depends(_asked)]
