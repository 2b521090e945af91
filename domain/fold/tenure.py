"""Positions, ownership and valuations that no deal stands behind: beginnings, and the ends that close them."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from domain.fold.dating import Dated, span
from domain.fold.fact import Fact
from domain.fold.periods import ONE_DAY
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from domain.log import LoggedEvent


def positions(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """A fact ``position/<start event>`` for each position, until an end of it or of all at its company takes hold."""
    facts: list[Fact] = []
    begun, ended = _of_family(events, "position")
    ends_of = _ends_by_company(begun, ended)
    for start in begun:
        named = [(max(end.latest, start.start), end) for end in ended if _names(end, start)]
        whole = [(hold, end) for hold, end in ends_of[_company(start)] if hold > start.start]
        closing = min(named + whole, key=lambda pair: (pair[0], pair[1].earliest, pair[1].event.position), default=None)
        valid_to, end = closing or (None, None)
        if valid_to != start.start:
            facts.append(_position(subject, start, valid_to, end))
    return facts


def ownerships(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """The facts ``ownership/<owner>``: each statement of a stake, or of none, until the pair's next."""
    facts: list[Fact] = []
    begun, ended = _of_family(events, "ownership")
    for owner in sorted({key for key in map(_owner, (*begun, *ended)) if key}):
        starts = [step for step in begun if _owner(step) == owner]
        ends = [step for step in ended if _owner(step) == owner]
        changes = [(hold, 0, end) for hold, end in _holds(starts, ends)] + [(start.start, 1, start) for start in starts]
        changes.sort(key=lambda change: (change[0], change[1], change[2].event.position))
        days = [(day, [step for *_, step in of_day]) for day, of_day in groupby(changes, key=lambda change: change[0])]
        for (day, steps), after in zip(days, [*days[1:], None], strict=True):
            facts.append(_ownership(subject, f"ownership/{owner}", day, steps[-1], after))
    return facts


def _ownership(subject: str, aspect: str, day: date, step: Dated, after: tuple[date, list[Dated]] | None) -> Fact:
    """What *step* states from *day* until the changes of the day *after*."""
    valid_to, following = after or (None, [])
    stake = step.event.data.get("stake")
    ends = [one.earliest for one in following if stake and one.event.transition == "ended"]
    certain_to = min([*ends, valid_to]) if valid_to else None
    value = {"owner": step.event.data["owner"], "stake": stake, "date": step.event.occurred_on, "from": day.isoformat()}
    return Fact(subject, aspect, day, valid_to, step.latest, certain_to, value, step.event.decided_by)


def valuations(subject: str, events: Sequence[LoggedEvent]) -> list[Fact]:
    """The facts ``valuation``: each reported valuation of a company until the next."""
    valued = [_dated(event) for event in events if event.type == "company.valued"]
    valued.sort(key=lambda step: step.order)
    facts: list[Fact] = []
    for step, after in pairwise([*valued, None]):
        assert step is not None
        valid_to = after.start if after else None
        if valid_to != step.start:
            value = step.event.data | {"date": step.event.occurred_on}
            events_of = step.event.decided_by
            facts.append(Fact(subject, "valuation", step.start, valid_to, step.latest, valid_to, value, events_of))
    return facts


def _position(subject: str, start: Dated, valid_to: date | None, end: Dated | None) -> Fact:
    value: dict[str, Any] = start.event.data | {"date": start.event.occurred_on}
    events = start.event.decided_by
    certain_to = valid_to
    if end and valid_to:
        value["until"] = end.event.occurred_on
        if "reason" in end.event.data:
            value["reason"] = end.event.data["reason"]
        events = (*events, *end.event.decided_by)
        certain_to = min(valid_to, end.earliest)
    aspect = f"position/{start.event.event_id}"
    return Fact(subject, aspect, start.start, valid_to, start.latest, certain_to, value, events)


def _of_family(events: Iterable[LoggedEvent], family: str) -> tuple[list[Dated], list[Dated]]:
    """The beginnings of *family* in order, and its ends."""
    steps = [_dated(event) for event in events if event.family == family]
    begun = sorted((s for s in steps if s.event.transition != "ended"), key=lambda step: step.order)
    return begun, [step for step in steps if step.event.transition == "ended"]


def _dated(event: LoggedEvent) -> Dated:
    first, last = span(event)
    return Dated(event, 0, first, last, last if event.transition == "ended" else first)


def _ends_by_company(
    begun: Sequence[Dated], ended: Sequence[Dated]
) -> defaultdict[str | None, list[tuple[date, Dated]]]:
    """For each company the ends of whatever a person held there, with the day each takes hold."""
    ends_of: defaultdict[str | None, list[tuple[date, Dated]]] = defaultdict(list)
    for company in {_company(step) for step in begun}:
        starts = [step for step in begun if _company(step) == company]
        ends = [step for step in ended if "position" not in step.event.data and _company(step) == company]
        ends_of[company] += _holds(starts, ends)
    return ends_of


def _holds(beginnings: Sequence[Dated], ends: Iterable[Dated]) -> Iterator[tuple[date, Dated]]:
    """The day each end of a pair takes hold: its latest, but before the pair's next beginning after the one it ends."""
    starts = [beginning.start for beginning in beginnings]
    for end in ends:
        before = [start for start in starts if start <= end.earliest]
        within = [start for start in starts if end.earliest < start <= end.latest]
        closed = before[-1] if before else within[0] if within else None
        following = [start for start in starts if closed and start > closed]
        yield min([end.latest, *(start - ONE_DAY for start in following)]), end


def _names(end: Dated, start: Dated) -> bool:
    return end.event.data.get("position") == start.event.event_id


def _company(step: Dated) -> str | None:
    company = step.event.data.get("company")
    return subject_of_party(company) if company else None


def _owner(step: Dated) -> str | None:
    return subject_of_party(step.event.data["owner"])
