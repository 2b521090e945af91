"""The state of a person."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from api.schemas.entries import Coverage, DealEntry, Investments, Package, StakeEntry
from api.schemas.words import AsOf, Object, Personal, Warned


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
