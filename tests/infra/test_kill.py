"""Killed by SIGKILL in the middle of appends: what was acknowledged is there once, and nothing is there by half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import islice
from multiprocessing.connection import Connection
from random import Random
from signal import SIGKILL

import pytest

from infra.doctor import examine
from infra.ledger import Ledger
from infra.store.engine import make_engine
from tests.crash_writer import CONTEXT, appends, place_of, record, registrations, write_until_killed
from tests.histories import log_of

SLOWEST_APPEND = 3_000
"""About as many looks into an empty pipe as fit into the longest append."""


@pytest.mark.parametrize(("kind", "times"), [("sqlite", 50), ("postgresql", 15)])
def test_a_writer_that_is_killed_loses_nothing_that_it_acknowledged(
    fresh_database: Callable[[str], AbstractContextManager[str]], kind: str, times: int
) -> None:
    acknowledged: set[str] = set()
    with fresh_database(kind) as url:
        with opened(url) as ledger:
            record(ledger, registrations())
        for writer in range(1, times + 1):
            told = told_by_one_who_is_killed(url, writer, Random(writer))
            acknowledged |= {event_id for append in told for event_id in append}
            with opened(url) as ledger:
                check(ledger, acknowledged)
                (interrupted,) = islice(appends(writer), len(told), len(told) + 1)
                receipt = record(ledger, interrupted)
                assert len({outcome.replayed for outcome in receipt.outcomes}) == 1, "stored whole, or not at all"
                acknowledged |= {outcome.event.event_id for outcome in receipt.outcomes}
        with opened(url) as ledger:
            check(ledger, acknowledged)


@contextmanager
def opened(url: str) -> Iterator[Ledger]:
    """Open the store as after a restart."""
    engine = make_engine(url)
    yield Ledger(engine)
    engine.dispose()


def told_by_one_who_is_killed(url: str, writer: int, random: Random) -> list[list[str]]:
    """What a writer acknowledged, append by append, until it was killed between or within two of them."""
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=write_until_killed, args=(url, writer, there))
    process.start()
    there.close()
    told = [here.recv_bytes() for _ in range(random.randrange(5))]
    for _ in range(random.randrange(SLOWEST_APPEND)):
        here.poll()
    process.kill()
    process.join()
    assert process.exitcode == -SIGKILL, "it had not ended by itself"
    process.close()
    told += until_it_breaks(here)
    return [append.decode().split() for append in told]


def until_it_breaks(pipe: Connection) -> Iterator[bytes]:
    with pipe, suppress(EOFError):
        while True:
            yield pipe.recv_bytes()


def check(ledger: Ledger, acknowledged: set[str]) -> None:
    events = log_of(ledger)
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    ids = Counter(event.event_id for event in events)
    assert set(ids.values()) == {1}
    assert acknowledged <= ids.keys()
    places = [place_of(event.event_id) for event in events[len(registrations()) :]]
    lines = Counter((writer, append, size) for writer, append, _, size in places)
    assert all(count == size for (_, _, size), count in lines.items()), "no batch is there in part"
    assert list(examine(ledger.log)) == []
