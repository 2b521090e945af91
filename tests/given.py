"""Specifications that read as sentences: `given(events).at(day).holds(status=...)`, `.when(event).is_refused(...)`.

Builders take the date and any field of the data; `field=None` leaves out a default. The first seven steps of a deal
state who deals with whom, so that a test tells only what it is about. Events are called `e1`, `e2` … unless they say
`event_id`. The happening is the same each time: Alpha invests in Gamma, buys it, licenses its model, hires its founder
Anne, computes for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

import pytest

from domain.admission.legality import check
from domain.fold.fact import Fact
from domain.fold.facts import facts_of
from domain.fold.record_plane import surviving
from tests.strategies import ANNE, SOURCES, SUBJECTS, Wire, logged

Builder = Callable[..., Wire]

ALPHA, BETA, GAMMA = {"id": "alpha"}, {"id": "beta"}, {"id": "gamma"}

PARTIES_OF: dict[str, Wire] = {
    "investment": {"issuer": GAMMA, "investors": [{"party": ALPHA}]},
    "acquisition": {"acquirers": [{"party": ALPHA}], "target": GAMMA},
    "licensing": {"licensors": [GAMMA], "licensees": [ALPHA], "subjects": [{"name": "Gamma 1", "type": "model"}]},
    "hiring": {"employer": ALPHA, "person": ANNE},
    "commercial": {"parties": [{"party": ALPHA, "role": "supplier"}, {"party": GAMMA, "role": "customer"}]},
}
FIRST_STEPS = ("rumoured", "announced", "signed", "tranche_closed", "took_effect", "started", "closed")
DEFAULTS: dict[str, Wire] = {
    "tranche_closed": {"tranche": {"amount": {"amount": "1", "currency": "USD"}}},
    "payment_made": {"payment": {"amount": {"amount": "1", "currency": "USD"}}},
    "exited": {"investor": ALPHA},
    "renewed": {"term": {"months": 12}},
    "review_opened": {"authority": "FTC"},
    "review_decided": {"authority": "FTC", "outcome": "cleared"},
    "company.registered": {"name": "Alpha"},
    "company.renamed": {"name": "Omega"},
    "company.ceased": {"mode": "dissolved"},
    "ownership.recorded": {"owner": BETA, "stake": {"percent": "10"}},
    "ownership.ended": {"owner": BETA},
    "person.registered": {"name": "Anne"},
    "person.renamed": {"name": "Anna"},
    "position.started": {"company": GAMMA, "title": "CEO", "class": "executive"},
    "transaction.assembled": {"name": "The package", "deals": ["the-investment", "the-licensing"]},
}
STREAMS = SUBJECTS | {"ownership": SUBJECTS["company"], "position": SUBJECTS["person"]}


def usd(amount: int, qualifier: str | None = None) -> Wire:
    """So many dollars."""
    return {"amount": str(amount), "currency": "USD"} | ({"qualifier": qualifier} if qualifier else {})


def percent(number: int) -> Wire:
    """A stake of so many percent."""
    return {"percent": str(number)}


def _event(type_: str) -> Builder:
    family, _, transition = type_.partition(".")
    defaults = DEFAULTS.get(type_, {})
    if family in PARTIES_OF:
        defaults = DEFAULTS.get(transition, {}) | (PARTIES_OF[family] if transition in FIRST_STEPS else {})

    def build(occurred_on: str | None, *, event_id: str | None = None, **data: Any) -> Wire:
        wire: Wire = {"type": type_, "subject": STREAMS[family], "sources": SOURCES}
        wire["data"] = {name: value for name, value in (defaults | data).items() if value is not None}
        if occurred_on:
            wire["occurred_on"] = occurred_on
        return wire | ({"event_id": event_id} if event_id else {})

    build.__name__ = type_.replace(".", "_")
    return build


investment_rumoured = _event("investment.rumoured")
investment_announced = _event("investment.announced")
investment_signed = _event("investment.signed")
investment_tranche_closed = _event("investment.tranche_closed")
investment_closed = _event("investment.closed")
investment_amended = _event("investment.amended")
investment_exited = _event("investment.exited")
investment_withdrawn = _event("investment.withdrawn")
investment_terminated = _event("investment.terminated")
investment_review_opened = _event("investment.review_opened")
investment_review_decided = _event("investment.review_decided")
acquisition_announced = _event("acquisition.announced")
acquisition_closed = _event("acquisition.closed")
acquisition_payment_made = _event("acquisition.payment_made")
acquisition_amended = _event("acquisition.amended")
acquisition_terminated = _event("acquisition.terminated")
licensing_rumoured = _event("licensing.rumoured")
licensing_announced = _event("licensing.announced")
licensing_signed = _event("licensing.signed")
licensing_took_effect = _event("licensing.took_effect")
licensing_payment_made = _event("licensing.payment_made")
licensing_amended = _event("licensing.amended")
licensing_renewed = _event("licensing.renewed")
licensing_terminated = _event("licensing.terminated")
licensing_expired = _event("licensing.expired")
licensing_review_opened = _event("licensing.review_opened")
hiring_announced = _event("hiring.announced")
hiring_signed = _event("hiring.signed")
hiring_started = _event("hiring.started")
hiring_ended = _event("hiring.ended")
commercial_announced = _event("commercial.announced")
commercial_signed = _event("commercial.signed")
commercial_took_effect = _event("commercial.took_effect")
commercial_amended = _event("commercial.amended")
company_registered = _event("company.registered")
company_renamed = _event("company.renamed")
company_alias_added = _event("company.alias_added")
company_identifier_assigned = _event("company.identifier_assigned")
company_profile_updated = _event("company.profile_updated")
company_valued = _event("company.valued")
company_ceased = _event("company.ceased")
ownership_recorded = _event("ownership.recorded")
ownership_ended = _event("ownership.ended")
person_registered = _event("person.registered")
person_renamed = _event("person.renamed")
position_started = _event("position.started")
position_ended = _event("position.ended")
transaction_assembled = _event("transaction.assembled")
transaction_deal_linked = _event("transaction.deal_linked")
transaction_deal_unlinked = _event("transaction.deal_unlinked")
transaction_classified = _event("transaction.classified")
transaction_payment_made = _event("transaction.payment_made")
transaction_review_opened = _event("transaction.review_opened")


def corrected(target: str, *, unset: list[str] | None = None, **fields: Any) -> Wire:
    """A correction that sets *fields* of the event *target* and removes those named in *unset*."""
    data = {"target": target, "reason": "misread"}
    data |= ({"set": fields} if fields else {}) | ({"unset": unset} if unset else {})
    return {"type": "record.corrected", "data": data}


def retracted(target: str) -> Wire:
    """The retraction of the event *target*."""
    return {"type": "record.retracted", "data": {"target": target, "reason": "never_happened"}}


def given(*wires: Wire) -> History:
    """The history in which the log took *wires* in this order."""
    return History(tuple({"event_id": f"e{number}"} | wire for number, wire in enumerate(wires, start=1)))


@dataclass(frozen=True)
class History:
    wires: tuple[Wire, ...]
    position: int | None = None

    def known_at(self, position: int) -> History:
        return replace(self, position=position)

    def at(self, valid_at: str) -> Point:
        day = date.fromisoformat(valid_at)
        return Point({fact.aspect: fact for fact in self.facts() if fact.holds_on(day)}, day)

    def facts(self) -> list[Fact]:
        return facts_of(logged(self.wires)[: self.position])

    def when(self, *wires: Wire) -> Decision:
        return Decision(given(*self.wires, *wires))


@dataclass(frozen=True)
class Point:
    facts: dict[str, Fact]
    day: date

    def holds(self, **expected: Any) -> Self:
        """Check the deal: `since` its date as told, `since_from` the fold's day, other names in state or terms."""
        return self.shows("deal", **expected)

    def shows(self, aspect: str, **expected: Any) -> Self:
        """Check any aspect; None says that the field is absent."""
        fact = self.facts[aspect]
        told = {name: _told(fact, name, self.day) for name in expected}
        assert told == expected, f"{told} is not {expected}"
        return self

    def shows_no(self, *aspects: str) -> Self:
        for aspect in aspects:
            assert aspect not in self.facts, self.facts[aspect]
        return self

    def holds_nothing(self) -> Self:
        return self.shows_no("deal")


def _told(fact: Fact, name: str, day: date) -> Any:
    value = fact.value
    match name:
        case "certainty":
            return fact.certainty_on(day)
        case "since":
            return value["since"]["date"]
        case "since_from":
            return value["since"]["from"]
        case "decided_by":
            return list(fact.events)
    return value.get(name, value.get("terms", {}).get(name))


@dataclass(frozen=True)
class Decision:
    history: History

    def is_accepted(self) -> None:
        check(surviving(logged(self.history.wires)))

    def is_refused(self, error: type[Exception]) -> None:
        with pytest.raises(error):
            check(surviving(logged(self.history.wires)))
