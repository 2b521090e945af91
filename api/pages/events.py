"""Pages about events: why a value is what it is, and the log as a whole."""

from __future__ import annotations

from fastapi import Response

from api.dependencies import AsOfDep, QueriesDep
from api.following import BehindDep
from api.pages.named import named
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import EventId, FiltersDep, Limit

router = pages("/events")


@router.get("")
def events_page(  # noqa: PLR0913 - the page asks what the API asks
    asked: AsOfDep, queries: QueriesDep, filters: FiltersDep, page: PageDep, *, after: BehindDep, limit: Limit = 50
) -> Response:
    """The log in its order, filtered."""
    told = queries.events(asked.basis().as_of, after=after, limit=limit, **filters)
    return page.show("events.html", told["as_of"], items=told["items"], following=told.get("next"), after=after)


@router.get("/{event_id}")
def event_page(event_id: EventId, asked: AsOfDep, queries: QueriesDep, page: PageDep) -> Response:
    """One event: who says so, who recorded it when, and what it replaced."""
    as_of = asked.basis().as_of
    told = queries.event(event_id, as_of)
    return page.show("event.html", told["as_of"], event=told, named=named(queries, page.here, as_of, told))
