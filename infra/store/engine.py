"""make_engine(url): the only place where SQLite and PostgreSQL differ on connection.

A transaction is either *writing* or *reading*. SQLite takes its write lock when a writing transaction begins; on
PostgreSQL the recorder takes the lock of the log's head. A reading transaction sees one snapshot from its first
statement to its last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import Busy

LOCK_TIMEOUT = 30.0
"""Seconds that a writer waits for another one, unless the engine was told otherwise."""

PAGES_KEPT = 32_000
"""KiB of a SQLite file that a connection keeps: an import adds to indexes all over it, and 2,000 are soon too few."""

POOL_SIZE = 5
MAX_CONNECTIONS = 40
"""As many as there are threads to answer requests: none of them waits for another one's connection."""

_WRITE = "pactlog_write"
_TURN = "pactlog_turn"
_LOCK_TIMEOUT = "pactlog_lock_timeout"


def make_engine(url: str | URL, lock_timeout: float = LOCK_TIMEOUT) -> Engine:
    """An engine for ``sqlite:///path/to/file.db`` or ``postgresql://user@host/database``."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database in (None, "", ":memory:"):
            raise ValueError("the log is kept in a file: sqlite:///path/to/pactlog.db")
        case "sqlite":
            return _sqlite(parsed, lock_timeout)
        case "postgresql" | "postgres":
            return _postgresql(parsed.set(drivername="postgresql+psycopg"), lock_timeout)
        case other:
            raise ValueError(f"the log is kept in sqlite or postgresql, not in {other}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits when it is left normally. Raises Busy when another writer does not end."""
    with _busy_when_locked(engine), _turn_of(engine), engine.connect() as connection:
        connection.execution_options(**{_WRITE: True})
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one snapshot and changes nothing. Raises Busy when no connection comes free."""
    with _busy_when_locked(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def _turn_of(engine: Engine) -> Iterator[None]:
    # Threads that wait in the database hold the connections that readers need, and SQLite is unfair to them.
    turn: Lock = engine.get_execution_options()[_TURN]
    timeout = _lock_timeout(engine)
    if not turn.acquire(timeout=timeout):
        raise Busy(timeout)
    try:
        yield
    finally:
        turn.release()


@contextmanager
def _busy_when_locked(engine: Engine) -> Iterator[None]:
    try:
        yield
    except exc.TimeoutError as error:
        raise Busy(_lock_timeout(engine)) from error
    except exc.DBAPIError as error:
        if _is_lock_timeout(error.orig):
            raise Busy(_lock_timeout(engine)) from error
        raise


def _lock_timeout(engine: Engine) -> float:
    timeout: float = engine.get_execution_options()[_LOCK_TIMEOUT]
    return timeout


def _is_lock_timeout(error: BaseException | None) -> bool:
    match error:
        case sqlite3.OperationalError():
            return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        case psycopg.Error():
            return isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected)
        case _:
            return False


def _options(lock_timeout: float) -> dict[str, Any]:
    return {
        "execution_options": {_TURN: Lock(), _LOCK_TIMEOUT: lock_timeout},
        "max_overflow": MAX_CONNECTIONS - POOL_SIZE,
        "pool_size": POOL_SIZE,
        "pool_timeout": lock_timeout,
    }


def _sqlite(url: URL, lock_timeout: float) -> Engine:
    assert url.database is not None
    if not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": lock_timeout}, **_options(lock_timeout))

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver would begin at the first write, too late for a snapshot
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{PAGES_KEPT}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE, False)
        # A deferred transaction that turns to writing fails at once if another one wrote since it began to read.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: URL, lock_timeout: float) -> Engine:
    engine = create_engine(url, isolation_level="READ COMMITTED", **_options(lock_timeout))

    @event.listens_for(engine, "connect")
    def on_connect(connection: psycopg.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.execute(f"SET lock_timeout = '{lock_timeout * 1000:.0f}ms'")
        connection.commit()

    return engine
