"""The events that decide facts, as far as answers cite them: their places in the log and their sources.

An event never changes, so what was read once need not be read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from domain.log import LoggedEvent
from domain.state.answer import Cited
from infra.store.chunks import chunks
from infra.store.codec import CODEC
from infra.store.tables import event, event_index

_CITED: Final = (
    select(event.c.position, event.c.state)
    .join(event_index, event_index.c.position == event.c.position)
    .where(event_index.c.event_id.in_(bindparam("ids", expanding=True)))
)


class Citations:
    """Remembers the citations of the last *capacity* events that answers asked for."""

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._known: dict[str, Cited] = {}
        self._lock = Lock()

    def of(self, connection: Connection, event_ids: Iterable[str]) -> dict[str, Cited]:
        """The citations of *event_ids*, which must be in the log."""
        known = self._known
        found = {event_id: known.get(event_id) for event_id in event_ids}
        missing = [event_id for event_id, cited in found.items() if cited is None]
        read: dict[str, Cited] = {}
        for some in chunks(missing):
            for position, state in connection.execute(_CITED, {"ids": some}):
                one = CODEC.decode(state, position)
                read[one.event_id] = _cited(one)
        if read:
            self._remember(read)
        return {event_id: cited or read[event_id] for event_id, cited in found.items()}

    def _remember(self, read: dict[str, Cited]) -> None:
        with self._lock:
            known = self._known | read
            for event_id in list(known)[: max(0, len(known) - self._capacity)]:
                del known[event_id]
            self._known = known


def _cited(one: LoggedEvent) -> Cited:
    corrected: list[dict[str, Any]] | None = None
    if one.type == "record.corrected":
        corrected = one.data.get("set", {}).get("sources")
    return Cited(one.position, one.type, one.sources, one.data.get("target") if corrected else None, corrected)
