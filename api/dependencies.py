"""What routes ask for: the parts of the application, the question's as-of, who asks, and a turn to write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Final

import anyio
from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine

from api.access import OPEN, Scope, scope_of
from api.answers import Answers, Asked, Compared
from api.as_of import Comparison, Question, comparison, question
from api.bodies import BodyDep
from api.errors import Forbidden, Unauthenticated
from api.keys import Door, Principal
from api.metrics import Metrics
from api.sessions import COOKIE, Session, Sessions
from domain.errors import Busy
from infra.ledger import Ledger
from infra.queries import Queries
from infra.queries.watch import Watch
from infra.settings import Settings

WRITERS: Final = 4
"""Writers that hold a thread at once. They take turns at the log anyway, and readers must find threads."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is put together from."""

    settings: Settings
    engine: Engine
    ledger: Ledger
    queries: Queries
    door: Door
    lock_timeout: float
    watch: Watch
    metrics: Metrics
    everybody_reads: bool
    sessions: Sessions
    answers: Answers = field(default_factory=Answers)
    writers: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(WRITERS))


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsDep = Annotated[Parts, Depends(_parts)]


async def _queries(request: Request) -> Queries:
    queries: Queries = request.app.state.parts.queries
    return queries


IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="The ETag of an answer that is held; if that is still the answer, 304 says so.",
    ),
]


async def _asked(
    request: Request, parts: PartsDep, asked: Annotated[Question, Depends(question)], _held: IfNoneMatch = None
) -> Asked:
    return Asked(asked, request, parts.queries, parts.answers)


async def _compared(
    request: Request, parts: PartsDep, compared: Annotated[Comparison, Depends(comparison)], _held: IfNoneMatch = None
) -> Compared:
    return Compared(compared, request, parts.queries, parts.answers)


async def admitted(request: Request, parts: PartsDep) -> Principal | None:
    """Who asks, None for nobody, if they may. Raises Unauthenticated and Forbidden.

    A key that opens nothing is never overlooked where one can be needed.
    """
    scope = request.app.state.scopes[f"{request.method} {request.scope['route'].name}"]
    if scope is OPEN:
        return None
    principal = await _principal(request, parts.door)
    if principal is None and is_page(request):
        session = await run_in_threadpool(session_of, request, parts)
        principal = session.principal if session else None
    if scope == Scope.READ and parts.everybody_reads:
        return principal
    if principal is None:
        raise Unauthenticated(f"this needs a key with the scope {scope}", key_given=False)
    if not principal.may(scope):
        raise Forbidden(scope)
    return principal


def is_page(request: Request) -> bool:
    """Whether the route is one for people: those stand beside what OpenAPI describes."""
    return not request.scope["route"].include_in_schema


def session_of(request: Request, parts: Parts) -> Session | None:
    """The session of the browser that asks, if its key is still good."""
    token = request.cookies.get(COOKIE, "")
    session = parts.sessions.find(token)
    if session and not parts.door.is_open_to(session.principal):
        parts.sessions.end(token)
        session = None
    if session:
        request.state.session = session  # for what its pages show
        request.state.key_id = session.principal.key_id
    return session


async def _principal(request: Request, door: Door) -> Principal | None:
    given = request.headers.getlist("authorization")
    if not given:
        return None
    scheme, _, key = given[0].partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer" or not key:
        raise Unauthenticated("send one key, as Authorization: Bearer <key>", key_given=True)
    principal = await run_in_threadpool(door.principal, key.encode("latin-1"))
    request.state.key_id = principal.key_id  # for the log of the server
    return principal


PrincipalDep = Annotated[Principal | None, Depends(admitted)]


async def _recorder(principal: PrincipalDep, body: BodyDep) -> Principal:
    """Who records, if they may record every event of the body. Raises Unauthenticated and Forbidden."""
    if principal is None:
        raise Unauthenticated("recording needs a key", key_given=False)
    if principal.may(Scope.CURATE):
        return principal  # and the body need not be read for it
    for scope in {scope_of(type_) for type_ in await run_in_threadpool(body.types)}:
        if not principal.may(scope):
            raise Forbidden(scope)
    return principal


@asynccontextmanager
async def turn(parts: Parts) -> AsyncIterator[None]:
    """Wait here, where waiting costs no thread, until few enough others write. Raises Busy."""
    with anyio.move_on_after(parts.lock_timeout) as waiting:
        await parts.writers.acquire()
    if waiting.cancelled_caught:
        raise Busy(parts.lock_timeout)
    try:
        yield
    finally:
        parts.writers.release()


async def _turn(parts: PartsDep) -> AsyncIterator[None]:
    async with turn(parts):
        yield


AsOfDep = Annotated[Asked, Depends(_asked)]
ComparisonDep = Annotated[Compared, Depends(_compared)]
QueriesDep = Annotated[Queries, Depends(_queries)]
RecorderDep = Annotated[Principal, Depends(_recorder)]
TurnDep = Annotated[None, Depends(_turn, scope="function")]
