"""Files of events, a JSON object a line, recorded in appends of up to a thousand lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import ValidationError
from typer import Exit

from api.bodies import json_of
from api.cli import store
from api.cli.failures import Code, Failure, complain, lines_of, problem_text
from api.cli.recording import BY, tell_registered
from api.cli.terminal import errors, print_json, progress, say
from api.receipts import told_of_many
from domain.errors import BadLines, Busy, Invalid, PactlogError, Tampered, faults_of
from domain.vocabulary import Event, parse_event
from infra.demonstration import RECORDED_AT
from infra.ledger import Ledger
from infra.ndjson import as_sent, event_id_of_line, is_exported
from infra.receipts import Receipt

APPEND: Final = 1000
"""Lines that are recorded together, or not at all."""

STANDARD_INPUT: Final = "-"


def import_files(files: list[str], *, create_missing: bool, as_json: bool) -> None:
    """Record all lines of *files*; one that cannot be recorded ends the import with every bad line named."""
    for file in files:
        with _opened(file):
            pass  # better now than after the files before it
    with store.writing() as engine:
        recorded_before = 0
        for file in files:
            done = _import(Ledger(engine), file, create_missing=create_missing, as_json=as_json)
            if done.faults:
                recorded_before += done.lines
                raise Exit(_complain(done, as_json=as_json, is_partial=bool(recorded_before)))
            recorded_before += done.lines
            if not as_json:
                _tell(done)


@dataclass(slots=True)
class _Done:
    """What came of one file."""

    file: str
    """As it is called in what is printed."""
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

    def add(self, numbers: list[int], receipt: Receipt) -> None:
        self.lines += len(numbers)
        self.last = numbers[-1]
        self.position = receipt.position
        self.added += sum(not outcome.replayed for outcome in receipt.outcomes)
        self.registered += [outcome.event.subject for outcome in receipt.registered]
        for number, outcome in zip(numbers, receipt.outcomes, strict=True):
            self.warnings += [f"{self.file}:{number}: {warning.detail}" for warning in outcome.warnings]


def _import(ledger: Ledger, file: str, *, create_missing: bool, as_json: bool) -> _Done:
    done = _Done("standard input" if file == STANDARD_INPUT else file)
    with _opened(file) as stream, progress(done.file) as told:
        size = os.fstat(stream.fileno()).st_size if file != STANDARD_INPUT else 0
        seen = 0
        for lines in _appends(stream):
            events: dict[int, Event] = {}
            for number, raw in lines:
                seen += len(raw)
                try:
                    if event := _event(done, _id_of(file, number, raw), raw):
                        events[number] = event
                except PactlogError as error:
                    done.faults[number] = error
            if events and not done.faults:
                _record(ledger, done, events, create_missing=create_missing, as_json=as_json)
            told(seen, size)
    return done


def _record(ledger: Ledger, done: _Done, events: dict[int, Event], *, create_missing: bool, as_json: bool) -> None:
    numbers = list(events)
    try:
        receipt = ledger.record([*events.values()], recorded_by=BY, create_missing=create_missing)
    except (Busy, Tampered):
        raise
    except BadLines as error:
        done.faults |= {numbers[index]: one for index, one in error.errors.items()}
    except PactlogError as error:
        done.faults[numbers[0]] = error
    else:
        done.add(numbers, receipt)
        if as_json:
            print_json(bytes(told_of_many(receipt).response().body))


def _event(done: _Done, event_id: str, raw: bytes) -> Event | None:
    """The event that a line says, None for the beginning of a log that was exported."""
    sent = json_of(raw)
    if isinstance(sent, dict):
        done.has_demonstration_times |= sent.pop(RECORDED_AT, None) is not None
        if is_exported(sent):
            done.exported += 1
            sent = as_sent(sent)
            if sent is None:
                return None
        sent.setdefault("event_id", event_id)
    try:
        return parse_event(sent)
    except ValidationError as error:
        raise Invalid(faults_of(error)) from None


def _id_of(file: str, number: int, raw: bytes) -> str:
    """The same id whenever the same line is imported: of a file by its number, of standard input by what it says."""
    if file == STANDARD_INPUT:
        return event_id_of_line(file, sha256(raw.strip()).hexdigest())
    return event_id_of_line(Path(file).name, number)


def _appends(stream: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    lines = ((number, raw) for number, raw in enumerate(stream, 1) if raw.strip())
    while append := list(islice(lines, APPEND)):
        yield append


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - what is read from it fails in other ways
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}", Code.UNUSABLE) from error
    with stream:
        yield stream


def _complain(done: _Done, *, as_json: bool, is_partial: bool) -> Code:
    code = Code.INCOMPLETE if is_partial else Code.UNUSABLE
    if as_json:
        lines = BadLines({number - 1: one for number, one in done.faults.items()})
        return complain([problem_text(lines)], code, name=False)
    told = (f"{done.file}:{number}: {line}" for number, one in sorted(done.faults.items()) for line in lines_of(one))
    recorded = f"recorded are its lines up to {done.last}" if done.last else "nothing of it is recorded"
    return complain([*told, f"{done.file}: {recorded}; mend what is told above and import it again"], code)


def _tell(done: _Done) -> None:
    if not done.lines:
        say(f"{done.file}: there is no event in it")
    elif not done.added:
        say(f"{done.file}: nothing new, its {done.lines:,} events were recorded before")
    else:
        say(f"{done.file}: {_counted(done)} recorded, the log ends at @{done.position}")
    tell_registered(done.registered)
    console = errors()
    for warning in done.warnings:
        console.print(f"[yellow]warning:[/] {warning}", soft_wrap=True)
    if done.exported:
        lines = f"{done.exported:,} exported lines" if done.exported != 1 else "1 exported line"
        console.print(f"{lines}: positions and times are given anew, as this log learns of them now", soft_wrap=True)
    if done.has_demonstration_times:
        console.print(f"{RECORDED_AT} is ignored: what is imported is known from now on", soft_wrap=True)


def _counted(done: _Done) -> str:
    before = done.lines - done.added
    told = f"{done.added:,} events" if done.added != 1 else "1 event"
    return f"{told} and {before:,} from before" if before else told
