"""The garbage collector, kept from searching in vain: what refers to itself is all that it is there for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Do without collections until this is left.

    What thousands of events are made of goes with the last reference; searching it takes a fifth of an import. For
    programs that do one thing: what other threads make is not collected either.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def set_aside() -> None:
    """Search no more what is there by now, as all that a server is made of: nobody is served meanwhile."""
    gc.collect()
    gc.freeze()
