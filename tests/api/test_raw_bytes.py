"""Bytes that no client library would send, to a real server: refused or hung up on, and nothing stored."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest

from tests.api.client import KEY, Databases, held
from tests.api.process import Served, served

END: Final = b"\r\n\r\n"
HOST: Final = b"Host: 127.0.0.1\r\n"
GET: Final = b"GET /v1/companies HTTP/1.1\r\n" + HOST
POST: Final = b"POST /v1/events HTTP/1.1\r\n" + HOST + f"Authorization: Bearer {KEY}\r\n".encode()
JSON: Final = b"Content-Type: application/json\r\n"
EVENT: Final = (
    b'{"type":"company.registered","subject":"company/raw","data":{"name":"Raw"},'
    b'"sources":[{"publisher":"Reuters","kind":"press"}]}'
)
LENGTH: Final = b"Content-Length: %d\r\n" % len(EVENT)

SENT: Final = {
    "noise": b"\x00\xff\x80\x01" * 64 + END,
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + END,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /v1/companies\r\n\r\n",
    "no version": b"GET /v1/companies HTTP/9\r\n" + HOST + END,
    "no target": b"GET  HTTP/1.1\r\n" + HOST + END,
    "a method with a space": b"GE T /v1/companies HTTP/1.1\r\n" + HOST + END,
    "bytes in the target": b"GET /v1/companies?q=\xc3\xa9 HTTP/1.1\r\n" + HOST + END,
    "a NUL in the target": b"GET /v1/companies\x00 HTTP/1.1\r\n" + HOST + END,
    "an endless target": b"GET /v1/companies?q=" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + END,
    "an endless header": GET + b"X: " + b"a" * 200_000 + END,
    "a NUL in a header": GET + b"X: a\x00b" + END,
    "a header without a colon": GET + b"Accept" + END,
    "a header with a space before the colon": GET + b"Accept : */*" + END,
    "two lengths": POST + JSON + LENGTH + b"Content-Length: 5" + END + EVENT,
    "a length that is none": POST + JSON + b"Content-Length: -1" + END + EVENT,
    "a length with a plus": POST + JSON + b"Content-Length: +%d" % len(EVENT) + END + EVENT,
    "an endless length": POST + JSON + b"Content-Length: " + b"9" * 400 + END + EVENT,
    "a chunk of no size": POST + JSON + b"Transfer-Encoding: chunked" + END + b"zz\r\n" + EVENT + b"\r\n0\r\n\r\n",
    "a chunk of negative size": POST
    + JSON
    + b"Transfer-Encoding: chunked"
    + END
    + b"-5\r\n"
    + EVENT
    + b"\r\n0\r\n\r\n",
    "an unknown coding": POST + JSON + b"Transfer-Encoding: cow" + END + EVENT,
    "a body that breaks off": POST + JSON + b"Content-Length: 9999" + END + EVENT,
    "a chunked body that breaks off": POST + JSON + b"Transfer-Encoding: chunked" + END + b"ff\r\n" + EVENT,
    "a body without its type": POST + LENGTH + END + EVENT,
    "a body in the head": POST + JSON + EVENT + END,
}


@pytest.fixture(scope="module")
def store(fresh_database: Databases) -> Iterator[tuple[Served, str]]:
    with fresh_database("sqlite") as url, served(url) as server:
        yield server, url


def answers(server: Served, sent: bytes) -> bytes:
    """All that comes back until the server hangs up, told that no more will be sent."""
    with socket.create_connection(server.address, timeout=30) as connection:
        got = b""
        with suppress(OSError):  # a reset is a way to hang up, also before all is sent
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(2**16):
                got += part
        return got


@pytest.mark.parametrize("sort", SENT)
def test_what_is_no_request_is_refused_or_hung_up_on(store: tuple[Served, str], sort: str) -> None:
    server, url = store
    before = held(url)
    statuses = [int(one) for one in re.findall(rb"^HTTP/1\.1 (\d{3})", answers(server, SENT[sort]), re.MULTILINE)]
    assert all(400 <= status < 500 for status in statuses), statuses
    assert server.client.get("/healthz").json() == {"alive": True}
    assert held(url) == before


def test_the_server_never_spoke_of_a_failure(store: tuple[Served, str]) -> None:
    server, _ = store
    assert answers(server, SENT["noise"]) is not None
    assert "request failed" not in server.logged()
    assert "Traceback" not in server.logged()
