"""A server in a process of its own, as it is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import httpx2

from tests.api.client import AUTHORIZED, KEY

STREAM = "/v1/events/stream"
PACTLOG = Path(sys.executable).with_name("pactlog")
_OPEN = {"01", "08"}
"""Established, and closed by the other side only."""


@dataclass(frozen=True)
class Served:
    """A server that runs, and a client with the key."""

    client: httpx2.Client
    process: subprocess.Popen[str]
    log: IO[str]

    @property
    def address(self) -> tuple[str, int]:
        url = self.client.base_url
        assert url.port
        return url.host, url.port

    def end(self) -> int:
        """Tell it to end, and wait for it; returns its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)

    def resident(self) -> int:
        """How many bytes of memory it holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def connections(self) -> int:
        """How many connections it has that somebody may still use."""
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        found = [line.split()[1:4] for line in lines]
        return sum(here.endswith(f":{self.address[1]:04X}") and state in _OPEN for here, _there, state in found)

    def logged(self) -> str:
        """All that it wrote about itself so far."""
        self.log.seek(0)
        return self.log.read()


@contextmanager
def served(url: str, *, log_file: str | None = None, **settings: str) -> Iterator[Served]:
    """Serve the store at *url* until the context ends; what the server says of itself goes to *log_file*."""
    given = {"DATABASE_URL": url, "ADMIN_KEY": KEY, "PORT": "0", "LOG_FORMAT": "json"} | settings
    environment = os.environ | {f"PACTLOG_{name}": text for name, text in given.items()}
    command = [str(PACTLOG), "serve", "--json"]
    with (
        Path(log_file).open("w+", encoding="utf-8") if log_file else TemporaryFile("w+", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as process,
    ):
        assert process.stdout
        try:
            told: dict[str, Any] = json.loads(process.stdout.readline())
            limits = httpx2.Limits(max_connections=50)
            with httpx2.Client(base_url=told["address"], headers=AUTHORIZED, timeout=60, limits=limits) as client:
                yield Served(client, process, log)
        finally:
            process.terminate()


def messages(
    client: httpx2.Client, *, headers: dict[str, str] | None = None, **asked: Any
) -> Generator[dict[str, Any], None, None]:
    """What arrives, until the server ends it or the reader goes away."""
    with client.stream("GET", STREAM, params=asked, headers=headers or {}) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        message: dict[str, str] = {}
        for line in answer.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                message[name] = value
            elif "data" in message:
                data = json.loads(message["data"])
                assert (message["id"], message["event"]) == (str(data["position"]), data["type"])
                yield data
                message = {}
