"""The record plane: corrections and retractions resolved, so that only what the log still holds true remains."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.log import LoggedEvent

ENVELOPE_FIELDS = frozenset({"occurred_on", "date_basis", "sources", "confidence"})
"""The fields of an event outside its data that a correction may set."""

NOT_OF_THE_WORLD = frozenset({"record", "claim", "entity", "log"})
"""Families of events that say something about the log instead of the world."""


def dead_ids(events: Iterable[LoggedEvent]) -> set[str]:
    """Ids of the events retracted by a retraction that is itself alive.

    A retraction always follows its target, so reading from newest to oldest settles each one before what it targets.
    """
    dead: set[str] = set()
    for event in sorted(events, key=lambda event: event.position, reverse=True):
        if event.type == "record.retracted" and event.event_id not in dead:
            dead.add(event.data["target"])
    return dead


def surviving(events: Sequence[LoggedEvent]) -> list[LoggedEvent]:
    """World events of one stream as the record now reads them, in position order.

    Every living correction is laid over its original, oldest first and whole top-level fields at a time, so fixing the
    amount and later the date keeps both.
    """
    dead = dead_ids(events)
    world: list[LoggedEvent] = []
    corrections: defaultdict[str, list[LoggedEvent]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event.position):
        if event.event_id in dead:
            continue
        if event.type == "record.corrected":
            corrections[event.data["target"]].append(event)
        elif event.family not in NOT_OF_THE_WORLD:
            world.append(event)
    return [corrected(event, corrections.get(event.event_id, ())) for event in world]


@dataclass(slots=True)
class Stream:
    """The events of one stream in position order, and what survives of them, kept up as more are added."""

    events: list[LoggedEvent] = field(default_factory=list)
    alive: list[LoggedEvent] = field(init=False)

    def __post_init__(self) -> None:
        self.alive = surviving(self.events)

    def add(self, event: LoggedEvent) -> None:
        """Add the event that follows."""
        self.alive = self.alive_with(event)
        self.events.append(event)

    def alive_with(self, event: LoggedEvent) -> list[LoggedEvent]:
        """What would survive if *event* followed; one of the world touches nothing that was there before it."""
        if event.family in NOT_OF_THE_WORLD:
            return surviving([*self.events, event])
        return [*self.alive, event]


def corrected(event: LoggedEvent, corrections: Sequence[LoggedEvent]) -> LoggedEvent:
    """*event* with *corrections* laid over it in the order given."""
    if not corrections:
        return event
    data: dict[str, Any] = dict(event.data)
    envelope: dict[str, Any] = {}
    ids: list[str] = []
    for correction in corrections:
        for name in correction.data.get("unset", ()):
            data.pop(name, None)
            if name in ENVELOPE_FIELDS:
                envelope[name] = None
        for name, value in correction.data.get("set", {}).items():
            if name in ENVELOPE_FIELDS:
                envelope[name] = value
            else:
                data[name] = value
        ids.append(correction.event_id)
    return replace(event, data=data, corrections=(*event.corrections, *ids), **envelope)
