"""Cursors: where the next page begins, with the as-of and the question that all pages share."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import Depends, Query, Request, Response

from api.answers import answer
from api.as_of import Question, question
from api.errors import InvalidCursor
from domain.as_of import RULES, AsOf
from domain.errors import FutureKnownAt
from infra.queries import Queries

_CHECK = 8


class _Mark(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    valid_at: date
    known_at: datetime
    position: int
    rules: int
    asked: str
    after: list[str]


class Paging:
    """A request for one page of a list."""

    def __init__(self, request: Request, asked: Question, mark: _Mark | None) -> None:
        self._request = request
        self._question = asked
        self._mark = mark

    @property
    def after(self) -> list[str]:
        return self._mark.after if self._mark else []

    def as_of(self, queries: Queries) -> AsOf:
        """The basis of the first page. Raises InvalidCursor, FutureKnownAt."""
        if self._mark is None:
            return self._question.resolved(queries)
        try:
            queries.as_of(self._mark.valid_at, self._mark.position)
        except FutureKnownAt:
            raise InvalidCursor("it is of another log; begin without it") from None
        return AsOf(self._mark.valid_at, self._mark.known_at, self._mark.position)

    def answer(self, page: Mapping[str, Any], as_of: AsOf) -> Response:
        """*page* with its ``next`` as a cursor, which the header Link tells likewise."""
        cursor = self.cursor(page, as_of)
        if cursor is None:
            return answer(page)
        query = {**self._request.query_params, "cursor": cursor}
        path = self._request.scope.get("root_path", "") + self._request.url.path
        return answer({**page, "next": cursor}, headers={"Link": f'<{path}?{urlencode(query)}>; rel="next"'})

    def cursor(self, page: Mapping[str, Any], as_of: AsOf) -> str | None:
        """Where the page behind *page* begins, if there is one."""
        if "next" not in page:
            return None
        mark = _Mark(as_of.valid_at, as_of.known_at, as_of.position, as_of.rules, _asked(self._request), page["next"])
        return _sealed(mark)


async def paging(
    request: Request,
    asked: Annotated[Question, Depends(question)],
    cursor: Annotated[
        str | None, Query(description="The `next` of the page before; all other parameters stay as they were.")
    ] = None,
) -> Paging:
    """The page that is asked for. Raises InvalidCursor."""
    return Paging(request, asked, None if cursor is None else _opened(cursor, _asked(request)))


PagingDep = Annotated[Paging, Depends(paging)]


def _asked(request: Request) -> str:
    others = sorted((name, text) for name, text in request.query_params.items() if name not in {"cursor", "limit"})
    path = request.url.path.removeprefix("/v1")  # a page asks the same question
    return sha256(msgspec.json.encode([path, others])).hexdigest()[:16]


def _sealed(mark: _Mark) -> str:
    told = msgspec.json.encode(mark)
    return urlsafe_b64encode(sha256(told).digest()[:_CHECK] + told).rstrip(b"=").decode()


def _opened(cursor: str, asked: str) -> _Mark:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        mark = msgspec.json.decode(raw[_CHECK:], type=_Mark)
    except ValueError:
        raise InvalidCursor("this server never gave it out; copy next as a whole, or begin without it") from None
    if _sealed(mark) != cursor or mark.rules != RULES:
        raise InvalidCursor("it was altered, or is of another version; begin without it")
    if mark.asked != asked:
        raise InvalidCursor("it belongs to another question; keep all other parameters as they were")
    return mark
