"""A client that asks one question after another on a few open connections, as fast as it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from urllib.parse import urlsplit

CONNECTIONS = 8


@dataclass(slots=True)
class Answered:
    """How long each answer took, and all of them together."""

    durations: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.durations) / self.seconds


def load(address: str, paths: Iterator[str], count: int, answered: Answered) -> None:
    """Ask *count* of *paths* and add to *answered* how it went. Raises ValueError for an answer that is no success."""
    started = perf_counter()
    asyncio.run(_ask_all(address, islice(paths, count), answered))
    answered.seconds += perf_counter() - started


async def _ask_all(address: str, paths: Iterator[str], answered: Answered) -> None:
    await asyncio.gather(*(_ask(address, paths, answered) for _ in range(CONNECTIONS)))


async def _ask(address: str, paths: Iterator[str], answered: Answered) -> None:
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    for path in paths:
        started = perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head.decode())
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        answered.durations.append(perf_counter() - started)
    writer.close()
