"""The shape of every answer, for the OpenAPI document; answers are not validated on their way out.

They grow by addition only: a client must overlook members that it does not know.
"""

from __future__ import annotations

from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,  # pydantic reads no other before Python 3.12
    TypeAlias,
)

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

Json: TypeAlias = Any
Object: TypeAlias = dict[str, Any]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[
    str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2025-06-13T09:00:00Z"]})
]
PartialDate = Annotated[str, WithJsonSchema({"type": "string", "examples": ["2025", "2025-06", "2025-06-12"]})]
Amount = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"})]
Certainty = Literal["certain", "possible"]
Kind = Literal["investment", "acquisition", "licensing", "hiring", "commercial"]
Status = Literal[
    "rumoured",
    "announced",
    "signed",
    "partly_closed",
    "closed",
    "in_force",
    "in_force_presumed",
    "scheduled",
    "expired_presumed",
    "withdrawn",
    "terminated",
    "expired",
    "ended",
    "exited",
]


class Erased(TypedDict):
    """Stands for personal data that was deleted for good."""

    erased: Literal[True]


Personal: TypeAlias = str | Erased


class AsOf(TypedDict):
    """The basis of an answer: the same position and rules give the same answer for ever."""

    valid_at: Day
    known_at: Instant
    position: Annotated[int, Field(ge=0)]
    rules: int


class Warned(TypedDict):
    """Something that looks odd and was accepted all the same."""

    code: str
    pointer: str
    detail: str


class ShownParty(TypedDict, total=False):
    """A company or person with its name at that as-of; what no source names is `unnamed`."""

    id: str
    name: Personal | None
    unnamed: str
    count: int


Since = TypedDict(
    "Since", {"date": PartialDate | None, "from": Day | None, "certainty": Certainty}
)  # "from" is no name in Python


class Change(TypedDict):
    """One field that says something else now, and the days for which it does."""

    path: str
    before: Json
    after: Json
    valid_from: NotRequired[Day | None]
    valid_to: NotRequired[Day | None]


class RecordedEvent(TypedDict):
    """A recorded event: what was sent, and what the log says of it."""

    event_id: str
    position: Annotated[int, Field(ge=1)]
    type: str
    subject: str
    version: Annotated[int, Field(ge=1)]
    schema_version: int
    data: Annotated[Object, Field(description="By type, as /v1/schemas describes; erased values are marked.")]
    sources: NotRequired[list[Object]]
    occurred_on: NotRequired[PartialDate]
    date_basis: NotRequired[str]
    confidence: NotRequired[str]
    note: NotRequired[Personal]
    causation_id: NotRequired[str]
    recorded_at: Instant
    recorded_by: str


class Recorded(TypedDict):
    """One event was recorded, or had been before."""

    event: RecordedEvent
    changes: list[Change]
    warnings: list[Warned]
    registered: NotRequired[list[RecordedEvent]]


class RecordedBatch(TypedDict):
    """All lines were recorded, in order and at one instant."""

    items: list[RecordedEvent]
    warnings: list[Warned]
    registered: NotRequired[list[RecordedEvent]]
    as_of: AsOf


class Feed(TypedDict):
    """Events in the order of the log; where there are more, `next` is what to go on with as `after`."""

    items: list[RecordedEvent]
    next: NotRequired[int]
    as_of: AsOf


class SaidOf(TypedDict):
    """A correction or retraction of an event; dead if it was itself retracted."""

    event_id: str
    position: int
    alive: bool


class EventAnswer(RecordedEvent):
    """One event, its corrections both ways, and what it changed."""

    alive: bool
    corrects: str | None
    retracts: str | None
    corrected_by: list[SaidOf]
    retracted_by: list[SaidOf]
    changes: list[Change]
    as_of: AsOf


class Learnt(TypedDict):
    """What one event changed in the record."""

    position: int
    recorded_at: Instant
    recorded_by: str
    event: RecordedEvent
    changes: list[Change]


class Turned(TypedDict):
    """What changed in the world on one day, null being since always, and the events that tell so."""

    valid_from: Day | None
    events: list[RecordedEvent]
    changes: list[Change]


class History(TypedDict):
    """Every change, newest first."""

    items: list[Learnt] | list[Turned]
    as_of: AsOf


ValidSpan = TypedDict("ValidSpan", {"from": Day | None, "to": Day | None})
"""Days from the first until before the last; null is since always, and still."""

KnownSpan = TypedDict(
    "KnownSpan", {"from": Instant, "to": Instant | None, "from_position": int, "to_position": int | None}
)
"""From when to when the log held it, and the positions; null is still."""


class Rectangle(TypedDict):
    """One value of something, the days for which it was told, and how long the log held it."""

    path: str
    value: Json
    valid: ValidSpan
    known: KnownSpan
    events: list[str]


class Timeline(TypedDict):
    """All that the log ever held, as rectangles to draw."""

    items: list[Rectangle]
    as_of: AsOf


Cause = Literal["world", "record"]


class Difference(TypedDict):
    """Something told at one point only, with the events that decide it."""

    path: str
    value: Json
    cause: Cause
    events: list[str]


class ChangedField(TypedDict):
    """One field told otherwise at the two points."""

    path: str
    before: Json
    after: Json
    cause: Cause
    events: list[str]


class Basis(TypedDict):
    """The two points that were compared."""

    before: AsOf
    after: AsOf


