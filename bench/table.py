"""The lines of a run as a table for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.results import Figure, Line

_VERDICTS: Final = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}


def print_table(lines: Iterable[Line], machine: dict[str, Any]) -> None:
    """Print *lines* and under them the machine that they are of."""
    table = Table("what", "store", box=None, pad_edge=False)
    for name in ("Pactlog", "baseline", "ratio", "target"):
        table.add_column(name, justify="right")
    table.add_column("reached")
    table.add_column("against, notes", style="dim")
    for line in lines:
        table.add_row(
            line.what,
            line.store,
            _told(line.ours) if line.ours else "later",
            _told(line.baseline) if line.baseline else "",
            f"{line.ratio:.2f} ×" if line.ratio is not None else "",
            str(line.target or ""),
            _VERDICTS[line.is_reached],
            "; ".join(part for part in (line.against, line.note) if part),
        )
    console = Console(width=None if Console().is_terminal else 200)
    console.print(table)
    told = ("processor", "cores", "memory_gb", "system", "python", "sqlite", "load_before")
    console.print(", ".join(f"{name} {machine[name]}" for name in told if name in machine), style="dim")


def _told(figure: Figure) -> str:
    digits = 0 if figure.value >= 100 else 2
    told = f"{figure.value:,.{digits}f} {figure.unit}"
    return told + (f" (p99 {figure.spread['p99']:,.2f})" if figure.spread else "")
