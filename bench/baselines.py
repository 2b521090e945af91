"""What Pactlog is measured against: the recorders of the event sourcing library, as they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent, TrackingRecorder
from eventsourcing.utils import Environment
from sqlalchemy import URL, Connection, select

from bench.stores import empty_database
from infra.store.tables import event


@contextmanager
def bare_sqlite(folder: Path) -> Iterator[ApplicationRecorder]:
    """The library's recorder on a SQLite file of its own: write-ahead log, synced at every commit, as ours."""
    settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / f"{uuid4().hex}.db")}
    with _recorder(settings) as recorder:
        yield recorder


@contextmanager
def bare_postgres(server: URL) -> Iterator[ApplicationRecorder]:
    """The library's recorder on a PostgreSQL database of its own."""
    with empty_database(server) as url:
        settings = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": str(url.database),
            "POSTGRES_HOST": str(url.query.get("host", url.host)),
            "POSTGRES_PORT": str(url.port or 5432),
            "POSTGRES_USER": str(url.username),
            "POSTGRES_PASSWORD": str(url.password or ""),
        }
        with _recorder(settings) as recorder:
            yield recorder


@contextmanager
def _recorder(settings: dict[str, str]) -> Iterator[ApplicationRecorder]:
    environment = Environment("bench", settings)
    factory: InfrastructureFactory[TrackingRecorder] = InfrastructureFactory.construct(environment)
    yield factory.application_recorder()
    factory.close()


def stored_since(connection: Connection, position: int) -> list[StoredEvent]:
    """What our log stored behind *position*, as the library's recorder takes it."""
    columns = (event.c.originator_id, event.c.originator_version, event.c.topic, event.c.state)
    rows = connection.execute(select(*columns).where(event.c.position > position).order_by(event.c.position))
    return [StoredEvent(*row) for row in rows]
