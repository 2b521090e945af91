"""What the states of companies, people and transactions are made of."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from api.schemas.words import Amount, Certainty, Kind, Object, PartialDate, ShownParty, Since, Status


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
