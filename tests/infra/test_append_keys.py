"""Idempotency keys: the same request again is answered from the log, and nothing is done again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

from domain.errors import BadLines, IdempotencyKeyReused, MissingTerms
from infra.append_keys import AppendKey
from infra.doctor import examine
from infra.ledger import Ledger
from infra.store.engine import reading, writing
from infra.store.tables import append_key, personal_value
from tests import given
from tests.histories import contents
from tests.store import IDS, ledger_of_parties, record
from tests.strategies import Wire

KEY = AppendKey("key_1", "first", b"request")
HIRING = given.hiring_started("2025-03-01", headline="Anne joins") | {"note": "She starts in May."}


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    with ledger_of_parties(database_url) as ledger:
        yield ledger


def kept(ledger: Ledger) -> int:
    with reading(ledger.log.engine) as connection:
        return len(connection.execute(select(append_key)).all())


@pytest.mark.parametrize(
    ("wires", "options"),
    [
        ([given.investment_closed("2025-03-01", amount=given.usd(5))], {}),
        ([HIRING], {}),
        ([given.acquisition_closed("2025-03-01", target={"name": "Nobody yet"})], {"create_missing": True}),
        ([given.investment_announced("2025-02-01"), HIRING, given.investment_closed("2025-02-09")], {}),
        ([given.investment_announced("2025-02-01") | {"subject": f"deal/no-{n}"} for n in range(3)], {}),
    ],
    ids=["one", "personal", "registering", "many", "warned"],
)
def test_the_same_request_has_the_same_receipt(ledger: Ledger, wires: list[Wire], options: Any) -> None:
    first = record(ledger, *wires, key=KEY, **options)
    record(ledger, given.company_renamed("2025-01-01", name="Omega"))
    before = contents(ledger.log.engine)
    again = record(ledger, *wires, key=KEY, **options)
    assert contents(ledger.log.engine) == before
    assert (first.answered_before, again.answered_before) == (False, True)
    assert [one.event for one in again.outcomes] == [one.event for one in first.outcomes]
    assert [one.warnings for one in again.outcomes] == [one.warnings for one in first.outcomes]
    assert [one.replayed for one in again.outcomes] == [one.replayed for one in first.outcomes]
    assert [one.event for one in again.registered] == [one.event for one in first.registered]
    assert (again.position, again.recorded_at) == (first.position, first.recorded_at)
    if len(wires) == 1:
        assert len(again.outcomes[0].change.opened) == len(first.outcomes[0].change.opened) > 0
    assert list(examine(ledger.log)) == []


def test_a_key_is_kept_where_all_had_been_recorded_before(ledger: Ledger) -> None:
    wire = HIRING | {"event_id": IDS[0]}
    record(ledger, wire)
    first = record(ledger, wire, key=KEY)
    again = record(ledger, wire, key=KEY)
    assert [one.replayed for one in (*first.outcomes, *again.outcomes)] == [True, True]
    assert (first.answered_before, again.answered_before) == (False, True)
    assert again.recorded_at == first.recorded_at


def test_another_request_under_the_key_is_refused_and_stores_nothing(ledger: Ledger) -> None:
    record(ledger, HIRING, key=KEY)
    before = contents(ledger.log.engine)
    with pytest.raises(IdempotencyKeyReused):
        record(ledger, given.company_renamed("2025-01-01"), key=replace(KEY, request=b"another"))
    assert contents(ledger.log.engine) == before


def test_the_keys_of_others_are_others(ledger: Ledger) -> None:
    record(ledger, given.company_renamed("2025-01-01", name="A"), key=KEY)
    other = record(ledger, given.company_renamed("2025-01-01", name="B"), key=replace(KEY, principal="key_2"))
    assert not other.answered_before
    assert kept(ledger) == 2


def test_a_request_that_was_refused_is_judged_anew(ledger: Ledger) -> None:
    wire = given.investment_amended("2025-03-01", amount=given.usd(5))
    for wires, error in ([wire], MissingTerms), ([wire, wire], BadLines):
        with pytest.raises(error):
            record(ledger, *wires, key=KEY)
    assert kept(ledger) == 0
    record(ledger, given.investment_announced("2025-02-01"))
    assert not record(ledger, wire, key=KEY).answered_before


def test_what_was_erased_since_is_told_as_erased(ledger: Ledger) -> None:
    wire = given.person_registered(None, name="Dora") | {"subject": "person/p_dddddddddd", "note": "a friend"}
    record(ledger, wire, key=KEY)
    with writing(ledger.log.engine) as connection:
        connection.execute(delete(personal_value))
    [again] = record(ledger, wire, key=KEY).outcomes
    assert again.event.data == {"name": {"erased": True}}
    assert again.event.note == {"erased": True}


def test_no_personal_value_is_kept_with_a_key(ledger: Ledger) -> None:
    record(ledger, HIRING, HIRING | {"subject": "deal/anne"}, key=KEY)
    with reading(ledger.log.engine) as connection:
        [row] = connection.execute(select(append_key)).all()
    assert "possible-duplicate" in row.outcome
    assert "Anne" not in str(row)
