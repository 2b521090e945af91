"""Watching the log grow: one look at its head serves all who wait, and waiting holds no thread and no connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import anyio
import structlog
from anyio.to_thread import run_sync
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from domain.errors import Busy
from infra.store.engine import reading
from infra.store.tables import log_head

PAUSE: Final = 0.2
"""Seconds between two looks at the head."""

_HEAD: Final = select(log_head.c.position)
_log = structlog.get_logger("pactlog")


class Watch:
    """The end of the log of one database, for those who wait for what comes."""

    def __init__(self, engine: Engine, pause: float = PAUSE) -> None:
        self._engine = engine
        self._pause = pause
        self._waiting = 0
        self._position = 0
        self._moved = anyio.Event()
        self._wanted = anyio.Event()
        self._ended = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look at the head while somebody waits."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._look)
            yield
            self.end()
            tasks.cancel_scope.cancel()

    def end(self) -> None:
        """Let nobody wait any longer."""
        self._ended = True
        self._wake()

    async def beyond(self, position: int) -> int | None:
        """The last position of the log as soon as it lies behind *position*, or None at the end of the watch."""
        self._waiting += 1
        self._wanted.set()
        try:
            while not self._ended and self._position <= position:
                await self._moved.wait()
        finally:
            self._waiting -= 1
        return None if self._ended else self._position

    def _wake(self) -> None:
        moved, self._moved = self._moved, anyio.Event()
        moved.set()

    async def _look(self) -> None:
        is_blind = False
        while True:
            if not self._waiting:
                self._wanted = anyio.Event()
                await self._wanted.wait()
            try:
                position = await run_sync(self._head)
            except (Busy, SQLAlchemyError):
                if not is_blind:
                    _log.warning("the head of the log cannot be read; streams wait until it can")
                is_blind = True
            else:
                if is_blind:
                    _log.info("the head of the log can be read again")
                is_blind = False
                if position > self._position:
                    self._position = position
                    self._wake()
            await anyio.sleep(self._pause)

    def _head(self) -> int:
        with reading(self._engine) as connection:
            position: int = connection.execute(_HEAD).scalar_one()
        return position
