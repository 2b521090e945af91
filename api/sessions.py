"""Who is signed in to the pages: sessions that live in this process only, and that no route of the API looks at.

A browser holds 256 random bits in a cookie and nothing else; the key itself is kept nowhere. A restart signs all out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

from api.keys import Principal

COOKIE: Final = "pactlog_session"
LIFETIME: Final = timedelta(hours=12)
MOST: Final = 1000
"""Sessions at once; one more ends the oldest."""


@dataclass(slots=True)
class Session:
    """A browser in which somebody brought a key."""

    principal: Principal
    ends_at: datetime
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """What each form of this session must bring, which no other site can know."""
    said: str = ""
    """What the next page is to confirm."""

    def told(self) -> str:
        """What there is to confirm, once."""
        said, self.said = self.said, ""
        return said


class Sessions:
    """The sessions of one server, by the digests of what their cookies hold."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._sessions: dict[bytes, Session] = {}
        self._turn = Lock()

    def begin(self, principal: Principal) -> str:
        """Begin a session of *principal*; returns what its cookie is to hold."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._turn:
            alive = {digest: one for digest, one in self._sessions.items() if now < one.ends_at}
            for oldest in [*alive][: max(len(alive) - MOST + 1, 0)]:
                del alive[oldest]
            self._sessions = alive | {_digest(token): Session(principal, now + LIFETIME)}
        return token

    def find(self, token: str) -> Session | None:
        """The session that a cookie stands for, unless it is over."""
        found = self._sessions.get(_digest(token))
        return found if found and self._clock() < found.ends_at else None

    def end(self, token: str) -> None:
        """Let a cookie stand for nothing any more."""
        with self._turn:
            self._sessions.pop(_digest(token), None)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()
