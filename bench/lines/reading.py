"""The state of a company as of two dates, in process: against its rows alone, against replay, and as the log grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select

from bench.results import Line, Target, milliseconds
from bench.samples import Samples
from bench.stores import Store
from bench.timing import side_by_side
from infra.queries.facts_at import FactsAt
from infra.store.codec import originator_id
from infra.store.engine import reading
from infra.store.fact_rows import FACT_COLUMNS
from infra.store.tables import fact, party

_SUBJECTS: Select[Any] = select(party.c.subject).where(party.c.entity == bindparam("entity"))
_IDS: Any = bindparam("ids", expanding=True)
_ROWS: Select[Any] = select(*FACT_COLUMNS).where(fact.c.id.in_(_IDS))


def against_rows(store: Store, found: Samples, rounds: int) -> Iterator[Line]:
    """The state of companies with about a hundred facts, against only reading the rows of these facts by their keys."""
    rows = [_rows_of(store, found, company) for company in found.hundred]

    def read(number: int) -> None:
        with reading(store.engine) as connection:
            connection.execute(_ROWS, {"ids": rows[number % len(rows)]}).all()

    def ask(number: int) -> None:
        store.queries.company(found.hundred[number % len(rows)], store.queries.as_of())

    ours, theirs = map(milliseconds, side_by_side(ask, read, rounds=rounds, warm_up=len(rows)))
    yield Line(
        "company as-of, ~100 facts",
        store.kind,
        ours,
        theirs,
        "the same columns of the same rows through SQLAlchemy Core",
        ours.value / theirs.value,
        Target("ratio", "<=", 3),
        f"{sum(map(len, rows)) // len(rows)} facts on average",
    )


def small_company(store: Store, found: Samples, rounds: int) -> Iterator[Line]:
    """The state of companies with up to ten facts, now and as it was known when half the log was written."""

    def ask(number: int) -> None:
        store.queries.company(found.small[number % len(found.small)], store.queries.as_of())

    half = found.as_of.position // 2
    asked = [company for company in found.small if _is_known(store, company, half)]

    def ask_of_old(number: int) -> None:
        store.queries.company(asked[number % len(asked)], store.queries.as_of(None, half))

    now, old = map(milliseconds, side_by_side(ask, ask_of_old, rounds=rounds, warm_up=len(found.small)))
    yield Line("company as-of, up to 10 facts, p50", store.kind, now, target=Target("value", "<=", 1))
    yield Line(
        "the same as known at half the log", store.kind, old, now, "the same as known now", old.value / now.value
    )


def against_replay(store: Store, found: Samples, rounds: int) -> Iterator[Line]:
    """The state of a company with a thousand events, against loading these through the library's store and our mapper.

    Loading alone: what a replay would then still do to get at the state is left out.
    """
    company = found.thousand_events
    with reading(store.engine) as connection:
        subjects = [f"company/{company}", *connection.scalars(_SUBJECTS, {"entity": f"company/{company}"})]
    streams = [originator_id(subject) for subject in subjects]
    events = store.ledger.log.events
    count = sum(len(list(events.get(stream))) for stream in streams)

    def replay(_: int) -> None:
        for stream in streams:
            list(events.get(stream))

    def ask(_: int) -> None:
        store.queries.company(company, store.queries.as_of())

    ours, theirs = map(milliseconds, side_by_side(ask, replay, rounds=rounds))
    yield Line(
        "company as-of, ~1,000 events",
        store.kind,
        ours,
        theirs,
        "loading its events through the library's event store",
        theirs.value / ours.value,
        Target("ratio", ">=", 5),
        f"{count:,} events in {len(streams):,} streams",
    )


def growth(small: tuple[Store, Samples], large: tuple[Store, Samples], rounds: int) -> Iterator[Line]:
    """The state of small companies in a large log against that in a small one, side by side."""

    def asking(store: Store, companies: Sequence[str]) -> Any:
        return lambda number: store.queries.company(companies[number % len(companies)], store.queries.as_of())

    asks = [asking(store, found.small) for store, found in (large, small)]
    ours, theirs = map(milliseconds, side_by_side(*asks, rounds=rounds, warm_up=300))
    sizes = [found.as_of.position for _, found in (small, large)]
    yield Line(
        f"growth from {sizes[0]:,} to {sizes[1]:,} events, small company",
        large[0].kind,
        ours,
        theirs,
        "the same in the small log",
        ours.value / theirs.value,
        Target("ratio", "<=", 1.3),
    )


def _rows_of(store: Store, found: Samples, company: str) -> list[int]:
    with reading(store.engine) as connection:
        facts = {(one.subject, one.aspect) for one in FactsAt(connection, found.as_of).of_entity(f"company/{company}")}
        subjects = {subject for subject, _ in facts}
        day, position = found.as_of.valid_at, found.as_of.position
        held = select(fact.c.id, fact.c.subject, fact.c.aspect).where(
            fact.c.subject.in_(subjects),
            fact.c.known_from <= position,
            fact.c.known_to > position,
            fact.c.valid_from <= day,
            fact.c.valid_to > day,
        )
        return [row.id for row in connection.execute(held) if (row.subject, row.aspect) in facts]


def _is_known(store: Store, company: str, position: int) -> bool:
    with reading(store.engine) as connection:
        as_of = store.queries.as_of(None, position)
        return bool(FactsAt(connection, as_of).of_streams([f"company/{company}"]))
