"""Every event that can be recorded: its type, its shape, and the rules at the door."""

from domain.vocabulary.door import (
    check_data,
    check_event,
    data_model_of,
    model_of,
    never_future,
    parse_event,
    wire,
)
from domain.vocabulary.envelope import DealEvent, LogEvent, RecordEvent, WorldEvent
from domain.vocabulary.events import (
    EVENT_TYPES,
    FAMILIES,
    NEW,
    REQUIRED_TERMS,
    RESERVED_TYPES,
    SCHEMA_VERSIONS,
    UNDATED,
    Event,
)
from domain.vocabulary.schema import event_schemas, json_schema
from domain.vocabulary.transitions import DEAL_KINDS, TRANSITIONS

__all__ = [
    "DEAL_KINDS",
    "EVENT_TYPES",
    "FAMILIES",
    "NEW",
    "REQUIRED_TERMS",
    "RESERVED_TYPES",
    "SCHEMA_VERSIONS",
    "TRANSITIONS",
    "UNDATED",
    "DealEvent",
    "Event",
    "LogEvent",
    "RecordEvent",
    "WorldEvent",
    "check_data",
    "check_event",
    "data_model_of",
    "event_schemas",
    "json_schema",
    "model_of",
    "never_future",
    "parse_event",
    "wire",
]
