"""Lines that are judged one by one, each recorded or refused by itself: one result a line, in their order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

import msgspec
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.bodies import Body, event_of
from api.dependencies import Parts, turn
from api.manner import Manner
from api.problems import document_of, problem_of
from api.receipts import told_of_one
from domain.errors import Busy, PactlogError
from domain.vocabulary import Event
from infra.ledger import Recorder

JSONL: Final = "application/jsonl"


def judged(request: Request, body: Body, parts: Parts, manner: Manner) -> Response:
    """The results of all lines. Raises TooManyLines."""
    lines = body.lines()
    if manner.dry_run:
        return StreamingResponse(iter(_rehearsed(request, lines, parts, manner)), media_type=JSONL)
    return StreamingResponse(_recorded(request, lines, parts, manner), media_type=JSONL)


async def _recorded(request: Request, lines: list[bytes], parts: Parts, manner: Manner) -> AsyncIterator[bytes]:
    """Each line in a turn of its own, so that others write in between; who hangs up ends it behind the line in hand.

    Where another writer keeps the log, the lines left would wait as long one after another: none of them is tried.
    """
    record = partial(parts.ledger.record, recorded_by=manner.recorded_by, create_missing=manner.create_missing)
    busy: Busy | None = None
    for number, line in enumerate(lines):
        if busy is None:
            try:
                async with turn(parts):
                    result = await run_in_threadpool(_result, request, line, _parsed(line), record, parts)
            except Busy as error:
                busy = error
        if busy is not None:
            result = _refused(request, line, busy)
        yield _line(number, result)


def _rehearsed(request: Request, lines: list[bytes], parts: Parts, manner: Manner) -> list[bytes]:
    """The same without storing anything, each line judged behind those before it, which no other write may change."""
    parsed = [(line, _parsed(line)) for line in lines]  # before others have to wait
    with parts.ledger.rehearsal(recorded_by=manner.recorded_by, create_missing=manner.create_missing) as record:
        return [_line(number, _result(request, *one, record, parts)) for number, one in enumerate(parsed)]


def _parsed(line: bytes) -> Event | PactlogError:
    try:
        return event_of(line)
    except PactlogError as error:
        return error


def _result(
    request: Request, line: bytes, event: Event | PactlogError, record: Recorder, parts: Parts
) -> dict[str, Any]:
    if isinstance(event, PactlogError):
        return _refused(request, line, event)
    try:
        told = told_of_one(record([event]), parts.engine)
    except Busy:
        raise
    except PactlogError as error:
        return _refused(request, line, error)
    return {"status": told.status, **told.document}


def _refused(request: Request, line: bytes, error: PactlogError) -> dict[str, Any]:
    document = document_of(problem_of(error, Body(line, is_batch=False)), request)
    return {"status": document["status"], "problem": document}


def _line(number: int, result: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"line": number, **result}) + b"\n"
