"""Deals: their state as of any two dates, and how it came about."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from api.dependencies import AsOfDep, ComparisonDep, QueriesDep
from api.openapi import AS_OF, answers
from api.parameters import Axis, IncludeSources, SubjectId
from api.schemas import Deal, Diff, History, Timeline

router = APIRouter(prefix="/v1/deals", tags=["deals"])

_PROBLEMS: Final = ("unknown-deal", "not-yet-known", *AS_OF)


@router.get("/{deal_id}", responses=answers(Deal, *_PROBLEMS))
def deal(deal_id: SubjectId, asked: AsOfDep, queries: QueriesDep, include: IncludeSources = frozenset()) -> Response:
    """What a deal was on a day, as known at an instant."""
    return asked.answer(lambda as_of: queries.deal(deal_id, as_of, include=include))


@router.get("/{deal_id}/history", responses=answers(History, *_PROBLEMS))
def deal_history(deal_id: SubjectId, asked: AsOfDep, queries: QueriesDep, axis: Axis = "known") -> Response:
    """Every change, newest first: who recorded it when, from which sources, and what it replaced."""
    return asked.answer(lambda as_of: queries.history(f"deal/{deal_id}", as_of, axis=axis))


@router.get("/{deal_id}/diff", responses=answers(Diff, *_PROBLEMS))
def deal_diff(deal_id: SubjectId, compared: ComparisonDep, queries: QueriesDep) -> Response:
    """What differs between two days, two states of knowledge, or both, and whether the world or the record changed."""
    return compared.answer(lambda before, after: queries.diff(f"deal/{deal_id}", before, after))


@router.get("/{deal_id}/timeline", responses=answers(Timeline, *_PROBLEMS))
def deal_timeline(deal_id: SubjectId, asked: AsOfDep, queries: QueriesDep) -> Response:
    """What was ever held about a deal: a rectangle each, days in the world by instants of the record.

    All days are told, whatever `valid_at`; of the record, what is known at `known_at`.
    """
    return asked.answer(lambda as_of: queries.timeline(f"deal/{deal_id}", as_of))
