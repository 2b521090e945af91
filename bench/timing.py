"""Durations, taken side by side: A, B, A, B, so that whatever else the machine does meets both alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any


def side_by_side(*calls: Callable[[int], Any], rounds: int, warm_up: int = 3) -> list[list[float]]:
    """The durations of each of *calls*, which take turns and are told the number of the round."""
    for number in range(warm_up):
        for call in calls:
            call(number)
    taken: list[list[float]] = [[] for _ in calls]
    with without_collections():
        for number in range(rounds):
            for call, durations in zip(calls, taken, strict=True):
                started = perf_counter()
                call(number)
                durations.append(perf_counter() - started)
    return taken


@contextmanager
def without_collections() -> Iterator[None]:
    """Freeze what the bench itself holds, so that collections cost what they cost a server."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
