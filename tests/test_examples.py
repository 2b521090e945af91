"""Whatever the README and the pages of docs/ show is what the program answers."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.api.client import KEY, serving
from tests.examples import answers_as_printed, curl, examples

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GENERATED = ROOT / "docs" / "command-line.md"  # its lines after $ are patterns; tests/test_docs.py tries its examples
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if page != GENERATED and examples(page)
]


@pytest.fixture
def url(shipped_url: str, tmp_path: Path) -> str:
    """Give a copy of the store that `make run` serves; some examples write."""
    return f"sqlite:///{shutil.copy(str(make_url(shipped_url).database), tmp_path)}"


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_command_answers_as_printed(url: str, page: Path) -> None:
    with serving(url) as client:
        for command, printed in examples(page):
            answers_as_printed(client, url, command, printed)


def test_the_pages_show_commands() -> None:
    shown = {page.name: [command.split()[0] for command, _ in examples(page)].count("curl") for page in PAGES}
    assert shown["README.md"] >= 4
    assert shown["tour.md"] >= 12


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
        [command] = [command for command, _ in examples(ROOT / "README.md") if "record.corrected" in command]
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
