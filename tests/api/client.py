"""A store served in process, spoken to over HTTP as anybody would, and looked at behind its back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select

from api.app import create_app
from api.keys import made
from domain.vocabulary import parse_event
from infra.keys import KeyStore
from infra.ledger import Ledger, utc_now
from infra.settings import Settings
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import log_head, metadata

Wire = dict[str, Any]
Databases = Callable[[str], AbstractContextManager[str]]
"""Makes a migrated database of a kind, as the fixture `fresh_database` does."""

KEY = "the admin key of all tests, long enough"
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}
NDJSON = {"Content-Type": "application/x-ndjson"}
EXAMPLE = Path(__file__).with_name("worked-example.ndjson")


@contextmanager
def serving(
    database_url: str, *, clock: Callable[[], datetime] = utc_now, lock_timeout: float = 30, **settings: Any
) -> Iterator[TestClient]:
    """A client of the application over *database_url*."""
    chosen = Settings(database_url=database_url, **{"admin_key": KEY} | settings)
    app = create_app(chosen, clock=clock, lock_timeout=lock_timeout)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def key_with(database_url: str, *scopes: str) -> dict[str, str]:
    """The header that brings a new key of the store, which has these scopes."""
    engine = make_engine(database_url)
    key, kept = made(frozenset(scopes), utc_now())
    KeyStore(engine).add(kept)
    engine.dispose()
    return {"Authorization": f"Bearer {key}"}


def load_worked_example(database_url: str) -> None:
    """Fill an empty store with the worked example, learnt when the world did."""
    lines = [json.loads(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    told = [(datetime.fromisoformat(line.pop("demo_recorded_at")), parse_event(line)) for line in lines]
    engine = make_engine(database_url)
    Ledger(engine).load_demonstration(told, origin="test", recorded_by="demonstration")
    engine.dispose()


def record(client: TestClient, wire: object, **asked: Any) -> httpx2.Response:
    """Send one event with the key."""
    headers = AUTHORIZED | asked.pop("headers", {})
    return client.post("/v1/events", json=wire, headers=headers, **asked)


def record_lines(client: TestClient, wires: Iterable[object], **asked: Any) -> httpx2.Response:
    """Send many events as lines with the key."""
    content = "".join(json.dumps(wire) + "\n" for wire in wires)
    return client.post("/v1/events", content=content, headers=AUTHORIZED | NDJSON, **asked)


def recorded(answer: httpx2.Response) -> dict[str, Any]:
    """The document of an answer that says that something was recorded."""
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


@contextmanager
def log_kept(database_url: str) -> Iterator[None]:
    """Another writer that has the log and does not end."""
    engine = make_engine(database_url)
    with writing(engine) as connection:
        connection.execute(select(log_head).with_for_update())
        yield
    engine.dispose()


def held(store: Engine | str) -> dict[str, Any]:
    """How many rows every table has, and the last position of the log."""
    engine = make_engine(store) if isinstance(store, str) else store
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in metadata.tables.values()]
    with reading(engine) as connection:
        found = connection.execute(select(*counts, select(log_head.c.position).scalar_subquery())).one()
    if isinstance(store, str):
        engine.dispose()
    return dict(zip([*metadata.tables, "position"], found, strict=True))
