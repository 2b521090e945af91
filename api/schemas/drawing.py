"""What is drawn: the timeline of a company."""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.words import AsOf, Day, Instant, Json

ValidSpan = TypedDict("ValidSpan", {"from": Day | None, "to": Day | None})
"""Days from the first until before the last; null is since always, and still."""

KnownSpan = TypedDict(
    "KnownSpan", {"from": Instant, "to": Instant | None, "from_position": int, "to_position": int | None}
)
"""From when to when the log held it, and the positions; null is still."""


class Rectangle(TypedDict):
    """One value of something, the days for which it was told, and how long the log held it."""

    path: str
    value: Json
    valid: ValidSpan
    known: KnownSpan
    events: list[str]


class Timeline(TypedDict):
    """All that the log ever held, as rectangles to draw."""

    items: list[Rectangle]
    as_of: AsOf
