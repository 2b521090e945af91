"""The basis of a question: which day, and which position of the log stands for the instant at which it was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import Connection, bindparam, select

from domain.as_of import AsOf
from domain.errors import FutureKnownAt
from domain.values.instant import instant
from infra.store.tables import event_index, log_head

BEFORE_THE_LOG: Final = datetime.fromtimestamp(0, UTC)
"""What position 0 is known at: the empty log has no instant of its own, and the answer about it must never change."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer is made from: the resolved question, and how the log stood when it was asked."""

    as_of: AsOf
    head: int
    """The last position of the log. While it stays, an answer stays, even where values may be erased."""
    is_pinned: bool
    """Whether the same words will always mean the same position and day, whatever is recorded from now on."""


_HEAD = select(log_head.c.position, log_head.c.recorded_at)
_LAST_KNOWN = (
    select(event_index.c.position)
    .where(event_index.c.recorded_at <= bindparam("instant"))
    .order_by(event_index.c.recorded_at.desc(), event_index.c.position.desc())
    .limit(1)
)
_RECORDED = select(event_index.c.recorded_at).where(event_index.c.position == bindparam("position"))


def position_of_head(connection: Connection) -> int:
    """The last position of the log, 0 for an empty one."""
    position: int = connection.execute(_HEAD).one().position
    return position


def resolve(
    connection: Connection, now: datetime, valid_at: date | None, known_at: datetime | date | int | None
) -> Basis:
    """The basis that *valid_at* and *known_at* ask for, as the log stands *now*. Raises FutureKnownAt.

    An instant sees what was recorded at exactly that instant, a day all of that day in UTC, a number its position;
    today and None see all there is. A log whose clock was set back may know instants that are still to come. An instant
    behind the last event is not pinned: one that is being recorded may turn out to be of that instant or earlier.
    """
    head, last_recorded_at = connection.execute(_HEAD).one()
    last = last_recorded_at or BEFORE_THE_LOG
    newest = max(now, last)
    match known_at:
        case datetime():
            pinned = known_at
        case date() if known_at != newest.date():
            pinned = datetime.combine(known_at, time.max, UTC)
        case int():
            return Basis(_at(connection, known_at, head, valid_at), head, is_pinned=True)
        case _:
            return Basis(AsOf(valid_at or now.astimezone(UTC).date(), last, head), head, is_pinned=False)
    if pinned > newest:
        raise FutureKnownAt(_text(known_at), instant(newest))
    seen = connection.scalar(_LAST_KNOWN, {"instant": pinned})
    as_of = AsOf(valid_at or pinned.astimezone(UTC).date(), pinned, seen or 0)
    return Basis(as_of, head, is_pinned=pinned <= last)


def _at(connection: Connection, asked: int, head: int, valid_at: date | None) -> AsOf:
    if asked > head:
        raise FutureKnownAt(f"@{asked}", f"@{head}")
    recorded_at = connection.scalar(_RECORDED, {"position": asked}) or BEFORE_THE_LOG
    return AsOf(valid_at or recorded_at.date(), recorded_at, asked)


def _text(known_at: datetime | date) -> str:
    return instant(known_at) if isinstance(known_at, datetime) else known_at.isoformat()
