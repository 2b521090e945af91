"""create_app(settings): the one place where everything is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.metadata import version
from ipaddress import ip_address
from typing import Final

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.access import needed
from api.dependencies import Parts, admitted
from api.keys import Door
from api.metrics import Metrics
from api.middleware import AROUND
from api.negotiation import acceptable, offered
from api.openapi import describing
from api.pages.routes import ROUTERS as PAGES
from api.parameters import declared, only_known
from api.problems import tell
from api.routers import (
    companies,
    deals,
    docs,
    drawing,
    events,
    exporting,
    finding,
    naming,
    operations,
    people,
    problems,
    schemas,
    stream,
    transactions,
)
from api.sessions import Sessions
from domain.errors import PactlogError
from infra.keys import KeyStore
from infra.ledger import Ledger, utc_now
from infra.queries import Queries
from infra.queries.watch import Watch
from infra.settings import Settings
from infra.store.engine import LOCK_TIMEOUT, make_engine

_ABOUT = """Record corporate AI deals as events with their sources, and ask for the state of a company, deal or person
*as of* any two dates: what was true on `valid_at`, as the log knew it at `known_at`.

Nothing that is asked for is silently ignored. Every error is a problem document (RFC 9457) whose `type` can be opened.
"""

ROUTERS: Final = tuple(
    part.router
    for part in (
        *(stream, events, finding, naming, exporting, companies, drawing, deals, people, transactions),
        *(schemas, problems, docs, operations),
    )
)


def create_app(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now, lock_timeout: float = LOCK_TIMEOUT
) -> FastAPI:
    """The application over the database that *settings* name, which must be migrated."""
    engine = make_engine(settings.database_url, lock_timeout)
    queries = Queries(engine, clock=clock)
    parts = Parts(
        settings=settings,
        engine=engine,
        ledger=Ledger(engine, clock=clock),
        queries=queries,
        door=Door(KeyStore(engine), settings.admin_key),
        lock_timeout=lock_timeout,
        watch=Watch(engine),
        metrics=Metrics(engine, queries),
        everybody_reads=settings.public_read or _is_loopback(settings.host),
        sessions=Sessions(clock),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with parts.watch.running():
            yield
        engine.dispose()

    app = FastAPI(
        title="Pactlog",
        version=version("pactlog"),
        description=_ABOUT,
        lifespan=lifespan,
        dependencies=[Depends(admitted), Depends(only_known), Depends(acceptable)],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.parts = parts
    app.openapi = describing(app)  # type: ignore[method-assign]  # FastAPI's own way to extend the document
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    app.state.parameters = declared(app.routes)
    app.state.offered = offered(app.routes)
    app.state.scopes = needed(app.routes)
    for error in (PactlogError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, tell)
    for around in reversed(AROUND):
        app.add_middleware(around)
    return app


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
