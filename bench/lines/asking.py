"""Questions over all companies at once: they read every deal there is, so they cost what the log holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from bench.results import Line, milliseconds
from bench.samples import Samples
from bench.stores import Store
from bench.timing import side_by_side
from domain.as_of import AsOf
from domain.state.selection import DealFilters


def across_companies(store: Store, found: Samples, rounds: int) -> Iterator[Line]:
    """Each asked of another day every time."""
    queries = store.queries
    licences = DealFilters(kind="licensing", status="in_force")
    questions: dict[str, Callable[[AsOf], Any]] = {
        "all licences in force on a day, first page": lambda at: queries.finding.deals(at, licences, "-since", (), 50),
        "the network around the largest company": lambda at: queries.graph(
            at, f"company/{found.hub}", 1, DealFilters(), 1000
        ),
        "the whole network, 1,000 edges": lambda at: queries.graph(at, None, 1, DealFilters(), 1000),
        "sums of all deals by kind": lambda at: queries.statistics(at, "kind", DealFilters(), (), 50),
        "the largest company": lambda at: queries.company(found.hub, at),
    }
    days = [date(2025, 6, 1) - timedelta(days=30 * number) for number in range(12)]
    as_ofs = [queries.as_of(day) for day in days]

    def asking(ask: Callable[[AsOf], Any]) -> Callable[[int], Any]:
        return lambda number: ask(as_ofs[number % len(as_ofs)])

    taken = side_by_side(*map(asking, questions.values()), rounds=rounds, warm_up=1)
    for what, durations in zip(questions, taken, strict=True):
        yield Line(what, store.kind, milliseconds(durations))
