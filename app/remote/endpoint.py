"""Where a remote store is, who we are to it, and what it may take of us: time, bytes, hosts."""

import base64
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.problems import ParameterError
from app.settings import Settings

SCHEMES = ("http", "https")
AUTHS = ("basic", "digest", "bearer")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the operator's store. What is secret does not show in its representation.

    :param hosts: `host:port` that may be connected to, redirects included
    :param connect_seconds: until a connection stands
    :param read_seconds: longest silence while an answer comes
    :param longest: largest answer, in bytes
    """

    url: str
    hosts: frozenset[str]
    user: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    connect_seconds: float = 3.0
    read_seconds: float = 10.0
    longest: int = 64 * 2**20

    @property
    def authorization(self) -> str | None:
        """The Authorization header, bearer where there is a token, else basic where there is a user."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user:
            return "Basic " + base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
        return None

    def admits(self, url: str) -> bool:
        """Whether this address may be connected to; a secret never goes from https to http."""
        try:
            here, there = urlsplit(self.url), urlsplit(url)
            safe = there.scheme in SCHEMES and (here.scheme, there.scheme) != ("https", "http")
            return safe and place(url) in self.hosts
        except ValueError:
            return False


def place(url: str) -> str:
    """`host:port` of an address, the port of its scheme where it names none."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or {'https': 443}.get(parts.scheme, 80)}"


def endpoint(settings: Settings, url: str | None = None) -> Endpoint:
    """The configured store, or another address of it.

    :raises ParameterError: when it is no web address, or its host is not among those allowed
    """
    url = settings.store_url if url is None else url
    try:
        if urlsplit(url).scheme not in SCHEMES or not urlsplit(url).hostname:
            raise ParameterError("store_url", url, "is not an http or https address")
        here = place(url)
    except ValueError as error:
        raise ParameterError("store_url", url, "is not an http or https address") from error
    if urlsplit(url).username or urlsplit(url).password:
        raise ParameterError("store_url", here, "holds a password: set store_user and store_password instead")
    hosts = frozenset(name for name in settings.store_hosts.replace(",", " ").split())
    if hosts and here not in hosts:
        raise ParameterError("store_hosts", settings.store_hosts, f"does not hold {here}, where the store is")
    return Endpoint(
        url=url,
        hosts=hosts or frozenset({here}),
        user=settings.store_user,
        secret=settings.store_password.get_secret_value(),
        token=settings.store_token.get_secret_value(),
        connect_seconds=settings.store_connect_seconds,
        read_seconds=settings.store_read_seconds,
        longest=settings.store_output_mib * 2**20,
    )
