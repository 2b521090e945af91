"""The event sourcing library's recorder on SQLAlchemy Core: bytes in, positions out.

Every append locks the log's head first. So positions are given out without gaps, in the order in which transactions
commit: a reader who sees position n has seen everything up to n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from eventsourcing import persistence
from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent
from sqlalchemy import Connection, Engine, Select, exc, select, update

from infra.store.bulk import insert_rows
from infra.store.engine import reading, writing
from infra.store.tables import event, log_head

_TICK = timedelta(microseconds=1)
_HEAD = select(log_head.c.position, log_head.c.recorded_at)
_LOCKED_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = update(log_head)
NOTIFICATIONS: Select[Any] = select(
    event.c.originator_id, event.c.originator_version, event.c.topic, event.c.state, event.c.position
)


@dataclass(slots=True)
class Append:
    """The right to add to the log, held by one transaction until it ends."""

    connection: Connection
    position: int
    """Of the last event in the log, those of this append included."""
    recorded_at: datetime
    """Of the events that it adds; it may only be moved forward."""


class LogRecorder(ApplicationRecorder):
    """Stores events at gapless positions and reads them back."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.engine = engine
        self._clock = clock

    @contextmanager
    def appending(self, now: datetime | None = None, *, dry_run: bool = False) -> Iterator[Append]:
        """Take the log's head; everything done until it is released commits together, or nothing does.

        *now* stands for the clock, which the log follows as long as it moves forward. A *dry_run* is taken back in the
        end, whatever was done. Raises Busy.
        """
        with _library_errors(), writing(self.engine) as connection:
            head = connection.execute(_LOCKED_HEAD).one()
            recorded_at = now or self._clock()
            if head.recorded_at is not None:
                recorded_at = max(recorded_at, head.recorded_at + _TICK)
            append = Append(connection, head.position, recorded_at)
            yield append
            if dry_run:
                connection.rollback()
            elif append.position != head.position:
                connection.execute(_MOVE_HEAD, {"position": append.position, "recorded_at": append.recorded_at})

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, append: Append | None = None, **_: Any
    ) -> Sequence[int]:
        """Store events behind the head of *append*, or in a transaction of their own; returns their positions."""
        if append is None:
            with self.appending() as own:
                return self.insert_events(stored_events, append=own)
        rows = [
            {
                "position": position,
                "originator_id": stored.originator_id,
                "originator_version": stored.originator_version,
                "topic": stored.topic,
                "state": stored.state,
            }
            for position, stored in enumerate(stored_events, start=append.position + 1)
        ]
        with _library_errors():
            insert_rows(append.connection, event, rows)
        first = append.position + 1
        append.position += len(rows)
        return list(range(first, append.position + 1))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        stream = self.select_stream(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        return [StoredEvent(e.originator_id, e.originator_version, e.topic, e.state) for e in stream]

    def select_stream(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[Notification]:
        """What :meth:`select_events` selects, with positions."""
        version = event.c.originator_version
        statement = NOTIFICATIONS.where(event.c.originator_id == originator_id)
        if gt is not None:
            statement = statement.where(version > gt)
        if lte is not None:
            statement = statement.where(version <= lte)
        return self._select(statement.order_by(version.desc() if desc else version).limit(limit))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        position = event.c.position
        statement = NOTIFICATIONS
        if start is not None:
            statement = statement.where(position >= start if inclusive_of_start else position > start)
        if stop is not None:
            statement = statement.where(position <= stop)
        if topics:
            statement = statement.where(event.c.topic.in_(topics))
        return self._select(statement.order_by(position).limit(limit))

    def max_notification_id(self) -> int | None:
        with _library_errors(), reading(self.engine) as connection:
            return connection.execute(_HEAD).one().position or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        """Not offered, as by the library's own SQLite recorder: followers read on from their last position."""
        raise NotImplementedError("select_notifications(start=last_position, inclusive_of_start=False)")

    def _select(self, statement: Select[Any]) -> Sequence[Notification]:
        with _library_errors(), reading(self.engine) as connection:
            return [Notification(*row) for row in connection.execute(statement)]


_LIBRARY_ERRORS: tuple[tuple[type[exc.DBAPIError], type[persistence.PersistenceError]], ...] = (
    (exc.InterfaceError, persistence.InterfaceError),
    (exc.DataError, persistence.DataError),
    (exc.OperationalError, persistence.OperationalError),
    (exc.IntegrityError, persistence.IntegrityError),
    (exc.InternalError, persistence.InternalError),
    (exc.ProgrammingError, persistence.ProgrammingError),
    (exc.NotSupportedError, persistence.NotSupportedError),
    (exc.DatabaseError, persistence.DatabaseError),
    (exc.DBAPIError, persistence.PersistenceError),
)


@contextmanager
def _library_errors() -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        told_as = next(library for ours, library in _LIBRARY_ERRORS if isinstance(error, ours))
        raise told_as(str(error.orig)) from error
