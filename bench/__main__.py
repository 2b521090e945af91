"""``python -m bench``: measure every line of the design's table, side by side with what it is measured against."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from eventsourcing.persistence import ApplicationRecorder
from sqlalchemy import create_engine

from bench import machine
from bench.baselines import bare_postgres, bare_sqlite
from bench.lines import asking, auditing, reading, serving, showing, writing
from bench.market import Market
from bench.results import Line
from bench.samples import samples
from bench.stores import Store, postgres_store, sqlite_store
from bench.table import print_table
from tests import postgres

RESULTS: Final = Path(__file__).parent / "results"
KINDS: Final = ("sqlite", "postgresql")
SMALL: Final = 10_000
"""The log that a larger one is compared with."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where stores of one kind, and the recorders they are compared with, are made."""

    store: Callable[[Market], AbstractContextManager[Store]]
    bare: Callable[[], AbstractContextManager[ApplicationRecorder]]

    def lines(self, size: int, rounds: int) -> Iterator[Line]:
        """Everything measured on one store of *size* events; *rounds* is how often what is short is done."""
        with self.store(Market(size)) as store, self.store(Market(min(size, SMALL))) as small:
            with self.bare() as bare:
                yield from writing.bulk_import(store, bare, size, _progress("import"))
                yield from writing.single_append(store, bare, rounds)
            with self.bare() as bare:
                list(writing.bulk_import(small, bare, small.market.size, _progress("small log")))
            found = samples(store)
            yield from reading.against_rows(store, found, rounds)
            yield from reading.small_company(store, found, rounds)
            yield from reading.against_replay(store, found, max(3, rounds // 25))
            yield from reading.growth((small, samples(small)), (store, found), rounds)
            yield from asking.across_companies(store, found, max(2, rounds // 100))
            yield from serving.against_an_empty_route(store, found, 10 * rounds)
            with self.store(Market(0)) as shipped:
                yield from showing.largest_company(shipped, rounds)
            yield from auditing.hashed_again(store)
            yield from writing.rebuild_from_zero(store, _progress("rebuild"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and keep it as JSON."""
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=500, help="how often what is short is done")
    parser.add_argument("--store", choices=KINDS, action="append", help="one kind of store only")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where the stores are made: a real disk")
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    described, lines = machine.described(), list[Line]()
    asked.folder.mkdir(parents=True, exist_ok=True)
    place = asked.folder.resolve()  # PostgreSQL looks for its socket from a folder of its own
    for kind in asked.store or KINDS:
        with TemporaryDirectory(prefix="bench-", dir=place) as folder, _bench(kind, Path(folder)) as bench:
            for line in bench.lines(asked.events, asked.rounds):
                _tell(f"{kind}: {line.what}\n")
                lines.append(line)
    print_table(lines, described)
    asked.results.mkdir(parents=True, exist_ok=True)
    kept = asked.results / f"{datetime.now(UTC).date()}-{described['name']}-{asked.events}.json"
    told = {"machine": described, "events": asked.events, "lines": [line.document() for line in lines]}
    kept.write_text(json.dumps(told, indent=1) + "\n")
    print(f"kept as {kept}")


@contextmanager
def _bench(kind: str, folder: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        if kind == "sqlite":
            yield Bench(lambda market: sqlite_store(folder, market), lambda: bare_sqlite(folder))
        else:
            server = stack.enter_context(postgres.server((), folder))
            engine = create_engine(server)
            _tell(f"PostgreSQL {machine.postgres_version(engine)}, as it comes\n")
            engine.dispose()
            yield Bench(lambda market: postgres_store(server, market), lambda: bare_postgres(server))


def _progress(what: str) -> writing.Progress:
    return lambda done: _tell(f"{what}: {done:,}")


def _tell(text: str) -> None:
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
