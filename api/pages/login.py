"""Signing in to the pages with a key, and out again."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from api.dependencies import PartsDep, session_of
from api.errors import BadParameters, ParameterFault, Unauthenticated
from api.pages.rendering import PageDep
from api.pages.routing import pages
from api.pages.submission import AnySubmissionDep, of_session
from api.sessions import COOKIE, LIFETIME

router = pages()

_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*", re.ASCII)
_ADVICE: Final = "name a page of this server, as /record"
_REFUSED: Final = "This key opens nothing here. Copy it once more, whole."


def local(path: str) -> str:
    """Only a path of this server, never the address of another."""
    if not _LOCAL.fullmatch(path):
        raise PydanticCustomError("invalid_path", _ADVICE)
    return path


Next = Annotated[str, Query(alias="next"), PlainValidator(local)]


@router.get("/login")
def login_page(page: PageDep, following: Next = "/") -> Response:
    """Where a key is brought."""
    return page.draw("login.html", following=following, refused="")


@router.post("/login")
def login(request: Request, submission: AnySubmissionDep, page: PageDep, parts: PartsDep) -> Response:
    """Begin a session; which part of a key was wrong is told to nobody."""
    following = submission["next"] or "/"
    if not _LOCAL.fullmatch(following):
        raise BadParameters([ParameterFault("next", "invalid_path", _ADVICE)])
    try:
        key = submission["key"].strip().encode()
        principal = parts.door.principal(key)
    except Unauthenticated:
        refused = page.draw("login.html", following=following, refused=_REFUSED)
        refused.status_code = 403
        return refused
    parts.sessions.end(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(following, 303)
    answer.set_cookie(
        COOKIE,
        parts.sessions.begin(principal),
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


@router.post("/logout")
def logout(request: Request, submission: AnySubmissionDep, page: PageDep, parts: PartsDep) -> Response:
    """End the session of this browser."""
    if session := session_of(request, parts):
        of_session(submission, session)
    parts.sessions.end(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(page.here.at("/"), 303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer
