"""Writers at once, as threads of one server and as processes: no event is lost, doubled or out of line."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from domain.log import LoggedEvent
from infra.doctor import examine
from infra.ledger import Ledger
from infra.store.engine import make_engine
from tests.crash_writer import (
    ALPHA,
    CONTEXT,
    Wire,
    in_own_store,
    payment,
    place,
    record,
    record_all,
    record_guarded,
    record_once,
    register_missing,
    registrations,
    stated,
)
from tests.histories import log_of

CONTESTED = "deal/contested"

Race = Callable[[Callable[..., Any], list[tuple[Any, ...]]], list[Any]]


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    engine = make_engine(database_url)
    ledger = Ledger(engine)
    record(ledger, registrations())
    yield ledger
    engine.dispose()


@pytest.fixture(params=["threads", "processes"])
def race(request: pytest.FixtureRequest, ledger: Ledger, database_url: str) -> Race:
    """Give a function that calls a task for each of several arguments, all at once, and returns what each told."""

    def threads(task: Callable[..., Any], starters: list[tuple[Any, ...]]) -> list[Any]:
        barrier = threading.Barrier(len(starters))
        with ThreadPoolExecutor(len(starters), initializer=barrier.wait) as pool:
            return told(pool, partial(task, ledger), starters)

    def processes(task: Callable[..., Any], starters: list[tuple[Any, ...]]) -> list[Any]:
        barrier = CONTEXT.Barrier(len(starters))
        with ProcessPoolExecutor(len(starters), CONTEXT, initializer=barrier.wait) as pool:
            return told(pool, partial(in_own_store, task, database_url), starters)

    return threads if request.param == "threads" else processes


def told(pool: Executor, task: Callable[..., Any], starters: list[tuple[Any, ...]]) -> list[Any]:
    return [future.result() for future in [pool.submit(task, *args) for args in starters]]


def payments(subject: str, writer: int, count: int) -> list[Wire]:
    return [payment(subject, place(writer, number), writer) for number in range(count)]


def test_two_writers_of_one_deal(race: Race, ledger: Ledger) -> None:
    sent = [payments(CONTESTED, writer, 12) for writer in (1, 2)]
    race(record_all, [(wires,) for wires in sent])
    check(ledger, sent)


def test_two_writers_who_insist_on_what_they_saw(race: Race, ledger: Ledger) -> None:
    sent = [payments(CONTESTED, writer, 8) for writer in (1, 2)]
    race(record_guarded, [(CONTESTED, wires) for wires in sent])
    check(ledger, sent)


def test_ten_writers_of_different_deals(race: Race, ledger: Ledger) -> None:
    sent = [payments(f"deal/of-{writer}", writer, 5) for writer in range(10)]
    race(record_all, [(wires,) for wires in sent])
    check(ledger, sent)


def test_ten_writers_of_the_same_events_record_each_once(race: Race, ledger: Ledger) -> None:
    wires = payments(CONTESTED, 1, 4)
    replayed = race(record_all, [(wires,)] * 10)
    assert [sum(not of_writer[number] for of_writer in replayed) for number in range(4)] == [1] * 4
    check(ledger, [wires])


def test_ten_twins_of_one_request_do_it_once(race: Race, ledger: Ledger) -> None:
    wires = [{name: value for name, value in wire.items() if name != "event_id"} for wire in payments(CONTESTED, 1, 4)]
    told = race(record_once, [(wires,)] * 10)
    assert sorted(answered_before for answered_before, _ in told) == [False] + [True] * 9
    first = len(registrations()) + 1
    assert all(positions == list(range(first, first + 4)) for _, positions in told)
    assert len(log_of(ledger)) == len(registrations()) + 4


def test_ten_writers_who_hear_of_a_new_company_register_it_once(race: Race, ledger: Ledger) -> None:
    sent = [
        [stated("investment.closed", None, place(writer, 0), issuer={"name": "Scale AI"}, investors=[{"party": ALPHA}])]
        for writer in range(10)
    ]
    registered = race(register_missing, [(wires,) for wires in sent])
    assert [subject for of_writer in registered for subject in of_writer] == ["company/scale-ai"]
    events = check(ledger, sent, registered=1)
    deals = {event.subject for event in events if event.family == "investment"}
    assert len(deals) == 10, "every new deal has an id of its own"


def check(ledger: Ledger, sent: list[list[Wire]], *, registered: int = 0) -> list[LoggedEvent]:
    """Check that the log holds each event of *sent* once, those of each writer in its order, and nothing else."""
    events = log_of(ledger)
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert len(events) == len(registrations()) + registered + sum(map(len, sent))
    for of_writer in sent:
        ids = [wire["event_id"] for wire in of_writer]
        assert [event.event_id for event in events if event.event_id in ids] == ids
    versions = Counter(event.subject for event in events)
    assert {(event.subject, event.version) for event in events} == {
        (subject, version) for subject, count in versions.items() for version in range(1, count + 1)
    }
    assert list(examine(ledger.log)) == []
    return events
