"""Files of events, a JSON object a line, recorded in appends of up to a thousand lines, or line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import ValidationError
from sqlalchemy import Engine
from typer import Exit

from api.bodies import json_of
from api.cli import store
from api.cli.failures import Code, Failure, problem_document
from api.cli.recording import BY
from api.cli.tally import Tally
from api.cli.terminal import print_document, progress, say
from api.receipts import told_of_many, told_of_one
from domain.errors import BadLines, Busy, Invalid, PactlogError, Tampered, faults_of
from domain.vocabulary import Event, parse_event
from infra.collector import uncollected
from infra.demonstration import RECORDED_AT
from infra.ledger import Ledger, Recorder
from infra.ndjson import as_sent, event_id_of_line, is_exported
from infra.receipts import Receipt

APPEND: Final = 1000
"""Lines that are recorded together, or not at all."""

STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class _Import:
    """How files are recorded: through what, whether line by line, and for whom it is told."""

    engine: Engine
    record: Recorder
    each: bool
    dry_run: bool
    as_json: bool


def import_files(files: list[str], *, create_missing: bool, each: bool, dry_run: bool, as_json: bool) -> None:
    """Record all lines of *files*.

    One that cannot be recorded ends the import with every bad line named, unless *each* is judged by itself. In a
    *dry_run* all of them are judged behind one another, and nothing is stored.
    """
    for file in files:
        with _opened(file):
            pass  # better now than after the files before it
    with (
        store.rehearsing() if dry_run else store.writing() as engine,
        _recorder(Ledger(engine), create_missing=create_missing, dry_run=dry_run) as record,
    ):
        code = _all(_Import(engine, record, each, dry_run, as_json), files)
    if dry_run and not as_json:
        say("A dry run: nothing was stored.")
    if code:
        raise Exit(code)


@contextmanager
def _recorder(ledger: Ledger, *, create_missing: bool, dry_run: bool) -> Iterator[Recorder]:
    if not dry_run:
        yield partial(ledger.record, recorded_by=BY, create_missing=create_missing)
        return
    with ledger.rehearsal(recorded_by=BY, create_missing=create_missing) as record:
        yield record


def _all(into: _Import, files: list[str]) -> Code:
    recorded, code = 0, Code.WELL
    for file in files:
        tally = _file(into, file)
        recorded += tally.lines
        if tally.faults and not into.each:
            code = Code.INCOMPLETE if recorded else Code.UNUSABLE
            return tally.complain_as_json(code) if into.as_json else tally.complain(code, each=False)
        if not into.as_json:
            tally.tell()
        if tally.faults:
            code = Code.UNUSABLE
            if not into.as_json:
                tally.complain(code, each=True)
    return Code.INCOMPLETE if code and recorded else code


def _file(into: _Import, file: str) -> Tally:
    tally = Tally("standard input" if file == STANDARD_INPUT else file, into.dry_run)
    with _opened(file) as stream, progress(tally.file) as told:
        size = os.fstat(stream.fileno()).st_size if file != STANDARD_INPUT else 0
        seen = 0
        for lines in _appends(stream, 1 if into.each else APPEND):
            with uncollected():
                _lines(into, tally, file, lines)
            seen += sum(len(raw) for _, raw in lines)
            told(seen, size)
    return tally


def _lines(into: _Import, tally: Tally, file: str, lines: list[tuple[int, bytes]]) -> None:
    events: dict[int, Event] = {}
    for number, raw in lines:
        try:
            if event := _event(tally, _id_of(file, number, raw), raw):
                events[number] = event
        except PactlogError as error:
            tally.faults[number] = error
    if into.each:
        _line(into, tally, events, lines[0][0])
    elif events and not tally.faults:
        _append(into, tally, events)


def _append(into: _Import, tally: Tally, events: dict[int, Event]) -> None:
    if (receipt := _recorded(into, tally, events)) and into.as_json:
        print_document(told_of_many(receipt).document)


def _line(into: _Import, tally: Tally, events: dict[int, Event], number: int) -> None:
    receipt = _recorded(into, tally, events) if events else None
    if not into.as_json:
        return
    if receipt:
        told = told_of_one(receipt, into.engine)
        print_document({"line": number - 1, "status": told.status, **told.document})
    elif number in tally.faults:
        problem = problem_document(tally.faults[number])
        print_document({"line": number - 1, "status": problem["status"], "problem": problem})


def _recorded(into: _Import, tally: Tally, events: dict[int, Event]) -> Receipt | None:
    numbers = list(events)
    try:
        receipt = into.record([*events.values()])
    except (Busy, Tampered):
        raise
    except BadLines as error:
        tally.faults |= {numbers[index]: one for index, one in error.errors.items()}
    except PactlogError as error:
        tally.faults[numbers[0]] = error
    else:
        tally.add(numbers, receipt)
        return receipt
    return None


def _event(tally: Tally, event_id: str, raw: bytes) -> Event | None:
    """The event that a line says, None for the beginning of a log that was exported."""
    sent = json_of(raw)
    if isinstance(sent, dict):
        tally.has_demonstration_times |= sent.pop(RECORDED_AT, None) is not None
        if is_exported(sent):
            tally.exported += 1
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


def _appends(stream: BinaryIO, size: int) -> Iterator[list[tuple[int, bytes]]]:
    lines = ((number, raw) for number, raw in enumerate(stream, 1) if raw.strip())
    while append := list(islice(lines, size)):
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
