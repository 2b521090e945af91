"""The doctor: all that is derived, made again from the stored bytes and compared with what is stored.

log       the bytes are the canonical form of what they say; event index and head repeat it
tree      every leaf and complete subtree has the hash that is stored
facts     every fact ever held, who is named where, and under which names
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from eventsourcing.persistence import Notification
from sqlalchemy import Connection, Table, func, select

from domain.errors import PactlogError
from domain.facts import history_of
from domain.log import LoggedEvent
from domain.merkle import Place, grow, leaf_hash, peaks
from domain.names import keys_of
from domain.references import named_subjects
from infra.codec import originator_id
from infra.commitments import revealed
from infra.engine import reading
from infra.event_index import index_row
from infra.event_store import EventLog
from infra.fact_rows import row_of
from infra.projector import streams
from infra.tables import entity_name, event_index, fact, log_head, node, party

Progress = Callable[[int, int], None]
T = TypeVar("T")
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the bytes say: in which table, and both sides of it."""

    table: str
    detail: str


def examine(log: EventLog, progress: Progress | None = None) -> Iterator[Finding]:
    """Everything in the store that does not follow from its bytes; nothing if the store is sound.

    *progress* is told how many events of how many were looked at; each is looked at twice.
    """
    with reading(log.engine) as connection:
        position, recorded_at = connection.execute(select(log_head.c.position, log_head.c.recorded_at)).one()
        looked = 0
        for part in (_log_and_tree(log, connection, (position, recorded_at)), _facts(log, connection)):
            for count, findings in part:
                yield from findings
                looked += count
                if progress:
                    progress(looked, 2 * position)


def _log_and_tree(
    log: EventLog, connection: Connection, head: tuple[int, datetime | None]
) -> Iterator[tuple[int, list[Finding]]]:
    size, nodes, recorded_at = 0, 0, None
    edge: dict[Place, bytes] = {}
    for page in _pages(log.stored(connection)):
        findings: list[Finding] = []
        index = _index(connection, page)
        for expected, stored in enumerate(page, size + 1):
            if stored.id != expected:
                findings.append(Finding("event", f"position {expected} is missing; {stored.id} follows"))
            try:
                logged = log.codec.decode(stored.state, stored.id)
                findings += _event(log, stored, logged, index.get(stored.id))
                recorded_at = logged.recorded_at
            except PactlogError as error:
                findings.append(Finding("event", str(error)))
        grown = {Place(*at): hash_ for *at, hash_ in grow(size, edge, (leaf_hash(stored.state) for stored in page))}
        findings += _nodes(connection, grown)
        size, nodes = size + len(page), nodes + len(grown)
        edge = {place: (edge | grown)[place] for place in peaks(size)}
        yield len(page), findings
    yield (
        0,
        [
            *_differ("log_head", "position", size, head[0]),
            *_differ("log_head", "recorded_at", recorded_at, head[1]),
            *_differ("event_index", "number of rows", size, _count(connection, event_index)),
            *_differ("node", "number of rows", nodes, _count(connection, node)),
        ],
    )


def _event(
    log: EventLog, stored: Notification, logged: LoggedEvent, index: Mapping[str, Any] | None
) -> Iterator[Finding]:
    at = f"at position {stored.id}"
    if logged.schema_version == log.codec.versions[logged.type]:
        yield from _differ("event", f"canonical bytes {at}", log.codec.encode(logged), stored.state)
    yield from _differ("event", f"topic {at}", logged.type, stored.topic)
    yield from _differ("event", f"originator {at}", originator_id(logged.subject), stored.originator_id)
    yield from _differ("event", f"originator version {at}", logged.version, stored.originator_version)
    for name, value in index_row(logged).items():
        yield from _differ("event_index", f"{name} {at}", value, index and index[name])


def _index(connection: Connection, page: Sequence[Notification]) -> dict[int, Mapping[str, Any]]:
    rows = select(event_index).where(event_index.c.position.between(page[0].id, page[-1].id))
    return {row["position"]: dict(row) for row in connection.execute(rows).mappings()}


def _nodes(connection: Connection, grown: Mapping[Place, bytes]) -> Iterator[Finding]:
    for level in {place.level for place in grown}:
        indices = [place.index for place in grown if place.level == level]
        rows = select(node.c.index, node.c.hash).where(
            node.c.level == level, node.c.index.between(min(indices), max(indices))
        )
        stored = {index: hash_ for index, hash_ in connection.execute(rows)}  # noqa: C416 (Row.index is a method)
        for index in indices:
            yield from _differ("node", f"hash {level},{index}", grown[Place(level, index)], stored.get(index))


def _facts(log: EventLog, connection: Connection) -> Iterator[tuple[int, list[Finding]]]:
    counts: Counter[str] = Counter()
    for stream in streams(log, connection):
        subject = stream[0].subject
        facts = [row_of(one) for one in history_of(stream)]
        named = {name for event in stream for name in named_subjects(event)}
        keys = {key for event in revealed(connection, stream) for key in keys_of(event)}
        expected = {
            fact: Counter(tuple(row.values()) for row in facts),
            party: Counter((name, subject) for name in named),
            entity_name: Counter((key, subject) for key in keys),
        }
        findings: list[Finding] = []
        for table, rows in expected.items():
            counts[table.name] += rows.total()
            findings += _rows(connection, table, subject, rows)
        yield len(stream), findings
    yield (
        0,
        [
            finding
            for table in (fact, party, entity_name)
            for finding in _differ(table.name, "number of rows", counts[table.name], _count(connection, table))
        ],
    )


def _rows(connection: Connection, table: Table, subject: str, expected: Counter[tuple[Any, ...]]) -> Iterator[Finding]:
    columns = [column for column in table.c if column.name != "id"]
    of_stream = table.c.entity if table is entity_name else table.c.subject
    stored = Counter(tuple(row) for row in connection.execute(select(*columns).where(of_stream == subject)))
    for row in (expected - stored).elements():
        yield Finding(table.name, f"{subject}: missing {row}")
    for row in (stored - expected).elements():
        yield Finding(table.name, f"{subject}: not told by any event {row}")


def _differ(table: str, what: str, expected: object, stored: object) -> Iterator[Finding]:
    if expected != stored:
        yield Finding(table, f"{what} is {stored!r} and should be {expected!r}")


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _pages(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while page := list(islice(remaining, _PAGE)):
        yield page
