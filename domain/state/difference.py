"""What differs between two answers, and why: because the record changed, or because the world did.

First the day stays and the log moves on, then the log stays and the days go by. So a correction and a happening are
never mixed; where one undoes the other, both are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from domain.state.changes import differing, fields_of, path_of
from domain.state.concern import concerning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from domain.as_of import AsOf
    from domain.fold.fact import Fact
    from domain.fold.facts import Held

    Document = dict[str, Any]


class Moved(NamedTuple):
    """One thing told before and after; None where it is not told."""

    before: Held | None
    after: Held | None

    @property
    def told(self) -> Fact:
        held = self.after or self.before
        assert held
        return held.fact


def difference(
    ever: Sequence[Held], subject: str, before: AsOf, after: AsOf, recorded: Callable[[int], str]
) -> Document:
    """``added``, ``removed`` and ``changed`` between two answers about *subject*, out of all facts *ever* held.

    *recorded* gives the id of the event at a position.
    """
    told: Document = {"added": [], "removed": [], "changed": []}
    learnt = _moved(ever, subject, (before.valid_at, before.position), (before.valid_at, after.position))
    for one in learnt:
        positions = sorted(_positions_between(one, before.position, after.position))
        events = list(dict.fromkeys([*_deciding(one), *map(recorded, positions)]))
        _tell(told, one, (before.valid_at, before.valid_at), {"cause": "record", "events": events})
    for one in _moved(ever, subject, (before.valid_at, after.position), (after.valid_at, after.position)):
        _tell(told, one, (before.valid_at, after.valid_at), {"cause": "world", "events": _deciding(one)})
    return told


def positions_of(ever: Sequence[Held], before: AsOf, after: AsOf) -> set[int]:
    """Every position whose event a difference may have to name."""
    return {
        position for one in ever for position in _positions_between(Moved(one, None), before.position, after.position)
    }


def _moved(ever: Sequence[Held], subject: str, before: tuple[date, int], after: tuple[date, int]) -> list[Moved]:
    old, new = _held_at(ever, subject, *before), _held_at(ever, subject, *after)
    return [Moved(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]


def _held_at(ever: Iterable[Held], subject: str, valid_at: date, position: int) -> dict[tuple[str, str], Held]:
    held = {
        (one.fact.subject, one.fact.aspect): one
        for one in ever
        if one.known_from <= position
        and (one.known_to is None or position < one.known_to)
        and one.fact.holds_on(valid_at)
    }
    about = concerning((one.fact for one in held.values()), subject)
    return {(fact.subject, fact.aspect): held[fact.subject, fact.aspect] for fact in about}


def _tell(told: Document, moved: Moved, days: tuple[date, date], why: Document) -> None:
    before, after = moved
    if before is None or after is None:
        told["added" if after else "removed"].append({"path": path_of(moved.told), "value": moved.told.value} | why)
        return
    old = fields_of(before.fact, before.fact.certainty_on(days[0]))
    new = fields_of(after.fact, after.fact.certainty_on(days[1]))
    told["changed"] += [{"path": path, "before": was, "after": now} | why for path, was, now in differing(old, new)]


def _deciding(moved: Moved) -> list[str]:
    """The events that decide what is told now and did not before, else those that decide it at all."""
    known = set(moved.before.fact.events) if moved.before else set()
    new = [event for event in moved.after.fact.events if event not in known] if moved.after else []
    return new or list(moved.told.events)


def _positions_between(moved: Moved, one: int, other: int) -> Iterator[int]:
    low, high = sorted((one, other))
    for held in (moved.before, moved.after):
        if held:
            yield from (
                position for position in (held.known_from, held.known_to) if position and low < position <= high
            )
