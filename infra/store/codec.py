"""Event <-> canonical stored bytes; the types and versions that may be stored; upcasts.

The bytes of an event are the leaf of the audit tree and the only truth: everything else in the store is derived from
them or repeats them. They are RFC 8785 within a profile in which sorting the keys is all that it takes: ASCII keys,
no floats, integers below 2^53, text in NFC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal
from unicodedata import is_normalized
from uuid import UUID, uuid5

import msgspec
from eventsourcing import persistence
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Notification, StoredEvent

from domain.errors import NotCanonical, PayloadTooLarge, UnreadableEvent
from domain.log import LoggedEvent
from domain.values.instant import instant
from domain.vocabulary import SCHEMA_VERSIONS

LEAF_FORMAT: Literal[1] = 1
MAX_EVENT_BYTES = 60_000
MAX_INTEGER = 2**53 - 1
SUBJECTS = UUID("7c3a9b1e-5d0f-4c55-9e6a-6f1f0c8d2b47")
"""Namespace of the originator ids; with another one no stream would be found again."""

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""From the stored form of one schema version to that of the next."""

UPCASTS: Mapping[tuple[str, int], Upcast] = MappingProxyType({})
"""``(type, from version)`` -> what brings stored events of that version forward."""

_encoder = msgspec.json.Encoder(order="sorted")


class _StoredForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    v: Literal[1]
    event_id: str
    type: str
    schema_version: int
    subject: str
    version: int
    recorded_at: Annotated[datetime, msgspec.Meta(tz=True)]
    recorded_by: str
    data: dict[str, Any]
    sources: list[dict[str, Any]] = []
    occurred_on: str | None = None
    date_basis: str | None = None
    confidence: str | None = None
    note: str | dict[str, Any] | None = None
    causation_id: str | None = None


_decoder = msgspec.json.Decoder(_StoredForm)


def canonical(value: Any) -> bytes:
    """Canonical JSON of plain data (RFC 8785). Raises NotCanonical outside the profile of the log."""
    _check(value)
    return encoded(value)


def encoded(value: Any) -> bytes:
    """The same of data that is made of what events hold, and so was found to fit the profile before."""
    return _encoder.encode(value)


@lru_cache(maxsize=16384)
def originator_id(subject: str) -> UUID:
    """The id under which the library knows a stream."""
    return uuid5(SUBJECTS, subject)


@dataclass(frozen=True, slots=True)
class Codec:
    """Turns events into bytes and back: *versions* are those written today, *upcasts* bring older bytes forward."""

    versions: Mapping[str, int] = field(default_factory=lambda: SCHEMA_VERSIONS)
    upcasts: Mapping[tuple[str, int], Upcast] = field(default_factory=lambda: UPCASTS)

    def encode(self, event: LoggedEvent) -> bytes:
        """The bytes to store. Raises NotCanonical and PayloadTooLarge."""
        assert self.versions[event.type] == event.schema_version, f"{event.type} is written in its current version"
        state = canonical(_stored_form(event))
        if len(state) > MAX_EVENT_BYTES:
            raise PayloadTooLarge(len(state), MAX_EVENT_BYTES)
        return state

    def decode(self, state: bytes, position: int) -> LoggedEvent:
        """The event in its current schema version. Raises UnreadableEvent."""
        try:
            form = _decoder.decode(state)
            if form.schema_version != self.versions.get(form.type):
                form = self._upcast(msgspec.json.decode(state), position)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UnreadableEvent(position, str(error)) from error
        return LoggedEvent(
            position=position,
            event_id=form.event_id,
            type=form.type,
            schema_version=form.schema_version,
            subject=form.subject,
            version=form.version,
            recorded_at=form.recorded_at,
            recorded_by=form.recorded_by,
            data=form.data,
            sources=form.sources,
            occurred_on=form.occurred_on,
            date_basis=form.date_basis,
            confidence=form.confidence,
            note=form.note,
            causation_id=form.causation_id,
        )

    def _upcast(self, document: dict[str, Any], position: int) -> _StoredForm:
        while (version := document["schema_version"]) != self.versions.get(document["type"]):
            upcast = self.upcasts.get((document["type"], version))
            if upcast is None:
                raise UnreadableEvent(position, f"unknown type {document['type']!r} in schema version {version}")
            document = {**upcast(document), "schema_version": version + 1}
        return msgspec.convert(document, _StoredForm)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in the form that the library stores and loads; the domain never sees it."""

    originator_id: UUID
    originator_version: int
    event: LoggedEvent
    state: bytes | None = field(default=None, compare=False)
    """The bytes of the event, where they have been made already."""

    @classmethod
    def of(cls, event: LoggedEvent, state: bytes | None = None) -> Recorded:
        return cls(originator_id(event.subject), event.version, event, state)


class Mapper(persistence.Mapper[UUID]):
    """The library's mapper over our codec: a name found in a row is never imported."""

    def __init__(self, codec: Codec) -> None:
        super().__init__(JSONTranscoder())
        self.codec = codec

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        assert isinstance(domain_event, Recorded)
        event = domain_event.event
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=event.type,
            state=domain_event.state or self.codec.encode(event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        assert isinstance(stored_event, Notification), "the position is not in the bytes"
        assert isinstance(stored_event.originator_id, UUID)
        return Recorded(
            originator_id=stored_event.originator_id,
            originator_version=stored_event.originator_version,
            event=self.codec.decode(stored_event.state, stored_event.id),
        )


def _stored_form(event: LoggedEvent) -> dict[str, Any]:
    form = {
        "v": LEAF_FORMAT,
        "event_id": event.event_id,
        "type": event.type,
        "schema_version": event.schema_version,
        "subject": event.subject,
        "version": event.version,
        "recorded_at": instant(event.recorded_at),
        "recorded_by": event.recorded_by,
        "data": event.data,
        "sources": event.sources or None,
        "occurred_on": event.occurred_on,
        "date_basis": event.date_basis,
        "confidence": event.confidence,
        "note": event.note,
        "causation_id": event.causation_id,
    }
    return {name: value for name, value in form.items() if value is not None}


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value)
    elif kind is dict:
        for key, item in value.items():
            _check_key(key)
            _check_item(key, item)
    elif kind is list:
        for index, item in enumerate(value):
            _check_item(index, item)
    elif kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise NotCanonical("", f"the integer {value} is beyond ±(2^53 - 1)")
    elif value is not None and kind is not bool:
        raise NotCanonical("", f"{kind.__name__} has no canonical form")


def _check_item(name: str | int, item: Any) -> None:
    try:
        _check(item)
    except NotCanonical as error:
        raise NotCanonical(f"/{name}{error.pointer}", error.reason) from None


def _check_key(key: Any) -> None:
    if type(key) is not str or not key.isascii():
        raise NotCanonical("", f"the key {key!r} is not ASCII text")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NotCanonical("", "a lone surrogate is not text")
    if not is_normalized("NFC", text):
        raise NotCanonical("", "the text is not in Unicode normal form C")


CODEC = Codec()
"""For every event that can be recorded."""
