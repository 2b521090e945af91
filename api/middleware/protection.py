"""What every answer tells a browser not to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SOURCES: Final = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def policy(**more: str) -> str:
    """The Content-Security-Policy of a page: everything comes from here; *more* names directives as ``img_src``."""
    sources = _SOURCES | {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(f"{name} {source}" for name, source in sources.items())


HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would call the origin of our own forms null
    "X-Content-Type-Options": "nosniff",
}


class Protection:
    """Puts HEADERS on every answer that does not bring a header of that name itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, protected if scope["type"] == "http" else send)
