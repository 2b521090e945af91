"""What the server says of itself, a line a thing, for people or as JSON: never anything that was sent to it.

Of exceptions only kinds and places are told, because their messages quote. That goes for the libraries' lines too.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from traceback import extract_tb
from typing import Any, Literal, TextIO, cast

import msgspec
import structlog

_LIBRARIES = structlog.get_logger("libraries")


def configure(form: Literal["console", "json"], out: TextIO = sys.stderr) -> None:
    """Send all lines of this process to *out*, those of the libraries from warnings on."""
    render = (
        structlog.processors.JSONRenderer(lambda line, **_options: msgspec.json.encode(line).decode())
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Enduring(out))),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Forwarding()], level=logging.WARNING, force=True)


class _Enduring:
    """Where lines go as long as somebody takes them: a full disk or a closed pipe must not fail what they tell of."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._out.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._out.flush()


class _Forwarding(logging.Handler):
    """Passes on what libraries log: the first line of it, since what follows may quote."""

    def emit(self, record: logging.LogRecord) -> None:
        more: dict[str, Any] = {"logger": record.name}
        if record.exc_info and record.exc_info[1]:
            more["error"] = told(record.exc_info[1])
        _LIBRARIES.log(record.levelno, record.getMessage().partition("\n")[0], **more)


def told(error: BaseException) -> list[str]:
    """The kinds and places of *error*, of its causes, and of all that a group of errors holds."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause:
        places = " < ".join(f"{one.filename}:{one.lineno}" for one in reversed(extract_tb(cause.__traceback__)))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__} at {places}")
        if isinstance(cause, BaseExceptionGroup):
            lines += [line for one in cause.exceptions for line in told(one)]
        cause = cause.__cause__ or cause.__context__
    return lines
