"""Recorded events: what was sent, what the log says of it, what it changed."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.words import AsOf, Day, Instant, Json, Object, PartialDate, Personal, Warned

DryRun = Annotated[bool, Field(description="True, and only there, if nothing was stored and this is what would be.")]


class Change(TypedDict):
    """One field that says something else now, and the days for which it does."""

    path: str
    before: Json
    after: Json
    valid_from: NotRequired[Day | None]
    valid_to: NotRequired[Day | None]


class RecordedEvent(TypedDict):
    """A recorded event: what was sent, and what the log says of it."""

    event_id: str
    position: Annotated[int, Field(ge=1)]
    type: str
    subject: str
    version: Annotated[int, Field(ge=1)]
    schema_version: int
    data: Annotated[Object, Field(description="By type, as /v1/schemas describes; erased values are marked.")]
    sources: NotRequired[list[Object]]
    occurred_on: NotRequired[PartialDate]
    date_basis: NotRequired[str]
    confidence: NotRequired[str]
    note: NotRequired[Personal]
    causation_id: NotRequired[str]
    recorded_at: Instant
    recorded_by: str


class Recorded(TypedDict):
    """One event was recorded, or had been before."""

    dry_run: NotRequired[DryRun]
    event: RecordedEvent
    changes: list[Change]
    warnings: list[Warned]
    registered: NotRequired[list[RecordedEvent]]


class RecordedBatch(TypedDict):
    """All lines were recorded, in order and at one instant."""

    dry_run: NotRequired[DryRun]
    items: list[RecordedEvent]
    warnings: list[Warned]
    registered: NotRequired[list[RecordedEvent]]
    as_of: AsOf


class Feed(TypedDict):
    """Events in the order of the log; where there are more, `next` is what to go on with as `after`."""

    items: list[RecordedEvent]
    next: NotRequired[int]
    as_of: AsOf


class SaidOf(TypedDict):
    """A correction or retraction of an event; dead if it was itself retracted."""

    event_id: str
    position: int
    alive: bool


class EventAnswer(RecordedEvent):
    """One event, its corrections both ways, and what it changed."""

    alive: bool
    corrects: str | None
    retracts: str | None
    corrected_by: list[SaidOf]
    retracted_by: list[SaidOf]
    changes: list[Change]
    as_of: AsOf
