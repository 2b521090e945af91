"""What stands around the data of an event: when, who says so, how sure; by the plane that it moves on."""

from typing import ClassVar, Self

from pydantic import model_validator

from domain.values.identifiers import DealId, EventId, subject_of_party
from domain.values.model import Model, refusal
from domain.values.partial_date import PartialDate
from domain.values.sources import Sources
from domain.values.text import Listed, Prose
from domain.vocabulary.parties import NamedParty
from domain.vocabulary.record import Confidence, DateBasis


class WorldEvent(Model):
    """Reality changed, on a day that a source tells."""

    missing: ClassVar = {
        "sources": ("missing_source", "say who said it: at least one source"),
        "occurred_on": ("missing_date", "say when it took hold: a year, a month or a day"),
        "subject": ("missing_subject", "say what it happened to"),
    }

    type: str
    subject: str | None = None
    """The stream that the event belongs to; where it may be absent, something new, and the server makes the id."""
    occurred_on: PartialDate | None = None
    """When it took hold in the world: a year, a month or a day, as exactly as the source tells."""
    date_basis: DateBasis | None = None
    """What the date in the source is the date of."""
    data: Model
    sources: Sources
    """Who says so; at least one."""
    confidence: Confidence | None = None
    """How sure the recorder is; "reported" if absent. It is shown and never chooses between sources."""
    note: Prose | None = None
    """A remark of the recorder; personal."""
    event_id: EventId | None = None
    """A UUID chosen by the sender, so that sending twice records once."""
    causation_id: EventId | None = None
    """The event that this one follows from."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        for field in self.data.model_fields_set & {"owner", "successor"}:
            party = getattr(self.data, field)
            if isinstance(party, NamedParty) and party.id and subject_of_party({"id": party.id}) == self.subject:
                raise refusal("party_twice", f"{party.id} is the subject of this event already", "data", field)
        return self


class DealEvent(WorldEvent):
    """A step of a deal."""

    distinct_from: Listed[DealId] | None = None
    """Deals that look alike and are known to be others."""


class RecordEvent(Model):
    """The log was wrong. The subject is the target's, set by the server."""

    type: str
    data: Model
    sources: Sources | None = None
    note: Prose | None = None
    """A remark of the recorder; personal."""
    event_id: EventId | None = None
    """A UUID chosen by the sender, so that sending twice records once."""
    causation_id: EventId | None = None
    """The event that this one follows from."""


class LogEvent(Model):
    """Written by the log about itself."""

    type: str
    data: Model
    event_id: EventId | None = None
