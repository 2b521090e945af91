"""Parameters that say which deals are wanted, for every question about many deals."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, get_args

from fastapi import Depends, Query
from pydantic import PlainValidator, WithJsonSchema

from api.errors import BadParameters, ParameterFault
from api.parameters import OccurredFrom, OccurredTo, like, one_of
from api.schemas import Kind, Status
from domain.state.deals import ROLES
from domain.state.selection import DealFilters
from domain.values.money import CURRENCIES

KindFilter = Annotated[
    Kind | None,
    Query(alias="kind"),
    PlainValidator(one_of(*get_args(Kind))),
    WithJsonSchema({"type": "string", "enum": [*get_args(Kind)]}),
]
StatusFilter = Annotated[
    Status | None,
    Query(alias="status"),
    PlainValidator(one_of(*get_args(Status))),
    WithJsonSchema({"type": "string", "enum": [*get_args(Status)]}),
]
PartyFilter = Annotated[
    str | None,
    Query(alias="party", description="Only deals in which this company or person takes part."),
    *like("[a-z0-9][a-z0-9-]{1,79}|p_[a-z0-9]{10}", "give the id of a company or person, as meta-platforms"),
]
RoleFilter = Annotated[
    str | None,
    Query(alias="role", description="Only deals in which `party`, or anybody, takes part in this role."),
    PlainValidator(one_of(*ROLES)),
    WithJsonSchema({"type": "string", "enum": [*ROLES]}),
]
MinAmount = Annotated[
    str | None,
    Query(description="Only deals that state at least so much; needs `currency`."),
    *like(r"[0-9]{1,20}(\.[0-9]{1,6})?", "write a plain number, as 14300000000"),
]
CurrencyFilter = Annotated[
    str | None,
    Query(alias="currency", description="Only deals that state an amount in this currency."),
    PlainValidator(one_of(*CURRENCIES, shown=["the active codes of ISO 4217, as USD"])),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD"]}),
]


async def _deal_filters(  # noqa: PLR0913  # every filter is a parameter of the address
    *,
    kind: KindFilter = None,
    status: StatusFilter = None,
    party: PartyFilter = None,
    role: RoleFilter = None,
    min_amount: MinAmount = None,
    currency: CurrencyFilter = None,
    occurred_from: OccurredFrom = None,
    occurred_to: OccurredTo = None,
) -> DealFilters:
    if min_amount is not None and currency is None:
        advice = "amounts compare in one currency only; give currency too, as USD"
        raise BadParameters([ParameterFault("min_amount", "currency_missing", advice)])
    least = None if min_amount is None else Decimal(min_amount)
    return DealFilters(kind, status, party, role, least, currency, occurred_from, occurred_to)


DealFiltersDep = Annotated[DealFilters, Depends(_deal_filters)]
"""Which deals are wanted."""
