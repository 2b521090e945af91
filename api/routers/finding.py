"""Finding: companies, people and deals listed and searched as of any two dates."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Query, Response
from pydantic import PlainValidator, WithJsonSchema

from api.cursors import PagingDep
from api.dependencies import READS, QueriesDep
from api.errors import BadParameters, ParameterFault
from api.openapi import AS_OF, answers
from api.parameters import Limit, OccurredFrom, OccurredTo, like, one_of
from api.schemas import DealPage, FoundPage, Kind, Status
from infra.queries.finding import DealFilters, Sort

router = APIRouter(prefix="/v1", dependencies=READS)

_PROBLEMS: Final = ("invalid-cursor", *AS_OF)

Q = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="Only those of whom a name, alias or former name holds this."),
]
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
    *like("[a-z][a-z_]{1,39}", "give a role, as investor or licensee"),
]
MinAmount = Annotated[
    str | None,
    Query(description="Only deals that state at least so much; needs `currency`."),
    *like(r"[0-9]{1,20}(\.[0-9]{1,6})?", "write a plain number, as 14300000000"),
]
CurrencyFilter = Annotated[
    str | None,
    Query(alias="currency", description="Only deals that state an amount in this currency."),
    *like("[A-Z]{3}", "give a currency by its ISO 4217 code, as USD"),
]
SortBy = Annotated[
    Sort,
    Query(description="By the day from which the status holds, latest (`-since`) or earliest (`since`) first."),
    PlainValidator(one_of("-since", "since")),
    WithJsonSchema({"type": "string", "enum": ["-since", "since"]}),
]


@router.get("/companies", tags=["companies"], responses=answers(FoundPage, *_PROBLEMS))
def companies(paging: PagingDep, queries: QueriesDep, q: Q = None, limit: Limit = 50) -> Response:
    """Companies in the order of their ids, all or those that bear a name like the one asked for."""
    as_of = paging.as_of(queries)
    return paging.answer(queries.finding.entities("company", as_of, q, paging.after, limit), as_of)


@router.get("/people", tags=["people"], responses=answers(FoundPage, *_PROBLEMS))
def people(paging: PagingDep, queries: QueriesDep, q: Q = None, limit: Limit = 50) -> Response:
    """People in the order of their ids, all or those that bear a name like the one asked for."""
    as_of = paging.as_of(queries)
    return paging.answer(queries.finding.entities("person", as_of, q, paging.after, limit), as_of)


@router.get("/deals", tags=["deals"], responses=answers(DealPage, *_PROBLEMS))
def deals(  # noqa: PLR0913  # every filter is a parameter of the address
    paging: PagingDep,
    queries: QueriesDep,
    *,
    kind: KindFilter = None,
    status: StatusFilter = None,
    party: PartyFilter = None,
    role: RoleFilter = None,
    min_amount: MinAmount = None,
    currency: CurrencyFilter = None,
    occurred_from: OccurredFrom = None,
    occurred_to: OccurredTo = None,
    sort: SortBy = "-since",
    limit: Limit = 50,
) -> Response:
    """Deals that have a status on the day, latest first, with how many there are of each kind and status."""
    if min_amount is not None and currency is None:
        advice = "amounts compare in one currency only; give currency too, as USD"
        raise BadParameters([ParameterFault("min_amount", "currency_missing", advice)])
    least = None if min_amount is None else Decimal(min_amount)
    filters = DealFilters(kind, status, party, role, least, currency, occurred_from, occurred_to)
    as_of = paging.as_of(queries)
    return paging.answer(queries.finding.deals(as_of, filters, sort, paging.after, limit), as_of)
