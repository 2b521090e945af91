"""The write path: bulk import, single durable appends, and the rebuild of all that is derived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from time import perf_counter

import msgspec
from eventsourcing.persistence import ApplicationRecorder

from bench.baselines import stored_since
from bench.machine import peak_memory_mb
from bench.results import Figure, Line, Target, milliseconds, rate
from bench.stores import Store
from bench.timing import without_collections
from domain.vocabulary import parse_event
from infra.collector import uncollected
from infra.projector import rebuild
from infra.store.engine import reading

APPEND = 1000
"""Events in one append of an import."""

Progress = Callable[[int], None]

_BARE = {"sqlite": APPEND, "postgresql": 200}
"""The same for the library's recorder: on PostgreSQL its pipeline stands still when it is given a thousand."""

_BULK = {"sqlite": 8000, "postgresql": 5000}
_SINGLE = {"sqlite": 0.3, "postgresql": 0.5}


def bulk_import(store: Store, bare: ApplicationRecorder, size: int, progress: Progress) -> Iterator[Line]:
    """Fill *store* with the first *size* events of its market, from JSON lines to the commit, as an import does.

    The library's recorder stores the same bytes in turn, without facts, index, names or leaf.
    """
    ours, theirs, done = 0.0, 0.0, 0
    while lines := [msgspec.json.encode(wire) for wire in islice(store.events, min(APPEND, size - done))]:
        started = perf_counter()
        with uncollected():
            events = [parse_event(msgspec.json.decode(line)) for line in lines]
            receipt = store.ledger.record(events, recorded_by="bench")
        ours += perf_counter() - started
        with reading(store.engine) as connection:
            stored = stored_since(connection, receipt.position - len(lines))
        started = perf_counter()
        for first in range(0, len(stored), _BARE[store.kind]):
            bare.insert_events(stored[first : first + _BARE[store.kind]])
        theirs += perf_counter() - started
        done += len(lines)
        progress(done)
    yield Line(
        "bulk import",
        store.kind,
        rate(done, ours),
        rate(done, theirs),
        "the library's recorder storing the same bytes",
        theirs / ours,
        Target("value", ">=", _BULK[store.kind]),
        f"{done:,} events, {APPEND:,} an append",
    )
    if store.kind == "sqlite":
        yield Line("peak memory of the import", store.kind, Figure(peak_memory_mb(), "MB"), target=_MEMORY)


_MEMORY = Target("value", "<=", 400)


def single_append(store: Store, bare: ApplicationRecorder, rounds: int) -> Iterator[Line]:
    """One event, committed and synced, against the same bytes in the library's recorder."""
    ours: list[float] = []
    theirs: list[float] = []
    with without_collections():
        for wire in islice(store.events, rounds):
            started = perf_counter()
            receipt = store.ledger.record([parse_event(wire)], recorded_by="bench")
            ours.append(perf_counter() - started)
            with reading(store.engine) as connection:
                stored = stored_since(connection, receipt.position - 1)
            started = perf_counter()
            bare.insert_events(stored)
            theirs.append(perf_counter() - started)
    told, baseline = milliseconds(ours), milliseconds(theirs)
    yield Line(
        "single durable append",
        store.kind,
        told,
        baseline,
        "the library's recorder, same bytes",
        baseline.value / told.value,
        Target("ratio", ">=", _SINGLE[store.kind]),
    )
    yield Line("single durable append, p50", store.kind, told, target=Target("value", "<=", 4))


def rebuild_from_zero(store: Store, progress: Progress) -> Iterator[Line]:
    """All facts, parties and names made anew from the log."""
    done = 0

    def count(now: int, _total: int) -> None:
        nonlocal done
        done = now
        progress(now)

    started = perf_counter()
    rebuild(store.ledger.log, count)
    yield Line(
        "rebuild from zero",
        store.kind,
        rate(done, perf_counter() - started),
        target=Target("value", ">=", 10_000),
    )
