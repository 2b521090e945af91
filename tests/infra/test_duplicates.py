"""A new deal that looks like one the log holds: refused by itself, warned of among others, told apart by the sender."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from domain.errors import Invalid, PossibleDuplicate, UnresolvedParty
from infra.doctor import examine
from infra.ledger import Ledger
from infra.projector import rebuild
from infra.receipts import Receipt
from tests import given
from tests.histories import contents, derived
from tests.store import IDS, ledger_of_parties, record
from tests.strategies import Wire


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    with ledger_of_parties(database_url) as ledger:
        yield ledger


def new(wire: Wire, **envelope: Any) -> Wire:
    """*wire* as the first event of a new deal."""
    return {name: value for name, value in wire.items() if name != "subject"} | envelope


def refused(ledger: Ledger, wire: Wire) -> list[str]:
    """The deals that *wire* is taken for, and nothing is stored."""
    before = contents(ledger.log.engine)
    with pytest.raises(PossibleDuplicate) as caught:
        record(ledger, wire, refuse_duplicates=True)
    assert contents(ledger.log.engine) == before
    return [one.deal for one in caught.value.deals]


def accepted(ledger: Ledger, wire: Wire) -> None:
    [outcome] = record(ledger, wire, refuse_duplicates=True).outcomes
    assert outcome.event.version == 1


def warned(receipt: Receipt) -> list[tuple[int, str]]:
    return [(line, one.code) for line, outcome in enumerate(receipt.outcomes) for one in outcome.warnings]


OPEN = given.investment_announced("2020-02-01")
CLOSED = given.investment_closed("2025-03-15")


@pytest.mark.parametrize("day", ["2020-02-01", "2025-05-01", "2001-01-01"])
def test_an_open_deal_is_a_likely_twin_at_any_date(ledger: Ledger, day: str) -> None:
    record(ledger, OPEN)
    assert refused(ledger, new(given.investment_closed(day))) == ["the-investment"]


@pytest.mark.parametrize(("day", "is_near"), [("2025-03-01", True), ("2025-03-29", True), ("2025-03-30", False)])
def test_a_finished_deal_is_one_within_fourteen_days(ledger: Ledger, day: str, *, is_near: bool) -> None:
    record(ledger, CLOSED)
    wire = new(given.investment_announced(day))
    if is_near:
        assert refused(ledger, wire) == ["the-investment"]
    else:
        accepted(ledger, wire)


@pytest.mark.parametrize(
    "other",
    [
        given.investment_closed("2025-03-15", investors=[{"party": given.BETA}]),
        given.investment_closed("2025-03-15", issuer=given.BETA),
        given.investment_closed("2025-03-15", investors=[{"party": given.ALPHA}, {"party": given.BETA}]),
        given.acquisition_closed("2025-03-15"),
        given.licensing_announced("2025-03-15"),
        given.commercial_signed("2025-03-15"),
        given.hiring_started("2025-03-15"),
    ],
)
def test_another_kind_or_other_parties_are_another_deal(ledger: Ledger, other: Wire) -> None:
    record(ledger, CLOSED)
    accepted(ledger, new(other))


@pytest.mark.parametrize(
    "wire",
    [
        given.acquisition_announced("2025-03-15"),
        given.licensing_announced("2025-03-15"),
        given.hiring_started("2025-03-15"),
        given.commercial_signed("2025-03-15"),
    ],
)
def test_every_kind_of_deal_is_known_by_its_parties(ledger: Ledger, wire: Wire) -> None:
    record(ledger, wire)
    assert refused(ledger, new(wire)) == [wire["subject"].removeprefix("deal/")]


def test_parties_that_nobody_names_tell_no_deals_apart(ledger: Ledger) -> None:
    record(ledger, CLOSED)
    others = [{"party": given.ALPHA}, {"party": {"unnamed": "co-investors"}}]
    assert refused(ledger, new(given.investment_closed("2025-03-15", investors=others))) == ["the-investment"]


def test_a_team_is_known_by_where_it_came_from(ledger: Ledger) -> None:
    team = {"person": None, "team": {"size": {"value": 30}}}
    record(ledger, given.hiring_started("2025-03-15", **team, from_company=given.GAMMA))
    assert refused(ledger, new(given.hiring_started("2025-03-15", **team, from_company=given.GAMMA)))
    accepted(ledger, new(given.hiring_started("2025-03-15", **team, from_company=given.BETA)))


def test_a_name_is_resolved_first(ledger: Ledger) -> None:
    record(ledger, OPEN)
    assert refused(ledger, new(given.investment_closed("2025-03-15", issuer={"name": "Gamma"})))
    with pytest.raises(UnresolvedParty):
        record(ledger, new(given.investment_closed("2025-03-15", issuer={"name": "Nobody"})), refuse_duplicates=True)


def test_all_that_it_may_be_must_be_told_apart(ledger: Ledger) -> None:
    record(ledger, OPEN, OPEN | {"subject": "deal/another"})
    assert refused(ledger, new(CLOSED)) == ["another", "the-investment"]
    assert refused(ledger, new(CLOSED, distinct_from=["another"])) == ["the-investment"]
    accepted(ledger, new(CLOSED, distinct_from=["another", "the-investment"]))


def test_a_deal_that_nobody_knows_tells_nothing_apart(ledger: Ledger) -> None:
    with pytest.raises(Invalid) as caught:
        record(ledger, new(CLOSED, distinct_from=["nowhere"]))
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/distinct_from/0", "unknown_deal")]


def test_the_next_step_of_a_deal_is_no_new_one(ledger: Ledger) -> None:
    record(ledger, OPEN, OPEN | {"subject": "deal/another"})
    [outcome] = record(ledger, CLOSED, refuse_duplicates=True).outcomes
    assert (outcome.event.version, outcome.warnings) == (2, [])


def test_the_same_event_again_is_not_its_own_twin(ledger: Ledger) -> None:
    wire = new(CLOSED, event_id=IDS[0])
    accepted(ledger, wire)
    assert record(ledger, wire, refuse_duplicates=True).outcomes[0].replayed


@pytest.mark.parametrize("dated", ["2025", "2025-03"])
def test_a_date_wider_than_a_day_is_only_warned_of(ledger: Ledger, dated: str) -> None:
    record(ledger, OPEN)
    receipt = record(ledger, new(given.investment_closed(dated)), refuse_duplicates=True)
    assert warned(receipt) == [(0, "possible-duplicate")]


def test_a_twin_that_may_lie_near_is_only_warned_of(ledger: Ledger) -> None:
    record(ledger, given.investment_closed("2025-03"))
    receipt = record(ledger, new(given.investment_closed("2025-04-10")), refuse_duplicates=True)
    assert warned(receipt) == [(0, "possible-duplicate")]
    accepted(ledger, new(given.investment_closed("2024-04-15")))


def test_among_others_it_is_only_warned_of_whether_the_twin_is_old_or_new(ledger: Ledger) -> None:
    receipt = record(ledger, CLOSED, new(CLOSED), given.company_renamed("2025-01-01", name="Omega"), new(CLOSED))
    assert warned(receipt) == [(1, "possible-duplicate"), (3, "possible-duplicate"), (3, "possible-duplicate")]
    assert receipt.outcomes[1].warnings[0].detail.startswith("this may be deal/the-investment")


def test_a_dry_run_is_refused_alike(ledger: Ledger) -> None:
    record(ledger, OPEN)
    with pytest.raises(PossibleDuplicate):
        record(ledger, new(CLOSED), refuse_duplicates=True, dry_run=True)


def test_a_deal_that_is_retracted_has_no_twin(ledger: Ledger) -> None:
    record(ledger, OPEN | {"event_id": IDS[0]})
    record(ledger, given.retracted(IDS[0]))
    accepted(ledger, new(CLOSED))


def test_a_deal_whose_parties_were_corrected_is_known_by_the_new_ones(ledger: Ledger) -> None:
    record(ledger, OPEN | {"event_id": IDS[0]})
    record(ledger, given.corrected(IDS[0], investors=[{"party": given.BETA}]))
    assert refused(ledger, new(given.investment_closed("2025-03-15", investors=[{"party": given.BETA}])))
    accepted(ledger, new(CLOSED))


def test_twins_are_found_as_before_in_a_store_that_was_rebuilt(ledger: Ledger) -> None:
    record(ledger, OPEN | {"event_id": IDS[0]})
    record(ledger, given.corrected(IDS[0], investors=[{"party": given.BETA}]))
    before = derived(ledger.log.engine)
    rebuild(ledger.log)
    assert derived(ledger.log.engine) == before
    assert list(examine(ledger.log)) == []


def statements(engine: Engine, ledger: Ledger, wire: Wire) -> int:
    """How many statements it takes to record *wire*, the tree's apart."""
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "node" not in statement:
            told.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    record(ledger, wire)
    event.remove(engine, "before_cursor_execute", note)
    return len(told)


def test_a_company_of_many_deals_costs_no_more_to_look_in(ledger: Ledger) -> None:
    engine = ledger.log.engine
    few = statements(engine, ledger, new(given.investment_closed("2025-03-15", issuer=given.BETA)))
    record(ledger, *(given.licensing_announced("2025-03-15") | {"subject": f"deal/of-{n}"} for n in range(60)))
    assert statements(engine, ledger, new(given.investment_closed("2025-03-15"))) == few
