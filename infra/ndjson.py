"""Events as lines of a file: the id of one whose line brings none, and exported ones as they were sent."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from domain.errors import Fault, Invalid
from domain.vocabulary import SCHEMA_VERSIONS, model_of

_LINES: Final = UUID("5f8f5b0e-6d0c-5a55-9d5b-1f3a3e6f6a51")
"""Namespace of the ids that are made of a file's name and the key of a line in it."""

_OF_THE_LOG: Final = frozenset({"position", "version", "schema_version", "recorded_at", "recorded_by"})
"""What only a log says of an event, and says of every event."""


def event_id_of_line(file_name: str, key: int | str) -> str:
    """The id of the event in one line of a file; *key* tells the line from the others, as its number does."""
    return str(uuid5(_LINES, f"{file_name}#{key}"))


def is_exported(line: dict[str, Any]) -> bool:
    """Whether *line* is an event as a log tells it, not as it is sent to one."""
    return line.keys() >= _OF_THE_LOG


def as_sent(line: dict[str, Any]) -> dict[str, Any] | None:
    """An exported *line* without what the next log says anew; None for what that writes itself, its beginning.

    The subject of a correction or retraction is that of its target, and is not sent.
    Raises Invalid for an event in a schema of another version of Pactlog.
    """
    if line.get("type") == "log.started":
        return None
    type_ = str(line.get("type"))
    version = SCHEMA_VERSIONS.get(type_)
    if version not in {None, line["schema_version"]}:
        detail = f"it is exported in version {line['schema_version']} of its schema, and this version reads {version}"
        raise Invalid([Fault("/schema_version", "other_version", detail)])
    derived = set() if version is None or "subject" in model_of(type_).model_fields else {"subject"}
    return {name: value for name, value in line.items() if name not in _OF_THE_LOG | derived}
