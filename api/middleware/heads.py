"""HEAD: a GET whose body stays here."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Answers HEAD as GET would be, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})
            elif message.get("more_body"):
                raise OSError  # nobody reads what follows, and a stream may never end

        as_get = {**scope, "method": "GET"}
        try:
            with suppress(ClientDisconnect):
                await self._app(as_get, receive, without_body)
        finally:
            scope["route"] = as_get.get("route")
