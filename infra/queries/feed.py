"""The feed: events in the order of the log, a page at a time, as far as filters let them through."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypedDict

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select

from domain.as_of import AsOf
from domain.log import LoggedEvent
from domain.naming.references import named_subjects
from infra.store.chunks import chunks
from infra.store.event_store import EventLog
from infra.store.tables import event_index, party

_OF_STREAMS: Final = (
    select(event_index.c.position)
    .where(event_index.c.subject.in_(bindparam("subjects", expanding=True)))
    .where(event_index.c.position <= bindparam("position"))
)


class Filters(TypedDict, total=False):
    """What an event must be to be in the feed; spans are half-open, and an event's date need only touch its span."""

    type: str | None
    """A type, or all of a family: ``investment.*``."""
    company: str | None
    """A company's id: events of its stream and of every stream that has named it."""
    subject: str | None
    recorded_by: str | None
    recorded_from: datetime | None
    recorded_to: datetime | None
    occurred_from: date | None
    occurred_to: date | None


@dataclass(frozen=True, slots=True)
class Feed:
    """The log until the position of ``as_of``."""

    connection: Connection
    log: EventLog
    as_of: AsOf

    def page(self, filters: Filters, *, after: int, limit: int) -> tuple[list[LoggedEvent], int | None]:
        """At most *limit* events behind the position *after*, and the position to go on behind if there are more."""
        index = event_index.c
        statement = select(index.position, index.subject).where(index.position <= self.as_of.position)
        statement = statement.where(*_conditions(filters)).order_by(index.position).limit(limit + 1)
        found: list[int] = []
        while len(found) <= limit:
            rows = self.connection.execute(statement.where(index.position > after)).all()
            streams = self._naming(filters.get("company"), {row.subject for row in rows})
            found += [row.position for row in rows if row.subject in streams]
            if len(rows) <= limit:
                break
            after = rows[-1].position
        events = self.log.at(self.connection, found[:limit])
        return [events[position] for position in found[:limit]], found[limit - 1] if len(found) > limit else None

    def _naming(self, company: str | None, subjects: Collection[str]) -> Collection[str]:
        """Those of *subjects* that had named *company* by then; the index of parties knows no positions."""
        if company is None:
            return subjects
        entity = f"company/{company}"
        naming = {entity}
        for some in chunks(set(subjects) - naming):
            which = {"subjects": some, "position": self.as_of.position}
            events = self.log.at(self.connection, self.connection.scalars(_OF_STREAMS, which).all())
            naming |= {one.subject for one in events.values() if entity in named_subjects(one)}
        return naming


def _conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """What the index of events can tell."""
    index = event_index.c
    if wanted := filters.get("type"):
        family = wanted.removesuffix("*")
        yield index.type.startswith(family, autoescape=True) if wanted.endswith(".*") else index.type == wanted
    if company := filters.get("company"):
        entity = f"company/{company}"
        naming = select(party.c.subject).where(party.c.entity == entity)
        yield or_(index.subject == entity, index.subject.in_(naming))
    if subject := filters.get("subject"):
        yield index.subject == subject
    if recorded_by := filters.get("recorded_by"):
        yield index.recorded_by == recorded_by
    yield from _touching(filters)


def _touching(filters: Filters) -> Iterator[ColumnElement[bool]]:
    index = event_index.c
    if recorded_from := filters.get("recorded_from"):
        yield index.recorded_at >= recorded_from
    if recorded_to := filters.get("recorded_to"):
        yield index.recorded_at < recorded_to
    if occurred_from := filters.get("occurred_from"):
        yield index.occurred_to > occurred_from
    if occurred_to := filters.get("occurred_to"):
        yield index.occurred_from < occurred_to
