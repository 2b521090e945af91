"""The stores that are measured: durable, migrated, and filled by the ledger as an import fills them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, Engine, create_engine, text

from bench.market import Market, Wire
from infra.ledger import Ledger
from infra.migrate import migrate
from infra.queries import Queries
from infra.store.engine import make_engine


@dataclass
class Store:
    """A database of one kind and the market it is filled from; ``events`` goes on where the filling ended."""

    kind: str
    url: URL
    market: Market
    engine: Engine = field(init=False)
    events: Iterator[Wire] = field(init=False)

    def __post_init__(self) -> None:
        migrate(self.url)
        self.engine = make_engine(self.url)
        self.events = iter(self.market)
        self.ledger = Ledger(self.engine)
        self.queries = Queries(self.engine)
        self.ledger.start(demonstration=False, origin="bench")


@contextmanager
def sqlite_store(folder: Path, market: Market) -> Iterator[Store]:
    """A store in a file of its own in *folder*."""
    store = Store("sqlite", URL.create("sqlite", database=str(folder / f"{uuid4().hex}.db")), market)
    yield store
    store.engine.dispose()


@contextmanager
def postgres_store(server: URL, market: Market) -> Iterator[Store]:
    """A store in a database of its own on *server*."""
    with empty_database(server) as url:
        store = Store("postgresql", url, market)
        yield store
        store.engine.dispose()


@contextmanager
def empty_database(server: URL) -> Iterator[URL]:
    """A new database on *server*."""
    name = f"bench_{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
