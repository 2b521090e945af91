"""Answers made by the pure functions alone: events in, the document of a company, person or deal out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from domain.as_of import AsOf
from domain.fold.fact import Fact
from domain.fold.facts import facts_of
from domain.log import LoggedEvent
from domain.state.answer import Answer, Cited
from domain.state.company import company_state
from domain.state.deal import deal_state
from domain.state.deals import deals_on
from domain.state.dossier import dossier
from domain.state.holdings import Round
from domain.state.person import person_state
from tests.given import given
from tests.strategies import Wire, logged


def of(deal: str, wire: Wire) -> Wire:
    """*wire* as an event of another deal of its kind."""
    return wire | {"subject": f"deal/{deal}"}


def told(*wires: Wire) -> Told:
    """What the log knows after it took *wires* in this order."""
    return Told(logged(given(*wires).wires))


@dataclass(frozen=True)
class Told:
    events: Sequence[LoggedEvent]

    def company(self, day: str, company: str = "alpha", *include: str) -> Any:
        return self.state(f"company/{company}", self._as_of(day), *include)

    def person(self, day: str, person: str = "p_aaaaaaaaaa", *include: str) -> Any:
        return self.state(f"person/{person}", self._as_of(day), *include)

    def deal(self, day: str, deal: str) -> Any:
        own = [fact for fact in self._facts() if fact.subject == f"deal/{deal}"]
        [found] = deals_on(date.fromisoformat(day), own)
        return deal_state(found, [], self._answer(self._as_of(day)))

    def state(self, subject: str, as_of: AsOf, *include: str) -> Any:
        """The document of a company or person."""
        day, facts = as_of.valid_at, self._facts()
        found = dossier(subject, [fact for fact in facts if fact.holds_on(day)])
        if found.profile is None:
            found = found.founded_by(fact for fact in facts if fact.subject == subject)
        lives = {deal: [fact for fact in facts if fact.subject == deal] for deal in found.wanted_lives}
        answer = self._answer(as_of, *include)
        document_of = company_state if subject.startswith("company/") else person_state
        document = document_of(found.with_lives(lives), _rounds(facts, day), answer)
        answer.parties.name(_names(facts, day))
        return document

    def _as_of(self, day: str) -> AsOf:
        return AsOf(date.fromisoformat(day), datetime(2026, 1, 1, tzinfo=UTC), len(self.events))

    def _facts(self) -> list[Fact]:
        streams: defaultdict[str, list[LoggedEvent]] = defaultdict(list)
        for event in self.events:
            streams[event.subject].append(event)
        return [fact for stream in streams.values() for fact in facts_of(stream)]

    def _answer(self, as_of: AsOf, *include: str) -> Answer:
        return Answer(as_of, {one.event_id: _cited(one) for one in self.events}, frozenset(include))


def _cited(one: LoggedEvent) -> Cited:
    corrected = one.data.get("set", {}).get("sources")
    return Cited(one.position, one.type, one.sources, one.data.get("target") if corrected else None, corrected)


def _rounds(facts: list[Fact], day: date) -> list[Round]:
    rounds = []
    for deal in deals_on(day, facts):
        drawn = [fact.valid_from for fact in deal.happenings("tranche") if fact.valid_from]
        days = [*([closed_on] if (closed_on := deal.closed_on(day)) else []), *sorted(drawn)[:1]]
        rounds += [Round(deal.id, deal.terms, tuple(days))] if deal.kind == "investment" else []
    return rounds


def _names(facts: list[Fact], day: date) -> dict[str, Any]:
    """The name of each subject on *day*, or the first that it will have."""
    profiles = sorted(
        (fact for fact in facts if fact.aspect == "profile"), key=lambda fact: fact.valid_from or date.min
    )
    names: dict[str, Any] = {}
    for fact in profiles:
        if fact.subject not in names or fact.holds_on(day):
            names[fact.subject] = fact.value["name"]
    return names
