"""An id to speak of each request, a line about it in the log of the server, and its figures."""

from __future__ import annotations

from time import perf_counter
from typing import Final
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

_log = structlog.get_logger("pactlog")
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_STREAM: Final = b"text/event-stream"


class Observation:
    """Watches each request from its first to its last byte.

    What is told of it comes from here, never from the client: the template of its route in place of its address, and
    the id of a key.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        metrics: Metrics = scope["app"].state.parts.metrics
        request_id = str(uuid4())
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        method = scope["method"] if scope["method"] in _METHODS else "other"
        begun = perf_counter()
        status, is_stream = 0, False

        async def watched(message: Message) -> None:
            nonlocal status, is_stream
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
                if any(name == b"content-type" and value.startswith(_STREAM) for name, value in headers):
                    is_stream = True
                    metrics.streams.inc()
            await send(message)

        metrics.under_way.inc()
        try:
            await self._app(scope, receive, watched)
        finally:
            metrics.under_way.dec()
            if is_stream:
                metrics.streams.dec()
            seconds, route = perf_counter() - begun, template(scope)
            metrics.answered(method, route, status, None if is_stream else seconds)
            _log.info(
                "request",
                request_id=request_id,
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                key=state.get("key_id"),
            )


def template(scope: Scope) -> str | None:
    """The route that a request took, as it is written in the documentation; None for none."""
    return getattr(scope.get("route"), "path", None)
