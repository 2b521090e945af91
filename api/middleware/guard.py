"""An id to speak of each request, and an answer where all else failed."""

from __future__ import annotations

from traceback import extract_tb
from uuid import uuid4

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_of, respond

_log = structlog.get_logger("pactlog")


class Guard:
    """Gives each request its id; an unforeseen exception goes to the server's log, and none of it to the client."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            _log.error("request failed", request_id=request_id, route=_template(scope), error=_told(error))
            if started:
                raise
            await respond(problem_of(error), Request(scope))(scope, receive, watched)


def _template(scope: Scope) -> str | None:
    return getattr(scope.get("route"), "path", None)


def _told(error: BaseException) -> list[str]:
    """Kinds and places only: messages quote what was sent, and personal data stays out of the log."""
    told: list[str] = []
    cause: BaseException | None = error
    while cause:
        places = " < ".join(f"{one.filename}:{one.lineno}" for one in reversed(extract_tb(cause.__traceback__)))
        told.append(f"{type(cause).__module__}.{type(cause).__qualname__} at {places}")
        cause = cause.__cause__ or cause.__context__
    return told
