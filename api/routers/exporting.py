"""Exports: everything of one sort as of two dates, as a file that is made while it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import PlainValidator, WithJsonSchema

from api.as_of import Question, question
from api.dependencies import QueriesDep
from api.exports import MEDIA_TYPES, Document, Format, Sort, chunks, file_name
from api.filters import DealFiltersDep
from api.openapi import AS_OF, OF_COMPANIES, OF_PARTIES, Responses, answers
from api.parameters import FiltersDep, Q, one_of
from domain.as_of import AsOf

router = APIRouter(prefix="/v1/export", tags=["export"], default_response_class=StreamingResponse)

FormatDep = Annotated[
    Format,
    Query(alias="format", description="One JSON document a line, or comma-separated values for spreadsheets."),
    PlainValidator(one_of(*MEDIA_TYPES)),
    WithJsonSchema({"type": "string", "enum": [*MEDIA_TYPES]}),
]
QuestionDep = Annotated[Question, Depends(question)]

_HEADERS: Final = {
    "Content-Disposition": "What the file is called, with the day and the position of the log.",
    "Content-Location": "The address under which this very file can be had again, whatever is recorded later.",
}


def _files(shape: str, *slugs: str) -> Responses:
    text: Any = {"type": "string"}
    lines = {"schema": text, "itemSchema": {"$ref": f"#/components/schemas/{shape}"}}
    described = {name: {"description": told, "schema": text} for name, told in _HEADERS.items()}
    content = {"application/x-ndjson": lines, "text/csv": {"schema": text}}
    return answers(None, *slugs, *AS_OF) | {200: {"description": "The file.", "headers": described, "content": content}}


@router.get("/events", responses=_files("RecordedEvent", *OF_COMPANIES))
def export_events(
    request: Request, asked: QuestionDep, queries: QueriesDep, filters: FiltersDep, form: FormatDep = "ndjson"
) -> Response:
    """The events of the feed, in the order of the log; `pactlog import` takes the NDJSON into another log.

    They are those known at `known_at`; `valid_at` is told in the name of the file and chooses none.
    """
    as_of = asked.resolved(queries)
    return _file(request, "events", as_of, form, queries.export.events(as_of, filters))


@router.get("/deals", responses=_files("DealEntry", *OF_PARTIES))
def export_deals(
    request: Request, asked: QuestionDep, queries: QueriesDep, filters: DealFiltersDep, form: FormatDep = "ndjson"
) -> Response:
    """The deals that have a status on the day, by their ids, each as `/v1/deals` lists it."""
    as_of = asked.resolved(queries)
    return _file(request, "deals", as_of, form, queries.export.deals(as_of, filters))


@router.get("/companies", responses=_files("Found"))
def export_companies(
    request: Request, asked: QuestionDep, queries: QueriesDep, q: Q = None, form: FormatDep = "ndjson"
) -> Response:
    """The companies that exist on the day, by their ids, each as `/v1/companies` lists it."""
    as_of = asked.resolved(queries)
    return _file(request, "companies", as_of, form, queries.export.companies(as_of, q))


def _file(
    request: Request, sort: Sort, as_of: AsOf, form: Format, batches: Iterable[Iterable[Document]]
) -> StreamingResponse:
    pinned = {"valid_at": as_of.valid_at.isoformat(), "known_at": f"@{as_of.position}"}
    path = request.scope.get("root_path", "") + request.url.path
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(sort, as_of, form)}"',
        "Content-Location": f"{path}?{urlencode({**request.query_params, **pinned})}",
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization",
    }
    return StreamingResponse(_streamed(chunks(sort, batches, form)), headers=headers, media_type=MEDIA_TYPES[form])


async def _streamed(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """*pieces*, each made on a thread that is given back before it is sent."""
    while (piece := await run_in_threadpool(next, pieces, None)) is not None:
        if piece:
            yield piece
