"""What to draw pictures from."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.dependencies import AsOfDep, QueriesDep
from api.openapi import AS_OF, answers
from api.parameters import SubjectId
from api.schemas import Timeline

router = APIRouter(prefix="/v1", tags=["drawing"])


@router.get("/companies/{company_id}/timeline", responses=answers(Timeline, "unknown-company", "not-yet-known", *AS_OF))
def company_timeline(company_id: SubjectId, asked: AsOfDep, queries: QueriesDep) -> Response:
    """What was ever held about a company: a rectangle each, days in the world by instants of the record.

    All days are told, whatever `valid_at`; of the record, what is known at `known_at`.
    """
    return asked.answer(lambda as_of: queries.timeline(f"company/{company_id}", as_of))
