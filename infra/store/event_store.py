"""The event sourcing library's application over our recorder and mapper, and the log read by subject and position.

The reads take the connection that they happen on. Inside an append it is the one that holds the head: a second one
might have to wait for the writers who wait for the head.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import EventStore, Notification, Recording
from eventsourcing.utils import Environment, EnvType
from sqlalchemy import Connection, Engine, bindparam, select

from domain.log import LoggedEvent
from infra.store.chunks import chunks
from infra.store.codec import CODEC, Codec, Mapper, Recorded, originator_id
from infra.store.recorders import NOTIFICATIONS, LogRecorder
from infra.store.tables import event

_PAGE = 1000
_STREAMS = (
    select(event.c.state, event.c.position)
    .where(event.c.originator_id.in_(bindparam("ids", expanding=True)))
    .order_by(event.c.position)
)
_AT = select(event.c.position, event.c.state).where(event.c.position.in_(bindparam("positions", expanding=True)))


class StreamStore(EventStore[UUID]):
    """The library's event store, whose loaded events also know their position in the log."""

    mapper: Mapper
    recorder: LogRecorder

    def get(
        self,
        originator_id: UUID,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Iterator[Recorded]:
        stream = self.recorder.select_stream(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        return map(self.mapper.to_domain_event, stream)


class EventLog(Application[UUID]):
    """The log of one database, as an application of the library without aggregates or snapshots."""

    mapper: Mapper
    recorder: LogRecorder
    events: StreamStore

    def __init__(
        self, engine: Engine, codec: Codec = CODEC, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.engine = engine
        self.codec = codec
        self._clock = clock
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing from the process environment: it could switch on snapshots, ciphers or another store."""
        return Environment(name, env)

    def construct_mapper(self) -> Mapper:
        return Mapper(self.codec)

    def construct_recorder(self) -> LogRecorder:
        return LogRecorder(self.engine, self._clock)

    def construct_event_store(self) -> StreamStore:
        return StreamStore(self.mapper, self.recorder)

    def save(self, *objs: Any, **kwargs: Any) -> list[Recording[UUID]]:
        """Store events; keyword arguments reach the recorder.

        Straight to the store: the library would first ask each one, slowly, whether it is an aggregate.
        """
        return self.events.put(objs, **kwargs)

    def load(self, connection: Connection, subjects: Collection[str]) -> dict[str, list[LoggedEvent]]:
        """The streams of *subjects*, each in order of version; empty for a subject that has none."""
        streams: dict[str, list[LoggedEvent]] = {subject: [] for subject in subjects}
        for ids in chunks([originator_id(subject) for subject in streams]):
            for state, position in connection.execute(_STREAMS, {"ids": ids}):
                logged = self.codec.decode(state, position)
                streams[logged.subject].append(logged)
        return streams

    def at(self, connection: Connection, positions: Collection[int]) -> dict[int, LoggedEvent]:
        """The events at *positions*."""
        found: dict[int, LoggedEvent] = {}
        for some in chunks(sorted(positions)):
            for position, state in connection.execute(_AT, {"positions": some}):
                found[position] = self.codec.decode(state, position)
        return found

    def stored(self, connection: Connection, after: int = 0, upto: int | None = None) -> Iterator[Notification]:
        """What is stored behind position *after*, in order, a page at a time."""
        while page := self._page(connection, after, upto):
            yield from page
            after = page[-1].id

    def replay(self, connection: Connection, after: int = 0, upto: int | None = None) -> Iterator[LoggedEvent]:
        """The events behind position *after*, in order, a page at a time."""
        return (self.codec.decode(stored.state, stored.id) for stored in self.stored(connection, after, upto))

    def _page(self, connection: Connection, after: int, upto: int | None) -> list[Notification]:
        statement = NOTIFICATIONS.where(event.c.position > after).order_by(event.c.position).limit(_PAGE)
        if upto is not None:
            statement = statement.where(event.c.position <= upto)
        return [Notification(*row) for row in connection.execute(statement)]
