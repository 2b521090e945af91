"""Tallies: what came of the lines of a file, and how that is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.markup import escape

from api.cli.failures import Code, complain, lines_of, problem_text
from api.cli.terminal import errors, say
from domain.errors import BadLines, PactlogError
from infra.demonstration import RECORDED_AT
from infra.receipts import Receipt


@dataclass(slots=True)
class Tally:
    """What came of one file, or in a dry run would come of it."""

    file: str
    """As it is called in what is printed."""
    dry_run: bool
    lines: int = 0
    """Recorded, now or before."""
    last: int = 0
    """The number of the last of them."""
    added: int = 0
    position: int = 0
    registered: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    faults: dict[int, PactlogError] = field(default_factory=dict)
    has_demonstration_times: bool = False
    exported: int = 0
    """Lines that another log has exported."""

    def add(self, numbers: Sequence[int], receipt: Receipt) -> None:
        self.lines += len(numbers)
        self.last = numbers[-1]
        self.position = receipt.position
        self.added += sum(not outcome.replayed for outcome in receipt.outcomes)
        self.registered += [outcome.event.subject for outcome in receipt.registered]
        for number, outcome in zip(numbers, receipt.outcomes, strict=True):
            self.warnings += [f"{self.file}:{number}: {warning.detail}" for warning in outcome.warnings]

    def tell(self) -> None:
        """What was recorded, whom that registered, and what looks odd."""
        would = "would be " if self.dry_run else ""
        if not self.lines:
            say(f"{self.file}: there is no event in it" if not self.faults else f"{self.file}: nothing {would}recorded")
        elif not self.added:
            say(f"{self.file}: nothing new, its {self.lines:,} events were recorded before")
        else:
            ends = "would end" if self.dry_run else "ends"
            say(f"{self.file}: {self._counted()} {would}recorded, the log {ends} at @{self.position}")
        if self.registered:
            say(f"{would}registered on the way: {', '.join(self.registered)}")
        console = errors()
        for warning in self.warnings:
            console.print(f"[yellow]warning:[/] {escape(warning)}", soft_wrap=True)
        if self.exported:
            lines = f"{self.exported:,} exported lines" if self.exported != 1 else "1 exported line"
            console.print(
                f"{lines}: positions and times are given anew, as this log learns of them now", soft_wrap=True
            )
        if self.has_demonstration_times:
            console.print(f"{RECORDED_AT} is ignored: what is imported is known from now on", soft_wrap=True)

    def complain(self, code: Code, *, each: bool) -> Code:
        """Every bad line, and how far the import came without them."""
        faults = sorted(self.faults.items())
        told = [f"{self.file}:{number}: {line}" for number, one in faults for line in lines_of(one)]
        if each:
            lines = "1 line is" if len(faults) == 1 else f"{len(faults):,} lines are"
            last = f"{lines} left out"
        elif self.dry_run:
            last = f"its lines up to {self.last} would be recorded" if self.last else "nothing of it would be recorded"
        else:
            last = f"recorded are its lines up to {self.last}" if self.last else "nothing of it is recorded"
        return complain([*told, f"{self.file}: {last}; mend what is told above and import it again"], code)

    def complain_as_json(self, code: Code) -> Code:
        """The problem of all bad lines, for programs."""
        lines = BadLines({number - 1: one for number, one in self.faults.items()})
        return complain([problem_text(lines)], code, name=False)

    def _counted(self) -> str:
        before = self.lines - self.added
        told = f"{self.added:,} events" if self.added != 1 else "1 event"
        return f"{told} and {before:,} from before" if before else told
