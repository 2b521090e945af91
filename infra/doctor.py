"""The doctor: all that is derived, made again from the stored bytes and compared with what is stored.

log       the bytes are the canonical form of what they say; event index and head repeat it
tree      every leaf and complete subtree has the hash that is stored
people    every personal value is one that its event commits to; those that are missing were erased
facts     every fact ever held, who is named where, and under which names
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import msgspec
from eventsourcing.persistence import Notification
from sqlalchemy import Connection, Row, Table, func, select

from domain.fold.facts import history_of
from domain.log import LoggedEvent
from domain.merkle import Place, grow, leaf_hash, peaks
from domain.naming.likeness import likenesses
from domain.naming.names import keys_of
from domain.naming.references import named_subjects
from infra.projector import stored_streams
from infra.store.codec import originator_id
from infra.store.commitments import revealed
from infra.store.engine import reading
from infra.store.event_index import index_row
from infra.store.event_store import EventLog
from infra.store.fact_rows import row_of
from infra.store.personal import ERASED, digest_of
from infra.store.tables import entity_name, event_index, fact, log_head, node, party, personal_value

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
    size, nodes, people, recorded_at = 0, 0, 0, None
    edge: dict[Place, bytes] = {}
    for page in _pages(log.stored(connection)):
        findings: list[Finding] = []
        index, personal = _index(connection, page), _personal(connection, page)
        for expected, stored in enumerate(page, size + 1):
            if stored.id != expected:
                findings.append(Finding("event", f"position {expected} is missing; {stored.id} follows"))
            try:
                logged = log.codec.decode(stored.state, stored.id)
                findings += _event(log, stored, logged, index.get(stored.id))
                findings += _commitments(stored, logged, personal[stored.id])
                recorded_at = logged.recorded_at
            except Exception as error:  # noqa: BLE001 (damaged bytes may say anything)
                findings.append(Finding("event", f"position {stored.id} cannot be read: {error}"))
        grown = {Place(*at): hash_ for *at, hash_ in grow(size, edge, (leaf_hash(stored.state) for stored in page))}
        findings += _nodes(connection, grown)
        size, nodes = size + len(page), nodes + len(grown)
        people += sum(map(len, personal.values()))
        edge = {place: (edge | grown)[place] for place in peaks(size)}
        yield len(page), findings
    yield (
        0,
        [
            *_differ("log_head", "position", size, head[0]),
            *_differ("log_head", "recorded_at", recorded_at, head[1]),
            *_differ("event_index", "number of rows", size, _count(connection, event_index)),
            *_differ("node", "number of rows", nodes, _count(connection, node)),
            *_differ("personal_value", "number of rows", people, _count(connection, personal_value)),
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


def _personal(connection: Connection, page: Sequence[Notification]) -> Mapping[int, list[Row[Any]]]:
    kept: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    rows = select(personal_value).where(personal_value.c.position.between(page[0].id, page[-1].id))
    for row in connection.execute(rows):
        kept[row.position].append(row)
    return kept


def _commitments(stored: Notification, logged: LoggedEvent, kept: Iterable[Row[Any]]) -> Iterator[Finding]:
    for row in kept:
        digest = digest_of(logged.event_id, row.path, msgspec.json.decode(row.value), row.salt)
        yield from _differ("personal_value", f"digest of {row.path} at position {stored.id}", digest, row.digest)
        if row.digest.encode() not in stored.state:
            yield Finding("personal_value", f"the event at position {stored.id} does not commit to {row.digest}")


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
    seen: Counter[Table] = Counter()
    for stored in stored_streams(connection):
        try:
            findings = list(_stream(connection, [log.codec.decode(*one) for one in stored], seen))
        except Exception as error:  # noqa: BLE001 (damaged bytes may say anything)
            positions = ", ".join(str(position) for _, position in stored)
            findings = [Finding("event", f"the stream at {positions} cannot be read: {error}")]
        yield len(stored), findings
    yield (
        0,
        [
            finding
            for table in (fact, party, entity_name)
            for finding in _differ(str(table.name), "number of rows", seen[table], _count(connection, table))
        ],
    )


def _stream(connection: Connection, stream: Sequence[LoggedEvent], seen: Counter[Table]) -> Iterator[Finding]:
    subject = stream[0].subject
    plain, ever = revealed(connection, stream), history_of(stream)
    keys = likenesses(one.fact for one in ever).union(*map(keys_of, plain))
    expected = {
        fact: Counter(tuple(row_of(one).values()) for one in ever),
        party: Counter({(name, subject) for event in stream for name in named_subjects(event)}),
        entity_name: Counter((key, subject) for key in keys),
    }
    for table, rows in expected.items():
        of_stream = table.c.entity if table is entity_name else table.c.subject
        columns = [column for column in table.c if column.name != "id"]
        stored = Counter(tuple(row) for row in connection.execute(select(*columns).where(of_stream == subject)))
        seen[table] += stored.total()
        for row in (rows - stored).elements():
            yield Finding(str(table.name), f"{subject}: missing {row}")
        if table is entity_name and any(_erased(event.data) for event in plain):
            continue  # nothing tells any more which names were borne
        for row in (stored - rows).elements():
            yield Finding(str(table.name), f"{subject}: not told by any event {row}")


def _erased(value: Any) -> bool:
    match value:
        case dict():
            return value == ERASED or any(map(_erased, value.values()))
        case list():
            return any(map(_erased, value))
    return False


def _differ(table: str, what: str, expected: object, stored: object) -> Iterator[Finding]:
    if expected != stored:
        yield Finding(table, f"{what} is {stored!r} and should be {expected!r}")


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _pages(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while page := list(islice(remaining, _PAGE)):
        yield page
