"""A dry run tells what a write would tell, and leaves every table as it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import BadLines, IllegalHistory, PactlogError, UnresolvedParty, VersionConflict
from domain.vocabulary import parse_event
from infra.ledger import Ledger
from infra.receipts import Receipt
from infra.store.engine import make_engine
from tests import given
from tests.histories import contents
from tests.store import IDS, START
from tests.strategies import PARTIES, Wire


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """The ledger of a store that knows some parties."""
    engine = make_engine(database_url)
    ledger = Ledger(engine, clock=lambda: START)
    ledger.record([parse_event(wire) for wire in PARTIES], recorded_by="test")
    yield ledger
    engine.dispose()


def record(ledger: Ledger, *wires: Wire, **options: Any) -> Receipt:
    return ledger.record([parse_event(wire) for wire in wires], recorded_by="test", **options)


def rehearse(ledger: Ledger, *appends: list[Wire], **options: Any) -> list[Receipt | PactlogError]:
    told: list[Receipt | PactlogError] = []
    with ledger.rehearsal(recorded_by="test", **options) as recorder:
        for wires in appends:
            try:
                told.append(recorder([parse_event(wire) for wire in wires]))
            except PactlogError as error:
                told.append(error)
    return told


HIRING = given.hiring_started("2025-03-01", event_id=IDS[0], headline="Anne joins") | {"note": "She starts in May."}


@pytest.mark.parametrize(
    "wires",
    [
        [given.investment_closed("2025-03-01", event_id=IDS[0])],
        [HIRING],
        [
            given.investment_announced("2025-02-01", event_id=IDS[0]),
            given.corrected(IDS[0], date_basis="signed") | {"event_id": IDS[1]},
        ],
    ],
    ids=["one", "personal", "many"],
)
def test_a_dry_run_tells_what_the_write_will_tell_and_stores_nothing(ledger: Ledger, wires: list[Wire]) -> None:
    before = contents(ledger.log.engine)
    told = record(ledger, *wires, dry_run=True)
    assert contents(ledger.log.engine) == before
    done = record(ledger, *wires)
    assert (told.dry_run, done.dry_run) == (True, False)
    assert [one.event for one in told.outcomes] == [one.event for one in done.outcomes]
    assert [one.warnings for one in told.outcomes] == [one.warnings for one in done.outcomes]
    assert (told.position, told.recorded_at) == (done.position, done.recorded_at)
    assert sorted(map(str, told.personal.values())) == sorted(map(str, done.personal.values()))
    assert contents(ledger.log.engine) != before


@pytest.mark.parametrize(
    ("wire", "options", "error"),
    [
        (given.acquisition_closed("2025-03-01", target={"name": "Nobody"}), {}, UnresolvedParty),
        (given.investment_withdrawn("2025-01-01"), {}, IllegalHistory),
        (given.investment_amended("2025-04-01", amount=given.usd(5)), {"expected_version": 0}, VersionConflict),
    ],
)
def test_what_speaks_against_a_write_speaks_against_its_dry_run(
    ledger: Ledger, wire: Wire, options: Any, error: type[PactlogError]
) -> None:
    record(ledger, given.investment_closed("2025-03-01", event_id=IDS[0]))
    before = contents(ledger.log.engine)
    for dry_run in (True, False):
        with pytest.raises(error):
            record(ledger, wire, dry_run=dry_run, **options)
    assert contents(ledger.log.engine) == before


def test_a_dry_run_of_what_was_recorded_tells_that_it_was(ledger: Ledger) -> None:
    done = record(ledger, HIRING)
    told = record(ledger, HIRING, dry_run=True)
    assert [one.replayed for one in told.outcomes] == [True]
    assert told.outcomes[0].event == done.outcomes[0].event


def test_a_dry_run_tells_who_would_be_registered_and_registers_nobody(ledger: Ledger) -> None:
    wire = given.acquisition_closed("2025-03-01", target={"name": "Nobody yet"})
    before = contents(ledger.log.engine)
    told = record(ledger, wire, create_missing=True, dry_run=True)
    assert [one.event.subject for one in told.registered] == ["company/nobody-yet"]
    assert contents(ledger.log.engine) == before
    with pytest.raises(UnresolvedParty):
        record(ledger, wire)


def test_a_rehearsal_judges_each_append_behind_the_good_ones_before_it(ledger: Ledger) -> None:
    before = contents(ledger.log.engine)
    appends = [
        [given.investment_announced("2025-02-01", event_id=IDS[0], issuer={"name": "Nobody yet"})],
        [given.investment_withdrawn("2025-01-01", event_id=IDS[1])],
        [given.investment_closed("2025-03-01", event_id=IDS[2])],
        [given.acquisition_closed("2025-03-01", event_id=IDS[3], target={"name": "Nobody yet"})],
    ]
    told = rehearse(ledger, *appends, create_missing=True)
    assert contents(ledger.log.engine) == before
    done: list[Receipt | PactlogError] = []
    for append in appends:
        try:
            done.append(record(ledger, *append, create_missing=True))
        except PactlogError as error:
            done.append(error)
    assert [type(one) for one in told] == [type(one) for one in done] == [Receipt, IllegalHistory, Receipt, Receipt]
    for rehearsed, recorded in zip(told, done, strict=True):
        if isinstance(rehearsed, Receipt) and isinstance(recorded, Receipt):
            assert [one.event for one in rehearsed.outcomes] == [one.event for one in recorded.outcomes]
            assert len(rehearsed.registered) == len(recorded.registered)
            assert rehearsed.recorded_at == recorded.recorded_at


def test_a_rehearsal_names_the_bad_lines_of_an_append(ledger: Ledger) -> None:
    bad = given.acquisition_closed("2025-03-01", target={"name": "Nobody"})
    [told] = rehearse(ledger, [given.investment_closed("2025-03-01"), bad])
    assert isinstance(told, BadLines)
    assert list(told.errors) == [1]


def test_a_rehearsal_that_ends_in_an_error_stores_nothing_and_lets_others_write(ledger: Ledger) -> None:
    before = contents(ledger.log.engine)

    def interrupted() -> None:
        with ledger.rehearsal(recorded_by="test") as recorder:
            recorder([parse_event(given.company_renamed("2025-01-01"))])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert contents(ledger.log.engine) == before
    assert record(ledger, HIRING).position == len(PARTIES) + 1


def test_what_was_shown_dry_can_still_be_prevented_by_others(ledger: Ledger) -> None:
    told = record(ledger, given.investment_closed("2025-03-01"), expected_version=0, dry_run=True)
    other = threading.Thread(target=record, args=(ledger, given.investment_announced("2025-02-01")))
    other.start()
    other.join()
    assert told.outcomes[0].event.version == 1
    with pytest.raises(VersionConflict):
        record(ledger, given.investment_closed("2025-03-01"), expected_version=0)


def test_the_instants_of_a_rehearsal_go_on(ledger: Ledger) -> None:
    told = rehearse(ledger, *([given.company_renamed("2025-01-01", name=name)] for name in "ABC"))
    instants = [one.recorded_at for one in told if isinstance(one, Receipt)]
    assert instants == [instants[0] + number * timedelta(microseconds=1) for number in range(3)]
