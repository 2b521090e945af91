"""``python -m bench``: measure every line of the design's table, side by side with what it is measured against."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import machine
from bench.baselines import bare_sqlite
from bench.lines import reading, writing
from bench.market import Market
from bench.results import Line
from bench.samples import samples
from bench.stores import sqlite_store
from bench.table import print_table

RESULTS: Final = Path(__file__).parent / "results"
SMALL: Final = 10_000
"""The log that a larger one is compared with."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and keep it as JSON."""
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--folder", type=Path, help="where the stores are made; a real disk")
    asked = parser.parse_args(arguments)
    described = machine.described()
    lines: list[Line] = []
    with TemporaryDirectory(prefix="pactlog-bench-", dir=asked.folder) as folder:
        for line in on_sqlite(Path(folder), asked.events, asked.rounds):
            print(f"  {line.what}: {line.ours}", flush=True)
            lines.append(line)
    print_table(lines, described)
    asked.results.mkdir(parents=True, exist_ok=True)
    file = asked.results / f"{datetime.now(UTC).date()}-{described['name']}.json"
    file.write_text(
        json.dumps({"machine": described, "events": asked.events, "lines": [one.document() for one in lines]}, indent=1)
    )
    print(f"kept as {file}")


def on_sqlite(folder: Path, size: int, rounds: int) -> Iterator[Line]:
    """Every line on SQLite, in files in *folder*."""
    with sqlite_store(folder, Market(size)) as store, sqlite_store(folder, Market(min(size, SMALL))) as small:
        with bare_sqlite(folder) as bare:
            yield from writing.bulk_import(store, bare, size, _progress("bulk import"))
            yield from writing.single_append(store, bare, rounds)
        with bare_sqlite(folder) as bare:
            list(writing.bulk_import(small, bare, min(size, SMALL), _progress("small log")))
        found = samples(store)
        yield from reading.against_rows(store, found, rounds)
        yield from reading.small_company(store, found, rounds)
        yield from reading.against_replay(store, found, max(5, rounds // 20))
        yield from reading.growth((small, samples(small)), (store, found), rounds)
        yield from writing.rebuild_from_zero(store, _progress("rebuild"))


def _progress(what: str) -> writing.Progress:
    def tell(done: int) -> None:
        print(f"\r  {what}: {done:,}", end="", flush=True)

    return tell


if __name__ == "__main__":
    main()
