"""What ``type`` of a problem points at: what went wrong and what to do, for people and for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import HTMLResponse

from api.answers import answer
from api.catalogue import KINDS, Kind
from api.errors import NothingHere
from api.openapi import answers
from api.pages.rendering import environment, here_of
from api.schemas import ProblemKind, ProblemKinds

router = APIRouter(tags=["problems"])

Accept = Annotated[str, Header(description="text/html for a page to read.", include_in_schema=False)]


@router.get("/problems", responses=answers(ProblemKinds, html=True))
async def problems(request: Request, accept: Accept = "") -> Response:
    """List every kind of problem."""
    if "text/html" in accept:
        return _page(request, "problems.html", kinds=KINDS)
    return answer({"items": [_told(slug, kind) for slug, kind in KINDS.items()]}, headers=_VARY)


@router.get("/problems/{slug}", responses=answers(ProblemKind, "not-found", html=True))
async def problem(
    request: Request, slug: Annotated[str, Path(examples=["unknown-parameter"])], accept: Accept = ""
) -> Response:
    """Explain one kind of problem."""
    kind = KINDS.get(slug)
    if kind is None:
        raise NothingHere("there is no such problem", sorted(KINDS))
    if "text/html" in accept:
        return _page(request, "problem_kind.html", slug=slug, kind=kind)
    return answer(_told(slug, kind), headers=_VARY)


_VARY = {"Vary": "Accept"}


def _told(slug: str, kind: Kind) -> dict[str, object]:
    return {
        "type": f"/problems/{slug}",
        "slug": slug,
        "status": kind.status,
        "title": kind.title,
        "advice": kind.advice,
    }


def _page(request: Request, template: str, **told: object) -> Response:
    page = environment().get_template(template).render(here=here_of(request), **told)
    return HTMLResponse(page, headers=_VARY)
