"""The network and the sums of a whole store, held against a scan of all its deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from domain.state.selection import DealFilters
from domain.state.statistics import By
from infra.queries import Queries
from infra.store.commitments import revealed
from infra.store.engine import make_engine, reading
from tests.answers import of
from tests.conftest import KINDS
from tests.given import investment_closed, licensing_signed, transaction_assembled, transaction_payment_made, usd
from tests.histories import SLOW, arrive, emptied, ledger_on, log_of, markets
from tests.oracle_of_markets import (
    BUCKETS,
    DealThen,
    Edge,
    SumsThen,
    deals_then,
    edges_then,
    network_then,
    sides_then,
    sums_then,
)
from tests.store import Store, registered
from tests.strategies import Wire

DAYS = [date(2024, 2, 15), date(2024, 5, 2), date(2025, 1, 1)]
EVERYTHING = DealFilters()
NOT_OVER = DealFilters(ended=False)
ALL = 10**6


@pytest.fixture(params=KINDS, scope="module")
def engine(
    request: pytest.FixtureRequest, fresh_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Engine]:
    """A database that is emptied for each example."""
    with fresh_database(request.param) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@settings(max_examples=12, suppress_health_check=SLOW)
@given(market=markets())
def test_the_store_draws_and_adds_up_as_a_scan_of_all_deals_does(engine: Engine, market: list[list[Wire]]) -> None:
    ledger, queries = ledger_on(emptied(engine)), Queries(engine)
    arrive(ledger, market)
    with reading(engine) as connection:
        events = revealed(connection, log_of(ledger))
    for position in {len(events) * 2 // 3, len(events)}:
        for day in DAYS:
            as_of = queries.as_of(day, position)
            deals = deals_then([event for event in events if event.position <= position], day, position)
            edges = [edge for deal in deals if not deal.over for edge in edges_then(deal)]
            whole = queries.graph(as_of, None, 1, NOT_OVER, ALL)
            assert edges_told(whole) == Counter(edges)
            for root in {end for edge in edges for end in edge[1:3]}:
                for depth in (1, 2, 3):
                    told = queries.graph(as_of, subject(root), depth, NOT_OVER, ALL)
                    far, shown = network_then(edges, root, depth)
                    assert {node["id"]: node["depth"] for node in told["nodes"]} == far
                    assert edges_told(told) == Counter(shown)
            for by in get_args(By):
                told = queries.statistics(as_of, by, EVERYTHING, (), ALL)
                assert sums_told(told["total"]) == sums_then(deals)
                assert told["total"]["deals"] == len(deals)
                assert {one["key"]: sums_told(one) for one in told["items"]} == {
                    key: sums_then(some) for key, some in sorted_out(deals, by).items()
                }


def test_what_a_package_states_as_a_whole_is_in_no_sum(engine: Engine) -> None:
    store = Store(emptied(engine)).with_parties()
    store.record(
        licensing_signed("2025-01-10", consideration=usd(10)),
        investment_closed("2025-01-10", amount={"included_in": "the-licensing"}),
        transaction_assembled("2025-01-10", headline_value=usd(99)),
        transaction_payment_made("2025-01-10", payment={"amount": usd(99)}),
    )
    total = store.queries.statistics(store.at(), "kind", EVERYTHING, (), ALL)["total"]
    assert (total["deals"], total["drawn"]) == (2, [])
    assert total["committed"] == [{"currency": "USD", "amount": "10", "deals": 1}]
    assert [one["reason"] for one in total["left_out"]] == ["included_in"]


def test_a_hop_is_one_question_to_the_store_however_many_it_reaches(engine: Engine) -> None:
    store = Store(emptied(engine)).with_parties()

    def asked(depth: int) -> int:
        statements: list[str] = []

        def note(*about: Any) -> None:
            statements.append(about[2])

        listen(engine, "before_cursor_execute", note)
        store.queries.graph(store.at(), "company/gamma", depth, EVERYTHING, ALL)
        remove(engine, "before_cursor_execute", note)
        return len(statements)

    store.record(investment_closed("2025-01-10"))
    few = [asked(depth) for depth in (1, 2, 3)]
    for number in range(5):
        store.record(registered(f"c{number}", f"Firm {number}"))
        store.record(of(f"d{number}", investment_closed("2025-01-10", investors=[{"party": {"id": f"c{number}"}}])))
    assert few == [few[0], few[0] + 1, few[0] + 1], "the second hop reaches nobody from whom to go on"
    assert [asked(depth) for depth in (1, 2, 3)] == few


def subject(entity_id: str) -> str:
    return f"person/{entity_id}" if entity_id.startswith("p_") else f"company/{entity_id}"


def edges_told(told: Any) -> Counter[Edge]:
    return Counter(
        (one["deal"], one["from"], one["to"], frozenset(one["roles"]["from"]), frozenset(one["roles"]["to"]))
        for one in told["edges"]
    )


def sorted_out(deals: list[DealThen], by: str) -> dict[str, list[DealThen]]:
    found: dict[str, list[DealThen]] = {}
    for deal in deals:
        keys = {
            "kind": {deal.kind},
            "status": {deal.state["status"]},
            "month": {deal.state["since"]["date"][:7]},
            "party": {party["id"] for _, party in sides_then(deal) if "id" in party},
        }
        for key in keys[by]:
            found.setdefault(key, []).append(deal)
    return found


def sums_told(tally: Any) -> SumsThen:
    places = [(bucket, tally[bucket]) for bucket in BUCKETS]
    places += [(one["reason"], one["stated"]) for one in tally["left_out"]]
    amounts: Counter[Any] = Counter()
    for place, sums in places:
        for one in sums:
            inexact = {form: Decimal(amount) for form, amount in one.get("inexact", {}).items()}
            exact = Decimal(one["amount"]) - sum(inexact.values())
            amounts.update({(place, one["currency"], form): amount for form, amount in inexact.items()})
            amounts.update({(place, one["currency"], "exact"): exact})
    return SumsThen(+amounts, Counter({one["reason"]: one["deals"] for one in tally["left_out"]}))
