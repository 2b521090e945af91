"""The live feed of a real server: readers come, vanish and come back while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from fastapi.testclient import TestClient

from infra.keys import KeyStore
from infra.ledger import utc_now
from infra.store.engine import make_engine
from tests.api.client import Databases, key_with, serving
from tests.api.process import STREAM, messages, served
from tests.given import company_registered


def company(number: int) -> dict[str, Any]:
    return company_registered(None, name=f"Company {number}") | {"subject": f"company/company-{number}"}


def test_a_stream_has_the_filters_of_the_feed(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server:
        for number in range(4):
            assert server.client.post("/v1/events", json=company(number)).status_code == 201
        feed = server.client.get("/v1/events", params={"type": "company.*", "after": 2}).json()["items"]
        with closing(messages(server.client, type="company.*", after=2)) as stream:
            assert [next(stream) for _ in feed] == feed
        with closing(messages(server.client, subject="company/company-3")) as stream:
            assert next(stream)["position"] == 5


def test_who_asks_for_the_head_of_a_stream_is_not_kept_waiting(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server:
        answer = server.client.head(STREAM, params={"after": 1})
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"].startswith("text/event-stream")


def test_a_stream_ends_before_the_first_event_behind_the_revocation_of_its_key(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server:
        stream = messages(server.client, headers=key_with(url, "read"))
        assert next(stream)["type"] == "log.started"
        engine = make_engine(url)
        [key] = KeyStore(engine).all()
        KeyStore(engine).revoke(key.key_id, utc_now())
        engine.dispose()
        assert server.client.post("/v1/events", json=company(1)).status_code == 201
        assert list(stream) == []


@pytest.fixture
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url, serving(url) as client:
        yield client


@pytest.mark.parametrize(
    ("asked", "headers", "parameter"),
    [({"after": 2}, {}, "after"), ({}, {"Last-Event-ID": "2"}, "Last-Event-ID")],
)
def test_a_place_beyond_the_end_of_the_log_is_told_before_a_stream_begins(
    client: TestClient, asked: dict[str, int], headers: dict[str, str], parameter: str
) -> None:
    answer = client.get(STREAM, params=asked, headers=headers)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == (parameter, "beyond_the_log")
    assert "the log ends at position 0;" in error["detail"]


@pytest.mark.parametrize("last", ["", "-1", "01", "x", "1e3", "9" * 16])
def test_an_id_that_no_message_had_is_refused(client: TestClient, last: str) -> None:
    answer = client.get(STREAM, headers={"Last-Event-ID": last})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "Last-Event-ID"
