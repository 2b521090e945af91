"""Pages that mend the record: a form with what an event says now, to correct, and one to retract it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import Response

from api import words
from api.dependencies import QueriesDep, TurnDep
from api.pages.forms import correction
from api.pages.forms.conversion import Wire
from api.pages.forms.shape import Group, shape_of
from api.pages.routing import pages
from api.pages.submission import SubmissionDep
from api.pages.writing import DeskDep, Form
from api.parameters import EventId
from infra.queries import Queries

router = pages("/events/{event_id}")

Document = dict[str, Any]


@router.get("/correct")
def correct_page(event_id: EventId, desk: DeskDep, queries: QueriesDep) -> Response:
    """The form with what the event says now."""
    desk.needs("record.corrected")
    target = queries.event_as_corrected(event_id)
    return desk.open(_correcting(target), {"data": {"set": correction.said_by(target)}})


@router.post("/correct")
def correct(
    event_id: EventId, desk: DeskDep, submission: SubmissionDep, queries: QueriesDep, _turn: TurnDep
) -> Response:
    """Check or record a correction of what is changed."""
    desk.needs("record.corrected")
    return desk.take(_correcting(queries.event_as_corrected(event_id)), submission)


@router.get("/retract")
def retract_page(event_id: EventId, desk: DeskDep, queries: QueriesDep) -> Response:
    """The form that asks why."""
    desk.needs("record.retracted")
    return desk.open(_retracting(event_id, queries), {})


@router.post("/retract")
def retract(
    event_id: EventId, desk: DeskDep, submission: SubmissionDep, queries: QueriesDep, _turn: TurnDep
) -> Response:
    """Check or record a retraction."""
    desk.needs("record.retracted")
    return desk.take(_retracting(event_id, queries), submission)


def _correcting(target: Document) -> Form:
    def event(said: Wire) -> Wire:
        return correction.correction(target, said)

    return Form(
        f"Correct {_name(target)}",
        "The record was wrong about it. What you change counts from now on; what was answered before stays as it was.",
        correction.correction_shape(target["type"]),
        event,
        correction.place,
        target,
    )


def _retracting(event_id: str, queries: Queries) -> Form:
    target = queries.event(event_id, queries.as_of())

    def event(said: Wire) -> Wire:
        data = {"target": target["event_id"], **said.get("data", {})}
        return {"type": "record.retracted", **said, "data": data}

    return Form(
        f"Retract {_name(target)}",
        "It should never have been recorded. It counts for nothing from now on; what was answered before stays.",
        _without_target(shape_of("record.retracted")),
        event,
        about=target,
    )


def _without_target(shape: Group) -> Group:
    data = shape["data"]
    assert data, "every event has data"
    assert isinstance(data.shape, Group), "which is an object"
    asked = Group(tuple(one for one in data.shape.fields if one.name != "target"))
    return Group(tuple(replace(one, shape=asked, label="Why") if one is data else one for one in shape.fields))


def _name(event: Document) -> str:
    return words.plain(event["type"].replace(".", " "))
