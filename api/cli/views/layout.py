"""The shape of all answers: a name, its as-of, and sections whose columns line up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api import words
from api.words import Document

INDENT: Final = "  "
WIDE_ENOUGH: Final = 100
"""Columns from which references have one of their own."""


class Row(NamedTuple):
    """One thing: who it is with or what it is called, what it is, in which state, since when, in which deal."""

    who: str
    what: str = ""
    status: str = ""
    since: str = ""
    reference: str = ""
    is_possible: bool = False
    """Whether it may hold on the day asked for, and may not."""


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one sort under a title, with what they add up to."""

    title: str
    rows: Sequence[Row] = ()
    total: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.rows or self.total)


def heading(console: Console, name: str, subject: str, *more: str) -> None:
    """The name of what is shown, its subject, and what else identifies it."""
    console.print(Text.assemble((name, "bold"), INDENT, (subject, "dim")))
    for line in more:
        if line:
            console.print(Text(line))


def basis(as_of: Document) -> Text:
    """The two coordinates of an answer, and the position of the log that stands for the second."""
    return Text.assemble(
        *("as of ", (words.day(as_of["valid_at"]), "cyan"), ", as known on "),
        *((words.instant(as_of["known_at"]), "cyan"), f" (@{as_of['position']})"),
    )


def show(console: Console, sections: Iterable[Section]) -> None:
    """All sections that say something."""
    table = columns(5)
    for section in sections:
        if section.says_something:
            table.add_row()
            since = "since" if any(row.since for row in section.rows) else ""
            table.add_row(Text(section.title, "bold"), Text(section.total, "bold"), "", Text(since, "dim"))
            for row in section.rows:
                table.add_row(*_cells(row, with_reference=console.width >= WIDE_ENOUGH))
    print_block(console, table)


def columns(count: int) -> Table:
    """A table of *count* columns without lines."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in range(count):
        table.add_column(overflow="fold")
    return table


def print_block(console: Console, block: RenderableType) -> None:
    """Print *block* without the blanks that fill its lines."""
    with console.capture() as captured:
        console.print(block)
    console.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _cells(row: Row, *, with_reference: bool) -> Iterator[RenderableType]:
    style = "yellow" if row.is_possible else ""
    what, reference = Text(row.what), Text(row.reference, "dim")
    yield Padding(Text(row.who), (0, 0, 0, len(INDENT)))
    yield what if with_reference else Text("\n").join(filter(None, [what, reference]))
    yield Text(row.status, style)
    yield Text(row.since, style)
    yield reference if with_reference else ""
