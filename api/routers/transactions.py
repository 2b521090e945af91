"""Transactions, packages of deals: their state as of any two dates, and how it came about."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from api.dependencies import AsOfDep, ComparisonDep, QueriesDep
from api.openapi import AS_OF, answers
from api.parameters import Axis, IncludeSources, SubjectId
from api.schemas import Diff, History, Timeline, Transaction

router = APIRouter(prefix="/v1/transactions", tags=["transactions"])

_PROBLEMS: Final = ("unknown-transaction", "not-yet-known", *AS_OF)


@router.get("/{transaction_id}", responses=answers(Transaction, *_PROBLEMS))
def transaction(
    transaction_id: SubjectId, asked: AsOfDep, queries: QueriesDep, include: IncludeSources = frozenset()
) -> Response:
    """What a package of deals was on a day, as known at an instant."""
    return asked.answer(lambda as_of: queries.transaction(transaction_id, as_of, include=include))


@router.get("/{transaction_id}/history", responses=answers(History, *_PROBLEMS))
def transaction_history(
    transaction_id: SubjectId, asked: AsOfDep, queries: QueriesDep, axis: Axis = "known"
) -> Response:
    """Every change, newest first: who recorded it when, from which sources, and what it replaced."""
    return asked.answer(lambda as_of: queries.history(f"transaction/{transaction_id}", as_of, axis=axis))


@router.get("/{transaction_id}/diff", responses=answers(Diff, *_PROBLEMS))
def transaction_diff(transaction_id: SubjectId, compared: ComparisonDep, queries: QueriesDep) -> Response:
    """What differs between two days, two states of knowledge, or both, and whether the world or the record changed."""
    return compared.answer(lambda before, after: queries.diff(f"transaction/{transaction_id}", before, after))


@router.get("/{transaction_id}/timeline", responses=answers(Timeline, *_PROBLEMS))
def transaction_timeline(transaction_id: SubjectId, asked: AsOfDep, queries: QueriesDep) -> Response:
    """What was ever held about a package of deals: a rectangle each, days in the world by instants of the record.

    All days are told, whatever `valid_at`; of the record, what is known at `known_at`.
    """
    return asked.answer(lambda as_of: queries.timeline(f"transaction/{transaction_id}", as_of))
