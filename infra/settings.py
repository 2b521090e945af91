"""Frozen Settings, read once from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

from domain.errors import Malformed

PREFIX = "PACTLOG_"
TEST_PREFIX = "PACTLOG_TEST_"
"""Variables that only the tests read."""

MAX_PORT = 65535
MIN_ADMIN_KEY = 32


class InvalidSetting(Malformed):
    """A variable of the environment does not say what it should."""

    def __init__(self, field_name: str, reason: str) -> None:
        self.name = PREFIX + field_name.upper()
        super().__init__(f"{self.name}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen without touching the code; every field is a variable ``PACTLOG_<FIELD>``."""

    database_url: str = field(default="sqlite:///var/pactlog.db", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    admin_key: str | None = field(default=None, repr=False)
    public_read: bool = False
    log_origin: str = "localhost/pactlog"
    signing_key_file: Path | None = None
    body_timeout: float = 60
    answer_timeout: float = 30
    log_format: Literal["console", "json"] = "console"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the variables that are set and not empty. Raises InvalidSetting, also for a name that nobody reads."""
        given = {
            name.removeprefix(PREFIX).lower(): text
            for name, text in environment.items()
            if text and name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
        }
        for name in given.keys() - _PARSE.keys():
            near = get_close_matches(name, _PARSE, n=1)
            hint = f"; did you mean {PREFIX}{near[0].upper()}?" if near else ""
            raise InvalidSetting(name, f"there is no such setting{hint}")
        values: dict[str, Any] = {name: _PARSE[name](name, text) for name, text in given.items()}
        return cls(**values)


def _text(_name: str, text: str) -> str:
    return text


def _path(_name: str, text: str) -> Path:
    return Path(text)


def _port(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_PORT):
        raise InvalidSetting(name, f"a port between 0 and {MAX_PORT}, not {text!r}")
    return int(text)


def _flag(name: str, text: str) -> bool:
    match text.lower():
        case "true" | "1" | "yes" | "on":
            return True
        case "false" | "0" | "no" | "off":
            return False
        case _:
            raise InvalidSetting(name, f"true or false, not {text!r}")


def _key(name: str, text: str) -> str:
    if len(text) < MIN_ADMIN_KEY:
        raise InvalidSetting(name, f"at least {MIN_ADMIN_KEY} characters, not {len(text)}")
    return text


def _seconds(name: str, text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII) or not float(text):
        raise InvalidSetting(name, f"seconds, as 60 or 0.5, not {text!r}")
    return float(text)


def _log_format(name: str, text: str) -> str:
    if text not in {"console", "json"}:
        raise InvalidSetting(name, f"console or json, not {text!r}")
    return text


_PARSE: Mapping[str, Callable[[str, str], Any]] = {
    "database_url": _text,
    "host": _text,
    "port": _port,
    "admin_key": _key,
    "public_read": _flag,
    "log_origin": _text,
    "signing_key_file": _path,
    "body_timeout": _seconds,
    "answer_timeout": _seconds,
    "log_format": _log_format,
}
