"""Rooms with an end, and query time that runs out and comes back, by a clock of the test's own."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.admission import Budget, Room, client_of, open_admission
from app.problems import BudgetError, BusyError
from app.settings import Settings


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> Budget:
    """120 seconds to begin with, one more a second."""
    return Budget(120, 1, 100, clock)


def run(budget: Budget, clock: Clock, seconds: float, client: str = "a", most: float = 10) -> None:
    with budget.charge(client, most) as charge:
        charge.begin()
        clock.now += seconds


@contextlib.contextmanager
def all_of(room: Room, places: int) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for _ in range(places):
            stack.enter_context(room.place())
        yield


def test_room_takes_as_many_as_it_has_places_and_says_when_to_come_back() -> None:
    room = Room(3, 10)
    with all_of(room, 3), pytest.raises(BusyError, match="3 queries are running and waiting") as caught, room.place():
        pass
    assert caught.value.retry_after == 10


def test_place_is_free_again_when_its_query_is_over_or_failed() -> None:
    room = Room(1, 10)
    with pytest.raises(ValueError, match="broken"), room.place():
        raise ValueError("broken")
    with room.place():
        assert room.taken == 1
    assert room.taken == 0


def test_client_may_use_what_it_has_without_a_pause_and_then_waits(clock: Clock) -> None:
    budget = Budget(120, 0.5, 100, clock)
    for _ in range(24):
        run(budget, clock, 10)
    with pytest.raises(BudgetError, match="30 seconds a minute") as caught:
        run(budget, clock, 10)
    assert caught.value.retry_after == 1


def test_query_is_charged_for_as_long_as_it_ran(clock: Clock) -> None:
    budget = Budget(10, 0.001, 100, clock)
    run(budget, clock, 4)
    run(budget, clock, 4)
    run(budget, clock, 4)
    with pytest.raises(BudgetError):
        run(budget, clock, 0)


def test_refused_client_comes_in_when_it_was_told_to_and_not_before(clock: Clock) -> None:
    budget = Budget(10, 0.5, 100, clock)
    run(budget, clock, 30, most=30)
    with pytest.raises(BudgetError) as caught:
        run(budget, clock, 0)
    assert caught.value.retry_after == 10
    clock.now += 9
    with pytest.raises(BudgetError):
        run(budget, clock, 0)
    clock.now += 2
    run(budget, clock, 0)


def test_waiting_costs_nothing(clock: Clock) -> None:
    budget = Budget(10, 0.001, 100, clock)
    for _ in range(5):
        with budget.charge("a", 10) as charge:
            clock.now += 100
            assert charge.seconds == 0
    run(budget, clock, 1)


def test_query_that_fails_is_charged_too(clock: Clock) -> None:
    budget = Budget(10, 0.001, 100, clock)
    with pytest.raises(ValueError, match="broken"), budget.charge("a", 10) as charge:
        charge.begin()
        clock.now += 11
        raise ValueError("broken")
    with pytest.raises(BudgetError):
        run(budget, clock, 0)


def test_queries_sent_at_once_have_their_deadlines_set_aside(budget: Budget) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(12):
            stack.enter_context(budget.charge("a", 10))
        with pytest.raises(BudgetError), budget.charge("a", 10):
            pass
    with budget.charge("a", 10):
        pass


def test_one_client_does_not_pay_for_another(clock: Clock) -> None:
    budget = Budget(10, 0.001, 100, clock)
    run(budget, clock, 20, "a")
    run(budget, clock, 1, "b")
    with pytest.raises(BudgetError):
        run(budget, clock, 1, "a")


def test_no_more_than_the_burst_is_saved_up(clock: Clock) -> None:
    budget = Budget(10, 1, 100, clock)
    run(budget, clock, 1)
    clock.now += 10**6
    run(budget, clock, 0)
    budget.rate = 0.001
    run(budget, clock, 11)
    with pytest.raises(BudgetError):
        run(budget, clock, 0)


def test_only_so_many_clients_are_remembered_and_the_quietest_goes_first(clock: Clock) -> None:
    budget = Budget(10, 0.0001, 3, clock)
    for client in ("a", "b", "c"):
        run(budget, clock, 11, client)
    with pytest.raises(BudgetError):
        run(budget, clock, 0, "a")
    run(budget, clock, 11, "d")
    run(budget, clock, 0, "b")
    with pytest.raises(BudgetError):
        run(budget, clock, 0, "a")


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        (None, "unknown"),
        ("testclient", "testclient"),
    ],
)
def test_client_is_an_address_or_a_network_of_64_bits(address: str | None, client: str) -> None:
    assert client_of(address) == client


def test_rooms_are_as_large_as_the_settings_say(clock: Clock) -> None:
    admission = open_admission(
        Settings(waiting_room=4), {"query": 2, "question": 1}, {"query": 10, "question": 2.5}, clock
    )
    assert {kind: (room.places, room.retry_after) for kind, room in admission.rooms.items()} == {
        "query": (10, 10),
        "question": (5, 3),
    }


def test_full_room_of_one_kind_leaves_the_other_open(clock: Clock) -> None:
    settings = Settings(waiting_room=0)
    admission = open_admission(settings, {"query": 1, "question": 1}, {"query": 10, "question": 2}, clock)
    with admission.admit("query", "192.0.2.1", 10):
        with pytest.raises(BusyError), admission.admit("query", "192.0.2.2", 10):
            pass
        with admission.admit("question", "192.0.2.2", 2):
            pass


def test_client_that_is_sent_away_takes_no_place_and_pays_nothing(clock: Clock) -> None:
    settings = Settings(waiting_room=0, client_burst_seconds=5, client_seconds=0.06)
    admission = open_admission(settings, {"query": 1}, {"query": 10}, clock)
    with admission.admit("query", "192.0.2.1", 10):
        for _ in range(20):
            with pytest.raises(BusyError), admission.admit("query", "192.0.2.2", 10):
                pass
    with admission.admit("query", "192.0.2.2", 10) as charge:
        charge.begin()
        clock.now += 10
    with pytest.raises(BudgetError), admission.admit("query", "192.0.2.2", 10):
        pass
    with admission.admit("query", "192.0.2.3", 10):
        pass
