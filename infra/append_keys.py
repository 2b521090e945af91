"""Idempotency keys: which append a request made, so that the same request again is answered and not done again.

No answer is stored, for it may hold personal data. It is made again from the log, where what was erased stays so
(``docs/decisions/0010-a-key-remembers-no-answer.md``).
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, insert, select

from domain.admission.warnings import Warned
from domain.errors import IdempotencyKeyReused
from domain.fold.facts import Change
from infra.projector import change_at
from infra.receipts import Outcome, Receipt
from infra.store.commitments import revealed
from infra.store.event_store import EventLog
from infra.store.tables import append_key


@dataclass(frozen=True, slots=True)
class AppendKey:
    """The key that a principal chose for a request, and a digest of all that makes the request what it is."""

    principal: str
    key: str
    request: bytes


class _Line(msgspec.Struct, array_like=True):
    """One event that was sent: where it is in the log, and what of its outcome the log does not tell."""

    position: int
    replayed: bool
    warnings: list[Warned]


class _Outcome(msgspec.Struct):
    lines: list[_Line]
    registered: list[int]


_decoder = msgspec.json.Decoder(_Outcome)


def keep(connection: Connection, asked: AppendKey, receipt: Receipt) -> None:
    """Remember that *asked* made *receipt*, in the transaction in which it did."""
    outcome = _Outcome(
        [_Line(one.event.position, one.replayed, one.warnings) for one in receipt.outcomes],
        [one.event.position for one in receipt.registered],
    )
    row = {
        "principal": asked.principal,
        "key": asked.key,
        "request": asked.request,
        "position": receipt.position,
        "recorded_at": receipt.recorded_at,
        "outcome": msgspec.json.encode(outcome).decode(),
    }
    connection.execute(insert(append_key), row)


def receipt_of(log: EventLog, connection: Connection, asked: AppendKey) -> Receipt | None:
    """What the same request did before, if it was made. Raises IdempotencyKeyReused if the key stands for another."""
    same = select(append_key).where(append_key.c.principal == asked.principal, append_key.c.key == asked.key)
    found = connection.execute(same).one_or_none()
    if found is None:
        return None
    if found.request != asked.request:
        raise IdempotencyKeyReused(asked.key)
    outcome = _decoder.decode(found.outcome)
    stored = log.at(connection, {*(line.position for line in outcome.lines), *outcome.registered})
    plain = dict(zip(stored, revealed(connection, list(stored.values())), strict=True))
    told_alone = len(outcome.lines) == 1  # among others nobody is told what an event changed

    def outcome_of(position: int, warnings: list[Warned], *, replayed: bool) -> Outcome:
        subject = plain[position].subject
        change = change_at(connection, subject, position) if told_alone else Change([], [])
        return Outcome(plain[position], change, warnings, replayed)

    return Receipt(
        [outcome_of(line.position, line.warnings, replayed=line.replayed) for line in outcome.lines],
        [outcome_of(position, [], replayed=False) for position in outcome.registered],
        found.position,
        found.recorded_at,
        answered_before=True,
    )
