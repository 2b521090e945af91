"""The basis of a page: the two dates that it is asked as of, and the points of either clock at which something changes.

The sliders of a page go from point to point, and between them to any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from api.pages.links import Here

Document = Mapping[str, Any]

MARGIN: Final = 20
"""Of the length of valid time, what is shown before the first change: one part in so many."""
_EPOCH: Final = date(1970, 1, 1)


class Point(NamedTuple):
    """Where something changes: its rank among all, its day, and what an address says for it."""

    rank: int
    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Slider:
    """One clock from its first change until now or its last, in days; ``rank`` is where the page stands."""

    low: int
    high: int
    day: int
    rank: int
    points: Sequence[Point]

    @property
    def marks(self) -> list[int]:
        """Where the points lie, in thousandths of the way."""
        length = self.high - self.low
        return sorted({round(1000 * (one.day - self.low) / length) for one in self.points})

    @property
    def told(self) -> str:
        """The points as the page tells them to its script."""
        return " ".join(f"{one.rank},{one.day},{one.text}" for one in self.points)

    @property
    def drawn(self) -> str:
        """The marks as one path."""
        return "".join(f"M{at} 0V8" for at in self.marks)

    @property
    def before(self) -> Point | None:
        return max((one for one in self.points if one.rank < self.rank), default=None)

    @property
    def after(self) -> Point | None:
        return min((one for one in self.points if one.rank > self.rank), default=None)


@dataclass(frozen=True, slots=True)
class Basis:
    """The dates of a page as they were asked for, empty where they were not, and what they were taken for."""

    asked_valid: str
    asked_known: str
    valid_at: str
    known_at: str
    position: int
    rules: int
    valid: Slider | None = None
    known: Slider | None = None

    @property
    def is_now(self) -> bool:
        return not (self.asked_valid or self.asked_known)


@dataclass(frozen=True, slots=True)
class Turns:
    """What an answer to the question for a timeline tells of points of change."""

    days: frozenset[date] = field(default=frozenset())
    """On which the world changed, as far as it was known."""
    positions: Mapping[int, datetime] = field(default_factory=dict)
    """At which the record changed, until now."""
    began: date | None = None
    """The first day of the record, where its positions are too many and months do."""


def turns_of(rectangles: Iterable[Document], position: int) -> Turns:
    """The points of change in *rectangles* of all that is known now, seen from *position*.

    Days long before the first deal, on which companies were founded, would leave no room for all others.
    """
    days: set[date] = set()
    other: set[date] = set()
    positions: dict[int, datetime] = {}
    for one in rectangles:
        known = one["known"]
        for name in ("from", "to"):
            if known[name]:
                positions[known[f"{name}_position"]] = datetime.fromisoformat(known[name])
        is_held = known["from_position"] <= position and (
            known["to_position"] is None or position < known["to_position"]
        )
        if is_held:
            of_deals = one["path"].startswith("/deals/")
            told = {date.fromisoformat(day) for day in (one["valid"]["from"], one["valid"]["to"]) if day}
            (days if of_deals else other).update(told)
    first = min(days, default=date.min)
    return Turns(frozenset(days | {day for day in other if day >= first}), positions)


def by_the_month(began: date, days: Iterable[date]) -> Turns:
    """Points for what is about all of the log: *days* on which the world changed; of the record months, or years."""
    return Turns(frozenset(days), {}, began)


def basis_of(as_of: Document, here: Here, today: date, turns: Turns | None = None) -> Basis:
    """The basis of the page at *here*, answered as of *as_of*; with sliders where *turns* are known."""
    asked = here.query.get("valid_at", ""), here.query.get("known_at", "")
    told = as_of["valid_at"], as_of["known_at"], as_of["position"], as_of["rules"]
    if turns is None:
        return Basis(*asked, *told)
    return Basis(*asked, *told, _valid(as_of, today, turns), _known(as_of, asked[1], today, turns))


def _valid(as_of: Document, today: date, turns: Turns) -> Slider | None:
    at = _number(date.fromisoformat(as_of["valid_at"]))
    days = sorted(_number(day) for day in turns.days)
    if not days:
        return None
    low, high = min(*days, at), max(*days, at, _number(today))
    low -= max((high - low) // MARGIN, 1)
    points = [Point(day, day, _day(day)) for day in sorted({*days, _number(today)})]
    return Slider(low, high, at, at, points)


def _known(as_of: Document, asked: str, today: date, turns: Turns) -> Slider | None:
    if turns.began:
        return _months(as_of, asked, today, turns.began)
    if not turns.positions:
        return None
    points = _positions(turns.positions, today)
    first, now = points[0].day, _number(today)
    at = _day_known(as_of) if asked else now
    low = min(first, at)
    rank = as_of["position"] if asked else points[-1].rank
    return Slider(low, max(now, at, low + 1), at, rank, points)


def _months(as_of: Document, asked: str, today: date, began: date) -> Slider:
    step = next((months for years, months in ((5, 1), (15, 3)) if today.year - began.year <= years), 12)
    firsts = (date(year, month, 1) for year in range(began.year, today.year + 1) for month in range(1, 13, step))
    days = [_number(day) for day in firsts if began < day < today]
    now = _number(today)
    at = _day_known(as_of) if asked else now
    low = min(_number(began), at)
    return Slider(low, max(now, low + 1), at, at, [*(Point(day, day, _day(day)) for day in days), Point(now, now, "")])


def _positions(positions: Mapping[int, datetime], today: date) -> list[Point]:
    """The last position of a day stands for the day, and one before it for itself."""
    ordered = sorted(positions.items())
    points = []
    for (position, moment), (_, following) in pairwise([*ordered, (0, datetime.max.replace(tzinfo=UTC))]):
        day = moment.astimezone(UTC).date()
        is_last = following.astimezone(UTC).date() != day
        points.append(Point(position, _number(day), _text(position, day, today, is_last=is_last)))
    return points


def _text(position: int, day: date, today: date, *, is_last: bool) -> str:
    if not is_last:
        return f"@{position}"
    return "" if day == today else day.isoformat()


def _day_known(as_of: Document) -> int:
    return _number(datetime.fromisoformat(as_of["known_at"]).astimezone(UTC).date())


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _day(number: int) -> str:
    return date.fromordinal(_EPOCH.toordinal() + number).isoformat()
