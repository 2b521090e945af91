"""The rounds that make stakes doubtful: investments in some issuers that brought in money since a day.

Only the days are looked for on the whole of a deal's life; what comes back is one row for each such investment.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, ScalarSelect, bindparam, func, or_, select

from domain.state.deals import CLOSED
from domain.state.holdings import Round
from infra.queries.facts_at import FactsAt
from infra.store.chunks import chunks
from infra.store.tables import fact, party

_issuers: Any = bindparam("issuers", expanding=True)
_since: Any = bindparam("since")
_position: Any = bindparam("position")
_valid_at: Any = bindparam("valid_at")


def _known_by_then(facts: FromClause) -> tuple[ColumnElement[bool], ...]:
    columns = facts.c
    return columns.known_from <= _position, columns.known_to > _position, columns.valid_from <= _valid_at


def _says(facts: FromClause, name: str, *values: str) -> ColumnElement[bool]:
    """Whether the value has a field with one of *values*: canonical JSON says so in just these bytes."""
    return or_(*(facts.c.value.contains(f'"{name}":"{value}"') for value in values))


def _first_day(of: FromClause, *which: ColumnElement[bool]) -> ScalarSelect[date]:
    first = func.min(of.c.valid_from)
    return select(first).where(of.c.subject == fact.c.subject, *_known_by_then(of), *which).scalar_subquery()


_states, _tranches = fact.alias(), fact.alias()
_closed_on = _first_day(_states, _states.c.aspect == "deal", _says(_states, "status", *sorted(CLOSED)))
_drawn_on = _first_day(_tranches, _tranches.c.aspect.startswith("tranche/"))
_investments = (
    select(fact.c.subject, fact.c.value, _closed_on.label("closed_on"), _drawn_on.label("drawn_on"))
    .where(fact.c.subject.in_(select(party.c.subject).where(party.c.entity.in_(_issuers))))
    .where(fact.c.aspect == "deal", _says(fact, "kind", "investment"), *_known_by_then(fact))
    .where(fact.c.valid_to > _valid_at)
    .subquery()
)
_SINCE: Final = select(_investments).where(or_(_investments.c.closed_on > _since, _investments.c.drawn_on > _since))


class _Investment(msgspec.Struct):
    terms: dict[str, Any]


_investment = msgspec.json.Decoder(_Investment)


def rounds_since(facts: FactsAt, issuers: Collection[str], since: date) -> list[Round]:
    """The investments, as they stand, that ever named one of *issuers* and closed or drew first after *since*."""
    which = {"position": facts.as_of.position, "valid_at": facts.as_of.valid_at, "since": since}
    return [
        Round(
            row.subject.removeprefix("deal/"),
            _investment.decode(row.value).terms,
            tuple(day for day in (row.closed_on, row.drawn_on) if day),
        )
        for some in chunks(issuers)
        for row in facts.connection.execute(_SINCE, which | {"issuers": some})
    ]
