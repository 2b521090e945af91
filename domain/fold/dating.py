"""When a deal's events take hold: days out of dates of honest precision, narrowed by the order that deals follow.

What begins, begins at its earliest possible day; what ends takes hold at its latest. So "closed in June" comes after
"announced 12 June", "rumoured in June" before it, and an exit "in 2025" is done when the year is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from domain.fold.lifecycle import CHANGE, ENDED, ENDERS, ENDING_AT_LATEST, RANKS, REVIEWS, rank_of
from domain.values.partial_date import earliest, latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.log import LoggedEvent


@dataclass(frozen=True, slots=True)
class Dated:
    """An event with the day it takes hold and the days between which its source places it."""

    event: LoggedEvent
    rank: int
    earliest: date
    latest: date
    start: date

    @property
    def order(self) -> tuple[date, int, int]:
        """Events are folded in this order; of two at the same place the later recorded comes last."""
        return (self.start, self.rank, self.event.position)

    @property
    def only_pays(self) -> bool:
        """Whether the event tells of a payment and of nothing else."""
        return self.event.transition == "payment_made" and len(self.event.data) == 1


def date_deal(events: Iterable[LoggedEvent]) -> list[Dated]:
    """The deal's own events, reviews left out, in the order in which they are folded."""
    ranked = sorted(
        ((rank_of(event.transition), event) for event in events if event.transition not in REVIEWS),
        key=lambda pair: pair[0],
    )
    dated: list[Dated] = []
    for rank, group in groupby(ranked, key=lambda pair: pair[0]):
        lower = [one.start for one in dated]
        dated += [_dated(event, rank, lower) for _, event in group]
    return sorted(dated, key=lambda one: one.order)


def date_payment(payment: LoggedEvent, others: Iterable[LoggedEvent]) -> Dated | None:
    """A payment under a deal that one of the *others* gave a status by then; None if none did."""
    steps = date_deal(event for event in others if event.transition in RANKS and event.transition not in ENDERS)
    dated = _dated(payment, CHANGE, [step.start for step in steps])
    return dated if steps and steps[0].start <= dated.start else None


def date_reviews(events: Iterable[LoggedEvent]) -> list[Dated]:
    """The reviews of a deal or transaction in order; ranked among themselves only: decided after opened."""
    reviews = [event for event in events if event.transition in REVIEWS]
    opened = [_dated(event, 0, []) for event in reviews if event.transition == "review_opened"]
    days = [one.start for one in opened]
    decided = [_dated(event, 1, days) for event in reviews if event.transition == "review_decided"]
    return sorted(opened + decided, key=lambda one: one.order)


def _dated(event: LoggedEvent, rank: int, lower: list[date]) -> Dated:
    first, last = span(event)
    if rank == ENDED or event.transition in ENDING_AT_LATEST:
        start = last
    else:
        start = max([first, *(day for day in lower if day <= last)])
    return Dated(event, rank, first, last, start)


def span(event: LoggedEvent) -> tuple[date, date]:
    """The earliest and the latest day that *event*'s date allows; every dated event has one."""
    assert event.occurred_on is not None
    return earliest(event.occurred_on), latest(event.occurred_on)
