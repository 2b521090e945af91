"""What pictures are drawn from: the timeline of a company, the network of deals, their counts and sums."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.words import Amount, AsOf, Day, Instant, Json, Kind, Object, Personal, ShownParty, Since, Status

ValidSpan = TypedDict("ValidSpan", {"from": Day | None, "to": Day | None})
"""Days from the first until before the last; null is since always, and still."""

KnownSpan = TypedDict(
    "KnownSpan", {"from": Instant, "to": Instant | None, "from_position": int, "to_position": int | None}
)
"""From when to when the log held it, and the positions; null is still."""


class Rectangle(TypedDict):
    """One value of something, the days for which it was told, and how long the log held it.

    Of the days, it surely held on those within `certain`, and may have held on the others.
    """

    path: str
    value: Json
    valid: ValidSpan
    certain: ValidSpan
    known: KnownSpan
    events: list[str]


class Timeline(TypedDict):
    """All that the log ever held, as rectangles to draw."""

    items: list[Rectangle]
    as_of: AsOf


class GraphNode(TypedDict):
    """A company or person; `kind` is person, or what sort of company it is."""

    id: str
    kind: str
    name: Personal | None
    country: NotRequired[str]
    status: NotRequired[Literal["active", "ceased", "not_founded"]]
    depth: NotRequired[Annotated[int, Field(ge=0, le=3, description="How many deals away from the root.")]]


EdgeRoles = TypedDict("EdgeRoles", {"from": list[str], "to": list[str]})
"""The roles that the two ends take; the same ones at both where the edge has no direction."""

GraphEdge = TypedDict(
    "GraphEdge",
    {
        "deal": str,
        "kind": Kind,
        "status": Status,
        "headline": NotRequired[str],
        "stage": NotRequired[str],
        "from": str,
        "to": str,
        "roles": EdgeRoles,
        "since": Since,
        "amount": NotRequired[Annotated[Object, Field(description="Money between just these two, as stated.")]],
    },
)
"""One deal between two parties."""


class GraphTotal(TypedDict):
    """How many nodes and edges there are, shown or not."""

    nodes: int
    edges: int


class Graph(TypedDict):
    """The network of deals. `unpaired` counts deals in which fewer than two parties have an id."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]
    total: GraphTotal
    truncated: bool
    unpaired: int
    as_of: AsOf


class Inexact(TypedDict, total=False):
    """How much of a sum is not exact; of a range the lower end is counted, `up_to` only in what is left out."""

    approximate: Amount
    at_least: Amount
    range: Amount
    up_to: Amount


class Sum(TypedDict):
    """Money added up in one currency, from so many deals."""

    currency: str
    amount: Amount
    deals: int
    inexact: NotRequired[Inexact]


class LeftOut(TypedDict):
    """Deals with money that is in no sum, why, and as much of it as is stated."""

    reason: Literal[
        "undisclosed", "up_to", "parts_only", "included_in", "contingent", "compensation", "pending", "ended"
    ]
    deals: int
    stated: list[Sum]


class Tally(TypedDict):
    """How many deals, and their money counted once: what is drawn, and what is promised and not drawn yet."""

    deals: int
    drawn: list[Sum]
    committed: list[Sum]
    secondary: list[Sum]
    debt: list[Sum]
    in_kind: list[Sum]
    left_out: list[LeftOut]


class StatisticsPart(Tally):
    """The deals of one kind, status, month (or year, if no month is known) or party, which is `key`."""

    key: str
    party: NotRequired[ShownParty]


class Statistics(TypedDict):
    """Deals counted and added up. Where the parts overlap, only `total` counts each deal once; `count` counts parts."""

    by: Literal["kind", "status", "month", "party"]
    overlapping: bool
    items: list[StatisticsPart]
    next: NotRequired[str]
    count: int
    total: Tally
    as_of: AsOf
