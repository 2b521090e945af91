"""Facts follow the log: opened and closed in the transaction that appends, and rebuilt from zero by the same code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection, Row, Table, bindparam, delete, or_, select, tuple_, update

from domain.fold.facts import Change, Held, follow
from domain.fold.record_plane import Stream
from domain.log import LoggedEvent
from domain.naming.likeness import likenesses
from domain.naming.names import keys_of
from domain.naming.references import named_subjects
from infra.collector import uncollected
from infra.store.bulk import insert_missing, insert_rows, update_rows
from infra.store.chunks import chunks
from infra.store.commitments import revealed
from infra.store.event_store import EventLog
from infra.store.fact_rows import HELD, held, row_of
from infra.store.tables import entity_name, event, fact, party, still

_PAGE = 2000
_HELD_NOW = HELD.where(fact.c.subject.in_(bindparam("subjects", expanding=True)), still(fact.c.known_to))
_CLOSE = update(fact).where(fact.c.id == bindparam("row")).values(known_to=bindparam("position"))


class Projection:
    """The facts of the streams that one transaction touches, with who is named where and under which names."""

    def __init__(self, connection: Connection, held_before: dict[str, list[Held]] | None = None) -> None:
        self._connection = connection
        self._held = held_before or {}
        self._closed: list[Held] = []
        self._parties: set[tuple[str, str]] = set()
        self._keys: defaultdict[str, set[str]] = defaultdict(set)

    def load(self, subjects: Collection[str]) -> None:
        """Read in one go what is held of *subjects*, whose events will follow one by one."""
        wanted = sorted(set(subjects) - self._held.keys())
        self._held |= {subject: [] for subject in wanted}
        for some in chunks(wanted):
            for row in self._connection.execute(_HELD_NOW, {"subjects": some}):
                self._held[row.subject].append(held(row))

    def follow(self, stream: Stream, plain: LoggedEvent) -> Change:
        """What the last event of *stream* changes in its facts; *plain* is that event with its personal values."""
        last = stream.events[-1]
        if len(stream.events) == 1:
            self._held[last.subject] = []
        elif last.subject not in self._held:
            self.load([last.subject])
        now, closed = follow(self._held[last.subject], stream)
        opened = [one.fact for one in now if one.known_from == last.position]
        self._held[last.subject] = now
        self._closed += closed
        self._parties |= {(named, last.subject) for named in named_subjects(last)}
        for key in keys_of(plain) | likenesses(opened):
            self._keys[key].add(last.subject)
        return Change([one.fact for one in closed], opened)

    def bearing(self, key: str) -> set[str]:
        """The subjects that are found under this key since this transaction."""
        return self._keys.get(key, set())

    def naming(self, subject: str) -> set[str]:
        """The streams that name *subject* since this transaction."""
        return {stream for named, stream in self._parties if named == subject}

    def write(self) -> None:
        """Write all that was followed; a projection is written once."""
        closing = [{"row": one.row, "position": one.known_to} for one in self._closed if one.row is not None]
        update_rows(self._connection, _CLOSE, closing)
        now = (one for facts in self._held.values() for one in facts)
        insert_rows(self._connection, fact, [row_of(one) for one in (*self._closed, *now) if one.row is None])
        self._insert_missing(party, self._parties)
        self._insert_missing(entity_name, ((key, one) for key, found in self._keys.items() for one in found))

    def _insert_missing(self, table: Table, pairs: Iterable[tuple[str, str]]) -> None:
        columns = table.c.keys()
        insert_missing(self._connection, table, [dict(zip(columns, pair, strict=True)) for pair in sorted(pairs)])


def change_at(connection: Connection, subject: str, position: int) -> Change:
    """What the event at *position*, of the stream *subject*, changed in its facts."""
    rows = HELD.where(fact.c.subject == subject, or_(fact.c.known_from == position, fact.c.known_to == position))
    found = [held(row) for row in connection.execute(rows)]
    return Change(
        [one.fact for one in found if one.known_to == position],
        [one.fact for one in found if one.known_from == position],
    )


def rebuild(log: EventLog, progress: Callable[[int, int], None] | None = None) -> None:
    """Make all facts anew from the log, stream by stream; who reads meanwhile sees the old ones until all is done.

    *progress* is told how many events of how many are done.
    """
    with log.recorder.appending() as append:
        connection = append.connection
        for table in (fact, party, entity_name):
            connection.execute(delete(table))
        done = 0
        for batch in _batches(streams(log, connection)):
            with uncollected():
                _project(connection, batch)
            done += sum(map(len, batch))
            if progress:
                progress(done, append.position)


def _project(connection: Connection, batch: list[list[LoggedEvent]]) -> None:
    """Make all that follows from some whole streams."""
    projection = Projection(connection, {events[0].subject: [] for events in batch})
    of_people = [one for events in batch if events[0].subject.startswith("person/") for one in events]
    named = {one.position: one for one in revealed(connection, of_people)}
    for events in batch:
        stream = Stream()
        for one in events:
            stream.add(one)
            projection.follow(stream, named.get(one.position, one))
    projection.write()


def streams(log: EventLog, connection: Connection) -> Iterator[list[LoggedEvent]]:
    """Every stream of the log, one after another, each in position order."""
    for stored in stored_streams(connection):
        yield [log.codec.decode(state, position) for state, position in stored]


def stored_streams(connection: Connection) -> Iterator[list[tuple[bytes, int]]]:
    """The same as bytes with their positions."""
    for _, rows in groupby(_by_stream(connection), key=lambda row: row.originator_id):
        yield [(row.state, row.position) for row in rows]


def _by_stream(connection: Connection) -> Iterator[Row[UUID, int, bytes, int]]:
    place = tuple_(event.c.originator_id, event.c.originator_version)
    statement = select(event.c.originator_id, event.c.originator_version, event.c.state, event.c.position)
    statement = statement.order_by(event.c.originator_id, event.c.originator_version).limit(_PAGE)
    page = connection.execute(statement).all()
    while page:
        yield from page
        page = connection.execute(statement.where(place > (page[-1].originator_id, page[-1].originator_version))).all()


def _batches(all_streams: Iterable[list[LoggedEvent]]) -> Iterator[list[list[LoggedEvent]]]:
    """*all_streams* in lists of about a page of events."""
    batch: list[list[LoggedEvent]] = []
    size = 0
    for stream in all_streams:
        batch.append(stream)
        size += len(stream)
        if size >= _PAGE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
