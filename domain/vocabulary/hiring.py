"""The terms of a hiring: a person or a team is recruited from outside."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from domain.values.model import Model, refusal
from domain.values.money import Money, Qualifier
from domain.values.partial_date import PartialDate, earliest, latest
from domain.values.text import Count, Line, Prose
from domain.vocabulary.parties import Company, Person
from domain.vocabulary.person import PositionClass
from domain.vocabulary.terms import Terms


class TeamSize(Model):
    """How many people; exact unless it says otherwise."""

    value: Count
    qualifier: Qualifier | None = None


class Team(Model):
    """Several people hired as one, where the source does not name each."""

    size: TeamSize | None = None
    description: Prose | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "give the size or a description of the team")
        return self


class Pay(Model):
    """What is paid to the person or team."""

    sign_on: Money | None = None
    retention: Money | None = None
    total: Money | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "give at least one of sign_on, retention and total")
        return self


class HiringParties(Terms):
    """Who hires whom."""

    required: ClassVar = (("employer",), ("person", "team"))

    employer: Company | None = None
    """The company that hires."""
    person: Person | None = None
    """Who is hired; in place of a team."""
    team: Team | None = None
    """Those who are hired, where they are not named."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.person and self.team:
            raise refusal("person_and_team", "record one hiring for the person and one for the team", "team")
        return self


class HiringTerms(HiringParties):
    """The terms of a hiring."""

    from_company: Company | None = None
    """Where the person or team comes from."""
    title: Line | None = None
    """The new title as the source gives it."""
    class_: PositionClass | None = Field(default=None, alias="class")
    """What kind of position it is."""
    unit: Line | None = None
    """The part of the employer."""
    compensation: Pay | None = None
    """What is paid for coming or staying."""
    keeps_role_at_origin: bool | None = None
    """Whether the old position is kept beside the new one."""
    start_on: PartialDate | None = None
    """The first day in the new position."""
    end_on: PartialDate | None = None
    """The last day, where it is agreed from the start."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start_on and self.end_on and latest(self.end_on) < earliest(self.start_on):
            raise refusal("ends_before_start", "the position ends before it starts", "end_on")
        return self
