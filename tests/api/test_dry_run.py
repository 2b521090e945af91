"""Dry runs over HTTP: the answer that the write would get, and a store in which nothing was touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from infra.store.engine import make_engine
from tests import given
from tests.api.client import AUTHORIZED, Wire, record, record_lines, recorded, serving
from tests.histories import contents
from tests.strategies import PARTIES

DRY = {"dry_run": "true"}
CLOSED = "00000000-0000-4000-8000-000000000001"
HIRING = given.hiring_started("2025-03-01", event_id=CLOSED, headline="Anne joins") | {"note": "She starts in May."}


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    with serving(database_url) as client:
        recorded(record_lines(client, PARTIES))
        yield client


@pytest.fixture
def nothing_stored(client: TestClient, database_url: str) -> Iterator[None]:
    engine = make_engine(database_url)
    before = contents(engine)
    yield
    assert client
    assert contents(engine) == before
    engine.dispose()


def lasting(document: Any) -> Any:
    """*document* without what another moment changes."""
    if isinstance(document, dict):
        return {name: lasting(value) for name, value in document.items() if name not in {"recorded_at", "known_at"}}
    return [lasting(item) for item in document] if isinstance(document, list) else document


@pytest.mark.parametrize("wire", [given.investment_closed("2025-03-01", event_id=CLOSED), HIRING])
def test_one_event_is_told_as_it_will_be(client: TestClient, wire: Wire) -> None:
    told = record(client, wire, params=DRY)
    assert told.status_code == 200
    assert "location" not in told.headers
    assert told.json()["dry_run"] is True
    done = record(client, wire)
    assert lasting(told.json()) == {"dry_run": True, **lasting(recorded(done))}
    assert "$c" not in told.text


def test_its_etag_is_the_version_that_makes_the_write_come_out_alike(client: TestClient) -> None:
    recorded(record(client, given.investment_announced("2025-02-01")))
    told = record(client, given.investment_closed("2025-03-01"), params=DRY)
    assert told.headers["etag"] == '"v1"'
    done = record(client, given.investment_closed("2025-03-01"), headers={"If-Match": told.headers["etag"]})
    assert recorded(done)["event"]["version"] == told.json()["event"]["version"] == 2


@pytest.mark.usefixtures("nothing_stored")
def test_lines_are_told_together(client: TestClient) -> None:
    lines = [given.investment_announced("2025-02-01"), HIRING]
    told = record_lines(client, lines, params=DRY)
    assert told.status_code == 200
    assert told.json()["dry_run"] is True
    assert [item["position"] for item in told.json()["items"]] == [7, 8]
    assert told.json()["as_of"]["position"] == 8


@pytest.mark.usefixtures("nothing_stored")
def test_who_would_be_registered_is_told(client: TestClient) -> None:
    bought = given.acquisition_closed("2025-03-01", target={"name": "Nobody yet"})
    told = record(client, bought, params=DRY | {"create_missing": "true"})
    assert [item["subject"] for item in told.json()["registered"]] == ["company/nobody-yet"]
    assert client.get("/v1/companies/nobody-yet").status_code == 404


@pytest.mark.usefixtures("nothing_stored")
def test_a_problem_is_the_same_problem(client: TestClient) -> None:
    bought = given.acquisition_closed("2025-03-01", target={"name": "Nobody at all"})
    problems = [record(client, bought, params=asked).json() for asked in (DRY, {})]
    assert [one.pop("instance") for one in problems]
    assert problems[0] == problems[1]


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("lines", [False, True])
def test_a_dry_run_needs_the_key_that_a_write_needs(client: TestClient, *, lines: bool) -> None:
    headers = {"Content-Type": "application/x-ndjson"} if lines else {}
    answer = client.post("/v1/events", json=given.company_renamed("2025-01-01"), params=DRY, headers=headers)
    assert answer.status_code == 401


@pytest.mark.usefixtures("nothing_stored")
def test_whether_it_is_a_dry_run_is_never_guessed(client: TestClient) -> None:
    for value in ("1", "True", "yes", ""):
        answer = record(client, given.company_renamed("2025-01-01"), params={"dry_run": value})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "dry_run")
    twice = client.post("/v1/events?dry_run=true&dry_run=false", json={}, headers=AUTHORIZED)
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (422, "repeated_parameter")
