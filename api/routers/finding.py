"""Finding: companies, people and deals listed and searched as of any two dates."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from api.cursors import PagingDep
from api.dependencies import QueriesDep
from api.filters import DealFiltersDep
from api.openapi import AS_OF, OF_PARTIES, answers
from api.parameters import Limit, Q, SortBy
from api.schemas import DealPage, FoundPage

router = APIRouter(prefix="/v1")

_PROBLEMS: Final = ("invalid-cursor", *AS_OF)


@router.get("/companies", tags=["companies"], responses=answers(FoundPage, *_PROBLEMS))
def companies(paging: PagingDep, queries: QueriesDep, q: Q = None, limit: Limit = 50) -> Response:
    """Companies in the order of their ids, all or those that bear a name like the one asked for."""
    return paging.answer(lambda as_of: queries.finding.entities("company", as_of, q, paging.after, limit))


@router.get("/people", tags=["people"], responses=answers(FoundPage, *_PROBLEMS))
def people(paging: PagingDep, queries: QueriesDep, q: Q = None, limit: Limit = 50) -> Response:
    """People in the order of their ids, all or those that bear a name like the one asked for."""
    return paging.answer(lambda as_of: queries.finding.entities("person", as_of, q, paging.after, limit))


@router.get("/deals", tags=["deals"], responses=answers(DealPage, *OF_PARTIES, *_PROBLEMS))
def deals(
    paging: PagingDep, queries: QueriesDep, filters: DealFiltersDep, sort: SortBy = "-since", limit: Limit = 50
) -> Response:
    """Deals that have a status on the day, latest first, with how many there are of each kind and status."""
    return paging.answer(lambda as_of: queries.finding.deals(as_of, filters, sort, paging.after, limit))
