"""What went wrong, told in one line for each thing, with what to do, and the exit code that a script sees."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperGroup

from domain.errors import (
    BadLines,
    Busy,
    DuplicateEvent,
    Invalid,
    NotYetKnown,
    PactlogError,
    PossibleDuplicate,
    Tampered,
    UnknownSubject,
    UnresolvedParty,
    VersionConflict,
)


class Code(IntEnum):
    """How a command ended."""

    WELL = 0
    FOUND = 1
    """It found something wrong."""
    INCOMPLETE = 2
    """Not all was done, through no fault of the input."""
    UNUSABLE = 3
    """The input, or a setting, cannot be used."""
    USAGE = 64
    """The command was typed wrongly."""
    INTERRUPTED = 130
    """Ctrl-C ended it, as shells count it."""


class Failure(typer.TyperException):
    """What only a terminal can get wrong, or run into."""

    def __init__(self, message: str, code: Code) -> None:
        super().__init__(message)
        self.exit_code = code


class Group(TyperGroup):
    """The command with its errors in a line each, instead of boxes and tracebacks."""

    def main(self, *args: Any, **extra: Any) -> Any:
        words = args[0] if args else extra.get("args")
        as_json = "--json" in (sys.argv if words is None else words)
        try:
            code = super().main(*args, **extra | {"standalone_mode": False})
        except Failure as failure:
            code = complain([failure.message], Code(failure.exit_code))
        except typer.TyperException as misuse:
            context: typer.Context | None = getattr(misuse, "ctx", None)
            command = context.command_path if context else "pactlog"
            code = complain([f"{misuse.format_message().rstrip('.')}; {command} --help tells more"], Code.USAGE)
        except PactlogError as error:
            lines = [problem_text(error)] if as_json else lines_of(error)
            code = complain(lines, code_of(error), name=not as_json)
        sys.exit(code or Code.WELL)


def complain(lines: Iterable[str], code: Code, *, name: bool = True) -> Code:
    """Write each of *lines* as one line on standard error; returns *code*."""
    from api.cli.terminal import errors  # noqa: PLC0415 - only who fails waits for it

    console = errors()
    for line in lines:
        if name:
            console.print("[bold red]pactlog:[/]", end=" ")
        console.out(" ".join(line.split()), highlight=False)
    return code


def code_of(error: PactlogError) -> Code:
    """The exit code of a command that ended with *error*."""
    match error:
        case Tampered():
            return Code.FOUND
        case Busy():
            return Code.INCOMPLETE
    return Code.UNUSABLE


def lines_of(error: PactlogError) -> Iterator[str]:
    """What is wrong, one thing a line, each with what to do about it."""
    match error:
        case BadLines():
            for number, one in sorted(error.errors.items()):
                yield from (f"line {number + 1}: {line}" for line in lines_of(one))
        case Invalid():
            yield from (f"{fault.pointer or 'the event'}: {fault.detail}" for fault in error.faults)
        case UnresolvedParty():
            yield f"{error.pointer}: {error}; {_ways_out(error)}"
        case _:
            advice = _advice(error)
            yield f"{error}; {advice}" if advice else str(error)


def _ways_out(error: UnresolvedParty) -> str:
    if error.candidates:
        return f'name one by its id, as {{"id": "{error.candidates[0].id}"}}'
    return "register it first, or with --create-missing in the same go"


def _advice(error: PactlogError) -> str:
    advice = ""
    match error:
        case UnknownSubject(suggestions=[_, *_]):
            advice = f"did you mean {', '.join(error.suggestions)}?"
        case NotYetKnown():
            advice = f"ask with --known-at @{error.first_position} or later"
        case DuplicateEvent():
            advice = "a new event needs another event_id, a change to the recorded one a record.corrected"
        case VersionConflict():
            advice = f"look at the history of {error.subject}, and record again with --if-match {error.actual}"
        case PossibleDuplicate():
            deals = ", ".join(one.deal for one in error.deals)
            advice = f"give it that subject, or distinct_from with {deals}"
        case Busy():
            advice = "try again"
        case Tampered():
            advice = "pactlog doctor tells all that is wrong"
    return advice


def problem_text(error: PactlogError) -> str:
    """The problem document of *error* as JSON."""
    import msgspec  # noqa: PLC0415

    return msgspec.json.encode(problem_document(error)).decode()


def problem_document(error: PactlogError) -> dict[str, Any]:
    """The problem document that HTTP answers *error* with, but for the instance, which only requests have."""
    from api.catalogue import KINDS  # noqa: PLC0415
    from api.problems import problem_of  # noqa: PLC0415

    problem = problem_of(error)
    kind = KINDS[problem.slug]
    document = {"type": f"/problems/{problem.slug}", "title": kind.title, "status": kind.status}
    return (
        document | {"detail": problem.detail} | problem.extras | ({"errors": problem.errors} if problem.errors else {})
    )
