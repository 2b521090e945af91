"""The index of events: what their bytes say, repeated in columns to find them by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from domain.log import LoggedEvent
from domain.values.partial_date import earliest, latest
from infra.store.chunks import chunks
from infra.store.tables import event_index

_PLACES: Final = select(event_index.c.event_id, event_index.c.subject).where(
    event_index.c.event_id.in_(bindparam("ids", expanding=True))
)


def index_row(logged: LoggedEvent) -> dict[str, Any]:
    """The row of *logged*; ``occurred_from`` and ``occurred_to`` are the half-open span of its date."""
    dated = logged.occurred_on
    return {
        "position": logged.position,
        "event_id": logged.event_id,
        "type": logged.type,
        "subject": logged.subject,
        "version": logged.version,
        "recorded_at": logged.recorded_at,
        "recorded_by": logged.recorded_by,
        "occurred_from": earliest(dated) if dated else None,
        "occurred_to": latest(dated) + timedelta(days=1) if dated else None,
    }


def subjects_of(connection: Connection, event_ids: Collection[str]) -> dict[str, str]:
    """The streams that hold those of the events that are in the log."""
    return {
        row.event_id: row.subject for some in chunks(event_ids) for row in connection.execute(_PLACES, {"ids": some})
    }
