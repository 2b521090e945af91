"""One event, recorded as HTTP would record it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import typer
from pydantic import ValidationError

from api.bodies import json_of
from api.cli import store, views
from api.cli.failures import Code, Failure
from api.cli.terminal import answers, errors, print_json
from api.receipts import told_of_one
from domain.errors import Invalid, faults_of
from domain.vocabulary import Event, parse_event
from infra.ledger import Ledger

BY: Final = "command-line"
"""Who recorded what is recorded here: whoever may write to the database."""


def record(file: str, *, create_missing: bool, if_match: str | None, dry_run: bool, as_json: bool) -> None:
    """Record the event in *file*, and print what it changed; a *dry_run* prints what it would change."""
    expected_version = _version(if_match)
    event = _event(_read(file))
    with store.rehearsing() if dry_run else store.writing() as engine:
        receipt = Ledger(engine).record(
            [event],
            recorded_by=BY,
            create_missing=create_missing,
            expected_version=expected_version,
            refuse_duplicates=True,
            dry_run=dry_run,
        )
        answer = told_of_one(receipt, engine).response()
    if as_json:
        print_json(bytes(answer.body))
    else:
        views.changes.show_receipt(answers(), json_of(bytes(answer.body)), is_new=not receipt.outcomes[0].replayed)


def _read(file: str) -> bytes:
    if file == "-":
        if sys.stdin.isatty():
            errors().print("one event as JSON, then Ctrl-D:", style="dim")
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}", Code.UNUSABLE) from error


def _event(raw: bytes) -> Event:
    try:
        return parse_event(json_of(raw))
    except ValidationError as error:
        raise Invalid(faults_of(error)) from None


def _version(text: str | None) -> int | None:
    if text is None:
        return None
    found = re.fullmatch(r'("?)v?(\d{1,10})\1', text, re.ASCII)
    if found is None:
        raise typer.BadParameter("give the version of its subject, as 3", param_hint="--if-match")
    return int(found[2])
