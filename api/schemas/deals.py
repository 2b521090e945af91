"""The state of a deal, and pages of deals."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from api.schemas.entries import DealEntry, Happened, Package
from api.schemas.words import AsOf, Kind, Object, Since, Status, Warned


class Deal(TypedDict):
    """State of a deal as of a day, as known at an instant. `status` is null before its first step."""

    id: str
    kind: Kind
    headline: str | None
    status: Status | None
    stage: NotRequired[str]
    description: NotRequired[str]
    terms: Object
    since: Since | None
    tranches: list[Happened]
    payments: list[Happened]
    exits: NotRequired[list[Happened]]
    reviews: list[Happened]
    conflicts: list[Object]
    transactions: list[Package]
    events: list[str]
    warnings: list[Warned]
    as_of: AsOf


class DealFacets(TypedDict):
    """How many deals there are by each value, with all other filters as asked."""

    kind: dict[str, int]
    status: dict[str, int]


class DealPage(TypedDict):
    """A page of deals; `total` and `facets` count all pages, `next` is the cursor to go on with."""

    items: list[DealEntry]
    next: NotRequired[str]
    total: int
    facets: DealFacets
    as_of: AsOf
