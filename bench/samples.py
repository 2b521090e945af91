"""Companies to ask about, found in a filled store by how much it knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sqlalchemy import Connection, func, select

from bench.market import HUB, party
from bench.stores import Store
from domain.as_of import AsOf
from infra.queries.facts_at import FactsAt
from infra.store.engine import reading
from infra.store.tables import event_index
from infra.store.tables import party as named


@dataclass(frozen=True, slots=True)
class Samples:
    """Ids of companies at one position."""

    as_of: AsOf
    small: list[str]
    """With at most ten facts."""
    hundred: list[str]
    """With 90 to 110 facts, or those nearest to it."""
    thousand_events: str
    """Whose streams, and those that name it, hold most nearly a thousand events."""
    hub: str


def samples(store: Store, *, most: int = 300, seed: int = 1) -> Samples:
    """Companies of *store* as it stands."""
    as_of = store.queries.as_of()
    with reading(store.engine) as connection:
        counts = _events_by_company(connection)
        facts = FactsAt(connection, as_of)
        hub = str(party(HUB)["id"])
        ordered = [company for company, _ in counts if company != f"company/{hub}"]
        drawn = Random(seed).sample(ordered, min(len(ordered), 4 * most))
        sizes = {company: len(facts.of_entity(company)) for company in (*ordered[: 2 * most], *drawn)}
    small = [_id(one) for one in drawn if sizes[one] <= 10][:most]
    hundred = [_id(one) for one in sorted(sizes, key=lambda one: abs(sizes[one] - 100))[:20]]
    thousand = min(counts, key=lambda pair: abs(pair[1] - 1000))[0]
    return Samples(as_of, small, hundred, _id(thousand), hub)


def _events_by_company(connection: Connection) -> list[tuple[str, int]]:
    """Companies with the number of events of all streams that name them, and of their own; most first."""
    count = func.count().label("events")
    statement = (
        select(named.c.entity, count)
        .join(event_index, event_index.c.subject == named.c.subject)
        .where(named.c.entity.startswith("company/"))
        .group_by(named.c.entity)
        .order_by(count.desc(), named.c.entity)
    )
    return [(entity, events) for entity, events in connection.execute(statement)]


def _id(subject: str) -> str:
    return subject.partition("/")[2]
