"""Cursors: where the next page begins, with the as-of and the question that all pages share."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import Depends, Query, Request, Response

from api.answers import Asked, Document
from api.dependencies import AsOfDep
from api.errors import InvalidCursor
from domain.as_of import RULES, AsOf
from domain.errors import FutureKnownAt
from infra.queries.basis import Basis

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

    def __init__(self, asked: Asked, mark: _Mark | None) -> None:
        self._asked = asked
        self._mark = mark

    @property
    def after(self) -> list[str]:
        return self._mark.after if self._mark else []

    def answer(self, tell: Callable[[AsOf], Document]) -> Response:
        """The page that *tell* tells, its ``next`` as a cursor. Raises InvalidCursor, FutureKnownAt."""
        basis = self.basis()
        return self._asked.told([basis], lambda: self._linked(tell(basis.as_of), basis.as_of))

    def basis(self) -> Basis:
        """That of the first page. Raises InvalidCursor, FutureKnownAt."""
        if self._mark is None:
            return self._asked.basis()
        try:
            found = self._asked.queries.basis(self._mark.valid_at, self._mark.position)
        except FutureKnownAt:
            raise InvalidCursor("it is of another log; begin without it") from None
        return replace(found, as_of=AsOf(self._mark.valid_at, self._mark.known_at, self._mark.position))

    def _linked(self, page: Document, as_of: AsOf) -> tuple[Document, dict[str, str]]:
        cursor = self.cursor(page, as_of)
        if cursor is None:
            return page, {}
        request = self._asked.request
        query = {**request.query_params, "cursor": cursor}
        path = request.scope.get("root_path", "") + request.url.path
        return {**page, "next": cursor}, {"Link": f'<{path}?{urlencode(query)}>; rel="next"'}

    def cursor(self, page: Document, as_of: AsOf) -> str | None:
        """Where the page behind *page* begins, if there is one."""
        if "next" not in page:
            return None
        mark = _Mark(
            as_of.valid_at, as_of.known_at, as_of.position, as_of.rules, _asked_of(self._asked.request), page["next"]
        )
        return _sealed(mark)


async def paging(
    asked: AsOfDep,
    cursor: Annotated[
        str | None, Query(description="The `next` of the page before; all other parameters stay as they were.")
    ] = None,
) -> Paging:
    """The page that is asked for. Raises InvalidCursor."""
    return Paging(asked, None if cursor is None else _opened(cursor, _asked_of(asked.request)))


PagingDep = Annotated[Paging, Depends(paging)]


def _asked_of(request: Request) -> str:
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
