"""The laws of the store, with random histories of whole markets: what is derived follows from the events alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.errors import IllegalHistory, MissingTerms, PactlogError
from domain.fold.fact import Fact
from infra.doctor import examine
from infra.projector import rebuild
from infra.store.codec import canonical
from infra.store.engine import make_engine
from tests.conftest import KINDS
from tests.histories import (
    SLOW,
    arrive,
    cuts,
    derived,
    emptied,
    facts_at,
    jumping_clocks,
    ledger_on,
    log_of,
    markets,
    parsed,
    take,
)
from tests.oracle import oracle_at
from tests.strategies import DEAL_KINDS, PARTIES, Wire, is_legal, logged, submissions

Databases = Callable[[str], AbstractContextManager[str]]

DAYS = [date(2024, month, day) for month in range(1, 10) for day in (1, 2, 3, 15, 16, 28)]
DAYS = [date(2023, 12, 31), *DAYS, *(day - timedelta(days=1) for day in DAYS if day.day == 1), date(2025, 7, 1)]
grids = st.lists(st.sampled_from(sorted(set(DAYS))), min_size=3, max_size=8, unique=True)
"""Days to ask about, among those on which histories turn and their neighbours."""


@pytest.fixture(params=KINDS, scope="module")
def engines(request: pytest.FixtureRequest, fresh_database: Databases) -> Iterator[tuple[Engine, Engine]]:
    """Two databases of one kind, emptied for each example."""
    with fresh_database(request.param) as one, fresh_database(request.param) as other:
        both = make_engine(one), make_engine(other)
        yield both
        for engine in both:
            engine.dispose()


@pytest.fixture
def engine(engines: tuple[Engine, Engine]) -> Engine:
    return engines[0]


laws = settings(max_examples=30, suppress_health_check=SLOW)


@laws
@given(market=markets(), days=grids)
def test_the_facts_of_every_point_are_those_of_the_oracle(
    engine: Engine, market: list[list[Wire]], days: list[date]
) -> None:
    ledger = ledger_on(emptied(engine))
    arrive(ledger, market)
    events = log_of(ledger)
    for position in range(len(events) + 1):
        facts = facts_at(engine, position)
        for subject in {event.subject for event in events}:
            ask = oracle_at(events, subject, position)
            of_subject = [fact for fact in facts if fact.subject == subject]
            for day in days:
                expected = {aspect: (fact.value, fact.certain) for aspect, fact in ask(day).items()}
                assert said_on(day, of_subject) == expected, (subject, day, position)


def said_on(day: date, facts: Sequence[Fact]) -> dict[str, tuple[Wire, bool]]:
    """What *facts* say on *day*, without the warnings that the oracle does not compute."""
    held = [fact for fact in facts if fact.holds_on(day)]
    told = {
        fact.aspect: (
            {name: value for name, value in fact.value.items() if name != "warnings"},
            fact.certainty_on(day) == "certain",
        )
        for fact in held
    }
    assert len(told) == len(held), "no aspect has two values on one day"
    return told


@laws
@given(data=st.data())
def test_neither_other_batches_nor_a_rebuild_change_what_is_derived(
    engines: tuple[Engine, Engine], data: st.DataObject
) -> None:
    one, other = (ledger_on(emptied(engine)) for engine in engines)
    taken = arrive(one, data.draw(markets()))
    for batch in data.draw(cuts(taken)):
        assert take(other, batch) == batch
    expected = derived(engines[0])
    assert derived(engines[1]) == expected
    rebuild(other.log)
    assert derived(engines[1]) == expected
    assert [*examine(one.log), *examine(other.log)] == []


@laws
@given(market=markets(), days=grids)
def test_an_old_answer_never_changes(engine: Engine, market: list[list[Wire]], days: list[date]) -> None:
    ledger = ledger_on(emptied(engine))
    given_then = []
    for batch in market:
        arrive(ledger, [batch])
        position = len(log_of(ledger))
        given_then += [(position, day, answer(engine, position, day)) for day in days]
    assert [(position, day, answer(engine, position, day)) for position, day, _ in given_then] == given_then


def answer(engine: Engine, position: int, day: date) -> bytes:
    facts = [fact for fact in facts_at(engine, position) if fact.holds_on(day)]
    told = [[fact.subject, fact.aspect, fact.value, list(fact.events), fact.certainty_on(day)] for fact in facts]
    return canonical(sorted(told, key=lambda one: one[:2]))


@laws
@given(market=markets(), clock=jumping_clocks())
def test_positions_have_no_gap_and_instants_rise_from_append_to_append(
    engine: Engine, market: list[list[Wire]], clock: Callable[[], datetime]
) -> None:
    ledger = ledger_on(emptied(engine), clock)
    appends = [len(taken) for batch in market if (taken := arrive(ledger, [batch]))]
    events = log_of(ledger)
    assert [event.position for event in events] == list(range(1, sum(appends) + 1))
    instants = [[next(in_order).recorded_at for _ in range(size)] for in_order in [iter(events)] for size in appends]
    assert all(len(set(append)) == 1 for append in instants)
    assert all(before[0] < after[0] for before, after in pairwise(instants))
    versions: dict[str, list[int]] = {}
    for event in events:
        versions.setdefault(event.subject, []).append(event.version)
    assert all(told == list(range(1, len(told) + 1)) for told in versions.values())
    assert list(examine(ledger.log)) == []


@laws
@given(data=st.data())
def test_what_is_sent_again_is_not_recorded_again(engine: Engine, data: st.DataObject) -> None:
    ledger = ledger_on(emptied(engine))
    taken = arrive(ledger, data.draw(markets()))
    before = log_of(ledger), derived(engine)
    for batch in data.draw(cuts(taken)):
        receipt = ledger.record(batch, recorded_by="somebody else")
        assert all(outcome.replayed for outcome in receipt.outcomes)
    assert (log_of(ledger), derived(engine)) == before


@pytest.mark.parametrize("kind", DEAL_KINDS)
@settings(max_examples=15, suppress_health_check=SLOW)
@given(data=st.data())
def test_the_ledger_refuses_the_histories_that_the_oracle_objects_to(
    engine: Engine, kind: str, data: st.DataObject
) -> None:
    ledger = ledger_on(emptied(engine))
    arrive(ledger, [PARTIES])
    taken: list[Wire] = []
    for wire in data.draw(submissions(kind)):
        for event in parsed([wire]):
            try:
                ledger.record([event], recorded_by="test")
            except (IllegalHistory, MissingTerms):
                assert not is_legal(logged([*taken, wire]))
            except PactlogError:
                assert wire["type"].startswith("record."), "all that it names is there"
            else:
                taken.append(wire)
                assert is_legal(logged(taken))
