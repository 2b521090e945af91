"""What changed: the history of one subject, and the difference between two points."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from api.schemas.events import Change, RecordedEvent
from api.schemas.words import AsOf, Day, Instant, Json


class Learnt(TypedDict):
    """What one event changed in the record."""

    position: int
    recorded_at: Instant
    recorded_by: str
    event: RecordedEvent
    changes: list[Change]


class Turned(TypedDict):
    """What changed in the world on one day, null being since always, and the events that tell so."""

    valid_from: Day | None
    events: list[RecordedEvent]
    changes: list[Change]


class History(TypedDict):
    """Every change, newest first."""

    items: list[Learnt] | list[Turned]
    as_of: AsOf


Cause = Literal["world", "record"]


class Difference(TypedDict):
    """Something told at one point only, with the events that decide it."""

    path: str
    value: Json
    cause: Cause
    events: list[str]


class ChangedField(TypedDict):
    """One field told otherwise at the two points."""

    path: str
    before: Json
    after: Json
    cause: Cause
    events: list[str]


class Basis(TypedDict):
    """The two points that were compared."""

    before: AsOf
    after: AsOf


class Diff(TypedDict):
    """What one point says and the other does not."""

    added: list[Difference]
    removed: list[Difference]
    changed: list[ChangedField]
    as_of: Basis
