"""Dates of honest precision, as sources give them: a year, a month or a day."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_SHAPE: Final = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


Precision = Literal["year", "month", "day"]
_PRECISIONS: Final[tuple[Precision, ...]] = ("year", "month", "day")


def _partial_date(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_SHAPE, value):
        raise PydanticCustomError("invalid_date", 'write a year, a month or a day: "2025", "2025-06" or "2025-06-12"')
    try:
        span(value)
    except ValueError:
        raise PydanticCustomError("invalid_date", "there is no such day in the calendar") from None
    return value


PartialDate = Annotated[
    str,
    BeforeValidator(_partial_date),
    WithJsonSchema({"type": "string", "pattern": f"^{_SHAPE}$", "examples": ["2025", "2025-06", "2025-06-12"]}),
]
"""``2025``, ``2025-06`` or ``2025-06-12`` with a year from 1000 to 2999 in the Gregorian calendar: what is
reckoned from it stays in the calendar.

Not accepted: times, time zones, week dates, seasons, ranges, "circa", digits without hyphens.
"""


@lru_cache(maxsize=16384)
def span(text: str) -> tuple[date, date]:
    """The first and the last day that *text* allows; they are equal when it names a day."""
    match [int(part) for part in text.split("-")]:
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        case [year, month, day]:
            return date(year, month, day), date(year, month, day)
    raise ValueError(text)


def earliest(text: str) -> date:
    """The first day that *text* allows."""
    return span(text)[0]


def latest(text: str) -> date:
    """The last day that *text* allows."""
    return span(text)[1]


def precision(text: str) -> Precision:
    """How exactly *text* says when."""
    return _PRECISIONS[text.count("-")]
