"""An answer where all else failed."""

from __future__ import annotations

import structlog
from anyio import BrokenResourceError, ClosedResourceError
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import told
from api.middleware.observation import template
from api.problems import problem_of, respond

_log = structlog.get_logger("pactlog")


class Guard:
    """An unforeseen exception goes to the server's log, and none of it to the client."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if started and _is_only_absence(error):
                return
            request_id = scope["state"]["request_id"]
            _log.error("request failed", request_id=request_id, route=template(scope), error=told(error))
            if started:
                raise
            await respond(problem_of(error), Request(scope))(scope, receive, send)


def _is_only_absence(error: Exception) -> bool:
    """Whether nothing went wrong but that the reader of a stream is gone, which FastAPI tells as a broken resource."""
    if not isinstance(error, ExceptionGroup):
        return False
    return error.split((BrokenResourceError, ClosedResourceError))[1] is None
