"""Events: recorded, followed in the order of the log, and looked at one by one."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.bodies import BodyDep
from api.dependencies import (
    AsOfDep,
    PartsDep,
    QueriesDep,
    TurnDep,
)
from api.following import BehindDep
from api.judging import judged
from api.manner import MannerDep
from api.openapi import AS_OF, JUDGED, OF_COMPANIES, RECORD_BODY, RECORDING, answers
from api.parameters import EventId, FiltersDep, Limit
from api.receipts import told_of_many, told_of_one
from api.schemas import EventAnswer, Feed, Recorded, RecordedBatch

router = APIRouter(prefix="/v1/events", tags=["events"])


@router.post(
    "",
    status_code=201,
    responses=answers(Recorded | RecordedBatch, *RECORDING, status=201)
    | {
        200: {
            "model": Recorded | RecordedBatch,
            "description": "All was recorded before, or it was a dry run: nothing was added. Or each line's result.",
            "content": JUDGED,
        }
    },
    openapi_extra={"requestBody": RECORD_BODY},
)
def record_events(request: Request, body: BodyDep, manner: MannerDep, parts: PartsDep, _turn: TurnDep) -> Response:
    """Record one event, or many lines: all of them or none, or each that can be.

    A correction or retraction among them needs a key with the scope `curate` beside `record`.
    """
    if manner.each:
        return judged(request, body, parts, manner)
    sent = body.events()
    with body.named():
        receipt = parts.ledger.record(
            sent,
            recorded_by=manner.recorded_by,
            create_missing=manner.create_missing,
            expected_version=manner.expected_version,
            refuse_duplicates=not body.is_batch,
            dry_run=manner.dry_run,
            key=manner.key,
        )
    told = told_of_many(receipt) if body.is_batch else told_of_one(receipt, parts.engine)
    return told.response()


@router.get("", responses=answers(Feed, *OF_COMPANIES, *AS_OF))
def events(asked: AsOfDep, queries: QueriesDep, filters: FiltersDep, after: BehindDep, limit: Limit = 50) -> Response:
    """Events in the order in which the log learnt of them; go on with `after` and the `next` of the page before."""
    return asked.answer(lambda as_of: queries.events(as_of, after=after, limit=limit, **filters))


@router.get("/{event_id}", responses=answers(EventAnswer, "unknown-event", "not-yet-known", *AS_OF))
def event(event_id: EventId, asked: AsOfDep, queries: QueriesDep) -> Response:
    """One event with its corrections both ways and what it changed."""
    return asked.answer(lambda as_of: queries.event(event_id, as_of))
