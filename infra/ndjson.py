"""Events as lines of a file: the id of an event whose line brings none, the same whenever the line is read."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

_LINES: Final = UUID("5f8f5b0e-6d0c-5a55-9d5b-1f3a3e6f6a51")
"""Namespace of the ids that are made of a file's name and the key of a line in it."""


def event_id_of_line(file_name: str, key: int | str) -> str:
    """The id of the event in one line of a file; *key* tells the line from the others, as its number does."""
    return str(uuid5(_LINES, f"{file_name}#{key}"))