class Diff(TypedDict):
    """What one point says and the other does not."""

    added: list[Difference]
    removed: list[Difference]
    changed: list[ChangedField]
    as_of: Basis


class Total(TypedDict):
    """Money added up in one currency; `low` where only the lower end of a range is counted."""

    currency: str
    amount: Amount
    low: NotRequired[bool]


class DealEntry(TypedDict):
    """A deal as the answers about its parties list it."""

    deal: str
    kind: Kind
    status: Status
    role: NotRequired[str]
    headline: NotRequired[str]
    stage: NotRequired[str]
    since: Since
    terms: Object
    events: list[str]
    sources: NotRequired[list[Object]]


class Package(TypedDict):
    """A transaction as the answers about its deals and parties list it."""

    id: str
    name: str
    deals: list[str]
    headline_value: Object | None
    principal: ShownParty | None
    counterparty: ShownParty | None
    labels: list[Object]
    events: list[str]


class Happened(TypedDict):
    """A tranche, payment, exit or review of a deal."""

    date: PartialDate
    certainty: Certainty
    events: list[str]


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


class Found(TypedDict):
    """A company or person by its name at that as-of."""

    id: str
    name: Personal
    aliases: list[Personal | Object]
    country: NotRequired[str]
    kind: NotRequired[str]
    status: NotRequired[str]
    events: list[str]


class FoundPage(TypedDict):
    """A page of companies or people; where there are more, `next` is the cursor to go on with."""

    items: list[Found]
    next: NotRequired[str]
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


class StakeEntry(TypedDict):
    """One party's holding in another, by the latest statement; stale once later rounds make it doubtful."""

    party: ShownParty
    stake: Object
    since: Since
    deal: NotRequired[str]
    stale: bool
    events: list[str]


class Funding(TypedDict):
    """Money that a company raised, counted once."""

    raised: list[Total]
    committed_undrawn: list[Total]
    secondary: list[Total]
    debt: list[Total]
    in_kind: list[Total]
    undisclosed: int
    last_post_money: Object | None
    items: list[DealEntry]


class Investments(TypedDict):
    """Money that a company or person invested, counted once."""

    deployed: list[Total]
    committed_undrawn: list[Total]
    secondary: list[Total]
    debt: list[Total]
    in_kind: list[Total]
    undisclosed: int
    last_post_money: NotRequired[Object | None]
    items: list[DealEntry]


class Coverage(TypedDict):
    """How much of what is shown is undisclosed, told by one source only, dated imprecisely, or presumed."""

    undisclosed_amounts: int
    single_source_facts: int
    imprecise_dates: int
    presumed_states: int


class Company(TypedDict):
    """State of a company as of a day, as known at an instant."""

    id: str
    name: str | None
    legal_name: str | None
    former_names: list[Object]
    aliases: list[Object]
    identifiers: list[Object]
    country: str | None
    kind: str | None
    status: Literal["active", "ceased", "not_founded"] | None
    as_of: AsOf
    owners: list[StakeEntry]
    stakes: list[StakeEntry]
    funding: Funding
    investments: Investments
    acquisitions: list[DealEntry]
    licences_in: list[DealEntry]
    licences_out: list[DealEntry]
    people: list[Object]
    commercial: list[DealEntry]
    pending: list[DealEntry]
    ended: NotRequired[list[DealEntry]]
    transactions: list[Package]
    conflicts: list[Object]
    coverage: Coverage
    warnings: list[Warned]


class Person(TypedDict):
    """State of a person as of a day, as known at an instant."""

    id: str
    name: Personal | None
    former_names: list[Object]
    aliases: list[Personal | Object]
    identifiers: list[Object]
    status: Literal["registered"] | None
    as_of: AsOf
    positions: list[Object]
    stakes: list[StakeEntry]
    investments: Investments
    acquisitions: list[DealEntry]
    licences_in: list[DealEntry]
    licences_out: list[DealEntry]
    commercial: list[DealEntry]
    pending: list[DealEntry]
    ended: NotRequired[list[DealEntry]]
    transactions: list[Package]
    conflicts: list[Object]
    coverage: Coverage
    warnings: list[Warned]


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


class Health(TypedDict):
    """The process lives."""

    alive: Literal[True]


class Readiness(TypedDict):
    """Whether requests can be served, and what the log says it is; null is what could not be found out."""

    ready: bool
    database: Literal["answers", "unreachable"]
    schema: Literal["current", "behind"] | None
    demonstration: bool | None


class EventSchemaEntry(TypedDict):
    """Where the JSON Schema of one event is."""

    type: str
    version: int
    url: str


class EventSchemas(TypedDict):
    """The JSON Schemas of all events."""

    items: list[EventSchemaEntry]


class ProblemKind(TypedDict):
    """One kind of problem: what happened and what to do."""

    type: str
    slug: str
    status: int
    title: str
    advice: str


class ProblemKinds(TypedDict):
    """Every kind of problem."""

    items: list[ProblemKind]


class Fault(TypedDict, total=False):
    """One thing that is wrong: a pointer into the body or the name of a parameter, a stable code, and what to do."""

    pointer: str
    parameter: str
    code: str
    detail: str


class Problem(TypedDict):
    """Problem details (RFC 9457); `type` can be looked up."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: NotRequired[list[Fault]]
