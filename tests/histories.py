"""Histories of a whole market for a real store: several streams in one log, and the batches in which they arrive.

The streams come from `tests/strategies.py`. Here they are mixed and sent to a ledger, and what the ledger refuses is
left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from hypothesis import HealthCheck
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, Table, delete, select, text, update

from domain.errors import BadLines, PactlogError
from domain.fold.fact import Fact
from domain.log import LoggedEvent
from domain.vocabulary import Event, parse_event
from infra.ledger import Ledger
from infra.origins import Origins
from infra.store.engine import reading, writing
from infra.store.fact_rows import FACT_COLUMNS, fact_of
from infra.store.tables import entity_name, event, event_index, fact, log_head, metadata, node, party, personal_value
from tests.strategies import DEAL_KINDS, FAMILIES, PARTIES, Wire, legal_submissions

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
"""When histories begin to be recorded: all their days have come."""

SLOW = list(HealthCheck)
LOG_TABLES = (event, event_index, node)
DERIVED = (fact, party, entity_name)


@st.composite
def markets(draw: st.DrawFn, *, max_streams: int = 4, max_size: int = 8) -> list[list[Wire]]:
    """What a log is sent, in batches cut anywhere: the parties, then streams that are legal by themselves, mixed."""
    families = draw(st.lists(st.sampled_from(FAMILIES), min_size=2, max_size=max_streams))
    if "transaction" in families:
        families = ["investment", "licensing", *families]
    families.sort(key=("person", "company", *DEAL_KINDS, "transaction").index)
    streams = [
        _apart(draw(legal_submissions(family, max_size=max_size)), number, families[:number].count(family))
        for number, family in enumerate(families)
    ]
    first = [stream.pop(0) for stream in streams]  # in the order in which they name one another
    begun = {one["subject"] for one in first if one["type"].endswith(".registered")}
    turns = draw(st.permutations([number for number, stream in enumerate(streams) for _ in stream]))
    sent = [*first, *(streams[number].pop(0) for number in turns)]
    return [[one for one in PARTIES if one["subject"] not in begun], *draw(cuts(sent))]


def _apart(wires: list[Wire], number: int, twins: int) -> list[Wire]:
    """*wires* with event ids of their own, and on a deal of their own if the market has such a one already."""
    told = json.dumps(wires).replace('"00000000-0000-4000-8000', f'"{number:08}-0000-4000-8000')
    told = told.replace('"deal/the-', f'"deal/{"other-" * twins}the-')
    return json.loads(told)


@st.composite
def cuts(draw: st.DrawFn, items: Sequence[Any]) -> list[list[Any]]:
    """*items* in batches cut anywhere."""
    batches: list[list[Any]] = []
    for item in items:
        if not batches or draw(st.booleans()):
            batches.append([])
        batches[-1].append(item)
    return batches


@st.composite
def jumping_clocks(draw: st.DrawFn) -> Callable[[], datetime]:
    """Clocks that go on, stand still and jump back."""
    told = cycle(draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=6)))
    return lambda: NOON + timedelta(microseconds=next(told))


def ledger_on(engine: Engine, clock: Callable[[], datetime] = lambda: NOON) -> Ledger:
    """A ledger that puts nothing random into the log, so that two logs of the same events hold the same facts."""
    return Ledger(engine, clock=clock, origins=Origins(new_salt=lambda: bytes(32)))


def parsed(wires: Iterable[Wire]) -> list[Event]:
    """The events among *wires* that pass the door."""
    events = []
    for wire in wires:
        try:
            events.append(parse_event(wire))
        except ValidationError:
            continue
    return events


def arrive(ledger: Ledger, batches: Iterable[Iterable[Wire]]) -> list[Event]:
    """Record *batches* one after another but for what the ledger refuses; returns the events that it took."""
    return [event for batch in batches for event in take(ledger, parsed(batch))]


def take(ledger: Ledger, events: list[Event]) -> list[Event]:
    """Record the lines of *events* that the ledger does not name as bad; the others must then do together."""
    if not events:
        return []
    try:
        ledger.record(events, recorded_by="test")
    except BadLines as bad:
        good = [event for number, event in enumerate(events) if number not in bad.errors]
        if good:
            ledger.record(good, recorded_by="test")
        return good
    except PactlogError:
        assert len(events) == 1, "several events are refused by line"
        return []
    return events


def log_of(ledger: Ledger) -> list[LoggedEvent]:
    """All events of the log, as their bytes hold them."""
    with reading(ledger.log.engine) as connection:
        return list(ledger.log.replay(connection))


def facts_at(engine: Engine, position: int) -> list[Fact]:
    """The facts that the table holds true at *position*."""
    statement = select(*FACT_COLUMNS).where(fact.c.known_from <= position, fact.c.known_to > position)
    with reading(engine) as connection:
        return [fact_of(row) for row in connection.execute(statement.order_by(fact.c.id))]


def derived(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """All rows of the derived tables, but for the numbers that the database gives them."""
    with reading(engine) as connection:
        return {table.name: _rows(connection, table) for table in DERIVED}


def contents(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """All rows of all tables."""
    with reading(engine) as connection:
        return {
            name: Counter(tuple(row) for row in connection.execute(select(table)))
            for name, table in metadata.tables.items()
        }


def _rows(connection: Connection, table: Table) -> Counter[tuple[Any, ...]]:
    columns = [column for column in table.c if column.name != "id"]
    return Counter(tuple(row) for row in connection.execute(select(*columns)))


def emptied(engine: Engine) -> Engine:
    """The database without its events, as it was after its migration; much faster than a new one."""
    with writing(engine) as connection, disarmed(connection):
        for table in (*LOG_TABLES, *DERIVED, personal_value):
            connection.execute(delete(table))
        connection.execute(update(log_head).values(position=0, recorded_at=None))
    return engine


@contextmanager
def disarmed(connection: Connection) -> Iterator[None]:
    """The database lets its log be changed, for as long as this lasts."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(text("SET LOCAL session_replication_role = DEFAULT"))
        return
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for trigger in triggers:
        connection.execute(text(f"DROP TRIGGER {trigger.name}"))
    yield
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)
