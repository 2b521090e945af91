"""People: their state as of any two dates, and how it came about."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from api.dependencies import AsOfDep, ComparisonDep, QueriesDep
from api.openapi import AS_OF, answers
from api.parameters import Axis, Include, SubjectId
from api.schemas import Diff, History, Person, Timeline

router = APIRouter(prefix="/v1/people", tags=["people"])

_PROBLEMS: Final = ("unknown-person", "not-yet-known", *AS_OF)


@router.get("/{person_id}", responses=answers(Person, *_PROBLEMS))
def person(person_id: SubjectId, asked: AsOfDep, queries: QueriesDep, include: Include = frozenset()) -> Response:
    """Where a person worked and invested on a day, as known at an instant."""
    return asked.answer(lambda as_of: queries.person(person_id, as_of, include=include))


@router.get("/{person_id}/history", responses=answers(History, *_PROBLEMS))
def person_history(person_id: SubjectId, asked: AsOfDep, queries: QueriesDep, axis: Axis = "known") -> Response:
    """Every change, newest first: who recorded it when, from which sources, and what it replaced."""
    return asked.answer(lambda as_of: queries.history(f"person/{person_id}", as_of, axis=axis))


@router.get("/{person_id}/diff", responses=answers(Diff, *_PROBLEMS))
def person_diff(person_id: SubjectId, compared: ComparisonDep, queries: QueriesDep) -> Response:
    """What differs between two days, two states of knowledge, or both, and whether the world or the record changed."""
    return compared.answer(lambda before, after: queries.diff(f"person/{person_id}", before, after))


@router.get("/{person_id}/timeline", responses=answers(Timeline, *_PROBLEMS))
def person_timeline(person_id: SubjectId, asked: AsOfDep, queries: QueriesDep) -> Response:
    """What was ever held about a person: a rectangle each, days in the world by instants of the record.

    All days are told, whatever `valid_at`; of the record, what is known at `known_at`.
    """
    return asked.answer(lambda as_of: queries.timeline(f"person/{person_id}", as_of))
