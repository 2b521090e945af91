"""Answers over HTTP by the real server, against a route of the same server that does nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path

from bench.load import Answered, load
from bench.results import Line, Target, milliseconds, rate
from bench.samples import Samples
from bench.stores import Store

EMPTY = "/healthz"
"""Answers without asking the database."""
_TURNS = 10


def against_an_empty_route(store: Store, found: Samples, requests: int) -> Iterator[Line]:
    """Questions that were asked before since the log last grew, and such that nobody has asked yet, all in turns."""
    days = (date(2025, 1, 1) - timedelta(days=number) for number in count())
    asked = {
        "empty": cycle([EMPTY]),
        "small": cycle([f"/v1/companies/{company}" for company in found.small]),
        "hundred": cycle([f"/v1/companies/{company}" for company in found.hundred]),
        "new": (f"/v1/companies/{company}?valid_at={day}" for day in days for company in found.small),
    }
    answered = {name: Answered() for name in asked}
    with served(store) as address:
        for paths in asked.values():
            load(address, paths, len(found.small) + len(found.hundred), Answered())  # the first time apart
        for _ in range(_TURNS):
            for name, paths in asked.items():
                load(address, paths, requests // _TURNS, answered[name])
    empty = answered["empty"]
    for name, what, bound in (
        ("small", "HTTP as-of, up to 10 facts", 0.3),
        ("hundred", "HTTP as-of, ~100 facts", 0.15),
        ("new", "HTTP as-of, up to 10 facts, asked for the first time", None),
    ):
        one = answered[name]
        yield Line(
            what,
            store.kind,
            rate(len(one.durations), one.seconds, "requests/s"),
            rate(len(empty.durations), empty.seconds, "requests/s"),
            f"{EMPTY} of the same server",
            one.rate / empty.rate,
            Target("ratio", ">=", bound) if bound else None,
            f"p99 {(milliseconds(one.durations).spread or {}).get('p99', 0):.1f} ms",
        )


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The address of a server of *store*, in a process of its own."""
    settings = {"PACTLOG_DATABASE_URL": store.url.render_as_string(hide_password=False), "PACTLOG_PORT": "0"}
    command = [str(Path(sys.executable).with_name("pactlog")), "serve", "--json"]
    with subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()
