"""What the documentation shows: commands with their answers, run against the store that `make run` serves."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.cli import main
from tests.api.client import KEY

ADDRESS = "http://127.0.0.1:8000"
ELLIPSIS = "…"


def examples(page: Path) -> list[tuple[str, str]]:
    """Every command of *page* with what it prints, in order."""
    blocks = re.findall(r"^```console\n\$ (.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [split(block) for block in blocks]


def split(block: str) -> tuple[str, str]:
    """A command, which goes on while a quotation is open, and what follows it."""
    lines = block.splitlines(keepends=True)
    count = next(count for count in range(1, len(lines)) if "".join(lines[:count]).count("'") % 2 == 0)
    return "".join(lines[:count]), "".join(lines[count:])


def answers_as_printed(client: TestClient, url: str, command: str, printed: str) -> None:
    """Run *command* against the store at *url* and compare."""
    match shlex.split(command.replace("$KEY", KEY)):
        case ["curl", *words]:
            check(curl(client, words), printed)
        case ["echo", sent, "|", ".venv/bin/pactlog", *words]:
            compare(pactlog(url, words, sent), printed)
        case [".venv/bin/pactlog", *words]:
            told = pactlog(url, words)
            assert ELLIPSIS in printed or told == printed
            compare(told, printed)
        case words:
            pytest.fail(f"nobody runs {words}")


def pactlog(url: str, words: list[str], sent: str | None = None) -> str:
    """What the command line prints about the store at *url*, on a terminal of 120 columns."""
    settings = {"PACTLOG_DATABASE_URL": url, "COLUMNS": "120"}
    return CliRunner().invoke(main, words, input=sent, env=settings).stdout


def curl(client: TestClient, words: list[str]) -> httpx2.Response:
    """What curl would be answered: an address, -H for headers, -d for a body."""
    address, headers, body = "", {}, None
    rest = iter(words)
    for word in rest:
        match word:
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                body = next(rest)
            case _:
                address = word
    assert address.startswith(ADDRESS)
    return client.request("POST" if body else "GET", address, headers=headers, content=body)


def check(answer: httpx2.Response, printed: str) -> None:
    """Compare an answer with what is printed; a problem has to be shown as one."""
    assert answer.status_code in {200, 201} or '"type":"/problems/' in printed, answer.text
    compare(answer.text, printed)


def compare(told: str, printed: str) -> None:
    """Compare what is told with what is printed, spaces aside; an ellipsis stands for what was left out."""
    rest = re.sub(r"\s", "", told)
    for part in re.sub(r"\s", "", printed).split(ELLIPSIS):
        assert part in rest, f"{part} does not come next in {told}"
        rest = rest[rest.index(part) + len(part) :]
    assert not rest or printed.rstrip().endswith(ELLIPSIS), f"and then comes {rest}"
