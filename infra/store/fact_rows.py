"""A fact as a row: what the log held true, from one position until another."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from domain.fold.facts import Fact, Held
from infra.store.codec import encoded
from infra.store.tables import fact

FACT_COLUMNS = (
    fact.c.subject,
    fact.c.aspect,
    fact.c.valid_from,
    fact.c.valid_to,
    fact.c.certain_from,
    fact.c.certain_to,
    fact.c.value,
    fact.c.events,
)
"""The columns that make a fact, in the order that :func:`fact_of` reads."""

HELD: Select[Any] = select(fact.c.id, fact.c.known_from, fact.c.known_to, *FACT_COLUMNS)

_value = msgspec.json.Decoder(dict[str, Any])
_events = msgspec.json.Decoder(tuple[str, ...])


def held(row: Row[Any]) -> Held:
    """The held fact in a row of :data:`HELD`."""
    return Held(fact_of(row[3:]), row.known_from, row.known_to, row.id)


def fact_of(columns: Any) -> Fact:
    """The fact in the values of :data:`FACT_COLUMNS`."""
    *described, value, events = columns
    subject, aspect, valid_from, valid_to, certain_from, certain_to = described
    return Fact(
        subject,
        aspect,
        valid_from,
        valid_to,
        certain_from,
        certain_to,
        _value.decode(value),
        _events.decode(events),
    )


def row_of(one: Held) -> dict[str, Any]:
    """The columns of a held fact; its value as canonical JSON, so that equal facts are equal rows."""
    told = one.fact
    return {
        "subject": told.subject,
        "aspect": told.aspect,
        "valid_from": told.valid_from,
        "valid_to": told.valid_to,
        "certain_from": told.certain_from,
        "certain_to": told.certain_to,
        "known_from": one.known_from,
        "known_to": one.known_to,
        "value": encoded(told.value).decode(),
        "events": encoded(told.events).decode(),
    }
