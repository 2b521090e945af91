"""How the record came to say what it says: a history on either axis, a difference of two answers, one event."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from domain.as_of import AsOf
from domain.errors import CorrectionDoesNotFit, CorrectionTargetDead, Fault, NotYetKnown, UnknownEvent
from domain.fold.facts import Held
from domain.fold.record_plane import dead_ids, surviving
from domain.state.changes import Turn, changes, turns
from domain.state.concern import concerning, opened_and_closed
from domain.state.difference import difference, positions_of
from domain.state.documents import document_of_event
from domain.values.instant import instant
from infra.projector import change_at
from infra.queries.acquaintance import first_type
from infra.queries.facts_at import FactsAt
from infra.store.chunks import chunks
from infra.store.event_store import EventLog
from infra.store.tables import event_index

Document = dict[str, Any]

_NEVER_CORRECTED: Final = "what the record says of itself is never corrected; retract it and record anew"

_BY_ID: Final = select(event_index.c.event_id, event_index.c.position, event_index.c.subject).where(
    event_index.c.event_id.in_(bindparam("ids", expanding=True))
)
_IDS: Final = select(event_index.c.position, event_index.c.event_id).where(
    event_index.c.position.in_(bindparam("positions", expanding=True))
)
_RECORD_PLANE: Final = select(event_index.c.position).where(
    event_index.c.subject == bindparam("subject"),
    event_index.c.position <= bindparam("position"),
    event_index.c.type.startswith("record."),
)


def as_recorded(connection: Connection, log: EventLog, subject: str, as_of: AsOf) -> list[Document]:
    """Every position at which something about *subject* changed, newest first."""
    moved = opened_and_closed(_ever(connection, subject, as_of), subject, as_of.position)
    events = log.at(connection, moved)
    return [
        {
            "position": position,
            "recorded_at": instant(events[position].recorded_at),
            "recorded_by": events[position].recorded_by,
            "event": document_of_event(events[position]),
            "changes": changes(*moved[position]),
        }
        for position in sorted(moved, reverse=True)
    ]


def in_the_world(connection: Connection, log: EventLog, subject: str, as_of: AsOf) -> list[Document]:
    """Every day until the one asked for on which something about *subject* changed, as known, newest first.

    What holds since always comes last, with no day.
    """
    held = [one.fact for one in _ever(connection, subject, as_of) if _is_held(one, as_of.position)]
    past = [turn for turn in turns(concerning(held, subject)) if turn.day is None or turn.day <= as_of.valid_at]
    past.sort(key=lambda turn: turn.day.isoformat() if turn.day else "", reverse=True)
    places = _places(connection, {event_id for turn in past for event_id in _deciding(turn)})
    events = log.at(connection, places.values())
    items = []
    for day, group in groupby(past, key=lambda turn: turn.day):
        turned = list(group)
        positions = sorted({places[event_id] for turn in turned for event_id in _deciding(turn)})
        told = sorted((change for turn in turned for change in turn.changes), key=lambda change: str(change["path"]))
        items.append(
            {
                "valid_from": day and day.isoformat(),
                "events": [document_of_event(events[position]) for position in positions],
                "changes": told,
            }
        )
    return items


def difference_between(connection: Connection, subject: str, before: AsOf, after: AsOf) -> Document:
    """What differs between two answers about *subject*."""
    ever = _ever(connection, subject, max(before, after, key=lambda as_of: as_of.position))
    wanted = positions_of(ever, before, after)
    recorded = {
        position: event_id
        for some in chunks(wanted)
        for position, event_id in connection.execute(_IDS, {"positions": some})
    }
    return difference(ever, subject, before, after, recorded.__getitem__)


def event_with_changes(connection: Connection, log: EventLog, event_id: str, as_of: AsOf) -> Document:
    """One event, what it changed, and what the record plane has said of it. Raises UnknownEvent, NotYetKnown."""
    event_id = event_id.lower()
    row = connection.execute(_BY_ID, {"ids": [event_id]}).one_or_none() if _is_uuid(event_id) else None
    if row is None:
        raise UnknownEvent(event_id)
    position, subject = row.position, row.subject
    if position > as_of.position:
        recorded_at = log.at(connection, [position])[position].recorded_at
        raise NotYetKnown(f"event/{event_id}", as_of.position, recorded_at, position)
    later = connection.scalars(_RECORD_PLANE, {"subject": subject, "position": as_of.position}).all()
    events = log.at(connection, {position, *later})
    dead = dead_ids(events.values())
    one = events[position]

    def said_by(type_: str) -> list[Document]:
        return [
            {"event_id": other.event_id, "position": other.position, "alive": other.event_id not in dead}
            for other in events.values()
            if other.type == type_ and other.data["target"] == event_id
        ]

    change = change_at(connection, subject, position)
    return document_of_event(one) | {
        "alive": event_id not in dead,
        "corrects": one.data["target"] if one.type == "record.corrected" else None,
        "retracts": one.data["target"] if one.type == "record.retracted" else None,
        "corrected_by": said_by("record.corrected"),
        "retracted_by": said_by("record.retracted"),
        "changes": changes(change.closed, change.opened),
    }


def event_as_corrected(connection: Connection, log: EventLog, event_id: str) -> Document:
    """What an event of the world says with all its corrections. Raises UnknownEvent, CorrectionTargetDead."""
    row = connection.execute(_BY_ID, {"ids": [event_id.lower()]}).one_or_none() if _is_uuid(event_id.lower()) else None
    if row is None:
        raise UnknownEvent(event_id)
    events = log.load(connection, [row.subject])[row.subject]
    for one in surviving(events):
        if one.event_id == row.event_id:
            return document_of_event(one)
    dead = dead_ids(events)
    for one in events:
        if one.type == "record.retracted" and one.event_id not in dead and one.data["target"] == row.event_id:
            raise CorrectionTargetDead(row.event_id, one.event_id)
    raise CorrectionDoesNotFit([Fault("/data/target", "record_event", _NEVER_CORRECTED)])


def _ever(connection: Connection, subject: str, as_of: AsOf) -> list[Held]:
    """All facts that may be about *subject*, held at the position or before. Raises UnknownSubject, NotYetKnown."""
    with_naming = subject.startswith(("company/", "person/"))
    ever = FactsAt(connection, as_of).ever(subject, with_naming=with_naming)
    if not ever:
        first_type(connection, subject, as_of)
    return ever


def _places(connection: Connection, event_ids: Collection[str]) -> dict[str, int]:
    return {
        row.event_id: row.position for some in chunks(event_ids) for row in connection.execute(_BY_ID, {"ids": some})
    }


def _deciding(turn: Turn) -> list[str]:
    """The events that brought the turn about: those that decide it now and did not before, else all that do."""
    before = turn.before.events if turn.before else ()
    after = turn.after.events if turn.after else ()
    return [event_id for event_id in after if event_id not in before] or list(after or before)


def _is_uuid(text: str) -> bool:
    """Whether PostgreSQL can be asked for it at all."""
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))


def _is_held(one: Held, position: int) -> bool:
    return one.known_to is None or position < one.known_to
