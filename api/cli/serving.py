"""The server as a process: an empty store is set up, the address is told, Ctrl-C ends it well."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import Any, Final, NoReturn

import uvicorn
from rich.markup import escape
from sqlalchemy import Engine

from api import logs
from api.app import create_app
from api.cli import store
from api.cli.connections import Connection
from api.cli.failures import Code, Failure, complain
from api.cli.terminal import answers, print_document, say
from api.keys import first_key
from domain.errors import NotEmpty
from infra.collector import set_aside
from infra.demonstration import demonstration
from infra.keys import KeyStore
from infra.ledger import Ledger, utc_now
from infra.readiness import readiness
from infra.settings import Settings

GRACE: Final = 10
"""Seconds that requests under way are given when the server is told to end."""


def serve(*, demo: bool, host: str | None, port: int | None, as_json: bool) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    settings = Settings.from_environment()
    settings = replace(
        settings, host=settings.host if host is None else host, port=settings.port if port is None else port
    )
    logs.configure(settings.log_format)
    with listening(settings) as listener:
        with store.writing(settings, start_log=not demo) as engine:
            if demo:
                _load_demonstration(engine, settings)
            key = None if settings.admin_key else first_key(KeyStore(engine), utc_now())
            is_demonstration = bool(readiness(engine).demonstration)

        def announce() -> None:
            _announce(_address(listener), key, is_demonstration=is_demonstration, as_json=as_json)

        signal.signal(signal.SIGTERM, _end)  # uvicorn raises the signal again once it has ended gracefully
        app = create_app(settings)
        set_aside()
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            access_log=False,
            log_config=None,
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        with suppress(KeyboardInterrupt):
            _Server(config, announce, app.state.parts.watch.end).run([listener])


class _Server(uvicorn.Server):
    """A server that says when it serves, and so when Ctrl-C will end it well."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None], end: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        self._end = end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end()  # streams of events would not end by themselves
        await super().shutdown(sockets)


def _load_demonstration(engine: Engine, settings: Settings) -> None:
    with suppress(NotEmpty):  # it was loaded before, or the log has a life of its own
        Ledger(engine).load_demonstration(demonstration(), origin=settings.log_origin, recorded_by="demonstration")
        return
    if not readiness(engine).demonstration:
        complain(["the log holds events of its own, so the demonstration is not loaded"], Code.WELL)


def listening(settings: Settings) -> socket.socket:
    """A socket that takes connections, so that the address is known before the server runs."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        reason = (error.strerror or "").partition(" (")[0]
        raise Failure(f"cannot listen on {place}: {reason}; choose another --host or --port", Code.UNUSABLE) from error
    # Head and body of an answer are written apart: without this each waits 40 ms for the client to confirm the head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"


def _announce(address: str, key: str | None, *, is_demonstration: bool, as_json: bool) -> None:
    if as_json:
        told: dict[str, Any] = {"address": address, "demonstration": is_demonstration}
        print_document(told | ({"admin_key": key} if key else {}))
    else:
        shown = ", with the demonstration" if is_demonstration else ""
        answers().print(f"Pactlog serves [bold]{escape(address)}[/]{shown}. Ctrl-C ends it.", soft_wrap=True)
        if key:
            say(f"Its admin key, shown this once: {key}")
    sys.stdout.flush()


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(Code.WELL)
