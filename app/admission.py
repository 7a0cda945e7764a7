"""Who may ask now: a waiting room with an end for each kind of query, and query time that each client has to spend.

The account of a client is a token bucket in seconds, as at the Wikidata Query Service: it fills with time up to a
limit, and a query is charged for as long as it runs. While it runs its whole deadline is set aside, so that a client
who sends many at once gets no more than one who sends them in turn. Clients are told apart by address; the addresses
of one IPv6 network of 64 bits are one client, because one household has them all.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from app.problems import BudgetError, BusyError
from app.settings import Settings

Clock = Callable[[], float]


@dataclass(slots=True)
class Room:
    """Room for so many queries that run or wait; who finds it full is sent away for so many seconds."""

    places: int
    retry_after: int
    taken: int = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the room.

        :raises BusyError: when there is none
        """
        if self.taken >= self.places:
            raise BusyError(f"{self.taken} queries are running and waiting already.", self.retry_after)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


@dataclass(slots=True)
class Charge:
    """What one query costs its client: nothing until it begins to run."""

    clock: Clock
    begun: float | None = None

    def begin(self) -> None:
        """A process has taken the query."""
        self.begun = self.clock()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return 0.0 if self.begun is None else self.clock() - self.begun


@dataclass(slots=True)
class _Account:
    seconds: float
    at: float


@dataclass(slots=True)
class Budget:
    """The query time of every client, in seconds.

    :param burst: what a client has at first, and can have at most
    :param rate: what it regains a second
    :param clients: how many accounts are kept; the one that was quiet longest is closed first
    """

    burst: float
    rate: float
    clients: int
    clock: Clock = time.monotonic
    _accounts: OrderedDict[str, _Account] = field(default_factory=OrderedDict)

    @contextmanager
    def charge(self, client: str, most: float) -> Iterator[Charge]:
        """Set aside the most that a query can cost, and give back what it did not.

        :raises BudgetError: when the client has nothing left; says when it will
        """
        account = self._account(client)
        if account.seconds <= 0:
            wait = max(1, math.ceil(-account.seconds / self.rate))
            raise BudgetError(
                f"This client has used its query time; {self.rate * 60:g} seconds a minute are free.", wait
            )
        account.seconds -= most
        charge = Charge(self.clock)
        try:
            yield charge
        finally:
            account = self._account(client)
            account.seconds = min(self.burst, account.seconds + most - charge.seconds)

    def _account(self, client: str) -> _Account:
        now = self.clock()
        account = self._accounts.setdefault(client, _Account(self.burst, now))
        account.seconds = min(self.burst, account.seconds + (now - account.at) * self.rate)
        account.at = now
        self._accounts.move_to_end(client)
        while len(self._accounts) > self.clients:
            self._accounts.popitem(last=False)
        return account


@dataclass(frozen=True, slots=True)
class Admission:
    """The rooms, by kind of query, and the accounts."""

    rooms: Mapping[str, Room]
    budget: Budget

    @contextmanager
    def admit(self, kind: str, client: str | None, most: float) -> Iterator[Charge]:
        """Let a query in.

        :param client: address of who asks; those without one share an account
        :param most: its deadline, in seconds
        :raises BudgetError: when the client has no query time left
        :raises BusyError: when the waiting room is full
        """
        with self.rooms[kind].place(), self.budget.charge(client_of(client), most) as charge:
            yield charge


def client_of(address: str | None) -> str:
    """Whose account an address is: its own, or that of its IPv6 network."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def open_admission(
    settings: Settings, workers: Mapping[str, int], deadlines: Mapping[str, float], clock: Clock = time.monotonic
) -> Admission:
    """Rooms and accounts as the settings have them.

    :param workers: how many processes run each kind of query
    :param deadlines: how long each kind may run, in seconds
    """
    rooms = {
        kind: Room(count * (1 + settings.waiting_room), max(1, math.ceil(deadlines[kind])))
        for kind, count in workers.items()
    }
    budget = Budget(settings.client_burst_seconds, settings.client_seconds / 60, settings.clients_remembered, clock)
    return Admission(rooms, budget)
