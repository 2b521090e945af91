"""What happens to a person by itself: names, and positions that no recorded hiring made."""

from typing import Final, Literal, Self

from pydantic import Field, model_validator

from domain.values.identifiers import EventId, PersonIdentifier
from domain.values.model import Model, refusal
from domain.values.text import Line, Listed
from domain.vocabulary.parties import Company

PositionClass = Literal["founder", "board_member", "board_observer", "executive", "employee", "advisor"]
EndReason = Literal["left", "dismissed", "moved", "retired", "died", "never_started"]


class Registered(Model):
    """A person enters the record. Everything here is personal and can be erased."""

    name: Line
    aliases: Listed[Line] | None = None
    """Other names under which sources speak of the person."""
    identifiers: Listed[PersonIdentifier] | None = None


class Renamed(Registered):
    """From this day the person has a new name. Everything here is personal and can be erased."""


class PositionStarted(Model):
    """The person takes up a position that no recorded hiring made: founders, boards, returns, baseline jobs."""

    company: Company
    """Where."""
    title: Line
    """The title as the source gives it."""
    class_: PositionClass = Field(alias="class")
    """What kind of position it is."""
    unit: Line | None = None
    """The part of the company."""


class PositionEnded(Model):
    """One position, or every position at a company, is over; dated with the first day on which that is so."""

    position: EventId | None = None
    """The event id of the position.started that it ends."""
    company: Company | None = None
    """Ends all positions there that began as positions."""
    reason: EndReason | None = None
    """Why it ended."""

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.position is None) == (self.company is None):
            raise refusal("position_or_company", "give either the position or the company", "position")
        return self


PERSON: Final[dict[str, type[Model]]] = {"registered": Registered, "renamed": Renamed}
POSITION: Final[dict[str, type[Model]]] = {"started": PositionStarted, "ended": PositionEnded}
