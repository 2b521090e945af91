"""The belief map: valid date across, known date up, one region for each value that was believed.

Both scales follow the calendar, but leave room for every change, however close to the next, and shorten long spans
without one. Known time is drawn by days: what a day began with is not told, only what was believed at its end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import sqrt
from string import ascii_uppercase
from typing import Any, Final, NamedTuple

from api import words
from domain.state.beliefs import Belief, Region, Span, Statement, beliefs, regions

Document = Mapping[str, Any]

LEFT: Final = 104
RIGHT: Final = 990
TOP: Final = 12
ROOM: Final = 22
"""What lies between two changes at least, if there is room for it."""
COLOURS: Final = 8
_LETTER: Final = 8
_LINE: Final = 18
_DAY: Final = timedelta(days=1)


class Box(NamedTuple):
    """A rectangle of the picture."""

    x: int
    y: int
    width: int
    height: int

    @property
    def path(self) -> str:
        return f"M{self.x} {self.y}h{self.width}v{self.height}h{-self.width}z"


class Patch(NamedTuple):
    """A region as it is drawn: the sign and colour of its value, its label, and the point that it leads to."""

    sign: str
    colour: int
    told: str
    shape: str
    unsure: str
    label: str
    x: int
    y: int
    valid_at: str
    known_at: str


class Tick(NamedTuple):
    """A day at an axis; without a name where there is no room for one."""

    at: int
    name: str
    row: int


class Entry(NamedTuple):
    """A value in the legend."""

    sign: str
    colour: int
    told: str


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to places: given at some days, straight between them."""

    days: Sequence[int]
    places: Sequence[float]

    @classmethod
    def over(cls, days: Iterable[int], start: int, end: int) -> Scale:
        """A scale from *start* to *end* with room between all *days*."""
        ordered = sorted(set(days))
        gaps = [sqrt(until - first) for first, until in pairwise(ordered)]
        room = min(ROOM, 0.7 * abs(end - start) / len(gaps))
        rest = (abs(end - start) - room * len(gaps)) / sum(gaps)
        places, way = [float(start)], 1 if end > start else -1
        for gap in gaps:
            places.append(places[-1] + way * (room + rest * gap))
        return cls(ordered, places)

    def at(self, day: float) -> int:
        """Where *day* is; outside of the scale at its nearer end."""
        if day <= self.days[0]:
            return round(self.places[0])
        if day >= self.days[-1]:
            return round(self.places[-1])
        index = bisect_right(self.days, day) - 1
        first, until = self.days[index], self.days[index + 1]
        share = (day - first) / (until - first)
        return round(self.places[index] + share * (self.places[index + 1] - self.places[index]))

    @property
    def told(self) -> str:
        """The same for the script of the page, in days since 1970."""
        epoch = date(1970, 1, 1).toordinal()
        return " ".join(f"{day - epoch},{place:.1f}" for day, place in zip(self.days, self.places, strict=True))


@dataclass(frozen=True, slots=True)
class BeliefMap:
    """The picture, and the crosshair in it."""

    patches: Sequence[Patch]
    legend: Sequence[Entry]
    across: Sequence[Tick]
    up: Sequence[Tick]
    diagonal: str
    x: Scale
    y: Scale
    cross_x: int
    cross_y: int

    @property
    def bottom(self) -> int:
        return round(self.y.places[0])

    @property
    def height(self) -> int:
        return self.bottom + 58


def belief_map(
    statements: Sequence[Statement],
    recorded: Mapping[int, datetime],
    at: tuple[date, date],
    today: date,
    tell: Callable[[Any], str],
) -> BeliefMap:
    """The picture of *statements*, with the crosshair *at* a valid and a known day; *tell* puts a value into words."""
    believed = beliefs(list(_by_day(statements, recorded)))
    x, y = _across(believed, at[0], today), _up(believed, at[1], today)
    entries: dict[str, Entry] = {}
    patches = []
    for region in regions(believed):
        told = tell(region.value)
        number = len(entries)
        entry = entries.setdefault(told, Entry(_sign(number), number % COLOURS, told))
        if patch := _patch(region, entry, x, y):
            patches.append(patch)
    return BeliefMap(
        patches,
        list(entries.values()),
        _ticks([*(day for one in believed for day in one.valid if day), today.isoformat()], x, today),
        _marks([*(bound for one in believed for bound in one.known if bound), today.toordinal()], y, today),
        _diagonal(x, y),
        x,
        y,
        x.at(at[0].toordinal() + 0.5),
        y.at(at[1].toordinal() + 0.5),
    )


