"""The terminal: where people read answers and errors, and watch what takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

import msgspec
from rich.console import Console

PATIENCE: Final = 1.0
"""Seconds after which one wants to see that something moves."""

WIDE: Final = 120
"""Columns where there is no terminal that has some."""


def answers() -> Console:
    """Standard output, with colours only on a terminal that wants them."""
    return _console(stderr=False)


def errors() -> Console:
    """Standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDE
    return Console(stderr=stderr, width=width, highlight=False, emoji=False)


def print_document(document: Any) -> None:
    """Print *document* as JSON: indented for a person, for a program one line, the bytes that HTTP answers with."""
    print_json(msgspec.json.encode(document))


def print_json(encoded: bytes) -> None:
    """Print a document that is JSON already, likewise."""
    shown = msgspec.json.format(encoded, indent=2) if sys.stdout.isatty() else encoded
    sys.stdout.write(f"{shown.decode()}\n")


def say(text: str) -> None:
    """Print one line for a person, as it is."""
    answers().print(text, markup=False, soft_wrap=True)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told how much of how much is done; a bar shows it on a terminal once it takes long.

    0 is a whole that nobody knows.
    """
    console = errors()
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False)
    task, began = bar.add_task(label), monotonic()

    def told(done: int, total: int) -> None:
        if monotonic() - began >= PATIENCE:
            bar.start()
        bar.update(task, completed=done, total=total or None)

    try:
        yield told
    finally:
        bar.stop()
