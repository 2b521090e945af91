"""An event as the log holds it, and what deciding about a further one may ask of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.fold.record_plane import Stream


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One immutable event at its place in the log.

    Values are in wire form: plain JSON data that its model has accepted before it was stored. Personal values are
    commitments ``{"$c": digest}`` until a reader reveals them.
    """

    position: int
    event_id: str
    type: str
    schema_version: int
    subject: str
    version: int
    recorded_at: datetime
    recorded_by: str
    data: dict[str, Any]
    sources: list[dict[str, Any]]
    occurred_on: str | None = None
    date_basis: str | None = None
    confidence: str | None = None
    note: str | dict[str, Any] | None = None
    causation_id: str | None = None
    corrections: tuple[str, ...] = ()
    """Ids of the corrections laid over this event when it is read through the record plane; empty as stored."""
    family: str = field(init=False, repr=False, compare=False)
    """The part of the type before the dot: ``investment``."""
    transition: str = field(init=False, repr=False, compare=False)
    """The part of the type after the dot: ``closed``."""

    def __post_init__(self) -> None:
        family, _, transition = self.type.partition(".")
        object.__setattr__(self, "family", family)
        object.__setattr__(self, "transition", transition)

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The event and the corrections that give it its present content."""
        return (self.event_id, *self.corrections)


class Log(Protocol):
    """The log as it stands, events accepted earlier in the same append included."""

    def stream(self, subject: str) -> Stream:
        """All events of a stream, none if there is no such stream."""

    def subject_of(self, event_id: str) -> str | None:
        """The stream that holds an event."""

    def bearing(self, key: str) -> Collection[str]:
        """The subjects that ever bore a name or identifier with this key, or were a deal of such a likeness."""

    def naming(self, subject: str) -> Collection[str]:
        """The streams that ever named a subject."""
