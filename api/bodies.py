"""Bodies of requests: read up to a limit, in a form that is known, as JSON that means one thing only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from typing import Annotated, Any, Final, Never

from anyio import move_on_after
from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from api.errors import BodyTimeout, MalformedBody, TooManyLines, UnsupportedMediaType
from domain.errors import (
    BadLines,
    Busy,
    IdempotencyKeyReused,
    Invalid,
    PactlogError,
    PayloadTooLarge,
    SeveralSubjects,
    VersionConflict,
    faults_of,
)
from domain.vocabulary import Event, parse_event

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
MAX_BODY: Final = 8 * 2**20
MAX_LINES: Final = 10_000
MAX_DEPTH: Final = 64
_TOO_DEEP: Final = f"the document is nested more than {MAX_DEPTH} deep"


def json_of(raw: bytes) -> Any:
    """The value of an I-JSON text (RFC 7493): UTF-8, no key twice, no half characters, no NaN. Raises MalformedBody."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_unique, parse_constant=_no_number)
        if b"\\u" in raw:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise MalformedBody(f"the body is not UTF-8: byte {error.start} starts no character") from None
    except UnicodeEncodeError:
        raise MalformedBody("an escape as \\ud800 is half a character; send both halves") from None
    except RecursionError:
        raise MalformedBody(_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise MalformedBody(f"no JSON: {error}") from None
    except ValueError as error:
        raise MalformedBody(f"no JSON that every reader understands alike: {error}") from None
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise MalformedBody(_TOO_DEEP)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(name, _), *_] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {name!r} stands there twice")
    return members


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no number")


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level := [item for one in level if isinstance(one, dict | list) for item in _items(one)]:
        depth += 1
    return depth


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


_OF_THE_REQUEST: Final = (Busy, IdempotencyKeyReused, SeveralSubjects, VersionConflict)
"""Errors that no line can help."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request that records: one JSON object, or many as lines."""

    raw: bytes
    is_batch: bool

    def lines(self) -> list[bytes]:
        """The documents as they were sent. Raises TooManyLines."""
        if not self.is_batch:
            return [self.raw]
        lines = self.raw.removesuffix(b"\n").split(b"\n", MAX_LINES)
        if len(lines) > MAX_LINES:
            raise TooManyLines(MAX_LINES)
        return lines

    def types(self) -> set[str]:
        """The types of events that it names, as far as it can be read; events() says where it cannot."""
        types: set[str] = set()
        for line in self.lines():
            with suppress(MalformedBody):
                match json_of(line):
                    case {"type": str(type_)}:
                        types.add(type_)
        return types

    def events(self) -> list[Event]:
        """All events. Raises what is wrong with the only one, or BadLines for a batch."""
        events: list[Event] = []
        errors: dict[int, PactlogError] = {}
        for number, line in enumerate(self.lines()):
            try:
                events.append(event_of(line))
            except PactlogError as error:
                errors[number] = error
        if errors:
            raise BadLines(errors) if self.is_batch else errors[0]
        return events

    @contextmanager
    def named(self) -> Iterator[None]:
        """In a batch of one line too, what speaks against the event names its line."""
        try:
            yield
        except (BadLines, *_OF_THE_REQUEST):
            raise
        except PactlogError as error:
            if self.is_batch:
                raise BadLines({0: error}) from None
            raise


def event_of(line: bytes) -> Event:
    """The event that a document says. Raises MalformedBody, or Invalid with everything that is wrong."""
    try:
        return parse_event(json_of(line))
    except ValidationError as error:
        raise Invalid(faults_of(error)) from None


async def body(request: Request) -> Body:
    """The body, read no further than the limit. Raises UnsupportedMediaType, PayloadTooLarge and BodyTimeout."""
    media_type = media_type_of(request)
    if media_type not in {JSON, NDJSON}:
        raise UnsupportedMediaType(f"send {JSON} for one event or {NDJSON} for many, not {media_type}")
    found = Body(await received(request, MAX_BODY), media_type == NDJSON)
    request.state.body = found  # so that a problem can show what to send instead
    return found


async def received(request: Request, most: int) -> bytes:
    """What is sent, if it is there in time and has at most so many bytes. Raises PayloadTooLarge and BodyTimeout."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise PayloadTooLarge(int(declared), most)
    limit = request.app.state.parts.settings.body_timeout
    with move_on_after(limit) as waiting:
        read = await _read(request, most)
    if waiting.cancelled_caught:
        raise BodyTimeout(limit)
    return read


async def _read(request: Request, most: int) -> bytes:
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > most:
                raise PayloadTooLarge(len(read), most)
    except ClientDisconnect:
        raise MalformedBody("the connection ended before the body did") from None
    return bytes(read)


def media_type_of(request: Request) -> str:
    """What the body is said to be, in UTF-8 and as it is. Raises UnsupportedMediaType for other ways to write it."""
    given = Message()
    given["content-type"] = request.headers.get("content-type", "text/plain")
    media_type, charset = given.get_content_type(), given.get_content_charset("utf-8")
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaType(f"send UTF-8, not {charset}")
    if coding := request.headers.get("content-encoding"):
        raise UnsupportedMediaType(f"send the body as it is, not encoded as {coding}")
    return media_type


BodyDep = Annotated[Body, Depends(body)]
