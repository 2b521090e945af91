"""The periods of a contract: a first term and its renewals, each with the day it starts and the days it may end on."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.values.partial_date import earliest, latest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fold.dating import Dated

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One term as written, its first day, and the span of days its source allows for its last day in force.

    ``ends`` is None for a term that never expires by itself. ``starts_by`` is the latest day its first day may be.
    """

    term: dict[str, Any]
    stated_by: Dated
    start: date
    starts_by: date
    ends: tuple[date, date] | None

    @property
    def is_renewal(self) -> bool:
        return self.stated_by.event.transition == "renewed"

    @property
    def over_from(self) -> date | None:
        """The first day on which the period is surely over; None if it never ends by itself."""
        return self.ends[1] + ONE_DAY if self.ends else None


def period(term: dict[str, Any], stated_by: Dated, default_start: date) -> Period:
    """*term* as a period; without a start of its own it begins on *default_start*."""
    stated = term.get("start")
    start, starts_by = (earliest(stated), latest(stated)) if stated else (default_start, default_start)
    return Period(term, stated_by, start, starts_by, _ends(term, start))


def renewal(renewed: Dated, before: Period | None) -> Period:
    """The period that a renewal adds: from the day after the period *before* it, else from the day of the renewal."""
    follows = before.over_from if before else None
    return period(renewed.event.data["term"], renewed, follows or renewed.start)


def running(periods: Sequence[Period], day: date) -> Period | None:
    """The period that governs on *day*: the last that has started, so that an old term runs until a later renewal."""
    started = [one for one in periods if one.start <= day]
    return (started or periods)[-1 if started else 0] if periods else None


def add_months(day: date, months: int) -> date:
    """The same day *months* later, clamped to the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _ends(term: dict[str, Any], start: date) -> tuple[date, date] | None:
    if term.get("perpetual") or term.get("auto_renews") or term.get("until"):
        return None
    if end := term.get("end"):
        return earliest(end), latest(end)
    if months := term.get("months"):
        last = add_months(start, months) - ONE_DAY
        return last, last
    return None
