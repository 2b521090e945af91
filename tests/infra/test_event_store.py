"""The log as an application of the library: saved, loaded by stream, read by position."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from eventsourcing.persistence import IntegrityError
from sqlalchemy import Engine

from domain.errors import NotCanonical, UnreadableEvent
from domain.log import LoggedEvent
from infra.store.codec import Codec, Recorded, originator_id
from infra.store.engine import make_engine, reading
from infra.store.event_store import EventLog
from infra.store.recorders import Append

NOON = datetime(2025, 6, 13, 12, tzinfo=UTC)
META, SCALE = "company/meta-platforms", "company/scale-ai"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> EventLog:
    return EventLog(engine, clock=lambda: NOON)


def renamed(append: Append, subject: str, version: int, name: str, ahead: int = 0) -> LoggedEvent:
    position = append.position + 1 + ahead
    return LoggedEvent(
        position=position,
        event_id=f"0b5f1a1e-9a4e-4f0c-8f0e-{position:012}",
        type="company.renamed",
        schema_version=1,
        subject=subject,
        version=version,
        recorded_at=append.recorded_at,
        recorded_by="key_1",
        data={"name": name},
        sources=[{"publisher": "Meta", "kind": "party_statement"}],
        occurred_on="2021-10",
    )


def fill(log: EventLog, *streams: tuple[str, int]) -> list[LoggedEvent]:
    """Record one event for each (subject, version), in one append."""
    with log.recorder.appending() as append:
        events = [renamed(append, *stream, f"Name {ahead}", ahead) for ahead, stream in enumerate(streams)]
        log.save(*map(Recorded.of, events), append=append)
    return events


def test_what_was_saved_is_loaded_with_its_position(log: EventLog) -> None:
    first, other, second = fill(log, (META, 1), (SCALE, 1), (META, 2))
    assert [recorded.event for recorded in log.events.get(originator_id(META))] == [first, second]
    assert [recorded.event for recorded in log.events.get(originator_id(SCALE))] == [other]
    assert [recorded.event for recorded in log.events.get(originator_id(META), desc=True, limit=1)] == [second]
    assert list(log.events.get(originator_id("company/unheard-of"))) == []


def test_saving_tells_the_stored_bytes_and_positions(log: EventLog) -> None:
    with log.recorder.appending() as append:
        event = renamed(append, META, 1, "Meta")
        (recording,) = log.save(Recorded.of(event), append=append)
    assert recording.notification.id == 1
    assert log.codec.decode(recording.notification.state, 1) == event


def test_an_event_that_has_no_bytes_is_refused_before_anything_is_stored(log: EventLog, engine: Engine) -> None:
    with pytest.raises(NotCanonical):
        save_something_and_a_float(log)
    with reading(engine) as connection:
        assert list(log.replay(connection)) == []


def save_something_and_a_float(log: EventLog) -> None:
    with log.recorder.appending() as append:
        log.save(Recorded.of(renamed(append, META, 1, "Meta")), append=append)
        log.save(Recorded.of(replace(renamed(append, META, 2, "Meta"), data={"name": 1.5})), append=append)


def test_a_version_is_taken_once(log: EventLog) -> None:
    fill(log, (META, 1))
    with pytest.raises(IntegrityError):
        fill(log, (META, 1))


def test_an_append_reads_its_own_events(log: EventLog) -> None:
    with log.recorder.appending() as append:
        event = renamed(append, META, 1, "Meta")
        log.save(Recorded.of(event), append=append)
        assert log.load(append.connection, [META]) == {META: [event]}


def test_many_streams_are_loaded_at_once(log: EventLog, engine: Engine) -> None:
    subjects = [f"company/number-{number}" for number in range(700)]
    fill(log, *((subject, version) for version in (1, 2) for subject in subjects))
    with reading(engine) as connection:
        streams = log.load(connection, [*subjects, META])
    assert list(streams) == [*subjects, META]
    assert streams[META] == []
    assert all([event.version for event in streams[subject]] == [1, 2] for subject in subjects)


def test_events_are_found_by_position(log: EventLog, engine: Engine) -> None:
    first, second, third = fill(log, (META, 1), (SCALE, 1), (META, 2))
    with reading(engine) as connection:
        assert log.at(connection, {3, 1, 99}) == {1: first, 3: third}
        assert log.at(connection, []) == {}
        assert list(log.replay(connection)) == [first, second, third]
        assert list(log.replay(connection, after=1, upto=2)) == [second]


def test_a_log_longer_than_a_page_is_replayed_whole(log: EventLog, engine: Engine) -> None:
    events = fill(log, *((META, version) for version in range(1, 2102)))
    with reading(engine) as connection:
        assert list(log.replay(connection)) == events
        assert [stored.id for stored in log.stored(connection, after=100, upto=1105)] == list(range(101, 1106))


def test_a_type_unknown_to_this_version_is_told_with_its_position(log: EventLog, engine: Engine) -> None:
    fill(log, (META, 1))
    older = EventLog(engine, Codec(versions={"company.registered": 1}))
    with reading(engine) as connection, pytest.raises(UnreadableEvent, match=r"event @1: .*company\.renamed"):
        list(older.replay(connection))


def test_nothing_in_the_process_environment_changes_the_store(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    monkeypatch.setenv("COMPRESSOR_TOPIC", "eventsourcing.compressor:ZlibCompressor")
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.sqlite")
    log = EventLog(engine)
    fill(log, (META, 1))
    assert log.snapshots is None
    with reading(engine) as connection:
        assert next(log.stored(connection)).state.startswith(b'{"data":{"name":')
