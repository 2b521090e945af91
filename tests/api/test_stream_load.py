"""The live feed under load: twenty readers, slow, killed and coming back, while two thousand events are recorded."""

from __future__ import annotations

import json
import re
import socket
import struct
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from threading import Event
from time import monotonic
from typing import Any, Final

import httpx2

from infra.store.engine import POOL_SIZE, make_engine
from tests.api.client import NDJSON
from tests.api.process import STREAM, Served, served
from tests.given import company_registered

ROUNDS: Final = 25
WARM: Final = 5
"""Rounds after which memory is looked at: by then every reader has been served, and the slow ones read no more."""
BATCH: Final = 70
SINGLES: Final = 10
WRITES: Final = ROUNDS * (BATCH + SINGLES)
LAST: Final = WRITES + 1
"""The last position: `serve` recorded log.started."""
STALL: Final = 50
"""After so many messages a slow reader reads no more until all is written."""

STEADY, SLOW, KILLED, RETURNING = 9, 4, 3, 4
TEXT: Final = "x" * 4900
RESET: Final = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
"""Closing sends a reset, as the end of a process or a machine does."""
NARROW: Final = (socket.SOL_SOCKET, socket.SO_RCVBUF, 2**17)
"""Nearly all that is not read stays with the server."""


def company(number: int) -> dict[str, Any]:
    wire = company_registered(None, name=f"Company {number}", description=TEXT)
    return wire | {"subject": f"company/company-{number}"}


def write(client: httpx2.Client, rounds: Iterable[int]) -> None:
    for one in rounds:
        numbers = iter(range(one * (BATCH + SINGLES), (one + 1) * (BATCH + SINGLES)))
        lines = "".join(json.dumps(company(number)) + "\n" for number in islice(numbers, BATCH))
        assert client.post("/v1/events", content=lines, headers=NDJSON).status_code == 201
        for number in islice(numbers, SINGLES):
            assert client.post("/v1/events", json=company(number)).status_code == 201


def positions(client: httpx2.Client, after: int | None = None, options: list[Any] | None = None) -> Iterator[int]:
    """The ids of the messages that arrive on a connection of one's own."""
    transport = httpx2.HTTPTransport(socket_options=options or [])
    headers = {"Last-Event-ID": str(after)} if after is not None else {}
    with (
        httpx2.Client(base_url=client.base_url, transport=transport, timeout=60) as own,
        own.stream("GET", STREAM, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        rest = b""
        for chunk in answer.iter_raw():
            whole, end, rest = (rest + chunk).rpartition(b"\n\n")
            yield from map(int, re.findall(rb"^id: (\d+)$", whole + end, re.MULTILINE))


def steady(client: httpx2.Client) -> list[int]:
    with closing(positions(client)) as stream:
        return list(islice(stream, LAST))


def slow(client: httpx2.Client, written: Event) -> list[int]:
    with closing(positions(client, options=[NARROW])) as stream:
        found = list(islice(stream, STALL))
        assert written.wait(timeout=60)
        return found + list(islice(stream, LAST - STALL))


def killed(client: httpx2.Client, number: int) -> list[int]:
    with closing(positions(client, options=[RESET])) as stream:
        return list(islice(stream, 300 * (number + 1)))


def returning(client: httpx2.Client, number: int) -> list[int]:
    found: list[int] = []
    for end in (*range(100, LAST, 400 + 100 * number), LAST):
        with closing(positions(client, found[-1] if found else None, [RESET])) as stream:
            found += islice(stream, end - len(found))
    return found


def none_left(server: Served) -> bool:
    """Whether the server lets go of all connections but the writer's own; it learns of their end as they happen."""
    end = monotonic() + 20
    while (count := server.connections()) > 1 and monotonic() < end:
        server.client.get("/healthz")
    return count <= 1


def busy_connections(url: str) -> int:
    """How many connections to the database are in a transaction, or are there without need."""
    engine = make_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Only a log that nobody reads can be cut to nothing.
            busy, pages, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            count = busy + pages
        else:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            counts = f"SELECT count(*) FILTER (WHERE state = 'idle'), count(*) {others}"
            idle, every = connection.exec_driver_sql(counts).one()
            count = every - idle + max(0, every - POOL_SIZE)
    engine.dispose()
    return count


def test_every_reader_sees_every_position_once_in_order_and_none_costs_memory(
    database_url: str,
) -> None:
    written = Event()
    with served(database_url) as server, ThreadPoolExecutor(STEADY + SLOW + KILLED + RETURNING) as pool:
        client = server.client
        stalled = [pool.submit(slow, client, written) for _ in range(SLOW)]
        others = [pool.submit(steady, client) for _ in range(STEADY)]
        others += [pool.submit(returning, client, number) for number in range(RETURNING)]
        dead = [pool.submit(killed, client, number) for number in range(KILLED)]
        write(client, range(WARM))
        before = server.resident()
        write(client, range(WARM, ROUNDS))
        for reader in others:
            assert reader.result(timeout=60) == list(range(1, LAST + 1))
        for number, reader in enumerate(dead):
            assert reader.result(timeout=60) == list(range(1, 300 * (number + 1) + 1))
        grown = server.resident() - before
        written.set()
        for reader in stalled:
            assert reader.result(timeout=60) == list(range(1, LAST + 1))
        unread = SLOW * (ROUNDS - WARM) * (BATCH + SINGLES) * len(TEXT)
        assert grown < unread, "what slow readers do not read is kept for them"
        assert none_left(server)
        assert busy_connections(database_url) == 0
        assert '"level":"error"' not in server.logged().replace(" ", "")
