"""Pages about deals: the list with its filters, and one deal with the steps of its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fastapi import Response

from api.cursors import PagingDep
from api.dependencies import AsOfDep, QueriesDep
from api.filters import DealFiltersDep
from api.pages.basis import turns_of
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.parameters import Limit, SortBy, SubjectId
from domain.fold.lifecycle import RANKS
from domain.values.partial_date import earliest

router = pages("/deals")

Document = Mapping[str, Any]


class Step(NamedTuple):
    """A step in the life of a deal: the event that tells of it, and whether the record still holds it true."""

    event: Document
    is_alive: bool


@router.get("")
def deals_page(  # noqa: PLR0913, PLR0917 - the page asks what the API asks
    paging: PagingDep,
    queries: QueriesDep,
    filters: DealFiltersDep,
    page: PageDep,
    sort: SortBy = "-since",
    limit: Limit = 50,
) -> Response:
    """Deals that have a status on the day, with how many there are of each kind and status."""
    as_of = paging.basis().as_of
    found = queries.finding.deals(as_of, filters, sort, paging.after, limit)
    following = paging.cursor(found, as_of)
    return page.show("deals.html", found["as_of"], found=found, following=following, sort=sort)


@router.get("/{deal_id}")
def deal_page(deal_id: SubjectId, asked: AsOfDep, queries: QueriesDep, page: PageDep) -> Response:
    """What a deal was on a day, as known at an instant, and how it got there."""
    as_of = asked.basis().as_of
    subject = f"deal/{deal_id}"
    deal = queries.deal(deal_id, as_of, include=frozenset({"sources"}))
    history = queries.history(subject, as_of)["items"]
    turns = turns_of(queries.timeline(subject, queries.as_of())["items"], as_of.position)
    told = {"deal": deal, "steps": steps_of(history), "set_by": set_by(history, deal["id"]), "subject": subject}
    return page.show("deal.html", deal["as_of"], turns, **told)


def steps_of(history: Iterable[Document]) -> list[Step]:
    """The events of a deal in the order of the world, those that were retracted among them."""
    events = [item["event"] for item in history]
    dead: set[str] = set()
    for event in sorted(events, key=lambda one: -one["position"]):
        if event["type"] == "record.retracted" and event["event_id"] not in dead:
            dead.add(event["data"]["target"])
    told = [Step(event, event["event_id"] not in dead) for event in events if not event["type"].startswith("record.")]
    return sorted(told, key=lambda step: (_first_day(step.event), _rank(step.event), step.event["position"]))


def set_by(history: Sequence[Document], deal_id: str) -> dict[str, str]:
    """The event that last changed each field of a deal, by the rest of its path."""
    found: dict[str, str] = {}
    for item in history:
        for change in item["changes"]:
            if change["path"].startswith(f"/deals/{deal_id}/"):
                found.setdefault(change["path"].removeprefix(f"/deals/{deal_id}/"), item["event"]["event_id"])
    return found


def _first_day(event: Document) -> str:
    return earliest(event["occurred_on"]).isoformat() if "occurred_on" in event else ""


def _rank(event: Document) -> int:
    return RANKS.get(event["type"].partition(".")[2], 5)
