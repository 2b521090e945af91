"""What routes ask for: the parts of the application, the question's as-of, who asks, and a turn to write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated, Final

import anyio
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer
from sqlalchemy import Engine

from api.as_of import Comparison, Question, comparison, question
from api.errors import Unauthenticated
from api.keys import Door, Principal
from api.parameters import only_known
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
    writers: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(WRITERS))


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsDep = Annotated[Parts, Depends(_parts)]


async def _queries(request: Request) -> Queries:
    queries: Queries = request.app.state.parts.queries
    return queries


async def _principal(request: Request, parts: PartsDep) -> Principal | None:
    """Who asks; None for nobody. A key that opens nothing is never overlooked. Raises Unauthenticated."""
    given = request.headers.getlist("authorization")
    if not given:
        return None
    scheme, _, key = given[0].partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer" or not key:
        raise Unauthenticated("send one key, as Authorization: Bearer <key>", key_given=True)
    return await run_in_threadpool(parts.door.principal, key.encode("latin-1"))


PrincipalDep = Annotated[Principal | None, Depends(_principal)]


async def _reader(principal: PrincipalDep, parts: PartsDep) -> None:
    if principal is None and not (parts.settings.public_read or _is_loopback(parts.settings.host)):
        raise Unauthenticated("this server answers to keys only", key_given=False)
    if principal and "read" not in principal.scopes:
        raise Unauthenticated("this key may not read", key_given=True)


async def _recorder(principal: PrincipalDep) -> Principal:
    if principal is None:
        raise Unauthenticated("recording needs a key", key_given=False)
    if "record" not in principal.scopes:
        raise Unauthenticated("this key may not record", key_given=True)
    return principal


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _turn(parts: PartsDep) -> AsyncIterator[None]:
    """Wait here, where waiting costs no thread, until few enough others write. Raises Busy."""
    with anyio.move_on_after(parts.lock_timeout) as waiting:
        await parts.writers.acquire()
    if waiting.cancelled_caught:
        raise Busy(parts.lock_timeout)
    try:
        yield
    finally:
        parts.writers.release()


_bearer = HTTPBearer(
    scheme_name="key", bearerFormat="pl_<43 characters>_<check>", description="An API key.", auto_error=False
)

OPEN: Final = [Depends(only_known)]
"""For everybody."""
READS: Final = [Depends(_bearer), Depends(_reader), Depends(only_known)]
"""For everybody on loopback or where PACTLOG_PUBLIC_READ says so, else for keys."""
RECORDS: Final = [Depends(_bearer), Depends(_recorder), Depends(only_known)]
"""For keys."""

AsOfDep = Annotated[Question, Depends(question)]
ComparisonDep = Annotated[Comparison, Depends(comparison)]
QueriesDep = Annotated[Queries, Depends(_queries)]
RecorderDep = Annotated[Principal, Depends(_recorder)]
TurnDep = Annotated[None, Depends(_turn, scope="function")]
