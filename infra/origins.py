"""Where new ids and salts come from: nothing else in the log is left to chance."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

_LETTERS = string.ascii_lowercase + string.digits


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


@dataclass(frozen=True, slots=True)
class Origins:
    """The sources of an append; tests give their own."""

    new_event_id: Callable[[], str] = lambda: str(uuid4())
    new_letters: Callable[[int], str] = _letters
    new_salt: Callable[[], bytes] = lambda: secrets.token_bytes(32)
