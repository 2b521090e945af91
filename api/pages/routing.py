"""The routes of pages: they stand beside what OpenAPI describes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute


class _PageRoute(APIRoute):
    """A form sends its empty fields too; whoever follows one is led on to the address that says only what is asked."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_tidily(request: Request) -> Response:
            sent = request.query_params.multi_items()
            asked = [(name, text) for name, text in sent if text]
            if len(asked) == len(sent):
                return await handle(request)
            path = request.scope.get("root_path", "") + request.url.path
            return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, 303)

        return handle_tidily


def pages(prefix: str = "") -> APIRouter:
    """A router for pages under *prefix*."""
    return APIRouter(prefix=prefix, include_in_schema=False, route_class=_PageRoute)
