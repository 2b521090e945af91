"""An application spoken to in process as a server would, with any bytes: also those that no client library sends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it comes in; the path is percent-encoded."""

    method: str
    path: str
    query: bytes = b""
    headers: Headers = ()
    body: bytes = b""
    chunk: int = 2**16


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


class Endless(Exception):
    """The answer is a stream that would not end."""


async def send(app: ASGIApp, request: Request) -> Answer:
    """The answer of *app*. Raises Endless for a stream of events, and whatever the application let through."""
    answer = Answer()
    arriving = iter(_arriving(request))

    async def receive() -> Message:
        return next(arriving, {"type": "http.disconnect"})

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                raise Endless
        else:
            answer.body += message.get("body", b"")

    await app(_scope(request), receive, sending)
    return answer


def _scope(request: Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "root_path": "",
        "method": request.method,
        "path": unquote(request.path),
        "raw_path": request.path.encode(),
        "query_string": request.query,
        "headers": [(b"host", b"127.0.0.1:8000"), *request.headers],
    }


def _arriving(request: Request) -> Iterator[Message]:
    pieces: Iterable[int] = range(0, len(request.body), request.chunk) or (0,)
    for start in pieces:
        end = start + request.chunk
        more = end < len(request.body)
        yield {"type": "http.request", "body": request.body[start:end], "more_body": more}