def _by_day(statements: Iterable[Statement], recorded: Mapping[int, datetime]) -> Iterable[Statement]:
    """What was held at the end of a day, with the days as numbers."""
    for one in statements:
        first, until = (
            None if bound is None else recorded[bound].astimezone(UTC).date().toordinal() for bound in one.known
        )
        if first != until:
            yield one._replace(known=Span(first, until))


def _across(believed: Sequence[Belief], at: date, today: date) -> Scale:
    days = {_number(day) for one in believed for day in (*one.valid, *_bounds(one.possible)) if day}
    days |= {today.toordinal(), at.toordinal()}
    margin = max((max(days) - min(days)) // 12, 20)
    return Scale.over({*days, min(days) - margin, max(days) + margin}, LEFT, RIGHT)


def _up(believed: Sequence[Belief], at: date, today: date) -> Scale:
    days = {bound for one in believed for bound in one.known if bound is not None} | {today.toordinal()}
    low = min(*days, at.toordinal())
    days |= {low - max((today.toordinal() - low) // 12, 7), today.toordinal() + 1}
    height = min(max(48 * (len(days) - 1), 240), 560)
    return Scale.over(days, TOP + height, TOP)


def _patch(region: Region, entry: Entry, x: Scale, y: Scale) -> Patch | None:
    boxes = [(part, _box(part.valid, part.known, x, y)) for part in region.parts]
    unsure = [_box(span, part.known, x, y) for part, _ in boxes for span in part.possible]
    widest = max((box for _, box in boxes), key=lambda box: box.width * box.height)
    if widest.height <= 0:
        return None
    fits = widest.width >= len(entry.told) * _LETTER + 12 and widest.height >= _LINE
    label = entry.told if fits else entry.sign if widest.height >= _LINE - 4 and widest.width >= _LINE - 4 else ""
    first, _ = boxes[0]
    assert first.known.first is not None, "nothing was known since always"
    return Patch(
        entry.sign,
        entry.colour,
        entry.told,
        "".join(box.path for _, box in boxes),
        "".join(box.path for box in unsure),
        label,
        widest.x + widest.width // 2,
        widest.y + widest.height // 2 + 5,
        corner(first.valid),
        date.fromordinal(first.known.first).isoformat(),
    )


def corner(valid: Span[str]) -> str:
    """The first day of *valid*, or its last if it has no first."""
    if valid.first:
        return valid.first
    return (date.fromisoformat(valid.until) - _DAY).isoformat() if valid.until else ""


def _box(valid: Span[str], known: Span[int], x: Scale, y: Scale) -> Box:
    left = LEFT if valid.first is None else x.at(_number(valid.first))
    right = RIGHT if valid.until is None else x.at(_number(valid.until))
    low = y.at(known.first or 0)
    high = TOP if known.until is None else y.at(known.until)
    return Box(left, high, right - left, low - high)


def _ticks(days: Iterable[str], scale: Scale, today: date) -> list[Tick]:
    """Days below the map, in two rows, as many by name as there is room for."""
    ends = [0.0, 0.0]
    ticks = []
    for day in sorted(set(days)):
        at, name = scale.at(_number(day)), _name(date.fromisoformat(day), today)
        half = len(name) * 3.6 + 4
        row = next((row for row, end in enumerate(ends) if at - half >= end), None)
        if row is None:
            ticks.append(Tick(at, "", 0))
        else:
            ends[row] = at + half
            ticks.append(Tick(at, name, row))
    return ticks


def _marks(days: Iterable[int], scale: Scale, today: date) -> list[Tick]:
    """Days beside the map on which the record changed, as many by name as there is room for."""
    last = scale.places[0] + _LINE
    ticks = []
    for day in sorted(set(days)):
        at = scale.at(day)
        fits = last - at >= _LINE - 3
        ticks.append(Tick(at, _name(date.fromordinal(day), today) if fits else "", 0))
        last = at if fits else last
    return ticks


def _name(day: date, today: date) -> str:
    return "today" if day == today else words.day(day.isoformat())


def _diagonal(x: Scale, y: Scale) -> str:
    """Where a day is known on the day itself."""
    low, high = max(x.days[0], y.days[0]), min(x.days[-1], y.days[-1])
    days = sorted({low, high, *(day for day in (*x.days, *y.days) if low <= day <= high)})
    return " ".join(f"{x.at(day)},{y.at(day)}" for day in days) if low < high else ""


def _bounds(spans: Iterable[Span[str]]) -> Iterable[str | None]:
    return (bound for span in spans for bound in span)


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _sign(number: int) -> str:
    """A letter, from the second alphabet on with its number."""
    round_, letter = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(round_) if round_ else "")
