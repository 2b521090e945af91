"""Facts: what one stream's events, as known, say about the world, and what changed in that by one more event.

    events of a stream -> record plane -> dating -> fold -> facts

A fact depends on the events of its own stream only; whatever needs two streams is computed when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.deal_facts import deal_facts
from domain.fact import Fact
from domain.profile import company_profile, person_profile, transaction_facts
from domain.record_plane import surviving
from domain.tenure import ownerships, positions, valuations

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from domain.log import LoggedEvent

__all__ = ["Change", "Fact", "change", "facts_of"]

FACTS_OF_STREAM: dict[str, tuple[Callable[[str, Sequence[LoggedEvent]], list[Fact]], ...]] = {
    "deal": (deal_facts,),
    "company": (company_profile, ownerships, valuations),
    "person": (person_profile, positions),
    "transaction": (transaction_facts,),
    "log": (),
}
"""What each kind of stream tells, by the family of its subject."""


@dataclass(frozen=True, slots=True)
class Change:
    """Facts that are held no longer and facts that are held from now on."""

    closed: list[Fact]
    opened: list[Fact]


def facts_of(events: Sequence[LoggedEvent]) -> list[Fact]:
    """All facts that the *events* of one stream tell, whatever their order. Never raises on events that were stored."""
    if not events:
        return []
    subject = events[0].subject
    alive = surviving(events)
    return [fact for tell in FACTS_OF_STREAM[subject.partition("/")[0]] for fact in tell(subject, alive)]


def change(held: Collection[Fact], now: Collection[Fact]) -> Change:
    """What to close and what to open so that the facts *held* become the facts *now*."""
    return Change([fact for fact in held if fact not in now], [fact for fact in now if fact not in held])
