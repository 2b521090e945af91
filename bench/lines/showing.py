"""The page of a company by the real server, asked by one reader after another as a browser asks."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlsplit

from bench.lines.serving import served
from bench.results import Figure, Line, Target
from bench.stores import Store
from infra.demonstration import demonstration

LARGEST = "/companies/openai"
"""Of the shipped companies the one with the most deals."""


def largest_company(store: Store, rounds: int) -> Iterator[Line]:
    """*store*, which must be empty, with the shipped deals."""
    store.ledger.load_demonstration(demonstration(), origin="bench", recorded_by="bench")
    durations = []
    with served(store) as address:
        connection = HTTPConnection(urlsplit(address).netloc)
        for number in range(rounds + 3):
            started = perf_counter()
            connection.request("GET", LARGEST, headers={"Accept": "text/html"})
            page = connection.getresponse().read()
            if number >= 3:
                durations.append(perf_counter() - started)
        connection.close()
    last = quantiles(durations, n=100, method="inclusive")[98] * 1000
    what = "page of the largest shipped company"
    yield Line(f"{what}, p99", store.kind, Figure(last, "ms"), target=Target("value", "<=", 50))
    yield Line(f"{what}, HTML", store.kind, Figure(len(page) / 1000, "kB"), target=Target("value", "<=", 100))
