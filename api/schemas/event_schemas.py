"""Where the JSON Schema of every event is."""

from __future__ import annotations

from typing_extensions import TypedDict


class EventSchemaEntry(TypedDict):
    """Where the JSON Schema of one event is."""

    type: str
    version: int
    url: str


class EventSchemas(TypedDict):
    """The JSON Schemas of all events."""

    items: list[EventSchemaEntry]
