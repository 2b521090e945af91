"""A fact: one value that holds from one day to another, with the certainty its dates allow and the deciding events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from domain.log import LoggedEvent


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one aspect of a stream, true from ``valid_from`` until before ``valid_to``.

    None as ``valid_from`` means since always, as ``valid_to`` still. The fact is certain on the days from
    ``certain_from`` until before ``certain_to`` and possible on its other days. ``events`` decide it.
    """

    subject: str
    aspect: str
    valid_from: date | None
    valid_to: date | None
    certain_from: date | None
    certain_to: date | None
    value: dict[str, Any]
    events: tuple[str, ...]

    def holds_on(self, day: date) -> bool:
        """Whether the fact holds on *day*, certainly or possibly."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def certainty_on(self, day: date) -> str:
        """``certain`` or ``possible`` on a *day* on which the fact holds."""
        since = self.certain_from is None or self.certain_from <= day
        return "certain" if since and (self.certain_to is None or day < self.certain_to) else "possible"


def decided_by(events: Iterable[LoggedEvent]) -> tuple[str, ...]:
    """Ids of *events* and of the corrections laid over them, oldest event first, each once."""
    placed = {event.position: event for event in events}
    return tuple(event_id for position in sorted(placed) for event_id in placed[position].decided_by)


def merged(facts: Iterable[Fact]) -> list[Fact]:
    """Consecutive *facts* of one aspect with neighbours joined that say the same with the same certainty."""
    joined: list[Fact] = []
    for fact in facts:
        last = joined[-1] if joined else None
        if last and _continues(last, fact):
            joined[-1] = replace(last, valid_to=fact.valid_to, certain_to=fact.certain_to)
        else:
            joined.append(fact)
    return joined


def _continues(last: Fact, fact: Fact) -> bool:
    return (
        last.valid_to == fact.valid_from
        and last.certain_to == last.valid_to
        and last.certain_from == fact.certain_from
        and last.events == fact.events
        and last.value == fact.value
    )
