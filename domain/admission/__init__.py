"""Admission: from an event as it was sent to the event as the log will hold it, or what speaks against it.

    parties      every party that is only named gets the id of the one entity that bears the name
    identity     which stream the event belongs to; a new deal, company, person or package gets its id
    judgement    what it refers to exists and its date has come; a correction fits; nothing retracted is still needed
    legality     its stream can have happened as it then stands (``domain/admission/legality.py``)

All of it is decided on what the log holds at that moment, events accepted earlier in the same append included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.admission import legality
from domain.admission.identity import subject_for
from domain.admission.judgement import judge
from domain.admission.parties import resolved, unknown_names
from domain.log import LoggedEvent
from domain.vocabulary import SCHEMA_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.log import Log

__all__ = ["Stamp", "admitted", "unknown_names"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the log itself says of an event: when and by whom it was recorded, and where new ids come from."""

    recorded_at: datetime
    recorded_by: str
    new_event_id: Callable[[], str]
    new_letters: Callable[[int], str]


def admitted(sent: dict[str, Any], log: Log, stamp: Stamp, position: int) -> LoggedEvent:
    """The event that the log will hold for *sent*, a valid event in wire form. Raises what speaks against it."""
    data = resolved(sent, log)
    subject = subject_for(sent, data, log, stamp.new_letters)
    stream = log.stream(subject)
    event = LoggedEvent(
        position=position,
        event_id=sent.get("event_id") or stamp.new_event_id(),
        type=sent["type"],
        schema_version=SCHEMA_VERSIONS[sent["type"]],
        subject=subject,
        version=len(stream.events) + 1,
        recorded_at=stamp.recorded_at,
        recorded_by=stamp.recorded_by,
        data=data,
        sources=sent.get("sources", []),
        occurred_on=sent.get("occurred_on"),
        date_basis=sent.get("date_basis"),
        confidence=sent.get("confidence"),
        note=sent.get("note"),
        causation_id=sent.get("causation_id"),
    )
    judge(event, log, as_sent=data == sent["data"])
    legality.check(stream.alive_with(event))
    return event
