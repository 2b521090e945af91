"""``python -m bench.profile``: which parts of the program the time of an import and of an answer goes to.

cProfile makes calls dearer than they are, so these are shares, no durations.
"""

from __future__ import annotations

import cProfile
import pstats
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec

from bench.lines.writing import APPEND
from bench.market import Market
from bench.samples import samples
from bench.stores import sqlite_store
from domain.vocabulary import parse_event

_ROOT: Final = Path(__file__).parent.parent
_PARTS: Final = (
    ("validating and dumping events", ("domain/vocabulary", "domain/values", "pydantic", "/re/", "urllib")),
    ("deciding: admission, references, names", ("domain/admission", "domain/naming", "infra/draft", "infra/ledger")),
    ("folding", ("domain/fold", "domain/log")),
    ("assembling the answer", ("domain/state", "infra/queries")),
    ("rows and bytes: codec, facts, tree, commitments", ("infra/", "msgspec", "json", "_hashlib", "domain/merkle")),
    ("SQLAlchemy", ("sqlalchemy",)),
    ("SQLite, with the disk", ("sqlite3",)),
)


def main() -> None:
    """Print the shares of an import and of the state of companies with about a hundred facts."""
    parser = ArgumentParser(prog="python -m bench.profile", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    size: int = parser.parse_args().events
    with TemporaryDirectory() as folder, sqlite_store(Path(folder), Market(size)) as store:

        def import_all() -> None:
            while lines := [msgspec.json.encode(wire) for wire in islice(store.events, APPEND)][: size - done[0]]:
                events = [parse_event(msgspec.json.decode(line)) for line in lines]
                store.ledger.record(events, recorded_by="bench")
                done[0] += len(lines)

        def ask_all() -> None:
            for _ in range(10):
                for company in found.hundred:
                    store.queries.company(company, store.queries.as_of())

        done = [0]
        _print("import", _profiled(import_all))
        found = samples(store)
        ask_all()
        _print("company as-of, ~100 facts", _profiled(ask_all))


def _profiled(call: Callable[[], Any]) -> Counter[str]:
    with _profiling() as profile:
        call()
    found: Counter[str] = Counter()
    for (file, _, name), (_, _, own, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        found[_part(f"{file} {name}".removeprefix(f"{_ROOT}/"))] += own
    return found


@contextmanager
def _profiling() -> Iterator[cProfile.Profile]:
    profile = cProfile.Profile()
    profile.enable()
    try:
        yield profile
    finally:
        profile.disable()


def _part(function: str) -> str:
    return next((part for part, marks in _PARTS if any(mark in function for mark in marks)), "Python itself")


def _print(what: str, found: Counter[str]) -> None:
    print(what)
    for part, seconds in found.most_common():
        print(f"  {seconds / found.total():6.1%}  {part}")


if __name__ == "__main__":
    main()
