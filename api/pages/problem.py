"""A problem document as a page, for those who would rather read than parse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.catalogue import KINDS
from api.dependencies import is_page
from api.pages.rendering import VARY, environment, here_of

_PAGES: Final = {"company": "companies", "person": "people", "deal": "deals", "transaction": "transactions"}


def wants_page(request: Request) -> bool:
    """Whether the client would rather have HTML than JSON; htmx always would."""
    if "hx-request" in request.headers:
        return True
    ranges = [one.partition(";") for one in request.headers.get("accept", "").lower().split(",")]
    weights = {name.strip(): _weight(parameters) for name, _, parameters in ranges}
    page = weights.get("text/html", 0)
    return page > 0 and page >= max(weights.get("application/json", 0), weights.get("application/problem+json", 0))


def _weight(parameters: str) -> float:
    """The q of a media range (RFC 9110 §12.5.1); what is no number counts as 1."""
    quality = parameters.strip().removeprefix("q=")
    return float(quality) if quality.replace(".", "", 1).isdecimal() else 1.0


def problem_page(request: Request, document: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """The page that tells the problem *document*."""
    slug = document["type"].rpartition("/")[2]
    here = here_of(request)
    page = environment().get_template("problem.html")
    told = page.render(here=here, problem=document, slug=slug, advice=KINDS[slug].advice, ways=_ways(document, slug))
    return HTMLResponse(told, document["status"], {**headers, **VARY})


def sign_in_first(request: Request) -> Response | None:
    """The way to the page that *request* asks for, for somebody who may sign in and did not."""
    if request.method not in {"GET", "HEAD"} or not is_page(request) or not wants_page(request):
        return None
    here = here_of(request)
    following = here.but()
    way = here.bare("/login", next=following) if following != here.at("/") else here.at("/login")
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": way, **VARY})
    return RedirectResponse(way, 303, VARY)


def _ways(document: Mapping[str, Any], slug: str) -> list[str]:
    """The paths of pages that may be meant instead."""
    suggestions: list[str] = document.get("suggestions", [])
    family = slug.removeprefix("unknown-")
    if family in _PAGES:
        return [f"/{_PAGES[family]}/{one}" for one in suggestions]
    return [one for one in suggestions if one.startswith("/")]
