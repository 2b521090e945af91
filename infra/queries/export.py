"""Exports: everything of one sort as of one basis, in batches that each are a short read of their own.

Between two batches nothing is held: no transaction, no connection, no rows. Since all are asked as known at one
position, they fit together whatever is recorded meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine

from domain.as_of import AsOf
from domain.state.answer import Answer
from domain.state.deals import deals_in
from domain.state.documents import document_of_event
from domain.state.selection import DealFilters
from infra.queries.acquaintance import must_know
from infra.queries.citations import Citations
from infra.queries.facts_at import FactsAt
from infra.queries.feed import Feed, Filters
from infra.queries.finding import Finding
from infra.store.engine import reading
from infra.store.event_store import EventLog
from infra.store.personal import reveal

Batch = list[dict[str, Any]]

BATCH: Final = 500
"""Things that are read at once, and so the most that a slow reader makes the server keep."""


@dataclass(frozen=True, slots=True)
class Export:
    """Reads one database from end to end; things have the shape of the items of their list."""

    engine: Engine
    log: EventLog
    citations: Citations
    finding: Finding

    def events(self, as_of: AsOf, filters: Filters) -> Iterator[Batch]:
        """The events of the feed, in the order of the log, with their personal values.

        Raises UnknownSubject, NotYetKnown, before the first batch is asked for.
        """
        with reading(self.engine) as connection:
            must_know(connection, filters.get("company"), as_of)
        return self._events(as_of, filters)

    def deals(self, as_of: AsOf, filters: DealFilters) -> Iterator[Batch]:
        """The deals that have a status on the day, by their ids.

        Raises UnknownSubject, NotYetKnown, before the first batch is asked for.
        """
        with reading(self.engine) as connection:
            must_know(connection, filters.party, as_of)
        return self._deals(as_of, filters)

    def companies(self, as_of: AsOf, q: str | None) -> Iterator[Batch]:
        """The companies that exist on the day, by their ids, all or those of whom a name holds *q*."""
        after: list[str] | None = []
        while after is not None:
            page: Mapping[str, Any] = self.finding.entities("company", as_of, q, after, BATCH)
            after = page.get("next")
            yield page["items"]

    def _events(self, as_of: AsOf, filters: Filters) -> Iterator[Batch]:
        after: int | None = 0
        while after is not None:
            with reading(self.engine) as connection:
                found, after = Feed(connection, self.log, as_of).page(filters, after=after, limit=BATCH)
                batch = reveal(connection, [document_of_event(one) for one in found])
            yield batch

    def _deals(self, as_of: AsOf, filters: DealFilters) -> Iterator[Batch]:
        after: str | None = ""
        while after is not None:
            with reading(self.engine) as connection:
                facts = FactsAt(connection, as_of)
                states = facts.deals_behind(after, BATCH)
                deals = [deal for state in states for deal in deals_in([state]) if filters.fit(deal)]
                cited = self.citations.of(connection, dict.fromkeys(one for deal in deals for one in deal.state.events))
                answer = Answer(as_of, cited)
                batch = [answer.entry(deal) for deal in deals]
                answer.parties.name(facts.names(answer.parties.subjects()))
            after = states[-1].subject if len(states) == BATCH else None
            yield batch
