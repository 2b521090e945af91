"""The parameters ``valid_at`` and ``known_at``: from text to the two coordinates of a question.

    valid_at    2025-06-30
    known_at    2025-06-30T12:00:00Z   2025-06-30   @1234
    in a diff   2025-06-01..2025-06-30

What is written otherwise is refused with advice, above all the + that became a space on its way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.errors import BadParameters, ParameterFault
from domain.as_of import AsOf
from infra.queries import Queries
from infra.queries.basis import Basis

_DAY: Final = r"\d{4}-\d\d-\d\d"
_CLOCK: Final = r"\d\d:\d\d(:\d\d(\.\d+)?)?"
_INSTANT: Final = rf"{_DAY}[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
_POSITION: Final = r"@(0|[1-9]\d{0,17})"

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Known = datetime | date | int


def _invalid(advice: str) -> PydanticCustomError:
    return PydanticCustomError("invalid_datetime", "{advice}", {"advice": advice})


def parse_day(text: str) -> date:
    """A day, ``2025-06-30``."""
    if not re.fullmatch(_DAY, text, re.ASCII):
        raise _invalid("write a day, as 2025-06-30")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _invalid("there is no such day in the calendar") from None


def parse_instant(text: str) -> datetime:
    """An instant with its offset (RFC 3339), in UTC; what is finer than a microsecond is cut off."""
    if re.fullmatch(rf"{_DAY}[Tt]{_CLOCK} \d\d:?\d\d", text, re.ASCII):
        raise _invalid("the + before the offset was read as a space: write it as %2B, or give UTC with a Z")
    if re.fullmatch(rf"{_DAY}[Tt ]{_CLOCK}", text, re.ASCII):
        raise _invalid("say which clock: end the instant with Z for UTC, or with an offset as %2B02:00")
    if not re.fullmatch(_INSTANT, text, re.ASCII):
        raise _invalid("write an instant with its offset, as 2025-06-30T12:00:00Z")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _invalid("there is no such instant") from None


def parse_known(text: str) -> Known:
    """An instant, a day (its end in UTC) or a position of the log."""
    if re.fullmatch(_POSITION, text, re.ASCII):
        return int(text[1:])
    if text.startswith("@"):
        raise _invalid("a position is @ and its number, without zeros before it, as @1234")
    if len(text) <= len("2025-06-30"):
        return parse_day(text)
    return parse_instant(text)


class Span(Generic[T_co]):
    """Two points of one clock to compare; the same one twice when only one was given.

    No dataclass: FastAPI would look for its fields in the body.
    """

    def __init__(self, before: T_co, after: T_co) -> None:
        self.before = before
        self.after = after

    @property
    def is_range(self) -> bool:
        return self.before != self.after


def parse_span(text: str, parse: Callable[[str], T]) -> Span[T]:
    """One point, or two as ``A..B``."""
    before, dots, after = text.partition("..")
    return Span(parse(before), parse(after if dots else before))


_ADVICE_VALID: Final = "The day at which it was true in the world; by default the UTC date of `known_at`."
_ADVICE_KNOWN: Final = (
    "The instant up to which the log is believed: RFC 3339 with an offset (write `+` as `%2B`), a date (the end of that"
    " UTC day; today's means now), or `@` and a position of the log. By default now."
)
_KNOWN_PATTERN: Final = rf"{_DAY}([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?|{_POSITION}"


def _schema(pattern: str, *examples: str) -> WithJsonSchema:
    ascii_pattern = pattern.replace(r"\d", "[0-9]")
    return WithJsonSchema({"type": "string", "pattern": f"^({ascii_pattern})$", "examples": [*examples]})


ValidAt = Annotated[
    date | None,
    Query(description=_ADVICE_VALID),
    PlainValidator(parse_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2025-06-30"]}),
]
KnownAt = Annotated[
    Known | None,
    Query(description=_ADVICE_KNOWN),
    PlainValidator(parse_known),
    _schema(_KNOWN_PATTERN, "2025-06-30T12:00:00Z", "2025-06-30", "@12"),
]
ValidSpan = Annotated[
    Span[date] | None,
    Query(description=f"One day, or two to compare as `A..B`. {_ADVICE_VALID}"),
    PlainValidator(lambda text: parse_span(text, parse_day)),
    _schema(rf"{_DAY}(\.\.{_DAY})?", "2025-06-11..2025-06-30"),
]
KnownSpan = Annotated[
    Span[Known] | None,
    Query(description=f"One point, or two to compare as `A..B`. {_ADVICE_KNOWN}"),
    PlainValidator(lambda text: parse_span(text, parse_known)),
    _schema(rf"({_KNOWN_PATTERN})(\.\.({_KNOWN_PATTERN}))?", "2025-06-11..2025-07-01"),
]


@dataclass(frozen=True, slots=True)
class Question:
    """As of when something is asked, before the log says which position that is."""

    valid_at: date | None
    known_at: Known | None

    def resolved(self, queries: Queries) -> AsOf:
        """The same, with the position of the log. Raises FutureKnownAt."""
        return self.basis(queries).as_of

    def basis(self, queries: Queries) -> Basis:
        """The same, with what an answer may be kept by. Raises FutureKnownAt."""
        return queries.basis(self.valid_at, self.known_at)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two questions that differ in one clock or both."""

    valid_at: Span[date] | None
    known_at: Span[Known] | None

    def resolved(self, queries: Queries) -> tuple[AsOf, AsOf]:
        """Both, with the positions of the log; the same position twice unless ``known_at`` is a range."""
        before, after = self.bases(queries)
        return before.as_of, after.as_of

    def bases(self, queries: Queries) -> tuple[Basis, Basis]:
        """The same, with what an answer may be kept by. Raises FutureKnownAt."""
        valid: Span[date | None] = self.valid_at or Span(None, None)
        known: Span[Known | None] = self.known_at or Span(None, None)
        after = queries.basis(valid.after, known.after)
        if known.is_range:
            return queries.basis(valid.before, known.before), after
        assert valid.before, "one of the two is a range"
        return replace(after, as_of=replace(after.as_of, valid_at=valid.before)), after


async def question(valid_at: ValidAt = None, known_at: KnownAt = None) -> Question:
    """What is asked as of when."""
    return Question(valid_at, known_at)


async def comparison(valid_at: ValidSpan = None, known_at: KnownSpan = None) -> Comparison:
    """What is to be compared. Raises BadParameters unless one of the two is a range."""
    if not any(span and span.is_range for span in (valid_at, known_at)):
        advice = "give two different points to compare, as valid_at=2025-06-11..2025-06-30, or known_at likewise"
        raise BadParameters([ParameterFault("valid_at", "no_range", advice)])
    return Comparison(valid_at, known_at)
