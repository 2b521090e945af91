"""Exports over HTTP: files with the name of their basis, sent as they are made, that hold nothing for who is slow."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete
from starlette.types import Message

from api.app import create_app
from api.exports import COLUMNS
from infra.demonstration import demonstration
from infra.ledger import Ledger
from infra.settings import Settings
from infra.store.engine import make_engine, writing
from infra.store.tables import personal_value
from tests.api.client import Databases, record_lines, recorded, serving
from tests.given import company_registered, person_registered

SORTS = ("events", "deals", "companies")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, fresh_database: Databases) -> Iterator[str]:
    with fresh_database(request.param) as url:
        engine = make_engine(url)
        Ledger(engine).load_demonstration(demonstration(), origin="test", recorded_by="demonstration")
        engine.dispose()
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with serving(url) as client:
        yield client


def lines(client: TestClient, asked: str) -> list[Any]:
    answer = client.get(f"/v1/export/{asked}")
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.content.splitlines()]  # of bytes: U+2028 ends no line of NDJSON


def rows(client: TestClient, asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/v1/export/{asked}")
    assert answer.status_code == 200, answer.text
    assert answer.content.count(b"\r\n") > 0
    return list(csv.DictReader(StringIO(answer.text, newline=""), strict=True))


def test_every_line_is_an_item_of_the_feed(client: TestClient) -> None:
    told = lines(client, "events?known_at=@300")
    assert [line["position"] for line in told] == list(range(1, 301))
    assert told[:50] == client.get("/v1/events?known_at=@300").json()["items"]


@pytest.mark.parametrize(
    "asked",
    [
        "events?type=investment.*&known_at=@300",
        "events?company=openai",
        "events?recorded_to=2020-01-01T00:00:00Z",
    ],
)
def test_the_filters_of_the_feed_are_those_of_the_file(client: TestClient, asked: str) -> None:
    sorts = f"/v1/{asked}&limit=500"
    assert lines(client, asked) == client.get(sorts).json()["items"] != []


def test_the_filters_of_the_lists_are_those_of_the_files(client: TestClient) -> None:
    deals = client.get("/v1/deals?kind=investment&party=meta-platforms&limit=500").json()["items"]
    told = lines(client, "deals?kind=investment&party=meta-platforms")
    assert told == sorted(deals, key=lambda deal: deal["deal"]) != []
    assert lines(client, "companies?q=meta") == client.get("/v1/companies?q=meta").json()["items"] != []


@pytest.mark.parametrize("form", ["ndjson", "csv"])
@pytest.mark.parametrize("sort", SORTS)
def test_a_file_is_named_after_its_basis_and_can_be_had_again(client: TestClient, sort: str, form: str) -> None:
    answer = client.get(f"/v1/export/{sort}?known_at=2025-07-01&format={form}")
    position = client.get("/v1/deals?known_at=2025-07-01").json()["as_of"]["position"]
    name = f"pactlog-{sort}-2025-07-01-at-{position}.{form}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert client.get(answer.headers["content-location"]).content == answer.content


@pytest.mark.parametrize("sort", SORTS)
def test_head_tells_the_name_without_the_file(client: TestClient, sort: str) -> None:
    headed, got = client.head(f"/v1/export/{sort}"), client.get(f"/v1/export/{sort}")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-disposition"] == got.headers["content-disposition"]


@pytest.mark.parametrize("sort", SORTS)
def test_csv_has_a_row_for_every_line(client: TestClient, sort: str) -> None:
    told, table = lines(client, sort), rows(client, f"{sort}?format=csv")
    assert len(table) == len(told)
    for line, row in zip(told, table, strict=True):
        assert [*row] == [*COLUMNS[sort]]  # type: ignore[index]
        for name in row.keys() & line.keys() - {"since"}:
            held = line[name] if isinstance(line[name], str) else json.loads(row[name])
            assert held == line[name], name


def test_the_money_of_a_deal_has_columns_of_its_own(client: TestClient) -> None:
    [row] = [row for row in rows(client, "deals?format=csv&party=scale-ai") if row["deal"] == "meta-scale-ai-2025"]
    assert (row["amount"], row["currency"], row["since"]) == ("14300000000", "USD", "2025-06-12")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(1)"])
def test_no_cell_is_a_formula(database_url: str, name: str) -> None:
    odd = 'a "quoted", name\u2028with €'
    with serving(database_url) as client:
        told = [
            company_registered(None, name=name) | {"subject": "company/formula"},
            company_registered(None, name=odd) | {"subject": "company/odd"},
        ]
        recorded(record_lines(client, told))
        assert [row["name"] for row in rows(client, "companies?format=csv")] == [f"'{name}", odd]
        assert [line["name"] for line in lines(client, "companies")] == [name, odd]


def test_an_erased_value_is_told_as_erased(database_url: str) -> None:
    with serving(database_url) as client:
        recorded(record_lines(client, [person_registered(None, name="Anne")]))
        engine = make_engine(database_url)
        with writing(engine) as connection:
            connection.execute(delete(personal_value))
        engine.dispose()
        [line] = lines(client, "events")
        [row] = rows(client, "events?format=csv")
    assert line["data"] == json.loads(row["data"]) == {"name": {"erased": True}}


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [("events?format=xml", "format"), ("deals?type=x", "type"), ("companies?limit=5", "limit"), ("deals?q=x", "q")],
)
def test_what_cannot_be_asked_is_named(client: TestClient, asked: str, parameter: str) -> None:
    refused = client.get(f"/v1/export/{asked}")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, parameter)


def listened_to(url: str, hear: Callable[[Any, int], bool]) -> tuple[Any, int]:
    """Read an export piece by piece until *hear*, told the application and the count, wants no more of them."""
    app = create_app(Settings(database_url=url))
    count = 0

    async def ask() -> None:
        gone = anyio.Event()
        sent = False

        async def receive() -> Message:
            nonlocal sent
            if not sent:
                sent = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal count
            if message["type"] == "http.response.body" and message["body"]:
                count += 1
                if not hear(app, count):
                    gone.set()
                    await anyio.sleep_forever()  # as a server does whose client has gone: it is cancelled

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 50000),
            "root_path": "",
            "method": "GET",
            "path": "/v1/export/events",
            "raw_path": b"/v1/export/events",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1:8000")],
        }
        async with app.router.lifespan_context(app):
            with anyio.fail_after(60):
                await app(scope, receive, send)
            assert held(app) == (0, 0)

    anyio.run(ask)
    return app, count


def held(app: Any) -> tuple[int, float]:
    """How many connections are taken from the pool, and how many threads."""
    return app.state.parts.engine.pool.checkedout(), anyio.to_thread.current_default_thread_limiter().borrowed_tokens


def test_a_slow_client_holds_neither_connection_nor_thread(url: str) -> None:
    seen = []

    def hear(app: Any, _count: int) -> bool:
        seen.append(held(app))
        return True

    _, count = listened_to(url, hear)
    assert seen == [(0, 0)] * count
    assert count > 1


def test_a_client_that_vanishes_holds_nothing(url: str) -> None:
    _, count = listened_to(url, lambda _app, count: count < 2)
    assert count == 2
