"""Judgement of an event against the log: what it refers to exists, its date has come, its correction fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from domain.admission.parties import is_alive
from domain.errors import (
    CorrectionDoesNotFit,
    CorrectionTargetDead,
    Fault,
    IdentifierTaken,
    IllegalHistory,
    Invalid,
    StillReferenced,
    faults_of,
)
from domain.fold.record_plane import ENVELOPE_FIELDS, dead_ids
from domain.naming.references import named_deals, named_subjects
from domain.naming.resolution import identifier_key
from domain.values.identifiers import subject_of_party
from domain.values.partial_date import earliest
from domain.vocabulary import DEAL_KINDS, NEW, check_event, never_future
from domain.vocabulary.parties import PartySlot, party_slots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.log import Log, LoggedEvent


def judge(event: LoggedEvent, log: Log, *, as_sent: bool) -> None:
    """Raise what in the log speaks against *event*, its own stream's legality apart.

    *as_sent* says that its data is what its model has accepted already, with nothing resolved since.
    """
    if event.family == "record":
        _judge_record(event, log)
    else:
        _judge_world(event, log, as_sent=as_sent)


def _judge_world(event: LoggedEvent, log: Log, *, as_sent: bool) -> None:
    if event.type == "position.ended" and "position" in event.data:
        _not_of_a_hiring(event, log)
    faults = [*_future(event, event.recorded_at.date()), *_references(event, log)]
    if not as_sent:
        faults += _misfits(event)
    if faults:
        raise Invalid(faults)
    for pointer, identifier, key in _identifiers(event):
        for holder in sorted(set(log.bearing(key)) - {event.subject}):
            if is_alive(holder, log):
                raise IdentifierTaken(pointer, identifier, holder)


def _not_of_a_hiring(event: LoggedEvent, log: Log) -> None:
    begun: str = event.data["position"]
    deal = log.subject_of(begun)
    for one in log.stream(deal).alive if deal else ():
        if one.event_id == begun and one.family == "hiring":
            reason = f"position.ended cannot end what {one.type} of {deal} began"
            raise IllegalHistory(event.event_id, one.event_id, reason, f"record hiring.ended on {deal}")


def _future(event: LoggedEvent, today: date) -> Iterator[Fault]:
    if event.occurred_on and never_future(event.type) and earliest(event.occurred_on) > today:
        yield Fault(
            "/occurred_on", "in_the_future", f"{event.type} cannot lie after today, {today}: record it when it has"
        )


def _references(event: LoggedEvent, log: Log) -> Iterator[Fault]:
    for pointer, deal in named_deals(event.data):
        if deal == event.subject:
            yield Fault(pointer, "own_deal", "this is the deal itself")
        elif not is_alive(deal, log):
            yield Fault(pointer, "unknown_deal", f"the log holds no {deal}; record it first")
    if position := event.data.get("position") if event.type == "position.ended" else None:
        begun = [one.event_id for one in log.stream(event.subject).alive if one.type == "position.started"]
        if position not in begun:
            yield Fault("/data/position", "unknown_position", f"this person has no position that began with {position}")


def _identifiers(event: LoggedEvent) -> Iterator[tuple[str, str, str]]:
    match event.type:
        case "company.identifier_assigned":
            listed = [("/data/value", event.data)]
        case "company.registered":
            listed = [(f"/data/identifiers/{n}", one) for n, one in enumerate(event.data.get("identifiers", ()))]
        case _:
            listed = []
    for pointer, one in listed:
        yield pointer, f"{one['scheme']} {one['value']}", identifier_key(one["scheme"], one["value"])


def _judge_record(event: LoggedEvent, log: Log) -> None:
    stream = log.stream(event.subject)
    target = next(one for one in stream.events if one.event_id == event.data["target"])
    dead = dead_ids(stream.events)
    for one in stream.events:
        if one.type == "record.retracted" and one.data["target"] == target.event_id and one.event_id not in dead:
            raise CorrectionTargetDead(target.event_id, one.event_id)
    if target.family == "log":
        raise Invalid([Fault("/data/target", "start_of_the_log", "how the log started stays as it is")])
    if event.type == "record.corrected":
        if target.family == "record":
            detail = "a correction or retraction is never corrected; retract it and record a new one"
            raise CorrectionDoesNotFit([Fault("/data/target", "record_event", detail)])
        original: str = target.event_id
    else:
        original = target.data["target"] if target.family == "record" else target.event_id
    after = {one.event_id: one for one in stream.alive_with(event)}
    if original in after:
        _judge_corrected(event, after[original], log)
    else:
        _judge_retracted(target, after, log)


def _judge_corrected(event: LoggedEvent, result: LoggedEvent, log: Log) -> None:
    """Whether what the target now says is a valid event; faults point into the correction."""
    faults = [*_future(result, event.recorded_at.date()), *_references(result, log), *_misfits(result)]
    dead = [slot for slot in party_slots(result.type, result.data) if not _party_lives(slot, log)]
    faults += [Fault(slot.pointer, "unknown_party", f"the log holds no {slot.party['id']} any more") for slot in dead]
    if faults:
        raise CorrectionDoesNotFit([Fault(_in_correction(event, f.pointer), f.code, f.detail) for f in faults])


def _party_lives(slot: PartySlot, log: Log) -> bool:
    subject = subject_of_party(slot.party)
    return subject is None or is_alive(subject, log)


def _in_correction(event: LoggedEvent, pointer: str) -> str:
    """Where in *event*, a correction, the value at *pointer* of its result comes from."""
    path = pointer.split("/")[1:]
    if path[:1] == ["data"]:
        path = path[1:]
    if path and path[0] in event.data.get("set", {}):
        return "/data/set/" + "/".join(path)
    return "/data/unset" if path and path[0] in event.data.get("unset", ()) else "/data/target"


def _misfits(event: LoggedEvent) -> Iterator[Fault]:
    """What the model of its type has against *event* in its present form."""
    document: dict[str, Any] = {"type": event.type, "data": event.data}
    if not event.subject.startswith("log/"):
        document["subject"] = event.subject
    for name in ENVELOPE_FIELDS:
        if value := getattr(event, name):
            document[name] = value
    try:
        check_event(document)
    except ValidationError as error:
        yield from faults_of(error)


def _judge_retracted(target: LoggedEvent, after: dict[str, LoggedEvent], log: Log) -> None:
    """Refuse to retract what living events still name."""
    users: list[str] = []
    if target.type in NEW:
        users += [event.event_id for event in after.values()]
    if target.type == "position.started":
        users += [one.event_id for one in after.values() if one.data.get("position") == target.event_id]
    gone = target.type in NEW or (target.family in DEAL_KINDS and not after)
    if gone:
        for subject in sorted(set(log.naming(target.subject)) - {target.subject}):
            users += [one.event_id for one in log.stream(subject).alive if target.subject in named_subjects(one)]
    if users:
        raise StillReferenced(target.event_id, users)
