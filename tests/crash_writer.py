"""Writers that run in processes of their own: one that goes on until it is killed, others that race.

Each is forked from a server process that has imported everything and never opened a store.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing.connection import Connection
from random import Random
from typing import Any, TypeVar

from domain.errors import VersionConflict
from domain.vocabulary import parse_event
from infra.append_keys import AppendKey
from infra.ledger import Ledger
from infra.receipts import Receipt
from infra.store.engine import make_engine, reading

Wire = dict[str, Any]
T = TypeVar("T")

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])

SOURCES = [{"publisher": "Reuters", "kind": "press"}]
DAY = "2025-06-12"
ALPHA, GAMMA = {"id": "alpha"}, {"id": "gamma"}
ANNE = {"id": "p_anneanne12", "name": "Anne Archer"}
SIZES = (1, 1, 1, 2, 4, 12)


def stated(type_: str, subject: str | None, event_id: str | None = None, **data: Any) -> Wire:
    """A world event of DAY."""
    wire: Wire = {"type": type_, "occurred_on": DAY, "data": data, "sources": SOURCES}
    return wire | ({"subject": subject} if subject else {}) | ({"event_id": event_id} if event_id else {})


def registrations() -> list[Wire]:
    """Everybody whom the events of the writers name."""
    companies = [stated("company.registered", f"company/{name.lower()}", name=name) for name in ("Alpha", "Gamma")]
    return [*companies, stated("person.registered", f"person/{ANNE['id']}", name=ANNE["name"])]


def payment(subject: str, event_id: str, amount: int) -> Wire:
    """A payment between alpha and gamma."""
    parties = [{"party": one, "role": "partner"} for one in (ALPHA, GAMMA)]
    return stated("commercial.payment_made", subject, event_id, parties=parties, payment={"amount": usd(amount)})


def usd(amount: int) -> Wire:
    return {"amount": str(amount), "currency": "USD"}


def place(writer: int, append: int, line: int = 0, size: int = 1) -> str:
    """An event id that tells who recorded it, in which append, as which line of how many."""
    return f"{writer:08x}-{append:04x}-4{size:03x}-8{line:03x}-{0:012x}"


def place_of(event_id: str) -> tuple[int, int, int, int]:
    writer, append, size, line, _ = event_id.split("-")
    return int(writer, 16), int(append, 16), int(line[1:], 16), int(size[1:], 16)


def appends(writer: int) -> Iterator[list[Wire]]:
    """What a writer records: single events and batches, the same each time it is asked."""
    random = Random(writer)
    for append in count():
        size = random.choice(SIZES) if append else 1
        yield [_line(writer, append, line, size) for line in range(size)]


def _line(writer: int, append: int, line: int, size: int) -> Wire:
    """An investment and corrections of it, a hiring with its personal values, a contract shared with other writers."""
    event_id = place(writer, append, line, size)
    match (append + line) % 4:
        case 0:
            said = {"issuer": GAMMA, "investors": [{"party": ALPHA}], "tranche": {"amount": usd(line + 1)}}
            return stated("investment.tranche_closed", f"deal/{writer}-investment", event_id, **said)
        case 1:
            said = {"employer": ALPHA, "person": ANNE, "headline": "Anne Archer joins Alpha"}
            return stated("hiring.rumoured", f"deal/{writer}-hiring", event_id, **said)
        case 2:
            return payment(f"deal/shared-{writer // 10}", event_id, line + 1)
    data = {"target": place(writer, 0), "set": {"tranche": {"amount": usd(append)}}, "reason": "misread"}
    return {"type": "record.corrected", "data": data, "event_id": event_id}


def record(ledger: Ledger, wires: list[Wire], **options: Any) -> Receipt:
    return ledger.record([parse_event(wire) for wire in wires], recorded_by="writer", **options)


def write_until_killed(url: str, writer: int, acknowledge: Connection) -> None:
    """Record one append after another and tell the ids of each once it is committed."""
    ledger = Ledger(make_engine(url))
    for wires in appends(writer):
        receipt = record(ledger, wires)
        acknowledge.send_bytes(" ".join(outcome.event.event_id for outcome in receipt.outcomes).encode())


def in_own_store(task: Callable[..., T], url: str, *args: Any) -> T:
    """Call *task* with a ledger of its own, as another process has."""
    engine = make_engine(url)
    try:
        return task(Ledger(engine), *args)
    finally:
        engine.dispose()


def record_all(ledger: Ledger, wires: list[Wire]) -> list[bool]:
    """Record *wires* one by one; tells which had been recorded before."""
    return [record(ledger, [wire]).outcomes[0].replayed for wire in wires]


def record_once(ledger: Ledger, wires: list[Wire]) -> tuple[bool, list[int]]:
    """Record *wires* under one key; tells whether another had done so, and the positions in the receipt."""
    receipt = record(ledger, wires, key=AppendKey("writer", "once", b"the same"))
    return receipt.answered_before, [outcome.event.position for outcome in receipt.outcomes]


def record_guarded(ledger: Ledger, subject: str, wires: list[Wire]) -> int:
    """Record *wires*, each only if the stream is as it was seen; tells how often it was not."""
    conflicts = 0
    for wire in wires:
        while not _recorded_at(ledger, wire, _version(ledger, subject)):
            conflicts += 1
    return conflicts


def _version(ledger: Ledger, subject: str) -> int:
    with reading(ledger.log.engine) as connection:
        return len(ledger.log.load(connection, [subject])[subject])


def _recorded_at(ledger: Ledger, wire: Wire, version: int) -> bool:
    try:
        record(ledger, [wire], expected_version=version)
    except VersionConflict:
        return False
    return True


def register_missing(ledger: Ledger, wires: list[Wire]) -> list[str]:
    """Record *wires* one by one, registering whom nobody knows; tells the subjects of those registered."""
    receipts = [record(ledger, [wire], create_missing=True) for wire in wires]
    return [outcome.event.subject for receipt in receipts for outcome in receipt.registered]
