"""The state of a package of deals."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from api.schemas.entries import DealEntry, Happened
from api.schemas.words import AsOf, Object, ShownParty, Warned


class Transaction(TypedDict):
    """State of a package of deals as of a day, as known at an instant; its headline is shown, never summed."""

    id: str
    name: str | None
    status: Literal["assembled"] | None
    headline_value: Object | None
    principal: ShownParty | None
    counterparty: ShownParty | None
    labels: list[Object]
    deals: list[DealEntry]
    payments: list[Happened]
    reviews: list[Happened]
    conflicts: list[Object]
    events: list[str]
    warnings: list[Warned]
    as_of: AsOf
