"""The term of a contract: when it starts and ends, or why no date can say so."""

from typing import Self

from pydantic import Field, model_validator

from domain.values.model import Model, refusal
from domain.values.partial_date import PartialDate, earliest, latest
from domain.values.text import Line


class Term(Model):
    """From its first to its last day in force; dates of any precision."""

    start: PartialDate | None = None
    """The first day in force."""
    end: PartialDate | None = None
    """The last day in force."""
    months: int | None = Field(default=None, ge=1, le=1200)
    """Its length, where the source gives no end."""
    perpetual: bool | None = None
    """Whether it holds for ever."""
    auto_renews: bool | None = None
    """Whether it goes on by itself unless somebody ends it."""
    until: Line | None = None
    """An end that is no date: "until AGI", "last patent expires"."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "state at least one thing about the term, or leave it out")
        if self.start and self.end and latest(self.end) < earliest(self.start):
            raise refusal("ends_before_start", "the term ends before it starts", "end")
        if self.perpetual and (self.end or self.months):
            raise refusal("perpetual_ends", "a perpetual term has no end: leave out one of the two", "perpetual")
        return self
