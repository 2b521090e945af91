"""Answers: documents as bytes, with what lets others keep them, and kept here while the log stands where it stood.

questions as of two dates    Asked, Compared; pages of lists likewise     kept, ETag, 304
everything else              answer
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from fastapi import Request, Response

from api.as_of import Comparison, Question
from api.caching import etag_of, unless_held
from domain.as_of import AsOf
from infra.queries import Queries
from infra.queries.basis import Basis

Document = Mapping[str, Any]
Headers = Mapping[str, str]

JSON: Final = "application/json"
MAX_KEPT: Final = 64 * 2**20
"""Bytes of answers that one process keeps."""
_OVERHEAD: Final = 1024
_DATES: Final = frozenset({"valid_at", "known_at"})
_NONE: Final[Headers] = {}


def answer(document: Document, status: int = 200, headers: Headers | None = None) -> Response:
    """*document* as JSON. Keys keep their order, so an equal document is the same bytes."""
    return Response(msgspec.json.encode(document), status, headers, JSON)


class Key(NamedTuple):
    """What was asked, of which log: as long as its head stays, equal questions have equal answers.

    The head counts though the answer may be about the past: a personal value can be erased, which moves the head.
    """

    head: int
    as_ofs: tuple[AsOf, ...]
    path: str
    query: str


class Kept(NamedTuple):
    """An answer as it is sent."""

    content: bytes
    headers: Headers


@dataclass(slots=True)
class Answers:
    """The answers asked for last, by question, up to so many bytes."""

    most: int = MAX_KEPT
    _kept: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def of(self, key: Key, tell: Callable[[], tuple[Document, Headers]]) -> Kept:
        """The answer that is kept, or the one that *tell* gives."""
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found
        document, headers = tell()
        content = msgspec.json.encode(document)
        made = Kept(content, {**headers, "ETag": etag_of(content)})
        self._keep(key, made)
        return made

    def _keep(self, key: Key, made: Kept) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = made
            self._size += _size(key, made)
            while self._size > self.most:
                self._size -= _size(*self._kept.popitem(last=False))


def _size(key: Key, kept: Kept) -> int:
    return len(kept.content) + len(key.path) + len(key.query) + _OVERHEAD


class Asker:
    """A request that is answered from the log."""

    def __init__(self, request: Request, queries: Queries, kept: Answers) -> None:
        self.request = request
        self.queries = queries
        self._kept = kept

    def told(self, bases: Sequence[Basis], tell: Callable[[], tuple[Document, Headers]]) -> Response:
        """What *tell* tells of *bases*, unless it is kept here or there."""
        query = [pair for pair in self.request.query_params.multi_items() if pair[0] not in _DATES]
        as_ofs = tuple(basis.as_of for basis in bases)
        key = Key(max(basis.head for basis in bases), as_ofs, self.request.scope["path"], urlencode(sorted(query)))
        kept = self._kept.of(key, tell)
        pinned = all(basis.is_pinned for basis in bases)
        freshness = {
            "Cache-Control": "private, max-age=86400" if pinned else "private, no-cache",
            "Vary": "Accept, Authorization",
        }
        return unless_held(self.request, Response(kept.content, 200, {**kept.headers, **freshness}, JSON))


class Asked(Asker):
    """A question as of two dates."""

    def __init__(self, question: Question, request: Request, queries: Queries, kept: Answers) -> None:
        super().__init__(request, queries, kept)
        self._question = question

    def basis(self) -> Basis:
        """The question, resolved. Raises FutureKnownAt."""
        return self._question.basis(self.queries)

    def answer(self, tell: Callable[[AsOf], Document]) -> Response:
        """What *tell* tells as of these dates. Raises FutureKnownAt."""
        basis = self.basis()
        return self.told([basis], lambda: (tell(basis.as_of), _NONE))


class Compared(Asker):
    """A question for what differs between two."""

    def __init__(self, comparison: Comparison, request: Request, queries: Queries, kept: Answers) -> None:
        super().__init__(request, queries, kept)
        self._comparison = comparison

    def bases(self) -> tuple[Basis, Basis]:
        """Both, resolved. Raises FutureKnownAt."""
        return self._comparison.bases(self.queries)

    def answer(self, tell: Callable[[AsOf, AsOf], Document]) -> Response:
        """What *tell* tells of both. Raises FutureKnownAt."""
        before, after = self.bases()
        return self.told([before, after], lambda: (tell(before.as_of, after.as_of), _NONE))
