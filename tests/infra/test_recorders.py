"""The recorder: the library's own tests, and the promises about positions and instants that it knows nothing of."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, Never
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError, ProgrammingError, StoredEvent
from eventsourcing.tests import persistence
from sqlalchemy import Engine, select, text

from domain.errors import Busy
from infra.store.engine import make_engine, reading
from infra.store.recorders import LogRecorder
from infra.store.tables import event, log_head

FreshDatabase = Callable[[str], AbstractContextManager[str]]

NOON = datetime(2025, 6, 13, 12, tzinfo=UTC)


class OnSQLite:
    kind = "sqlite"

    @pytest.fixture(autouse=True)
    def a_store_of_its_own(self, fresh_database: FreshDatabase) -> Iterator[None]:
        before = set(threading.enumerate())
        with fresh_database(self.kind) as url:
            self.engine = make_engine(url)
            yield
            for reader in set(threading.enumerate()) - before:
                reader.join(timeout=10)  # the library tells its readers to stop and does not wait for them
            self.engine.dispose()

    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.engine)


class OnPostgreSQL(OnSQLite):
    kind = "postgresql"


class TestApplicationRecorderOnSQLite(OnSQLite, persistence.ApplicationRecorderTestCase):
    pass


class TestApplicationRecorderOnPostgreSQL(OnPostgreSQL, persistence.ApplicationRecorderTestCase):
    pass


class TestNonInterleavingOnSQLite(OnSQLite, persistence.NonInterleavingNotificationIDsBaseCase):
    pass


class TestNonInterleavingOnPostgreSQL(OnPostgreSQL, persistence.NonInterleavingNotificationIDsBaseCase):
    pass


class WithoutPositions(LogRecorder):
    """The library expects positions of the recorder of an application, and none of that of an aggregate."""

    def insert_events(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        super().insert_events(*args, **kwargs)


class TestAggregateRecorderOnSQLite(OnSQLite, persistence.AggregateRecorderTestCase):
    def create_recorder(self) -> LogRecorder:
        return WithoutPositions(self.engine)


class TestAggregateRecorderOnPostgreSQL(OnPostgreSQL, persistence.AggregateRecorderTestCase):
    def create_recorder(self) -> LogRecorder:
        return WithoutPositions(self.engine)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def recorder(engine: Engine) -> LogRecorder:
    return LogRecorder(engine, clock=lambda: NOON)


def stored(originator_id: UUID | None = None, version: int = 1, state: bytes = b"{}") -> StoredEvent:
    return StoredEvent(originator_id or uuid4(), version, "company.registered", state)


def positions(recorder: LogRecorder) -> list[int]:
    return [notification.id for notification in recorder.select_notifications(None, 10_000)]


def head(engine: Engine) -> tuple[int, datetime | None]:
    with reading(engine) as connection:
        position, recorded_at = connection.execute(select(log_head.c.position, log_head.c.recorded_at)).one()
        return position, recorded_at


def fail_after_inserting(recorder: LogRecorder) -> Never:
    with recorder.appending() as append:
        recorder.insert_events([stored(), stored()], append=append)
        raise ZeroDivisionError


def test_an_append_that_fails_leaves_neither_events_nor_a_gap(recorder: LogRecorder, engine: Engine) -> None:
    first = stored()
    recorder.insert_events([first])
    before = head(engine)
    with pytest.raises(ZeroDivisionError):
        fail_after_inserting(recorder)
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(), first])

    assert head(engine) == before
    assert recorder.insert_events([stored()]) == [2]
    assert positions(recorder) == [1, 2]


def test_everything_done_within_an_append_commits_together(recorder: LogRecorder, engine: Engine) -> None:
    with recorder.appending() as append:
        assert append.position == 0
        assert recorder.insert_events([stored(), stored()], append=append) == [1, 2]
        assert recorder.insert_events([stored()], append=append) == [3]
        assert append.position == 3
        assert positions(recorder) == [], "others see nothing before the commit"
    assert positions(recorder) == [1, 2, 3]
    assert head(engine) == (3, NOON)


def test_an_append_without_events_does_not_move_the_head(recorder: LogRecorder, engine: Engine) -> None:
    with recorder.appending():
        pass
    assert head(engine) == (0, None)
    assert recorder.max_notification_id() is None


@pytest.mark.parametrize("jump", [timedelta(0), timedelta(days=-400), timedelta(microseconds=-1)])
def test_recorded_at_rises_though_the_clock_does_not(engine: Engine, jump: timedelta) -> None:
    clock = iter([NOON, NOON + jump, NOON + timedelta(seconds=1)])
    recorder = LogRecorder(engine, clock=lambda: next(clock))
    instants = []
    for _ in range(3):
        with recorder.appending() as append:
            recorder.insert_events([stored()], append=append)
            instants.append(append.recorded_at)
    assert instants == [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(seconds=1)]


def test_the_clock_can_be_told_and_is_followed_in_utc(recorder: LogRecorder, engine: Engine) -> None:
    told = datetime.fromisoformat("2024-03-19T09:30:00.000001+05:30")
    with recorder.appending(told) as append:
        recorder.insert_events([stored()], append=append)
    recorded_at = head(engine)[1]
    assert recorded_at == told
    assert recorded_at is not None
    assert recorded_at.tzinfo == UTC


def test_an_append_that_tells_of_several_instants_leaves_the_last_one(recorder: LogRecorder, engine: Engine) -> None:
    with recorder.appending(NOON) as append:
        recorder.insert_events([stored()], append=append)
        append.recorded_at += timedelta(days=30)
        recorder.insert_events([stored()], append=append)
    assert head(engine) == (2, NOON + timedelta(days=30))
    with recorder.appending(NOON) as append:
        assert append.recorded_at == NOON + timedelta(days=30, microseconds=1)


def test_large_batches_are_stored_byte_for_byte(recorder: LogRecorder) -> None:
    states = [bytes([n % 256, 0, 255, 10, 92, 9]) * 3 for n in range(300)]
    recorder.insert_events([stored(state=state) for state in states])
    assert [notification.state for notification in recorder.select_notifications(None, 300)] == states


def test_a_conflict_in_a_large_batch_is_the_librarys_error(recorder: LogRecorder) -> None:
    twin = stored()
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored() for _ in range(300)] + [twin, twin])
    assert positions(recorder) == []


def test_a_missing_table_is_the_librarys_error(recorder: LogRecorder, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE log_head"))
    with pytest.raises((OperationalError, ProgrammingError)):
        recorder.insert_events([stored()])


def test_racing_writers_leave_no_gap_and_instants_rise_with_positions(database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(2)]
    instants: dict[int, datetime] = {}
    errors: list[BaseException] = []

    def write(engine: Engine) -> None:
        recorder = LogRecorder(engine)
        try:
            for _ in range(10):
                with recorder.appending() as append:
                    for position in recorder.insert_events([stored(), stored()], append=append):
                        instants[position] = append.recorded_at
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=write, args=(engine,)) for engine in engines for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert positions(LogRecorder(engines[0])) == list(range(1, 121))
    told = [instants[position] for position in range(1, 121)]
    assert told[0::2] == told[1::2], "one instant an append"
    assert told[0::2] == sorted(set(told))
    for engine in engines:
        engine.dispose()


def test_two_writers_of_one_version_cannot_both_succeed(database_url: str) -> None:
    engines = [make_engine(database_url) for _ in range(2)]
    originator = uuid4()
    outcomes: list[object] = []

    def write(engine: Engine) -> None:
        try:
            outcomes.append(LogRecorder(engine).insert_events([stored(originator)]))
        except IntegrityError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=write, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == sorted(map(str, [[1], IntegrityError]))
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("other_process", [True, False])
def test_a_writer_who_waits_too_long_is_told_so(database_url: str, *, other_process: bool) -> None:
    engine = make_engine(database_url, lock_timeout=0.05)
    holder = make_engine(database_url) if other_process else engine
    with LogRecorder(holder).appending():
        with pytest.raises(Busy) as caught:
            LogRecorder(engine).insert_events([stored()])
        assert positions(LogRecorder(engine)) == [], "readers do not wait"
    assert caught.value.waited == 0.05
    assert LogRecorder(engine).insert_events([stored()]) == [1]
    holder.dispose()
    engine.dispose()


def test_readers_need_no_connection_that_waiting_writers_hold(database_url: str) -> None:
    engine = make_engine(database_url)
    recorder = LogRecorder(engine)
    with recorder.appending() as append:
        recorder.insert_events([stored()], append=append)
        writers = [threading.Thread(target=recorder.insert_events, args=([stored()],)) for _ in range(20)]
        for writer in writers:
            writer.start()
        assert positions(recorder) == []
    for writer in writers:
        writer.join()
    assert positions(recorder) == list(range(1, 22))
    engine.dispose()


def test_events_read_while_a_writer_appends_are_those_committed(recorder: LogRecorder, engine: Engine) -> None:
    recorder.insert_events([stored()])
    with reading(engine) as connection:
        before = connection.execute(select(event.c.position)).scalars().all()
        recorder.insert_events([stored()])
        assert connection.execute(select(event.c.position)).scalars().all() == before == [1]


def test_subscriptions_are_not_offered(recorder: LogRecorder) -> None:
    with pytest.raises(NotImplementedError):
        recorder.subscribe()
