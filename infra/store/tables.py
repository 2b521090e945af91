"""Every table, in one MetaData that Alembic compares against, and the only place that knows how "still" is stored.

    the log, never changed     event  event_index  node
    its end                    log_head
    read models, rebuilt       fact  party  entity_name
    beside it                  personal_value  append_key  api_key

There are no foreign keys onto ``event``: PostgreSQL would lock, and so write again, every referenced row. What must
agree is written in one transaction, and ``doctor`` compares it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    literal,
)
from sqlalchemy.types import TypeEngine

from domain.values.instant import instant


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: ``timestamptz``, or in SQLite the text that the log's bytes hold.

    Both are exact to the microsecond and sort by time.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None or dialect.name == "postgresql":
            return value
        return instant(value)

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        match value:
            case str():
                return datetime.fromisoformat(value)
            case datetime():
                return value.astimezone(UTC)  # the driver answers in the time zone of the session
            case None:
                return None


class _DateBound(TypeDecorator[date]):
    """One end of a half-open interval of days; *open_end* stands for None, so that plain comparisons hold."""

    impl = Text
    cache_ok = True
    coerce_to_is_types = ()
    open_end: date

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str:
        bound = self.open_end if value is None else value
        return bound if dialect.name == "postgresql" else bound.isoformat()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None]:  # noqa: ARG002
        """What reads a bound: itself, not wrapped as a process_result_value is, for there are four in each fact."""
        open_end = self.open_end

        def read(bound: date | str | None) -> date | None:
            day = _day(bound) if type(bound) is str else bound
            return None if day == open_end else cast("date", day)

        return read


_day = lru_cache(maxsize=16384)(date.fromisoformat)


class Since(_DateBound):
    """The first day; None is "since always"."""

    cache_ok = True
    open_end = date.min


class Until(_DateBound):
    """The first day after; None is "still"."""

    cache_ok = True
    open_end = date.max


class UntilKnown(TypeDecorator[int]):
    """The position from which the log knew better; None is "still"."""

    impl = BigInteger
    cache_ok = True
    coerce_to_is_types = ()
    open_end = 2**63 - 1

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int:  # noqa: ARG002
        return self.open_end if value is None else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value == self.open_end else value


def still(bound: ColumnElement[date] | ColumnElement[int]) -> ColumnElement[bool]:
    """Where an upper bound is open: ``fact.c.known_to.is_(None)`` would find nothing."""
    return bound == literal(None, bound.type)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

_Count = BigInteger().with_variant(Integer(), "sqlite")  # there only INTEGER can be the row's own key
_EventId = Uuid(as_uuid=False).with_variant(String(36), "sqlite")

event = Table(
    "event",
    metadata,
    Column("position", _Count, primary_key=True, autoincrement=False),
    Column("originator_id", Uuid, nullable=False),
    Column("originator_version", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    UniqueConstraint("originator_id", "originator_version"),
)
"""The log itself; ``state`` holds the canonical bytes, the other columns what the library asks for."""

event_index = Table(
    "event_index",
    metadata,
    Column("position", _Count, primary_key=True, autoincrement=False),
    Column("event_id", _EventId, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("occurred_from", Date),
    Column("occurred_to", Date),
    Index(None, "subject", "position"),
    Index(None, "recorded_at", "position"),
    Index(None, "type", "position"),
)
"""Caches of what the bytes say, for lookups and the feed; ``occurred_*`` are half-open and null without a date."""

node = Table(
    "node",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The complete subtrees of the Merkle tree; level 0 holds the leaves (``domain/merkle.py``)."""

log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", Instant),
)
"""The last position and its instant, in the one row that every writer locks first."""

fact = Table(
    "fact",
    metadata,
    Column("id", _Count, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("aspect", Text, nullable=False),
    Column("valid_from", Since, nullable=False),
    Column("valid_to", Until, nullable=False),
    Column("certain_from", Since, nullable=False),
    Column("certain_to", Until, nullable=False),
    Column("known_from", BigInteger, nullable=False),
    Column("known_to", UntilKnown, nullable=False),
    Column("value", Text, nullable=False),
    Column("events", Text, nullable=False),
    Index(None, "subject", "known_to", "valid_to"),
    Index(None, "known_from"),
)
"""What was held true, from when to when on both clocks. Only ``known_to`` ever changes, once.

The first index serves as-of questions (most rows that do not answer one ended on either clock before it), the open
rows of a stream, and the rows that an event closed, which are all of its own stream.
"""

party = Table(
    "party",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Every stream that ever named an entity; rows are added, never removed."""

entity_name = Table(
    "entity_name",
    metadata,
    Column("key", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Index(None, "entity"),
    sqlite_with_rowid=False,
)
"""Under which keys a subject is found: normalised names and identifiers of companies and people, and of a deal a digest
of its kind and parties. Rows are added, never removed.
"""

personal_value = Table(
    "personal_value",
    metadata,
    Column("digest", String(43), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("path", Text, nullable=False),
    Index(None, "position"),
)
"""What the commitments of the log stand for; deleting a row erases the value for good."""

append_key = Table(
    "append_key",
    metadata,
    Column("principal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
)
"""Which append a request with an idempotency key made; ``request`` is its SHA-256, ``outcome`` tells each event's place
in the log and what the log does not tell. The answer itself is not kept.
"""

api_key = Table(
    "api_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("name", Text),
)
"""Who may do what; ``hash`` is the SHA-256 of the key, ``scopes`` are separated by spaces, ``name`` is for people."""
