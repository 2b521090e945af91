"""Whatever the README shows is what the program answers."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.cli import main
from infra.demonstration import demonstration
from infra.ledger import Ledger
from infra.store.engine import make_engine
from tests.api.client import KEY, serving

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
ELLIPSIS = "…"


@pytest.fixture
def url(fresh_database: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    """Give the store that `make run` serves."""
    with fresh_database("sqlite") as url:
        engine = make_engine(url)
        Ledger(engine).load_demonstration(demonstration(), origin="localhost/pactlog", recorded_by="demonstration")
        engine.dispose()
        yield url


def examples() -> list[tuple[str, str]]:
    """Every command with what it prints, in order."""
    blocks = re.findall(r"^```console\n\$ (.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [split(block) for block in blocks]


def split(block: str) -> tuple[str, str]:
    """A command, which goes on while a quotation is open, and what follows it."""
    lines = block.splitlines(keepends=True)
    count = next(count for count in range(1, len(lines)) if "".join(lines[:count]).count("'") % 2 == 0)
    return "".join(lines[:count]), "".join(lines[count:])


def test_every_command_answers_as_printed(url: str) -> None:
    shown = examples()
    assert [command.split()[0] for command, _ in shown].count("curl") >= 4
    with serving(url) as client:
        for command, printed in shown:
            match shlex.split(command.replace("$KEY", KEY)):
                case ["curl", *words]:
                    check(curl(client, words), printed)
                case [".venv/bin/pactlog", *words]:
                    settings = {"PACTLOG_DATABASE_URL": url, "COLUMNS": "120"}
                    assert CliRunner().invoke(main, words, env=settings).stdout == printed
                case words:
                    pytest.fail(f"nobody runs {words}")


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
    """Compare an answer with what is printed, spaces aside; an ellipsis stands for what was left out."""
    assert answer.status_code in {200, 201}, answer.text
    rest = re.sub(r"\s", "", answer.text)
    for part in re.sub(r"\s", "", printed).split(ELLIPSIS):
        assert part in rest, f"{part} does not come next in {answer.text}"
        rest = rest[rest.index(part) + len(part) :]
    assert not rest or printed.rstrip().endswith(ELLIPSIS), f"and then comes {rest}"


def test_the_table_of_the_two_clocks_is_true(url: str) -> None:
    rows = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \| ([^|]+) \|", README, re.MULTILINE)
    assert len(rows) == 4
    with serving(url) as client:
        for valid_at, known_at, told in rows:
            asked = {"valid_at": valid_at, "known_at": known_at}
            stakes = client.get("/v1/companies/meta-platforms", params=asked).json()["stakes"]
            assert told == (f"{stakes[0]['stake']['percent']} %" if stakes else "none")


def test_the_correction_can_be_retracted_as_told(url: str) -> None:
    with serving(url) as client:
        [command] = [command for command, _ in examples() if "record.corrected" in command]
        corrected = curl(client, shlex.split(command.replace("$KEY", KEY))[1:]).json()
        retraction = {
            "type": "record.retracted",
            "data": {"target": corrected["event"]["event_id"], "reason": "never_happened"},
        }
        answer = client.post("/v1/events", json=retraction, headers={"Authorization": f"Bearer {KEY}"})
        [change] = answer.json()["changes"]
        assert change["after"] == {"amount": "14300000000", "currency": "USD"}
        types = [item["event"]["type"] for item in client.get("/v1/deals/meta-scale-ai-2025/history").json()["items"]]
        assert types[:3] == ["record.retracted", "record.corrected", "investment.closed"]


def test_the_number_of_deals_is_that_of_the_demonstration() -> None:
    lines = map(json.loads, (ROOT / "data" / "ai-deals.ndjson").read_text(encoding="utf-8").splitlines())
    deals = {line["subject"] for line in lines if line.get("subject", "").startswith("deal/")}
    assert re.findall(r"(\d+) real deals", README) == [str(len(deals))]


def test_make_can_make_what_is_said() -> None:
    targets = re.findall(r"^\.PHONY: (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = re.findall(r"(?:^|`)make ([a-z]+)\b", README, re.MULTILINE)
    assert told == ["run", "test", "help"]
    assert set(told) <= set(targets)
