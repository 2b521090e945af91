"""Facts as rectangles to draw: what was held, for which days, and from when to when the log held it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.state.changes import path_of
from domain.values.instant import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from domain.fold.facts import Held


def rectangles(ever: Iterable[Held], recorded: Mapping[int, datetime]) -> list[dict[str, Any]]:
    """*ever* by path, then by position and day.

    *recorded* tells the instant of each position that the question may see; what ended at a later one is still held.
    """
    told = [_rectangle(one, recorded) for one in ever]
    return sorted(told, key=lambda one: (one["path"], one["known"]["from_position"], one["valid"]["from"] or ""))


def _rectangle(one: Held, recorded: Mapping[int, datetime]) -> dict[str, Any]:
    fact = one.fact
    ended = one.known_to if one.known_to in recorded else None
    return {
        "path": path_of(fact),
        "value": fact.value,
        "valid": _days(fact.valid_from, fact.valid_to),
        "certain": _days(fact.certain_from, fact.certain_to),
        "known": {
            "from": instant(recorded[one.known_from]),
            "to": None if ended is None else instant(recorded[ended]),
            "from_position": one.known_from,
            "to_position": ended,
        },
        "events": list(fact.events),
    }


def _days(first: date | None, until: date | None) -> dict[str, str | None]:
    return {"from": None if first is None else first.isoformat(), "to": None if until is None else until.isoformat()}
