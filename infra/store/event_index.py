"""The index of events: what their bytes say, repeated in columns to find them by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from domain.log import LoggedEvent
from domain.values.partial_date import earliest, latest
from infra.store.tables import event_index


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


def subject_of(connection: Connection, event_id: str) -> str | None:
    """The stream that holds the event, if one does."""
    return connection.scalar(select(event_index.c.subject).where(event_index.c.event_id == event_id))
