"""The deals of a company as lines in time: when each began, changed its status, and ended, as it was known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from api import gist

Document = Mapping[str, Any]

ROW: Final = 22
HEAD: Final = 26
WIDTH: Final = 1000
LABELS: Final = 330
"""Where the days begin; what is left of it is for the names."""
_DEAL: Final = re.compile(r"/deals/([^/]+)")
_OPEN: Final = frozenset({"rumoured", "announced", "signed", "scheduled"})
_OVER: Final = frozenset({"withdrawn", "terminated", "expired", "ended", "exited", "expired_presumed"})


class Stretch(NamedTuple):
    """A status of a deal: where it begins and how long it is drawn, and its days."""

    x: int
    width: int
    status: str
    phase: str
    first: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One deal."""

    y: int
    id: str
    name: str
    kind: str
    stretches: Sequence[Stretch]


class Year(NamedTuple):
    """The first day of a year."""

    x: int
    name: str


@dataclass(frozen=True, slots=True)
class Lifelines:
    """The picture: lines, years, and the day that is asked for."""

    lines: Sequence[Line]
    years: Sequence[Year]
    day: int

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.lines) + 6


def lifelines(rectangles: Iterable[Document], position: int, valid_at: str, today: date) -> Lifelines:
    """The lines of all deals in *rectangles* that are held at *position*."""
    deals: dict[str, list[Document]] = {}
    for one in rectangles:
        found = _DEAL.fullmatch(one["path"])
        if found and _is_held(one["known"], position):
            deals.setdefault(found[1], []).append(one)
    ordered = sorted(deals.items(), key=lambda one: (_first(one[1]), one[0]))
    days = [date.fromisoformat(_first(segments)) for _, segments in ordered]
    at = date.fromisoformat(valid_at)
    scale = _Scale(min([*days, at]), max(today, at, *days)) if days else _Scale(at, today)
    lines = [_line(number, deal, segments, scale) for number, (deal, segments) in enumerate(ordered)]
    return Lifelines(lines, scale.years(), scale.x(at))


class _Scale:
    """From days to places."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first.replace(day=1)
        self.length = max((last - self.first).days, 1)

    def x(self, day: date) -> int:
        return LABELS + round((WIDTH - LABELS) * min(max((day - self.first).days / self.length, 0), 1))

    def years(self) -> list[Year]:
        count = self.first.year + self.length // 365 + 2 - self.first.year
        step = max(count // 8, 1)
        firsts = (date(year, 1, 1) for year in range(self.first.year + 1, self.first.year + count, step))
        return [Year(self.x(day), str(day.year)) for day in firsts if 0 < (day - self.first).days < self.length]


def _line(number: int, deal: str, segments: Sequence[Document], scale: _Scale) -> Line:
    ordered = sorted(segments, key=lambda one: one["valid"]["from"] or "")
    value = ordered[-1]["value"]
    stretches = [_stretch(one, scale) for one in ordered]
    return Line(HEAD + ROW * number, deal, gist.title({**value, "deal": deal}), value["kind"], _joined(stretches))


def _stretch(one: Document, scale: _Scale) -> Stretch:
    first, until = one["valid"]["from"], one["valid"]["to"]
    start = scale.x(date.fromisoformat(first))
    end = scale.x(date.fromisoformat(until)) if until else WIDTH
    status = one["value"]["status"]
    phase = "open" if status in _OPEN else "over" if status in _OVER else "live"
    return Stretch(start, max(end - start, 2), status, phase, first, until)


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours of one status as one; terms may have changed between them."""
    joined: list[Stretch] = []
    for one in stretches:
        last = joined[-1] if joined else None
        if last and last.status == one.status and last.until == one.first:
            joined[-1] = last._replace(width=one.x + one.width - last.x, until=one.until)
        else:
            joined.append(one)
    return joined


def _first(segments: Sequence[Document]) -> str:
    return min(one["valid"]["from"] or "0001-01-01" for one in segments)


def _is_held(known: Document, position: int) -> bool:
    return known["from_position"] <= position and (known["to_position"] is None or position < known["to_position"])
