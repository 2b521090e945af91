"""Companies: their state as of any two dates, and how it came about."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from api.dependencies import AsOfDep, ComparisonDep, QueriesDep
from api.openapi import AS_OF, answers
from api.parameters import Axis, Include, SubjectId
from api.schemas import Company, Diff, History, Timeline

router = APIRouter(prefix="/v1/companies", tags=["companies"])

_PROBLEMS: Final = ("unknown-company", "not-yet-known", *AS_OF)


@router.get("/{company_id}", responses=answers(Company, *_PROBLEMS))
def company(company_id: SubjectId, asked: AsOfDep, queries: QueriesDep, include: Include = frozenset()) -> Response:
    """What a company was, owned, licensed and did on a day, as known at an instant."""
    return asked.answer(lambda as_of: queries.company(company_id, as_of, include=include))


@router.get("/{company_id}/history", responses=answers(History, *_PROBLEMS))
def company_history(company_id: SubjectId, asked: AsOfDep, queries: QueriesDep, axis: Axis = "known") -> Response:
    """Every change, newest first: who recorded it when, from which sources, and what it replaced."""
    return asked.answer(lambda as_of: queries.history(f"company/{company_id}", as_of, axis=axis))


@router.get("/{company_id}/diff", responses=answers(Diff, *_PROBLEMS))
def company_diff(company_id: SubjectId, compared: ComparisonDep, queries: QueriesDep) -> Response:
    """What differs between two days, two states of knowledge, or both, and whether the world or the record changed."""
    return compared.answer(lambda before, after: queries.diff(f"company/{company_id}", before, after))


@router.get("/{company_id}/timeline", responses=answers(Timeline, *_PROBLEMS))
def company_timeline(company_id: SubjectId, asked: AsOfDep, queries: QueriesDep) -> Response:
    """What was ever held about a company: a rectangle each, days in the world by instants of the record.

    All days are told, whatever `valid_at`; of the record, what is known at `known_at`.
    """
    return asked.answer(lambda as_of: queries.timeline(f"company/{company_id}", as_of))
