"""Facts: what one stream's events, as known, say about the world, and how that changes with one more event.

    events of a stream -> record plane -> dating -> fold -> facts

A fact depends on the events of its own stream only; whatever needs two streams is computed when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.fold.deal_facts import deal_facts, only_adds
from domain.fold.fact import Fact
from domain.fold.profile import company_profile, person_profile, transaction_facts
from domain.fold.record_plane import Stream, surviving
from domain.fold.tenure import ownerships, positions, valuations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from domain.log import LoggedEvent

__all__ = ["Change", "Fact", "Held", "advance", "facts_of", "facts_told", "follow", "history_of"]

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


@dataclass(slots=True)
class Held:
    """A fact and the positions between which the log holds it true; ``known_to`` of None is "still"."""

    fact: Fact
    known_from: int
    known_to: int | None = None
    row: int | None = None
    """The row that stores it, if one does."""


def facts_of(events: Sequence[LoggedEvent]) -> list[Fact]:
    """All facts that the *events* of one stream tell, whatever their order. Never raises on events that were stored."""
    return facts_told(surviving(events))


def facts_told(alive: Sequence[LoggedEvent]) -> list[Fact]:
    """The same of those events that survive."""
    if not alive:
        return []
    subject = alive[0].subject
    return [fact for tell in FACTS_OF_STREAM[subject.partition("/")[0]] for fact in tell(subject, alive)]


def follow(held: list[Held], stream: Stream) -> tuple[list[Held], list[Held]]:
    """What is held once the last event of *stream* is known, and what of *held*, before it, is held no longer."""
    last = stream.events[-1]
    if stream.alive[-1:] == [last] and (added := only_adds(stream.alive)):
        return [*held, Held(added, last.position)], []
    return advance(held, facts_told(stream.alive), last.position)


def advance(held: Iterable[Held], now: Iterable[Fact], position: int) -> tuple[list[Held], list[Held]]:
    """What is held once the log, at *position*, tells the facts *now*, and what is held no longer.

    Facts of one stream are told apart by aspect and first day: no aspect has two values on one day.
    """
    told = {(fact.aspect, fact.valid_from): fact for fact in now}
    stays, closed = [], []
    for one in held:
        key = (one.fact.aspect, one.fact.valid_from)
        if told.get(key) == one.fact:
            del told[key]
            stays.append(one)
        else:
            one.known_to = position
            closed.append(one)
    return stays + [Held(fact, position) for fact in told.values()], closed


def history_of(stream: Sequence[LoggedEvent]) -> list[Held]:
    """Every fact that *stream*, in position order, ever told, with the positions between which it was held."""
    past: list[Held] = []
    now: list[Held] = []
    known = Stream()
    for event in stream:
        known.add(event)
        now, closed = follow(now, known)
        past += closed
    return past + now
