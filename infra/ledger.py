"""The ledger: the one way in which anything enters the log.

    lock the head -> load what the events touch -> decide -> append, project, audit -> commit, all in one transaction

What is decided is in ``domain/admission``; here is what is done. Everything commits together, or nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Engine, func, select

from domain.errors import BadLines, NotEmpty, PactlogError, SeveralSubjects
from domain.vocabulary import SCHEMA_VERSIONS, Event, wire
from infra import append_keys
from infra.append_keys import AppendKey
from infra.draft import Draft
from infra.names import suggest
from infra.origins import Origins
from infra.receipts import Outcome, Receipt
from infra.store.codec import Codec
from infra.store.event_store import EventLog
from infra.store.recorders import Append
from infra.store.tables import event_index

_TICK = timedelta(microseconds=1)


class Recorder(Protocol):
    """Records events together and tells what came of it, or raises what speaks against it."""

    def __call__(self, events: Sequence[Event], /) -> Receipt: ...


def utc_now() -> datetime:
    """The clock that the log follows."""
    return datetime.now(UTC)


class Ledger:
    """Records events in the log of one database."""

    def __init__(
        self, engine: Engine, *, clock: Callable[[], datetime] = utc_now, origins: Origins | None = None
    ) -> None:
        self.log = EventLog(engine, Codec(SCHEMA_VERSIONS), clock)
        self._origins = origins or Origins()

    def record(  # noqa: PLR0913 (each option is asked for by its name)
        self,
        events: Sequence[Event],
        *,
        recorded_by: str,
        create_missing: bool = False,
        expected_version: int | None = None,
        refuse_duplicates: bool = False,
        dry_run: bool = False,
        key: AppendKey | None = None,
    ) -> Receipt:
        """Record all *events*, in order and at one instant, or none of them.

        *create_missing* registers parties that nobody bears the name of; *expected_version* is that of the one stream
        the events belong to, before them. With *refuse_duplicates* a new deal that looks like another one is refused,
        not only warned of. A *dry_run* tells what would come of it, and stores nothing. With *key* the same request
        is done once: after that its receipt comes from the log. A single event raises its own error, several raise
        BadLines.
        """
        sent = [wire(event) for event in events]
        try:
            with self.log.recorder.appending(dry_run=dry_run) as append:
                if key and (earlier := append_keys.receipt_of(self.log, append.connection, key)):
                    return earlier
                draft = Draft(self.log, append, self._origins, recorded_by, refuse_duplicates=refuse_duplicates)
                receipt = _added(draft, append, sent, create_missing=create_missing, expected_version=expected_version)
                if key:
                    append_keys.keep(append.connection, key, receipt)
        except PactlogError as error:
            suggest(self.log.engine, error)  # while others may write already
            raise
        return replace(receipt, dry_run=dry_run)

    @contextmanager
    def rehearsal(self, *, recorded_by: str, create_missing: bool = False) -> Iterator[Recorder]:
        """Give a function that records one append behind another, until all of them are taken back in the end.

        The log is kept from other writers until then.
        """
        personal: dict[str, Any] = {}
        with self.log.recorder.appending(dry_run=True) as append:

            def record(events: Sequence[Event]) -> Receipt:
                draft = Draft(self.log, append, self._origins, recorded_by)
                try:
                    receipt = _added(draft, append, [wire(event) for event in events], create_missing=create_missing)
                except PactlogError as error:
                    suggest(self.log.engine, error)
                    raise
                append.recorded_at += _TICK
                personal.update(receipt.personal)
                return replace(receipt, personal=personal, dry_run=True)

            yield record

    def start(self, *, demonstration: bool, origin: str) -> bool:
        """Write the first event of a log that has none; tells whether it did."""
        with self.log.recorder.appending() as append:
            if append.position:
                return False
            self._start(append, demonstration=demonstration, origin=origin)
        return True

    def load_demonstration(self, lines: Iterable[tuple[datetime, Event]], *, origin: str, recorded_by: str) -> int:
        """Fill a log that holds nothing yet, giving the known clock the past that *lines* tell; returns the position.

        Each line comes with the instant at which it is to have been recorded, never falling; lines of one instant are
        one append. All of it commits together. Raises NotEmpty, or BadLines.
        """
        pairs = [(at, wire(event)) for at, event in lines]
        with self.log.recorder.appending(pairs[0][0] - _TICK if pairs else None) as append:
            if append.connection.scalar(select(func.count()).where(event_index.c.type != "log.started")):
                raise NotEmpty(append.position)
            self._start(append, demonstration=True, origin=origin)
            number = 0
            for at, group in groupby(pairs, key=lambda pair: pair[0]):
                append.recorded_at = max(at, append.recorded_at + _TICK)
                sent = [one for _, one in group]
                draft = Draft(self.log, append, self._origins, recorded_by)
                draft.expect(sent)
                if errors := _decide(draft, sent).errors:
                    raise BadLines({number + line: error for line, error in errors.items()})
                draft.write()
                number += len(sent)
            return append.position

    def _start(self, append: Append, *, demonstration: bool, origin: str) -> None:
        draft = Draft(self.log, append, self._origins, "system")
        draft.add({"type": "log.started", "data": {"demonstration": demonstration, "origin": origin}})
        draft.write()


def _added(
    draft: Draft,
    append: Append,
    sent: Sequence[dict[str, Any]],
    *,
    create_missing: bool = False,
    expected_version: int | None = None,
) -> Receipt:
    """What came of adding *sent*, as one, to the log. Raises what speaks against it."""
    draft.expect(sent)
    decided = _decide(draft, sent, create_missing=create_missing)
    if decided.errors:
        raise decided.errors[0] if len(sent) == 1 else BadLines(decided.errors)
    if expected_version is not None:
        _expect(draft, decided.outcomes, expected_version)
    draft.write()
    return Receipt(decided.outcomes, decided.registered, append.position, append.recorded_at, draft.personal)


def _expect(draft: Draft, outcomes: Sequence[Outcome], version: int) -> None:
    """Raise SeveralSubjects or VersionConflict, unless all was recorded before."""
    subjects = sorted({outcome.event.subject for outcome in outcomes})
    if len(subjects) > 1:
        raise SeveralSubjects(subjects)
    if not all(outcome.replayed for outcome in outcomes):
        draft.expect_version(subjects[0], version)


@dataclass(frozen=True, slots=True)
class _Decided:
    outcomes: list[Outcome]
    registered: list[Outcome]
    errors: dict[int, PactlogError]


def _decide(draft: Draft, sent: Sequence[dict[str, Any]], *, create_missing: bool = False) -> _Decided:
    """Add *sent* to *draft* one after another, going on after a bad one so that all are found."""
    decided = _Decided([], [], {})
    for number, one in enumerate(sent):
        try:
            if create_missing:
                decided.registered.extend(draft.add_unknown(one))
            decided.outcomes.append(draft.add(one))
        except PactlogError as error:
            decided.errors[number] = error
    return decided
