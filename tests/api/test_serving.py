"""The server as a process: how it answers, whom it gives up on, and how it ends."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.cli.connections import Connection
from api.cli.serving import listening
from infra.settings import Settings
from infra.store.engine import make_engine, writing
from tests import given
from tests.api.client import AUTHORIZED, Databases, held, log_kept, serving
from tests.api.process import Served, messages, served


def test_an_answer_is_sent_as_soon_as_it_is_written() -> None:
    with listening(Settings(port=0)) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def answered(server: Served, sent: bytes) -> bytes:
    """All that comes back, until the server closes the connection."""
    with socket.create_connection(server.address) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_body_that_does_not_come_is_waited_for_so_long(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url, BODY_TIMEOUT="0.2") as server:
        head = b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
        key = f"Authorization: {AUTHORIZED['Authorization']}\r\n\r\n".encode()
        answer = answered(server, head + key + b'{"type":')
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"type":"/problems/body-timeout"' in answer
        assert server.client.get("/healthz").status_code == 200


def test_a_head_without_end_is_refused(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server:
        endless = b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000
        assert answered(server, endless).startswith(b"HTTP/1.1 400 ")


class Impatient(Connection):
    head_timeout = 0.05


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT"])
def test_a_head_that_does_not_come_is_not_waited_for(sent: bytes) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def closed() -> bytes:
        config = uvicorn.Config(app, lifespan="off", log_config=None)
        config.load()
        state = uvicorn.server.ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Impatient(config, state, {}, loop), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(sent)
            received = await reader.read()
            writer.close()
            return received

    assert asyncio.run(closed()).count(b"HTTP/1.1 204") == sent.count(b"\r\n\r\n")


def test_the_end_waits_for_writes_and_ends_streams(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, served(url) as server, ThreadPoolExecutor() as pool:
        stream = messages(server.client)
        assert next(stream)["type"] == "log.started"
        with log_kept(url):
            wires = [given.company_registered(None) | {"subject": f"company/company-{n}"} for n in range(6)]
            writes = [pool.submit(server.client.post, "/v1/events", json=wire) for wire in wires]
            while "pactlog_requests_in_progress 8.0" not in server.client.get("/metrics").text:
                pass
            server.process.terminate()
            assert list(stream) == []
        assert [write.result(timeout=60).status_code for write in writes] == [201] * 6
        assert server.process.wait(timeout=60) == 0
        assert held(url)["position"] == 7


def test_an_answer_that_does_not_begin_is_not_waited_for(fresh_database: Databases) -> None:
    with fresh_database("postgresql") as url, served(url, ANSWER_TIMEOUT="0.2") as server:
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.exec_driver_sql("LOCK TABLE log_head IN ACCESS EXCLUSIVE MODE")
            answer = server.client.get("/v1/companies")
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/answer-timeout")
            assert int(answer.headers["retry-after"]) > 0
            assert server.client.get("/healthz").status_code == 200
        engine.dispose()
        assert server.end() == 0


@pytest.fixture
def client(fresh_database: Databases) -> Any:
    with fresh_database("sqlite") as url, serving(url, body_timeout=0.05) as client:
        yield client


def test_a_body_in_pieces_that_stop_stores_nothing(client: TestClient) -> None:
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/events",
        "query_string": b"",
        "headers": [(b"authorization", AUTHORIZED["Authorization"].encode()), (b"content-type", b"application/json")],
    }
    pieces = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> dict[str, Any]:
        for piece in pieces:
            return piece
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    assert client.portal
    client.portal.call(client.app, scope, receive, send)
    assert sent[0]["status"] == 408
    assert client.get("/v1/events").json()["items"] == []
