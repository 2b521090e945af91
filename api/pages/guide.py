"""The guide: the pages of docs/, and the vocabulary as the schemas of events tell it. The log is not asked."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from api.access import ROUTES
from api.errors import NothingHere
from api.guide import contents, vocabulary
from api.pages.rendering import VARY, environment, here_of
from api.pages.routing import pages
from domain.vocabulary import EVENT_TYPES

router = pages("/guide")


@router.get("")
def guide_page(request: Request) -> HTMLResponse:
    """What there is to read."""
    return _told(request, "")


@router.get("/vocabulary")
def vocabulary_page(request: Request) -> HTMLResponse:
    """Every event by family, and the values that they share."""
    told = {"families": vocabulary.families(), "values": vocabulary.values(), "unions": vocabulary.unions()}
    return _drawn(request, "vocabulary.html", contents.VOCABULARY, **told)


@router.get("/vocabulary/{type}")
def event_type_page(request: Request, type_: Annotated[str, Path(alias="type")]) -> HTMLResponse:
    """One event: what it says, its fields, an example."""
    if type_ not in EVENT_TYPES:
        near = get_close_matches(type_, EVENT_TYPES, n=3, cutoff=0.5)
        raise NothingHere("there is no such event", [f"{contents.VOCABULARY}/{name}" for name in near])
    told = {"event": vocabulary.described(type_), "can_be_recorded_here": "GET /record/{type}" in ROUTES}
    return _drawn(request, "event_type.html", contents.VOCABULARY, **told)


@router.get("/{page}")
def guide_text_page(request: Request, page: str) -> HTMLResponse:
    """A text."""
    return _told(request, page)


@router.get("/{folder}/{page}")
def guide_part_page(request: Request, folder: str, page: str) -> HTMLResponse:
    """A text of one part, such as the decisions."""
    return _told(request, f"{folder}/{page}")


def _told(request: Request, name: str) -> HTMLResponse:
    try:
        text = contents.page(name, here_of(request).root)
    except KeyError:
        paths = [entry.path for entry in contents.order()]
        near = get_close_matches(contents.path_of(name), paths, n=3, cutoff=0.6)
        raise NothingHere("there is no such page", near or ["/guide"]) from None
    return _drawn(request, "guide.html", contents.path_of(name), text=text)


def _drawn(request: Request, template: str, path: str, **told: Any) -> HTMLResponse:
    """*template*, with the list of pages in which *path* is the one that is open."""
    order = contents.order()
    number = next((number for number, entry in enumerate(order) if entry.path == path), None)
    around = {
        "groups": contents.groups(),
        "open": path,
        "before": order[number - 1] if number else None,
        "after": order[number + 1] if number is not None and number + 1 < len(order) else None,
    }
    page = environment().get_template(template).render(here=here_of(request), **around, **told)
    return HTMLResponse(page, headers=VARY)
