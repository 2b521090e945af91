"""The rounds that make stakes doubtful: investments in some issuers that brought in money since a day.

Only the days are looked for on the whole of a deal's life; what comes back is one row for each such investment.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from domain.state.deals import CLOSED
from domain.state.holdings import Round
from infra.queries.facts_at import FactsAt
from infra.store.chunks import chunks
from infra.store.tables import fact, party

_issuers: Any = bindparam("issuers", expanding=True)
_since: Any = bindparam("since")
_position: Any = bindparam("position")
_valid_at: Any = bindparam("valid_at")


def _says(name: str, *values: str) -> ColumnElement[bool]:
    """Whether the value has a field with one of *values*: canonical JSON says so in just these bytes."""
    return or_(*(fact.c.value.contains(f'"{name}":"{value}"') for value in values))


_state, _tranche = fact.c.aspect == "deal", fact.c.aspect.startswith("tranche/")
_as_it_stands = func.max(case((and_(_state, fact.c.valid_to > _valid_at), fact.c.value)))
_closed_on = func.min(case((and_(_state, _says("status", *sorted(CLOSED))), fact.c.valid_from)))
_drawn_on = func.min(case((_tranche, fact.c.valid_from)))
_SINCE: Final = (
    select(fact.c.subject, _as_it_stands.label("value"), _closed_on.label("closed_on"), _drawn_on.label("drawn_on"))
    .where(fact.c.subject.in_(select(party.c.subject).where(party.c.entity.in_(_issuers))))
    .where(or_(and_(_state, _says("kind", "investment")), _tranche))
    .where(fact.c.known_from <= _position, fact.c.known_to > _position, fact.c.valid_from <= _valid_at)
    .group_by(fact.c.subject)
    .having(and_(_as_it_stands.is_not(None), or_(_closed_on > _since, _drawn_on > _since)))
)


class _Terms(msgspec.Struct):
    """What of the terms decides whether it is a primary round, and of whom."""

    issuer: dict[str, Any] = {}
    round: str = ""
    instruments: list[str] = []


class _Investment(msgspec.Struct):
    terms: _Terms


_investment = msgspec.json.Decoder(_Investment)


def rounds_since(facts: FactsAt, issuers: Collection[str], since: date) -> list[Round]:
    """The investments, as they stand, that ever named one of *issuers* and closed or drew first after *since*."""
    which = {"position": facts.as_of.position, "valid_at": facts.as_of.valid_at, "since": since}
    return [
        Round(
            row.subject.removeprefix("deal/"),
            msgspec.structs.asdict(_investment.decode(row.value).terms),
            tuple(day for day in (row.closed_on, row.drawn_on) if day),
        )
        for some in chunks(issuers)
        for row in facts.connection.execute(_SINCE, which | {"issuers": some})
    ]
