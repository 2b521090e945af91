"""What a server in a process of its own says of itself: a line a request, and nothing of what people sent."""

from __future__ import annotations

import json
import re
import socket
from contextlib import closing
from typing import Any

import pytest

from infra.store.engine import make_engine, writing
from tests import given
from tests.api.client import KEY, NDJSON, Databases
from tests.api.process import Served, messages, served

NAME = "Wilhelmina Quandt"
PERSON = {
    "type": "person.registered",
    "data": {"name": NAME},
    "sources": [{"publisher": "The Ledger", "kind": "press", "title": f"On {NAME}"}],
}


def lines(server: Served) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.logged().splitlines()]


def say_much(server: Served, url: str) -> None:
    """Everything that may carry a name, a token or a body into a log."""
    client = server.client
    registered = client.post("/v1/events", json=PERSON)
    assert registered.status_code == 201
    person = registered.json()["event"]["subject"].partition("/")[2]
    client.post("/v1/events", json=PERSON | {"note": NAME, "event_id": NAME})
    client.post("/v1/events", content=f'{{"name": "{NAME}"', headers={"Content-Type": "application/json"})
    client.post("/v1/events", content=json.dumps(PERSON) + "\n", headers=NDJSON)
    client.post("/v1/events", content=NAME, headers={"Content-Type": NAME})
    for address in (f"/v1/people/{person}", "/v1/people", "/v1/events", f"/v1/people/{NAME}", f"/{NAME}", "/healthz"):
        client.get(address, params={"q": NAME} if address == "/v1/people" else {})
    client.get("/v1/companies", params={NAME: NAME})
    client.get("/v1/companies", params={"cursor": NAME})
    client.get("/v1/companies", headers={"Authorization": f"Bearer {NAME}", "User-Agent": NAME, "Referer": NAME})
    client.request(NAME.replace(" ", "").upper(), "/v1/companies")
    with closing(messages(client)) as stream:
        assert next(stream)["type"] == "log.started"
    for raw in (f"GET /{NAME} nonsense {NAME}\r\n\r\n", f"{NAME}\r\n\r\n", f"GET / HTTP/1.1\r\n{NAME}: {NAME}\r\n\r\n"):
        with socket.create_connection(server.address) as connection:
            connection.sendall(raw.encode())
            connection.recv(1000)
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE personal_value RENAME TO elsewhere")
    assert client.post("/v1/events", json=PERSON).status_code == 500
    assert (
        client.get(f"/v1/people/{person}", params={"valid_at": "2025-01-01", "include": "sources"}).status_code == 500
    )
    with closing(messages(client, after=1)) as stream:
        assert list(stream) == []  # it breaks off
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO personal_value")
    engine.dispose()


@pytest.mark.parametrize("form", ["json", "console"])
def test_nothing_that_people_sent_is_in_the_log(fresh_database: Databases, form: str) -> None:
    with fresh_database("sqlite") as url, served(url, LOG_FORMAT=form) as server:
        say_much(server, url)
        assert server.end() == 0
        logged = server.logged()
        assert logged.count("request failed") == 3
        assert "OperationalError" in logged
        for secret in (*NAME.split(), *NAME.upper().split(), KEY, KEY[:20], "Ledger", "personal_value"):
            assert secret not in logged
        if form == "json":
            assert all({"event", "level", "timestamp"} <= line.keys() for line in lines(server))


def test_a_request_is_one_line_with_the_id_that_its_answer_has(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server:
        answers = [
            server.client.get("/v1/companies/nobody?valid_at=2025-01-01"),
            server.client.head("/v1/companies/nobody"),
            server.client.post("/v1/events", json=given.company_registered(None)),
            server.client.get("/nowhere"),
            server.client.get("/healthz", headers={"Authorization": ""}),
        ]
        assert server.end() == 0
        told = lines(server)
    assert [line["request_id"] for line in told] == [answer.headers["x-request-id"] for answer in answers]
    assert answers[0].json()["instance"] == f"urn:uuid:{told[0]['request_id']}"
    assert [[line[name] for name in ("event", "method", "route", "status", "key")] for line in told] == [
        ["request", "GET", "/v1/companies/{company_id}", 404, "k_environment"],
        ["request", "HEAD", "/v1/companies/{company_id}", 404, "k_environment"],
        ["request", "POST", "/v1/events", 201, "k_environment"],
        ["request", "GET", None, 404, None],
        ["request", "GET", "/healthz", 200, None],
    ]
    for line in told:
        assert line["ms"] > 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])


def test_a_log_that_takes_no_more_lines_fails_no_request(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url, log_file="/dev/full") as server:
        for _ in range(3):
            assert server.client.get("/v1/companies").status_code == 200
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.exec_driver_sql("DROP TABLE personal_value")
        engine.dispose()
        failed = server.client.post("/v1/events", json=PERSON)
        assert (failed.status_code, failed.json()["type"]) == (500, "/problems/internal")
        assert failed.json()["instance"] == f"urn:uuid:{failed.headers['x-request-id']}"
        with closing(messages(server.client)) as stream:
            assert next(stream)["type"] == "log.started"
        assert server.end() == 0
