"""The live feed: events as the log learns of them, as Server-Sent Events."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Header
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import WithJsonSchema

from api.dependencies import PartsDep, PrincipalDep, QueriesDep
from api.errors import BadParameters, ParameterFault
from api.following import reached
from api.openapi import answers
from api.parameters import After, FiltersDep

router = APIRouter(prefix="/v1/events", tags=["events"])

PAGE: Final = 100
"""Events that are read at once, and so the most that a slow client makes the server keep."""

_ABOUT: Final = "One message an event: its position as id, its type as event, and the event of the feed as data."
_POSITION: Final = "0|[1-9][0-9]{0,14}"


def _start(
    queries: QueriesDep,
    filters: FiltersDep,
    after: After = 0,
    last_event_id: Annotated[
        str | None,
        Header(description="The id of the last message that arrived; it goes before `after`."),
        WithJsonSchema({"type": "string", "pattern": f"^({_POSITION})$"}),
    ] = None,
) -> int:
    """Behind which position to begin.

    What is wrong is told here: once a stream has begun, it can tell of events only.
    Raises BadParameters, UnknownSubject.
    """
    as_of = queries.as_of()
    queries.must_know(filters.get("company"), as_of)
    if last_event_id is None:
        return reached("after", after, as_of.position)
    if not re.fullmatch(_POSITION, last_event_id, re.ASCII):
        advice = "send the id of the last message, which is a position of the log"
        raise BadParameters([ParameterFault("Last-Event-ID", "invalid_value", advice)])
    return reached("Last-Event-ID", int(last_event_id), as_of.position)


@router.get(
    "/stream",
    response_class=EventSourceResponse,
    responses=answers(None, "unknown-company", "busy") | {200: {"description": _ABOUT}},
)
async def event_stream(
    parts: PartsDep, principal: PrincipalDep, position: Annotated[int, Depends(_start)], filters: FiltersDep
) -> AsyncIterator[ServerSentEvent]:
    """Events in the order of the log, then each as soon as it is recorded; a lost connection goes on where it ended."""
    while (head := await parts.watch.beyond(position)) is not None:
        as_of = await run_in_threadpool(parts.queries.as_of, None, head)
        following: int | None = position
        while following is not None:
            if principal and not await run_in_threadpool(parts.door.is_open_to, principal):
                return
            page = await run_in_threadpool(parts.queries.events, as_of, after=following, limit=PAGE, **filters)
            for item in page["items"]:
                data = msgspec.json.encode(item).decode()
                yield ServerSentEvent(raw_data=data, event=item["type"], id=str(item["position"]))
            following = page.get("next")
        position = head
