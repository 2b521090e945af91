"""A made-up market: the same events for the same seed, as a client would send them, in the order it would.

Companies are drawn by Zipf and Mandelbrot's law, so few are in many deals and many in few; two are set up by hand: one
that is in 5,000 deals, and a deal with 1,000 events (fewer in a small market). Every event is one that the log accepts.
Memory is constant: names are computed from numbers, and only the latest deals and people are remembered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from math import exp, log
from random import Random
from typing import Any, Final
from uuid import UUID

from bench import deals
from bench.words import company_name, person_name, source

Wire = dict[str, Any]

FIRST_DAY: Final = date(2015, 1, 5)
LAST_DAY: Final = date(2025, 6, 30)
REMEMBERED: Final = 3000
"""Open deals, people and events that a later event may speak of again."""

HUB: Final = 1
"""The number of the company that is in :func:`hub_deals` deals."""
GIANT: Final = "deal/the-longest"
"""The deal that has :func:`giant_events` events."""

_FLATTENED: Final = 20
"""Mandelbrot's shift: how many companies share the top."""

_WEIGHTS: Final = {
    "step": 50,
    "deal": 27,
    "company": 5,
    "about_company": 5,
    "correction": 5,
    "person": 4,
    "position": 3,
    "package": 1,
}


def hub_deals(size: int) -> int:
    """About how many deals the largest company of a market of *size* events is in."""
    return min(5000, size // 20)


def giant_events(size: int) -> int:
    """How many events the longest deal has."""
    return min(1000, size // 20)


@dataclass
class Market:
    """*size* events, drawn with *seed*."""

    size: int
    seed: int = 1
    _random: Random = field(init=False)
    _companies: int = 0
    _deals: int = 0
    _giant_events: int = 0
    _open: list[deals.Deal] = field(default_factory=list)
    _seen: deque[deals.Deal] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _people: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _recorded: deque[Wire] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _today: date = FIRST_DAY

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def __iter__(self) -> Iterator[Wire]:
        """The events; iterate a market once."""
        every = self.size // giant_events(self.size)
        draw = {name: getattr(self, f"_{name}") for name in _WEIGHTS}
        names, weights = list(_WEIGHTS), list(_WEIGHTS.values())
        for number in count():
            self._today = FIRST_DAY + (LAST_DAY - FIRST_DAY) * min(1, number / self.size)
            if number % every == every - 1 and self._companies > HUB:
                yield self._giant()
            elif number < max(20, self.size // 500):
                yield self._company()
            else:
                (kind,) = self._random.choices(names, weights)
                yield draw[kind]() or self._company()

    # Companies and people

    def _company(self) -> Wire:
        self._companies += 1
        name = company_name(self._companies)
        data: Wire = {"name": name, "country": self._random.choice(("US", "US", "US", "GB", "FR", "DE", "CN", "JP"))}
        if self._random.random() < 0.5:
            data["identifiers"] = [{"scheme": "domain", "value": f"{_slug(name)}.example"}]
        founded = {"occurred_on": str(self._today.year - self._random.randrange(20))}
        return self._event("company.registered", f"company/{_slug(name)}", data) | founded

    def _about_company(self) -> Wire:
        number = self._drawn()
        name, chance = company_name(number), self._random.random()
        if chance < 0.4:
            valuation = {"valuation": deals.money(self._random, 9), "basis": "analyst"}
            return self._dated("company.valued", f"company/{_slug(name)}", valuation)
        if chance < 0.7:
            owner = {"owner": party(self._drawn(but=number)), "stake": deals.stake(self._random)}
            return self._dated("ownership.recorded", f"company/{_slug(name)}", owner)
        if chance < 0.9:
            alias = {"alias": f"{name} {self._random.choice(('Labs', 'AI', 'Group'))}", "kind": "brand"}
            return self._dated("company.alias_added", f"company/{_slug(name)}", alias)
        profile = {"tags": self._random.sample(("chips", "cloud", "models", "robots", "health"), 2)}
        return self._dated("company.profile_updated", f"company/{_slug(name)}", profile)

    def _person(self) -> Wire:
        person = "p_" + "".join(self._random.choices("abcdefghjkmnpqrstuvwxyz23456789", k=10))
        name = person_name(self._random)
        self._people.append((person, name))
        return self._event("person.registered", f"person/{person}", {"name": name})

    def _position(self) -> Wire | None:
        if not self._people:
            return None
        person, _ = self._random.choice(self._people)
        employer = party(self._drawn())
        if self._random.random() < 0.2:
            return self._dated("position.ended", f"person/{person}", {"company": employer, "reason": "left"})
        position = {"company": employer, "title": "Chief Scientist", "class": "executive"}
        return self._dated("position.started", f"person/{person}", position)

    # Deals

    def _deal(self) -> Wire | None:
        if len(self._people) < 2:
            return None
        kind = deals.drawn_kind(self._random)
        of_hub = hub_deals(self.size) / (self.size * _WEIGHTS["deal"] / sum(_WEIGHTS.values()))
        first = HUB if self._random.random() < of_hub else self._drawn()
        raises = kind in ("investment", "acquisition")  # anybody does, the large ones no more often
        second = self._random.randint(2, self._companies) if raises else self._drawn(but=first)
        if second == first:
            return None
        self._deals += 1
        person_id, name = self._random.choice(self._people)
        names = "-".join(_slug(company_name(number)) for number in (first, second))
        deal = deals.begun(
            f"deal/{names[:60].rstrip('-')}-{self._deals}",
            kind,
            (party(first), party(second), {"id": person_id, "name": name}),
            self._random,
        )
        self._seen.append(deal)
        told = self._next_of(deal)
        if deal.steps and len(self._open) < REMEMBERED:
            self._open.append(deal)
        elif deal.steps:  # nothing more is heard of the one whose place it takes
            self._open[self._random.randrange(REMEMBERED)] = deal
        return told

    def _step(self) -> Wire | None:
        if not self._open:
            return None
        at = self._random.randrange(len(self._open))
        deal = self._open[at]
        told = self._next_of(deal)
        if not deal.steps:
            self._open[at] = self._open[-1]
            self._open.pop()
        return told

    def _next_of(self, deal: deals.Deal) -> Wire:
        transition, data = deal.next_step(self._random)
        told = self._dated(f"{deal.kind}.{transition}", deal.subject, data, may_be_late=transition not in deals.ENDERS)
        self._recorded.append(told)
        return told

    def _giant(self) -> Wire:
        """Signed, in force, then paid for again and again and amended now and then."""
        self._giant_events += 1
        if self._giant_events <= 2:
            sides = [{"party": party(HUB), "role": "customer"}, {"party": party(2), "role": "supplier"}]
            return self._dated(
                f"commercial.{('signed', 'took_effect')[self._giant_events - 1]}", GIANT, {"parties": sides}
            )
        if self._random.random() < 0.9:
            return self._dated("commercial.payment_made", GIANT, {"payment": {"amount": deals.money(self._random, 6)}})
        return self._dated("commercial.amended", GIANT, {"commitment": deals.money(self._random, 9)})

    def _package(self) -> Wire | None:
        if len(self._seen) < 2:
            return None
        names = [deal.subject.partition("/")[2] for deal in self._random.sample(self._seen, 2)]
        data = {"name": f"The package of {names[0]}", "deals": names}
        return self._dated("transaction.assembled", f"transaction/package-{self._deals}-{self._event_id()[:8]}", data)

    # The record

    def _correction(self) -> Wire | None:
        if not self._recorded:
            return None
        at = self._random.randrange(len(self._recorded))
        target = self._recorded[at]
        data: Wire = {"target": target["event_id"]}
        if target["type"].endswith((".payment_made", ".amended")) and self._random.random() < 0.3:
            del self._recorded[at]
            return self._event("record.retracted", None, data | {"reason": "duplicate"})
        amount = next((name for name in ("amount", "price", "commitment") if name in target["data"]), None)
        if amount:
            fixed: Wire = {"set": {amount: deals.money(self._random, 8)}, "reason": "misread"}
        elif self._random.random() < 0.5 and len(target["occurred_on"]) > 4:
            fixed = {"set": {"occurred_on": target["occurred_on"][:4]}, "reason": "wrong_date"}
        else:
            fixed = {"set": {"sources": [source(self._random, self._today)]}, "reason": "wrong_source"}
        return self._event("record.corrected", None, data | fixed)

    # What all have in common

    def _dated(self, type_: str, subject: str, data: Wire, *, may_be_late: bool = True) -> Wire:
        """An event of these days, one of twenty of long ago; a few dates are known to the month or year only."""
        late = may_be_late and self._random.random() < 0.05
        day = self._today - timedelta(days=self._random.randrange(100, 700) if late else 0)
        precision = self._random.choices((10, 7, 4), (85, 12, 3))[0] if may_be_late else 10
        return self._event(type_, subject, data) | {"occurred_on": day.isoformat()[:precision]}

    def _event(self, type_: str, subject: str | None, data: Wire) -> Wire:
        sources = [source(self._random, self._today) for _ in range(self._random.choice((1, 1, 2)))]
        told: Wire = {"type": type_, "data": data, "sources": sources, "event_id": self._event_id()}
        return told | ({"subject": subject} if subject else {})

    def _event_id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _drawn(self, but: int = 0) -> int:
        """The number of a registered company, small numbers far more often."""
        while True:
            span = log((self._companies + _FLATTENED) / _FLATTENED)
            number = int(_FLATTENED * exp(self._random.random() * span) - _FLATTENED) + 1
            if number not in (but, HUB):
                return min(number, self._companies)


def party(number: int) -> Wire:
    """The company with this *number* as events name it."""
    name = company_name(number)
    return {"id": _slug(name), "name": name}


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
