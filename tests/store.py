"""A real store whose clock moves on by a day before each event, with somebody in it to deal with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from domain.as_of import AsOf
from domain.vocabulary import parse_event
from infra.ledger import Ledger
from infra.queries import Queries
from infra.receipts import Receipt
from infra.store.engine import make_engine
from tests import strategies
from tests.given import company_registered, person_registered
from tests.strategies import Wire

DAY = timedelta(days=1)
START = datetime(2025, 6, 1, 12, tzinfo=UTC)
END = "2025-12-31"

IDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(20)]
"""Ids for events that other events are about."""


def registered(company: str, name: str) -> Wire:
    """The registration of another company."""
    return company_registered(None, name=name) | {"subject": f"company/{company}"}


PARTIES = [
    company_registered(None),
    registered("beta", "Beta Labs"),
    registered("gamma", "Gamma"),
    person_registered(None),
]


def record(ledger: Ledger, *wires: Wire, **options: Any) -> Receipt:
    """Record *wires* in one append."""
    return ledger.record([parse_event(wire) for wire in wires], recorded_by="test", **options)


@contextmanager
def ledger_of_parties(url: str) -> Iterator[Ledger]:
    """The ledger of the empty store at *url*, in which the parties of ``tests/strategies`` are registered."""
    engine = make_engine(url)
    ledger = Ledger(engine, clock=lambda: START)
    record(ledger, *strategies.PARTIES)
    yield ledger
    engine.dispose()


class Store:
    """Records and asks; ``now`` is what its clock shows."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = START
        self.ledger = Ledger(engine, clock=self.clock)
        self.queries = Queries(engine, clock=self.clock)

    def clock(self) -> datetime:
        return self.now

    def with_parties(self) -> Store:
        """The store with Alpha, Beta, Gamma and Anne at the positions 1 to 4, recorded on 2 June 2025."""
        self.now += DAY
        self.ledger.record([parse_event(wire) for wire in PARTIES], recorded_by="test")
        return self

    def record(self, *wires: Wire) -> Store:
        """Record each of *wires* a day after the one before."""
        for wire in wires:
            self.now += DAY
            self.ledger.record([parse_event(wire)], recorded_by="test")
        return self

    def at(self, position: int | None = None, valid_at: str = END) -> AsOf:
        return self.queries.as_of(date.fromisoformat(valid_at), position)

    def company(self, company: str, position: int | None = None, valid_at: str = END) -> Any:
        return self.queries.company(company, self.at(position, valid_at))
