"""What is exported is all there is, fits together, takes little memory, and makes the same log again."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine

from api.exports import chunks
from domain.errors import Invalid, PactlogError
from domain.state.selection import DealFilters
from domain.vocabulary import Event, parse_event
from infra.demonstration import demonstration
from infra.ledger import Ledger
from infra.ndjson import as_sent, is_exported
from infra.queries import Queries
from infra.queries.export import BATCH
from infra.store.engine import make_engine
from tests.conftest import KINDS
from tests.given import company_registered, person_registered
from tests.histories import NOON, SLOW, Wire, arrive, derived, emptied, ledger_on, markets

Databases = Callable[[str], AbstractContextManager[str]]
DAYS = [date(2024, 3, 1), date(2024, 6, 15), date(2025, 1, 1)]


@pytest.fixture(params=KINDS, scope="module")
def engines(request: pytest.FixtureRequest, fresh_database: Databases) -> Iterator[tuple[Engine, Engine]]:
    """Two databases of one kind, emptied for each example."""
    with fresh_database(request.param) as one, fresh_database(request.param) as other:
        both = make_engine(one), make_engine(other)
        yield both
        for engine in both:
            engine.dispose()


def queries(engine: Engine) -> Queries:
    return Queries(engine, clock=lambda: NOON)


def exported(asked: Queries) -> list[Wire]:
    """The events of a log, as a file of lines holds them."""
    content = b"".join(chunks("events", asked.export.events(asked.as_of(), {}), "ndjson"))
    return [json.loads(line) for line in content.splitlines()]


def taken_in(lines: list[Wire]) -> list[Event]:
    """The events that these lines bring into another log."""
    assert all(is_exported(line) for line in lines)
    return [parse_event(sent) for line in lines if (sent := as_sent(line)) is not None]


def states(asked: Queries, lines: list[Wire], days: Sequence[date] = DAYS) -> dict[str, Any]:
    """What there is to know of everything that the lines speak of, but for when the log learnt of it."""
    found: dict[str, Any] = {}
    for subject in {line["subject"] for line in lines if not line["subject"].startswith("log/")}:
        for day in days:
            try:
                state = asked.state(subject, asked.as_of(day), include=frozenset({"ended", "sources"}))
            except PactlogError as error:
                found[f"{subject} {day}"] = type(error)
            else:
                found[f"{subject} {day}"] = {name: told for name, told in state.items() if name != "as_of"}
    return found


@settings(max_examples=20, suppress_health_check=SLOW)
@given(market=markets())
def test_an_export_makes_the_same_log_again(engines: tuple[Engine, Engine], market: list[list[Wire]]) -> None:
    one, other = map(emptied, engines)
    arrive(ledger_on(one), market)
    lines = exported(queries(one))
    ledger_on(other).record(taken_in(lines), recorded_by="test")
    assert derived(other) == derived(one)
    assert states(queries(other), lines) == states(queries(one), lines)


def test_the_demonstration_can_be_taken_over(engines: tuple[Engine, Engine]) -> None:
    one, other = map(emptied, engines)
    Ledger(one).load_demonstration(demonstration(), origin="test", recorded_by="demonstration")
    lines = exported(Queries(one))
    into = Ledger(other)
    into.start(demonstration=False, origin="test")
    into.record(taken_in(lines), recorded_by="test")
    assert len(lines) == Queries(other).as_of().position
    assert states(Queries(other), lines, DAYS[-1:]) == states(Queries(one), lines, DAYS[-1:])
    people = [line for line in lines if line["type"] == "person.registered"]
    assert all(isinstance(line["data"]["name"], str) for line in people)


def test_an_event_of_another_version_is_not_taken_for_one_of_this() -> None:
    line = company_registered(None) | {"position": 1, "version": 1, "schema_version": 2, "recorded_by": "k"}
    assert not is_exported(line)
    line["recorded_at"] = "2025-01-01T12:00:00.000000Z"
    with pytest.raises(Invalid, match="/schema_version"):
        as_sent(line)


def test_what_is_recorded_meanwhile_is_not_in_it(engines: tuple[Engine, Engine]) -> None:
    engine, _ = map(emptied, engines)
    ledger = ledger_on(engine)

    def companies(*numbers: int) -> list[Event]:
        return [parse_event(company_registered(None) | {"subject": f"company/c{number:05}"}) for number in numbers]

    ledger.record(companies(*range(0, 4 * BATCH, 2)), recorded_by="test")
    asked = queries(engine)
    basis = asked.as_of()
    reading = {
        "events": (asked.export.events(basis, {}), "subject"),
        "companies": (asked.export.companies(basis, None), "id"),
    }
    begun = {name: next(batches) for name, (batches, _) in reading.items()}
    ledger.record(companies(1, 4 * BATCH - 1, 2 * BATCH + 1), recorded_by="test")
    for name, (batches, key) in reading.items():
        told = begun[name] + [one for batch in batches for one in batch]
        numbers = [int(one[key][-5:]) for one in told]
        assert numbers == list(range(0, 4 * BATCH, 2)), name


def test_ten_thousand_lines_take_the_memory_of_a_few_batches(fresh_database: Databases) -> None:
    lines = 10_000
    with fresh_database("sqlite") as url:
        engine = make_engine(url)
        ledger = Ledger(engine)
        for start in range(0, lines, 2000):
            numbers = range(start, start + 2000)
            events = [company_registered(None, name=f"Firm {n}") | {"subject": f"company/firm-{n}"} for n in numbers]
            ledger.record([parse_event(event) for event in events], recorded_by="test")
        asked = Queries(engine)
        size = 0
        tracemalloc.start()
        for piece in chunks("events", asked.export.events(asked.as_of(), {}), "ndjson"):
            size += len(piece)
            assert engine.pool.checkedout() == 0, "nothing is held between two batches"  # type: ignore[attr-defined]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        engine.dispose()
    assert size > lines * 250
    assert peak < size, "all of it would take several times its bytes"


def test_every_deal_and_company_of_the_lists_is_in_them(engines: tuple[Engine, Engine]) -> None:
    engine, _ = map(emptied, engines)
    Ledger(engine).load_demonstration(demonstration(), origin="test", recorded_by="demonstration")
    asked = Queries(engine)
    for basis in (asked.as_of(), asked.as_of(date(2025, 6, 30), 300)):
        listed = asked.finding.deals(basis, DealFilters(), "since", [], 500)["items"]
        told = [one for batch in asked.export.deals(basis, DealFilters()) for one in batch]
        assert told == sorted(listed, key=lambda deal: deal["deal"])
        some = DealFilters(kind="licensing", party="openai")
        assert [one["deal"] for batch in asked.export.deals(basis, some) for one in batch] == [
            deal["deal"] for deal in told if deal["deal"] in _ids(asked.finding.deals(basis, some, "since", [], 500))
        ]
        companies = asked.finding.entities("company", basis, None, [], 500)["items"]
        assert [one for batch in asked.export.companies(basis, None) for one in batch] == companies
        assert companies


def _ids(page: dict[str, Any]) -> set[str]:
    return {item["deal"] for item in page["items"]}


def test_a_log_without_events_is_an_empty_file(engines: tuple[Engine, Engine]) -> None:
    engine, _ = map(emptied, engines)
    assert exported(queries(engine)) == []
    assert list(queries(engine).export.deals(queries(engine).as_of(), DealFilters())) == [[]]


def test_a_person_is_told_in_the_clear_and_keeps_the_id(engines: tuple[Engine, Engine]) -> None:
    engine, _ = map(emptied, engines)
    ledger_on(engine).record([parse_event(person_registered(None, name="Anne"))], recorded_by="test")
    [line] = exported(queries(engine))
    assert (line["subject"][:9], line["data"]["name"]) == ("person/p_", "Anne")
