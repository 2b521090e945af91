"""What a write is answered with: the events as the log holds them, what they changed, and what looks odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.answers import answer
from domain.as_of import AsOf
from domain.state.changes import changes
from domain.state.documents import document_of_as_of, document_of_event
from infra.store.engine import reading
from infra.store.personal import reveal

if TYPE_CHECKING:
    from fastapi import Response
    from sqlalchemy import Engine

    from infra.draft import Outcome
    from infra.ledger import Receipt


def answer_to_one(receipt: Receipt, engine: Engine) -> Response:
    """The answer to one event: 201 with its place, or 200 if it had been recorded before."""
    [outcome] = receipt.outcomes
    event = outcome.event
    with reading(engine) as connection:
        changed = reveal(connection, changes(outcome.change.closed, outcome.change.opened))
    told = {"event": document_of_event(event), "changes": changed, "warnings": _warnings(outcome)}
    headers = {"Location": f"/v1/events/{event.event_id}", "ETag": f'"v{event.version}"'}
    return answer(told | _registered(receipt), 200 if outcome.replayed else 201, headers)


def answer_to_batch(receipt: Receipt) -> Response:
    """The answer to many lines; pointers of warnings begin with the line, counted from 0."""
    as_of = AsOf(receipt.recorded_at.date(), receipt.recorded_at, receipt.position)
    told: dict[str, Any] = {"items": [document_of_event(outcome.event) for outcome in receipt.outcomes]}
    told |= _registered(receipt)
    told["warnings"] = [
        warning for line, outcome in enumerate(receipt.outcomes) for warning in _warnings(outcome, f"/{line}")
    ]
    told["as_of"] = document_of_as_of(as_of)
    return answer(told, 200 if all(outcome.replayed for outcome in receipt.outcomes) else 201)


def _registered(receipt: Receipt) -> dict[str, Any]:
    registered = [document_of_event(outcome.event) for outcome in receipt.registered]
    return {"registered": registered} if registered else {}


def _warnings(outcome: Outcome, line: str = "") -> list[dict[str, Any]]:
    return [
        {"code": warning.code, "pointer": line + warning.pointer, "detail": warning.detail}
        for warning in outcome.warnings
    ]
