"""What was ever held about a company, as rectangles: days in the world across, positions of the log up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from domain.as_of import AsOf
from domain.state.timeline import rectangles
from infra.queries.acquaintance import first_type
from infra.queries.facts_at import FactsAt
from infra.store.chunks import chunks
from infra.store.tables import event_index

_INSTANTS: Final = select(event_index.c.position, event_index.c.recorded_at).where(
    event_index.c.position.in_(bindparam("positions", expanding=True))
)


def timeline(connection: Connection, subject: str, as_of: AsOf) -> list[dict[str, Any]]:
    """Every fact of *subject* and of the streams that name it. Raises UnknownSubject, NotYetKnown."""
    ever = FactsAt(connection, as_of).ever_in_the_clear(subject)
    if not ever:
        first_type(connection, subject, as_of)
    bounds = {bound for one in ever for bound in (one.known_from, one.known_to) if bound and bound <= as_of.position}
    recorded: dict[int, datetime] = {
        row.position: row.recorded_at
        for some in chunks(bounds)
        for row in connection.execute(_INSTANTS, {"positions": some})
    }
    return rectangles(ever, recorded)
