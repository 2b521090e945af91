"""The live feed of a real server: readers come, vanish and come back while others write."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, Final

import httpx2
import pytest
from fastapi.testclient import TestClient

from infra.keys import KeyStore
from infra.ledger import utc_now
from infra.store.engine import make_engine
from tests.api.client import Databases, key_with, serving
from tests.api.process import STREAM, messages, served
from tests.given import company_registered

WRITES: Final = 240


def company(number: int) -> dict[str, Any]:
    return company_registered(None, name=f"Company {number}") | {"subject": f"company/company-{number}"}


def positions(client: httpx2.Client, upto: int, **asked: Any) -> list[int]:
    with closing(messages(client, **asked)) as stream:
        found = []
        for data in stream:
            found.append(data["position"])
            if found[-1] == upto:
                break
        return found


def test_every_reader_that_survives_sees_every_position_once_in_order(fresh_database: Databases) -> None:
    last = WRITES + 1  # behind log.started

    def reads(client: httpx2.Client, breaks: int) -> list[int]:
        """Read to the end; *breaks* times go away first, and come back with the last position that arrived."""
        found: list[int] = []
        for number in range(1, breaks + 1):
            upto = last * number // (breaks + 1)
            headers = {"Last-Event-ID": str(found[-1])} if found else {}
            found += positions(client, upto, headers=headers)
        return found + positions(client, last, headers={"Last-Event-ID": str(found[-1])} if found else {})

    with fresh_database("sqlite") as url, served(url) as server, ThreadPoolExecutor() as pool:
        readers = [pool.submit(reads, server.client, breaks) for breaks in (0, 0, 1, 3)]
        for number in range(WRITES):
            assert server.client.post("/v1/events", json=company(number)).status_code == 201
        for reader in readers:
            assert reader.result(timeout=60) == list(range(1, last + 1))


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


@pytest.mark.parametrize("last", ["", "-1", "01", "x", "1e3", "9" * 16])
def test_an_id_that_no_message_had_is_refused(client: TestClient, last: str) -> None:
    answer = client.get(STREAM, headers={"Last-Event-ID": last})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "Last-Event-ID"
