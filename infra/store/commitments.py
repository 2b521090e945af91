"""Whole events with their personal values committed for the log, and revealed again for readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from domain.log import LoggedEvent
from domain.vocabulary.personal import personal_paths
from infra.store.personal import PersonalValue, commit, reveal


def committed(
    plain: LoggedEvent, stream: Sequence[LoggedEvent], new_salt: Callable[[], bytes]
) -> tuple[LoggedEvent, list[PersonalValue]]:
    """*plain* as the log holds it behind *stream*, and the personal values that stay beside the log."""
    families = {event.family for event in (*stream[:1], plain)}
    about_person = plain.subject.startswith("person/") or "hiring" in families
    document = {"event_id": plain.event_id, "type": plain.type} | _may_be_personal(plain)
    paths = personal_paths(document, about_person=about_person)
    if not paths:
        return plain, []
    document, values = commit(document, paths, new_salt)
    return replace(plain, **{name: document[name] for name in _may_be_personal(plain)}), values


def revealed(connection: Connection, events: Sequence[LoggedEvent]) -> list[LoggedEvent]:
    """*events* with their personal values; those erased stay marked so."""
    documents = reveal(connection, [_may_be_personal(event) for event in events])
    return [replace(event, **document) for event, document in zip(events, documents, strict=True)]


def _may_be_personal(event: LoggedEvent) -> dict[str, Any]:
    fields = {"data": event.data, "sources": event.sources, "note": event.note}
    return {name: value for name, value in fields.items() if value is not None}
