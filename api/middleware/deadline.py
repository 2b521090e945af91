"""No question is left without an answer for ever."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import AnswerTimeout
from api.problems import problem_of, respond


class Deadline:
    """Tells who asks that the answer takes too long to begin; what has begun, as a stream has at once, may go on.

    Writes are left alone: they wait for the log so long and no longer, and who sent one must learn what came of it. The
    thread that looks for the answer cannot be stopped; what it finds is dropped.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        limit: float = scope["app"].state.parts.settings.answer_timeout
        begun = given_up = False

        async def unless_given_up(message: Message) -> None:
            nonlocal begun
            if not given_up:
                begun = True
                await send(message)

        async def give_up() -> None:
            nonlocal given_up
            await asyncio.sleep(limit)
            if not begun:
                given_up = True
                await respond(problem_of(AnswerTimeout(limit)), Request(scope))(scope, receive, send)

        waiting = asyncio.create_task(give_up())
        try:
            await self._app(scope, receive, unless_given_up)
        finally:
            if given_up:
                await waiting
            waiting.cancel()
