"""The bench runs, and its market is one that the log accepts."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bench.__main__ import KINDS, main
from bench.market import GIANT, Market, giant_events
from domain.vocabulary import DEAL_KINDS, parse_event


def test_the_same_seed_makes_the_same_market_of_valid_events() -> None:
    first, again = (list(islice(Market(2000, seed=3), 2000)) for _ in range(2))
    assert first == again != list(islice(Market(2000, seed=4), 2000))
    assert [parse_event(wire).type for wire in first] == [wire["type"] for wire in first]
    families = Counter(wire["type"].partition(".")[0] for wire in first)
    assert families.keys() >= {*DEAL_KINDS, "company", "person", "position", "ownership", "transaction", "record"}
    assert sum(wire.get("subject") == GIANT for wire in first) == giant_events(2000)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_tells_every_line_and_keeps_it(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "postgresql":
        request.getfixturevalue("postgres_url")  # skips where there is none
    with TemporaryDirectory() as folder:  # a path short enough for PostgreSQL's socket
        main(["--events", "400", "--rounds", "2", "--store", kind, "--folder", folder, "--results", str(tmp_path)])
    (kept,) = tmp_path.glob("*.json")
    lines = json.loads(kept.read_text())["lines"]
    assert {line["store"] for line in lines} == {kind}
    targets = {line["what"] for line in lines if line["target"]} - {"peak memory of the import"}
    assert targets == {
        "bulk import",
        "single durable append",
        "single durable append, p50",
        "company as-of, ~100 facts",
        "company as-of, up to 10 facts, p50",
        "company as-of, ~1,000 events",
        "growth from 401 to 403 events, small company",
        "HTTP as-of, up to 10 facts",
        "HTTP as-of, ~100 facts",
        "page of the largest shipped company, p99",
        "page of the largest shipped company, HTML",
        "offline verify",
        "rebuild from zero",
    }
