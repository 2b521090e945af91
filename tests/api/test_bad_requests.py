"""Ten thousand bad requests, over every route: each is refused with what is to blame, and nothing is stored."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Any, Final

import anyio
import pytest
from sqlalchemy import select

from api.app import create_app
from api.catalogue import KINDS
from infra.settings import Settings
from infra.store.engine import make_engine, reading
from infra.store.tables import metadata
from tests.api.client import KEY, Databases, load_worked_example
from tests.api.raw import Answer, send
from tests.api.spoilt.addresses import OF_ADDRESSES
from tests.api.spoilt.bodies import OF_BODIES
from tests.api.spoilt.operations import Bad, operations
from tests.api.spoilt.requests import bad_requests
from tests.conftest import KINDS as DATABASES

EACH: Final = 1_000
SEEDS: Final = range(10)


def everything(url: str) -> dict[str, str]:
    """A digest of all that each table holds."""
    engine = make_engine(url)
    with reading(engine) as connection:
        rows = {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return {name: sha256(repr(held).encode()).hexdigest() for name, held in rows.items()}


def amiss(bad: Bad, answer: Answer) -> str | None:
    """What is wrong with how a bad request was answered."""
    if answer.status not in bad.statuses:
        return "another status"
    if answer.headers.get("content-type") != "application/problem+json":
        return "no problem document"
    document = answer.json()
    slug = document["type"].removeprefix("/problems/")
    if slug not in KINDS or (KINDS[slug].status, KINDS[slug].title) != (document["status"], document["title"]):
        return "no problem of the catalogue"
    if (
        answer.status != document["status"]
        or not document["instance"].startswith("urn:uuid:")
        or not document["detail"]
    ):
        return "an incomplete problem"
    return blameless(bad, document)


def blameless(bad: Bad, document: Any) -> str | None:
    """Whether nothing is named that is to blame, or not what is."""
    errors = document.get("errors", [])
    if document["status"] in {400, 422} and not errors:
        return "nothing to blame"
    if not all(
        error.get("code") and error.get("detail") and ("pointer" in error or "parameter" in error) for error in errors
    ):
        return "an entry that names nothing"
    if bad.parameter is not None and not any(
        bad.parameter.lower() == error.get("parameter", "").lower() for error in errors
    ):
        return f"parameter {bad.parameter!r} is not named"
    if bad.pointer is not None and not any(
        _meets(error["pointer"], bad.pointer) for error in errors if "pointer" in error
    ):
        return f"pointer {bad.pointer!r} is not named"
    return None


def _meets(pointer: str, other: str) -> bool:
    """Whether one is the other or leads to it."""
    return f"{pointer}/".startswith(f"{other}/") or f"{other}/".startswith(f"{pointer}/")


def test_every_way_to_spoil_a_request_comes_about(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url:
        app = create_app(Settings(database_url=url, admin_key=KEY))
        sorts = {bad.why for seed in SEEDS for bad in bad_requests(app, seed, EACH)}
    assert len(sorts) == len({*OF_ADDRESSES, *OF_BODIES})


@pytest.mark.parametrize(("seed", "kind"), [*zip(SEEDS, DATABASES * 5, strict=True)])
def test_bad_requests_are_refused_and_leave_no_trace(fresh_database: Databases, seed: int, kind: str) -> None:
    with fresh_database(kind) as url:
        load_worked_example(url)
        app = create_app(Settings(database_url=url, admin_key=KEY))
        before = everything(url)
        faults: list[str] = []
        sorts: Counter[str] = Counter()
        over: Counter[str] = Counter()

        async def ask() -> None:
            async with app.router.lifespan_context(app):
                for bad in bad_requests(app, seed, EACH):
                    sorts[bad.why] += 1
                    over[bad.over] += 1
                    answer = await send(app, bad.request)
                    if fault := amiss(bad, answer):
                        faults.append(f"{fault}: {bad.why}\n  {bad.request}\n  {answer.status} {answer.body[:500]!r}")

        anyio.run(ask)
        assert not faults, f"{len(faults)} of {EACH}\n" + "\n".join(faults[:10])
        assert sorts.total() == EACH
        assert over.keys() == {str(one) for one in operations(app)}
        assert everything(url) == before
