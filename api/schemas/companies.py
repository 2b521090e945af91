"""The state of a company."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from api.schemas.entries import Coverage, DealEntry, Funding, Investments, Package, StakeEntry
from api.schemas.words import AsOf, Object, Warned


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
