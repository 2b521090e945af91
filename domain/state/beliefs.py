"""What was believed of one field at every point of both clocks, in as few rectangles and regions as can be.

    known                          a correction ends a belief at every day at once,
      |   A  |     B               what happens ends it from a day on
      |   A  |_____________
      |   A
      +-------------------- valid

A field is named as in changes: ``/deals/<id>/terms/amount``, ``/companies/<id>/profile/name``. Either clock is counted
in whatever the statements count it in; between two neighbouring bounds nothing differs.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from domain.state.changes import is_told_by_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Document = Mapping[str, Any]

T = TypeVar("T")

_INNER: Final = {"stakes": "stake", "owners": "stake", "tranches": "tranche", "payments": "payment"}
"""Of what is told as a whole, the part that is believed; the rest only says whose it is and since when."""
_DERIVED: Final = frozenset({"kind", "since", "warnings"})


class Span(NamedTuple, Generic[T]):
    """From the first point until before the last; None is since always, or still."""

    first: T | None
    until: T | None


class Statement(NamedTuple):
    """A value, the days for which it was told, those of them on which it surely holds, and how long the log held it."""

    value: Any
    valid: Span[str]
    certain: Span[str]
    known: Span[int]


class Belief(NamedTuple):
    """A value that was believed without a break for all days of ``valid`` throughout ``known``.

    Of the days, it only may have held on those of ``possible``.
    """

    value: Any
    valid: Span[str]
    possible: Sequence[Span[str]]
    known: Span[int]

    def covers(self, day: str, known: int) -> bool:
        """Whether this was believed of *day* at *known*."""
        return _within(self.valid, day) and _within(self.known, known)

    def is_possible_on(self, day: str) -> bool:
        """Whether it only may have held on *day*."""
        return any(_within(span, day) for span in self.possible)


@dataclass(frozen=True, slots=True)
class Region:
    """Beliefs of one value that touch one another."""

    value: Any
    parts: Sequence[Belief]


def fields_told(rectangle: Document) -> dict[str, Any]:
    """What a rectangle of a timeline says, by field; what only follows from the rest is left out."""
    path, value = rectangle["path"], rectangle["value"]
    if not is_told_by_field(path):
        inner = _INNER.get(path.split("/")[3])
        return {path: value[inner] if inner else value}
    told = {f"{path}/{name}": one for name, one in value.items() if name not in {*_DERIVED, "terms"} and one != []}
    return told | {f"{path}/terms/{name}": one for name, one in value.get("terms", {}).items()}


def statements_of(rectangles: Iterable[Document], field: str) -> list[Statement]:
    """All that *rectangles* say of *field*, known by position."""
    return [
        Statement(
            told[field],
            Span(one["valid"]["from"], one["valid"]["to"]),
            Span(one["certain"]["from"], one["certain"]["to"]),
            Span(one["known"]["from_position"], one["known"]["to_position"]),
        )
        for one in rectangles
        if field.startswith(one["path"]) and field in (told := fields_told(one))
    ]


def beliefs(statements: Sequence[Statement]) -> list[Belief]:
    """The least number of rectangles that say the same as *statements*, of which no two cover one point."""
    days = _Axis(day for one in statements for day in (*one.valid, *one.certain))
    known = _Axis(bound for one in statements for bound in one.known)
    grown: dict[tuple[Any, ...], Belief] = {}
    found: list[Belief] = []
    for span in known.spans[1:]:
        told: list[tuple[str, bool] | None] = [None] * len(days.spans)
        for one in statements:
            if _within(one.known, span.first):
                surely = days.cells(one.certain)
                for cell in days.cells(one.valid):
                    told[cell] = (json.dumps(one.value, sort_keys=True), cell not in surely)
        before, grown = grown, {}
        for key in _runs(told, days.spans):
            last = before.get(key)
            if last is None:
                grown[key] = Belief(json.loads(key[0]), key[1], key[2], span)
            else:
                grown[key] = last._replace(known=Span(last.known.first, span.until))
        found += [one for key, one in before.items() if key not in grown]
    found += grown.values()
    return sorted(found, key=_begin)


def regions(believed: Iterable[Belief]) -> list[Region]:
    """*believed* put together where it says the same and touches, in the order in which each began to be believed."""
    groups: list[list[Belief]] = []
    for one in believed:
        apart, together = [], [one]
        for group in groups:
            if any(_touch(one, other) for other in group):
                together += group
            else:
                apart.append(group)
        groups = [*apart, sorted(together, key=_begin)]
    return [Region(group[0].value, group) for group in sorted(groups, key=lambda group: _begin(group[0]))]


class _Axis(Generic[T]):
    """One clock cut at all its bounds."""

    def __init__(self, bounds: Iterable[T | None]) -> None:
        self.bounds: list[Any] = sorted({bound for bound in bounds if bound is not None})
        self.spans = [Span(*pair) for pair in pairwise([None, *self.bounds, None])]

    def cells(self, span: Span[T]) -> range:
        """The numbers of the spans that *span* is made of."""
        first = 0 if span.first is None else bisect_right(self.bounds, span.first)
        return range(first, len(self.spans) if span.until is None else bisect_right(self.bounds, span.until))


def _runs(
    told: Sequence[tuple[str, bool] | None], spans: Sequence[Span[str]]
) -> Iterable[tuple[str, Span[str], tuple[Span[str], ...]]]:
    """The longest stretches of days of which one value is told, each with those of which it is only possible."""
    cells = zip(told, spans, strict=True)
    for value, of_value in groupby(cells, key=lambda cell: cell[0] and cell[0][0]):
        if value is None:
            continue
        run = list(of_value)
        unsure = [
            _joined([span for _, span in some])
            for is_unsure, some in groupby(run, key=lambda cell: bool(cell[0] and cell[0][1]))
            if is_unsure
        ]
        yield value, _joined([span for _, span in run]), tuple(unsure)


def _begin(one: Belief) -> tuple[int, str]:
    return one.known.first or 0, one.valid.first or ""


def _joined(spans: Sequence[Span[T]]) -> Span[T]:
    return Span(spans[0].first, spans[-1].until)


def _within(span: Span[Any], point: Any) -> bool:
    return (span.first is None or span.first <= point) and (span.until is None or point < span.until)


def _touch(one: Belief, other: Belief) -> bool:
    """Whether the two say the same and have more than a corner in common."""
    if one.value != other.value:
        return False
    above = one.known.first == other.known.until or other.known.first == one.known.until
    return above and _overlap(one.valid, other.valid)


def _overlap(one: Span[Any], other: Span[Any]) -> bool:
    begins_in_time = one.first is None or other.until is None or one.first < other.until
    return begins_in_time and (other.first is None or one.until is None or other.first < one.until)
