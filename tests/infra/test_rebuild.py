"""Facts made anew from the log: the same rows, one transaction, and readers notice nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, update

from domain.errors import Busy, UnreadableEvent
from infra.demonstration import demonstration
from infra.doctor import examine
from infra.ledger import Ledger
from infra.projector import rebuild
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import event, fact, log_head
from tests.crash_writer import record, registrations
from tests.histories import DERIVED, derived, disarmed, log_of


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """The ledger of a store that holds the demonstration."""
    ledger = Ledger(engine)
    ledger.load_demonstration(demonstration(), origin="pactlog.example", recorded_by="demo")
    return ledger


def head(engine: Engine) -> tuple[Any, ...]:
    with reading(engine) as connection:
        return tuple(connection.execute(select(log_head)).one())


def test_a_rebuild_gives_the_rows_that_were_written_event_by_event(ledger: Ledger, engine: Engine) -> None:
    before = derived(engine), log_of(ledger), head(engine)
    rebuild(ledger.log)
    assert (derived(engine), log_of(ledger), head(engine)) == before


@pytest.mark.parametrize("page", [1, 7])
def test_a_rebuild_does_not_depend_on_the_size_of_its_pages(
    ledger: Ledger, engine: Engine, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    before = derived(engine)
    monkeypatch.setattr("infra.projector._PAGE", page)
    monkeypatch.setattr("infra.doctor._PAGE", page)
    monkeypatch.setattr("infra.store.event_store._PAGE", page)
    rebuild(ledger.log)
    assert derived(engine) == before
    assert list(examine(ledger.log)) == []


def test_a_rebuild_needs_nothing_but_the_log(ledger: Ledger, engine: Engine) -> None:
    before = derived(engine)
    with writing(engine) as connection:
        for table in DERIVED:
            connection.execute(delete(table))
    rebuild(ledger.log)
    assert derived(engine) == before


def test_an_empty_log_has_nothing_to_rebuild(engine: Engine) -> None:
    rebuild(Ledger(engine).log)
    assert [rows.total() for rows in derived(engine).values()] == [0, 0, 0]


def test_progress_is_told_up_to_the_number_of_events(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.projector._PAGE", 20)
    told: list[tuple[int, int]] = []
    rebuild(ledger.log, lambda *progress: told.append(progress))
    total = len(log_of(ledger))
    assert len(told) > 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {of for _, of in told} == {total}
    assert told[-1] == (total, total)


def test_who_reads_during_a_rebuild_sees_what_was_there_before(ledger: Ledger, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(delete(fact).where(fact.c.known_from % 2 == 0))
    before = derived(engine)
    seen = []
    rebuild(ledger.log, lambda *_: seen.append(derived(engine)))
    assert seen
    assert all(rows == before for rows in seen)
    assert derived(engine) != before


def test_who_writes_during_a_rebuild_waits_for_its_end(ledger: Ledger, database_url: str) -> None:
    other = make_engine(database_url, lock_timeout=0.05)
    refused = []

    def write(*_: int) -> None:
        with pytest.raises(Busy) as caught:
            record(Ledger(other), registrations())
        refused.append(caught.value)

    rebuild(ledger.log, write)
    assert refused
    record(Ledger(other), registrations())
    assert list(examine(ledger.log)) == []
    other.dispose()


def test_a_rebuild_that_fails_changes_nothing(ledger: Ledger, engine: Engine) -> None:
    before = derived(engine)
    with writing(engine) as connection, disarmed(connection):
        last = select(func.max(event.c.position)).scalar_subquery()
        connection.execute(update(event).where(event.c.position == last).values(state=b"{}"))
    with pytest.raises(UnreadableEvent):
        rebuild(ledger.log)
    assert derived(engine) == before
