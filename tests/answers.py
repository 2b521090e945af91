"""Answers made by the pure functions alone: events in, the document of a company, person or deal out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from domain.answer import Answer, Cited
from domain.as_of import AsOf
from domain.company_state import company_state
from domain.deal import deals_on
from domain.deal_state import deal_state
from domain.dossier import dossier
from domain.fact import Fact
from domain.facts import facts_of
from domain.holdings import Round
from domain.log import LoggedEvent
from domain.person_state import person_state
from tests.given import given
from tests.strategies import Wire, logged


def of(deal: str, wire: Wire) -> Wire:
    """*wire* as an event of another deal of its kind."""
    return wire | {"subject": f"deal/{deal}"}


def told(*wires: Wire) -> Told:
    """What the log knows after it took *wires* in this order."""
    return Told(tuple(given(*wires).wires))


@dataclass(frozen=True)
class Told:
    wires: tuple[Wire, ...]

    def company(self, day: str, company: str = "alpha", *include: str) -> Any:
        return self._entity(company_state, day, f"company/{company}", include)

    def person(self, day: str, person: str = "p_aaaaaaaaaa", *include: str) -> Any:
        return self._entity(person_state, day, f"person/{person}", include)

    def deal(self, day: str, deal: str) -> Any:
        answer = self._answer(day)
        own = [fact for fact in self._facts() if fact.subject == f"deal/{deal}"]
        [found] = deals_on(date.fromisoformat(day), own)
        return deal_state(found, [], answer)

    def _entity(self, state: Any, day: str, subject: str, include: tuple[str, ...]) -> Any:
        valid_at, facts = date.fromisoformat(day), self._facts()
        found = dossier(subject, [fact for fact in facts if fact.holds_on(valid_at)])
        if found.profile is None:
            found = found.founded_by(fact for fact in facts if fact.subject == subject)
        lives = {deal: [fact for fact in facts if fact.subject == deal] for deal in found.wanted_lives}
        answer = self._answer(day, *include)
        document = state(found.with_lives(lives), _rounds(facts, valid_at), answer)
        answer.parties.name({fact.subject: fact.value["name"] for fact in facts if fact.aspect == "profile"})
        return document

    def _events(self) -> list[LoggedEvent]:
        return logged(self.wires)

    def _facts(self) -> list[Fact]:
        streams: defaultdict[str, list[LoggedEvent]] = defaultdict(list)
        for event in self._events():
            streams[event.subject].append(event)
        return [fact for stream in streams.values() for fact in facts_of(stream)]

    def _answer(self, day: str, *include: str) -> Answer:
        cited = {one.event_id: _cited(one) for one in self._events()}
        as_of = AsOf(date.fromisoformat(day), datetime(2026, 1, 1, tzinfo=UTC), len(self.wires))
        return Answer(as_of, cited, frozenset(include))


def _cited(one: LoggedEvent) -> Cited:
    corrected = one.data.get("set", {}).get("sources")
    return Cited(one.position, one.type, one.sources, one.data.get("target") if corrected else None, corrected)


def _rounds(facts: list[Fact], valid_at: date) -> list[Round]:
    rounds = []
    for deal in deals_on(valid_at, facts):
        drawn = [fact.valid_from for fact in deal.happenings("tranche") if fact.valid_from]
        days = [*([closed_on] if (closed_on := deal.closed_on(valid_at)) else []), *sorted(drawn)[:1]]
        rounds += [Round(deal.id, deal.terms, tuple(days))] if deal.kind == "investment" else []
    return rounds
