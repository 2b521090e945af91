"""What a write is answered with: the events as the log holds them, what they changed, and what looks odd."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from api.answers import answer
from domain.as_of import AsOf
from domain.state.changes import changes
from domain.state.documents import document_of_as_of, document_of_event
from infra.store.engine import reading
from infra.store.personal import reveal

if TYPE_CHECKING:
    from fastapi import Response
    from sqlalchemy import Engine

    from domain.log import LoggedEvent
    from infra.receipts import Outcome, Receipt

_sorted = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a write, before it is put into a response or a line."""

    status: int
    document: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        return answer(self.document, self.status, self.headers)


def told_of_one(receipt: Receipt, engine: Engine) -> Told:
    """The answer to one event: 201 with its place, or 200 if nothing was added."""
    [outcome] = receipt.outcomes
    with reading(engine) as connection:
        changed = reveal(connection, changes(outcome.change.closed, outcome.change.opened), receipt.personal)
    document = {
        "event": _event(outcome.event),
        "changes": [_change(one) for one in changed],
        "warnings": _warnings(outcome),
    }
    place = {} if receipt.dry_run else {"Location": f"/v1/events/{outcome.event.event_id}"}
    return Told(_status(receipt), _about(receipt) | document | _registered(receipt), place | _headers(receipt))


def told_of_many(receipt: Receipt) -> Told:
    """The answer to many lines; pointers of warnings begin with the line, counted from 0."""
    as_of = AsOf(receipt.recorded_at.date(), receipt.recorded_at, receipt.position)
    document = _about(receipt) | {"items": [_event(outcome.event) for outcome in receipt.outcomes]}
    document |= _registered(receipt)
    document["warnings"] = [
        warning for line, outcome in enumerate(receipt.outcomes) for warning in _warnings(outcome, f"/{line}")
    ]
    document["as_of"] = document_of_as_of(as_of)
    return Told(_status(receipt), document, _headers(receipt))


def _status(receipt: Receipt) -> int:
    return 200 if receipt.dry_run or all(outcome.replayed for outcome in receipt.outcomes) else 201


def _about(receipt: Receipt) -> dict[str, Any]:
    return {"dry_run": True} if receipt.dry_run else {}


def _headers(receipt: Receipt) -> dict[str, str]:
    return _version(receipt) | ({"Idempotency-Replayed": "true"} if receipt.answered_before else {})


def _version(receipt: Receipt) -> dict[str, str]:
    """The version at which a write, if it was about one subject, leaves it: a dry run leaves it as it was."""
    if len({outcome.event.subject for outcome in receipt.outcomes}) != 1:
        return {}
    added = sum(not outcome.replayed for outcome in receipt.outcomes) if receipt.dry_run else 0
    return {"ETag": f'"v{max(outcome.event.version for outcome in receipt.outcomes) - added}"'}


def _event(event: LoggedEvent) -> dict[str, Any]:
    document = document_of_event(event)
    return document | {name: _in_order(document[name]) for name in ("data", "sources") if name in document}


def _change(change: dict[str, Any]) -> dict[str, Any]:
    return change | {name: _in_order(change[name]) for name in ("before", "after") if name in change}


def _in_order(value: Any) -> Any:
    """*value* with its keys as the log will give them back, so that the same answer is the same bytes again."""
    return msgspec.json.decode(_sorted.encode(value))


def _registered(receipt: Receipt) -> dict[str, Any]:
    registered = [_event(outcome.event) for outcome in receipt.registered]
    return {"registered": registered} if registered else {}


def _warnings(outcome: Outcome, line: str = "") -> list[dict[str, Any]]:
    return [
        {"code": warning.code, "pointer": line + warning.pointer, "detail": warning.detail}
        for warning in outcome.warnings
    ]
