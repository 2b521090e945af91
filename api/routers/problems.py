"""What ``type`` of a problem points at: what went wrong and what to do, for people and for programs."""

from __future__ import annotations

from html import escape
from string import Template
from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from fastapi.responses import HTMLResponse

from api.answers import answer
from api.assets import address
from api.catalogue import KINDS, Kind
from api.dependencies import OPEN
from api.errors import NothingHere
from api.openapi import answers
from api.schemas import ProblemKind, ProblemKinds

router = APIRouter(dependencies=OPEN, tags=["problems"])

_PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title · Pactlog</title>
<link rel="stylesheet" href="$style">
$body
</html>
""")

Accept = Annotated[str, Header(description="text/html for a page to read.", include_in_schema=False)]


@router.get("/problems", responses=answers(ProblemKinds, html=True))
async def problems(accept: Accept = "") -> Response:
    """List every kind of problem."""
    if "text/html" in accept:
        entries = "".join(f"<dt>{_link(slug)}<dd>{escape(kind.title)}" for slug, kind in KINDS.items())
        return _page("Problems", f"<h1>What can go wrong</h1><dl>{entries}</dl>")
    return answer({"items": [_told(slug, kind) for slug, kind in KINDS.items()]}, headers=_VARY)


@router.get("/problems/{slug}", responses=answers(ProblemKind, "not-found", html=True))
async def problem(slug: Annotated[str, Path(examples=["unknown-parameter"])], accept: Accept = "") -> Response:
    """Explain one kind of problem."""
    kind = KINDS.get(slug)
    if kind is None:
        raise NothingHere("there is no such problem", sorted(KINDS))
    if "text/html" in accept:
        status = f"<p><small>{slug} · HTTP {kind.status}</small></p>"
        return _page(kind.title, f"{status}<h1>{escape(kind.title)}</h1><p>{escape(kind.advice)}</p>")
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


def _link(slug: str) -> str:
    return f'<a href="/problems/{slug}">{slug}</a>'


def _page(title: str, body: str) -> Response:
    return HTMLResponse(_PAGE.substitute(title=escape(title), style=address("problem.css"), body=body), headers=_VARY)
