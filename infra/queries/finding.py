"""Companies, people and deals by what is known of them: searched, filtered and counted, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, bindparam, select

from domain.as_of import AsOf
from domain.fold.fact import Fact
from domain.naming.names import names_in
from domain.naming.resolution import name_key
from domain.state.answer import Answer
from domain.state.deals import deals_in
from domain.state.documents import document_of_as_of
from domain.state.selection import DealFilters
from infra.queries.acquaintance import must_know
from infra.queries.citations import Citations
from infra.queries.facts_at import FactsAt
from infra.store.engine import reading
from infra.store.fact_rows import FACT_COLUMNS, fact_of
from infra.store.personal import reveal
from infra.store.tables import fact

Document = dict[str, Any]
Family = Literal["company", "person"]
Sort = Literal["-since", "since"]

_AT: Final = (
    fact.c.known_from <= bindparam("position"),
    fact.c.known_to > bindparam("position"),
    fact.c.valid_from <= bindparam("valid_at"),
    fact.c.valid_to > bindparam("valid_at"),
)
_PROFILES: Final = (
    select(*FACT_COLUMNS)
    .where(fact.c.aspect == "profile", fact.c.subject > bindparam("after"), *_AT)
    .order_by(fact.c.subject)
    .limit(bindparam("limit"))
)
_OF_FAMILY: Final = {
    family: _PROFILES.where(fact.c.subject.startswith(f"{family}/")) for family in ("company", "person")
}
_IF_TOLD: Final = ("legal_name", "country", "kind", "status", "description", "website", "tags")


@dataclass(frozen=True, slots=True)
class Finding:
    """Finds in one database; a page names in ``next`` the key of its last item if there are more."""

    engine: Engine
    citations: Citations

    def entities(self, family: Family, as_of: AsOf, q: str | None, after: Sequence[str], limit: int) -> Document:
        """Companies or people in the order of their ids, of whom a name holds *q* in its normal form."""
        with reading(self.engine) as connection:
            found = []
            for one in _profiles(connection, family, as_of, after[0] if after else "", limit + 1):
                if q is None or _bears(one.value, name_key(q)):
                    found.append(one)
                if len(found) > limit:
                    break
        items = [_entity(one) for one in found[:limit]]
        return _page(items, [found[limit - 1].subject] if len(found) > limit else None, as_of)

    def deals(self, as_of: AsOf, filters: DealFilters, sort: Sort, after: Sequence[str], limit: int) -> Document:
        """Deals by the day from which their status holds, with how many there are of each kind and status.

        Raises UnknownSubject, NotYetKnown.
        """
        with reading(self.engine) as connection:
            must_know(connection, filters.party, as_of)
            facts = FactsAt(connection, as_of)
            every = deals_in(facts.deals())
            fitting = [deal for deal in every if filters.fit(deal)]
            if sort == "-since":
                fitting.reverse()
            start = tuple(after)
            behind = [
                deal
                for deal in fitting
                if not start or (deal.place < start if sort == "-since" else deal.place > start)
            ]
            page = behind[:limit]
            cited = self.citations.of(connection, dict.fromkeys(one for deal in page for one in deal.state.events))
            answer = Answer(as_of, cited)
            items = [answer.entry(deal) for deal in page]
            answer.parties.name(facts.names(answer.parties.subjects()))
        facets = {
            name: dict(sorted(Counter(getattr(deal, name) for deal in every if wider.fit(deal)).items()))
            for name, wider in (("kind", replace(filters, kind=None)), ("status", replace(filters, status=None)))
        }
        told = _page(items, list(page[-1].place) if len(behind) > limit else None, as_of)
        return told | {"total": len(fitting), "facets": facets}


def _in_the_clear(connection: Connection, facts: list[Fact]) -> list[Fact]:
    """*facts* with their personal values."""
    values = reveal(connection, [one.value for one in facts])
    return [replace(one, value=value) for one, value in zip(facts, values, strict=True)]


def _at(as_of: AsOf) -> Document:
    return {"position": as_of.position, "valid_at": as_of.valid_at}


def _profiles(connection: Connection, family: Family, as_of: AsOf, after: str, size: int) -> Iterator[Fact]:
    size = max(size, 200)
    while True:
        asked = {"after": after, "limit": size, **_at(as_of)}
        rows = [fact_of(row) for row in connection.execute(_OF_FAMILY[family], asked)]
        yield from _in_the_clear(connection, rows)
        if len(rows) < size:
            return
        after = rows[-1].subject


def _bears(profile: Document, key: str) -> bool:
    return any(key in name_key(name.text) for name in names_in(profile))


def _entity(profile: Fact) -> Document:
    value = profile.value
    told = {"id": profile.subject.partition("/")[2], "name": value["name"]}
    told |= {name: value.get(name, []) for name in ("former_names", "aliases", "identifiers")}
    return told | {name: value[name] for name in _IF_TOLD if name in value} | {"events": list(profile.events)}


def _page(items: list[Document], following: list[str] | None, as_of: AsOf) -> Document:
    return {"items": items} | ({"next": following} if following else {}) | {"as_of": document_of_as_of(as_of)}
