"""Facts as questions ask for them: as known at one position, of an entity with all streams that name it, or of streams.

Statements are built once; each takes its coordinates as parameters. Personal values are in the clear.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, Text, bindparam, func, or_, select, union_all

from domain.as_of import AsOf
from domain.fold.facts import Fact, Held
from infra.store.chunks import chunks
from infra.store.fact_rows import FACT_COLUMNS, HELD, fact_of, held
from infra.store.personal import COMMITMENT, reveal
from infra.store.tables import fact, party

T = TypeVar("T")

_entity = bindparam("entity", type_=Text)
_subjects: Any = bindparam("subjects", expanding=True)
_entities: Any = bindparam("entities", expanding=True)
_position: Any = bindparam("position")
_valid_at: Any = bindparam("valid_at")

_naming = select(party.c.subject).where(party.c.entity == _entity)
_package = party.alias()
_packages_of_its_deals = (
    select(_package.c.subject)
    .join(party, party.c.subject == _package.c.entity)
    .where(party.c.entity == _entity, party.c.subject.startswith("deal/"))
    .where(_package.c.subject.startswith("transaction/"))
)
_of_entity = fact.c.subject.in_(union_all(select(_entity), _naming, _packages_of_its_deals))
_of_subjects = fact.c.subject.in_(_subjects)
_COMMITTED: Final = f'"{COMMITMENT}"'
"""What the JSON of a value holds that is not in the clear."""

_known: Final[tuple[ColumnElement[bool], ...]] = (fact.c.known_from <= _position, fact.c.known_to > _position)
_valid: Final[tuple[ColumnElement[bool], ...]] = (fact.c.valid_from <= _valid_at, fact.c.valid_to > _valid_at)
_facts: Final[Select[Any]] = select(*FACT_COLUMNS).where(*_known)
_profiles: Final = select(fact.c.subject, fact.c.value).where(fact.c.aspect == "profile", *_known)

_OF_ENTITY = _facts.where(_of_entity, *_valid)
_OF_STREAMS = _facts.where(_of_subjects, *_valid)
_DEALS = _facts.where(fact.c.aspect == "deal", *_valid)
_MONEY = _facts.where(fact.c.subject.startswith("deal/"), *_valid).where(
    or_(fact.c.aspect == "deal", fact.c.aspect.startswith("tranche/"), fact.c.aspect.startswith("payment/"))
)
_naming_any = select(party.c.subject).where(party.c.entity.in_(_entities), party.c.subject.startswith("deal/"))
_DEALS_OF = _facts.where(fact.c.subject.in_(_naming_any), fact.c.aspect == "deal", *_valid)
_DEALS_BEHIND = _DEALS.where(fact.c.subject > bindparam("after")).order_by(fact.c.subject).limit(bindparam("limit"))
_PACKAGES = _facts.where(fact.c.subject.in_(_naming), fact.c.aspect == "transaction", *_valid)
_LIVES = _facts.where(_of_subjects)
_PROFILES = _OF_STREAMS.where(fact.c.aspect == "profile")
_EVER_PROFILES = _facts.where(_of_subjects, fact.c.aspect == "profile").order_by(fact.c.valid_from.desc())
_EVER_CALLED = _facts.where(_of_subjects, fact.c.aspect.in_(("profile", "deal", "transaction"))).order_by(
    fact.c.valid_from.desc()
)
_NAMES = _profiles.where(_of_subjects, *_valid)
_FIRST_NAMES = _profiles.where(_of_subjects).order_by(fact.c.valid_from.desc())
_EVER_OF_ENTITY = HELD.where(_of_entity, fact.c.known_from <= _position)
_EVER_OF_STREAM = HELD.where(_of_subjects, fact.c.known_from <= _position)


class _Named(msgspec.Struct):
    name: Any


_named = msgspec.json.Decoder(_Named)


@dataclass(frozen=True, slots=True)
class FactsAt:
    """The facts of the store as known at the position of ``as_of``."""

    connection: Connection
    as_of: AsOf

    def of_entity(self, subject: str) -> list[Fact]:
        """What holds on the day, of a company or person and of every stream that ever named it."""
        return self._facts(_OF_ENTITY, entity=subject)

    def of_streams(self, subjects: Collection[str]) -> list[Fact]:
        """What holds on the day, of *subjects*."""
        return [one for some in chunks(subjects) for one in self._facts(_OF_STREAMS, subjects=some)]

    def deals(self) -> list[Fact]:
        """The states of all deals on the day."""
        return self._facts(_DEALS)

    def deals_behind(self, after: str, limit: int) -> list[Fact]:
        """At most *limit* of these, by their subjects, of which the first lies behind *after*."""
        return self._facts(_DEALS_BEHIND, after=after, limit=limit)

    def profiles(self, subjects: Collection[str]) -> list[Fact]:
        """The profiles on the day of those of *subjects* that have one, in the order of *subjects*."""
        found = {one.subject: one for some in chunks(subjects) for one in self._facts(_PROFILES, subjects=some)}
        return [found[subject] for subject in subjects if subject in found]

    def on_the_day(self, *conditions: ColumnElement[bool], limit: int, offset: int) -> list[Fact]:
        """A page of what holds on the day and meets *conditions* on the columns of facts, short subjects first."""
        which = _facts.where(*conditions, *_valid).order_by(func.length(fact.c.subject), fact.c.subject)
        return self._facts(which.limit(limit).offset(offset))

    def deals_with_money(self) -> list[Fact]:
        """The same, with the tranches and payments until then."""
        return self._facts(_MONEY)

    def deals_of(self, entities: Collection[str]) -> list[Fact]:
        """The states on the day of all deals that ever named one of *entities*."""
        found = (one for some in chunks(entities) for one in self._facts(_DEALS_OF, entities=some))
        return list({one.subject: one for one in found}.values())

    def packages_of(self, deal: str) -> list[Fact]:
        """The transactions that ever named a deal."""
        return self._facts(_PACKAGES, entity=deal)

    def lives(self, subjects: Collection[str]) -> dict[str, list[Fact]]:
        """The facts of *subjects* on any day."""
        found: defaultdict[str, list[Fact]] = defaultdict(list)
        for some in chunks(subjects):
            for one in self._facts(_LIVES, subjects=some):
                found[one.subject].append(one)
        return found

    def names(self, subjects: Collection[str]) -> dict[str, Any]:
        """What each of *subjects* is called on the day, or will be called first."""
        found = self._names(_NAMES, subjects)
        return self._names(_FIRST_NAMES, set(subjects) - found.keys()) | found

    def identities(self, subjects: Collection[str]) -> dict[str, Fact]:
        """The profile of each of *subjects* on the day, or the first that it will have."""
        return self._on_the_day_or_first(_EVER_PROFILES, subjects)

    def called(self, subjects: Collection[str]) -> dict[str, Any]:
        """What each of *subjects* is called, deals by their headlines, on the day or first; None for no headline."""
        found = self._on_the_day_or_first(_EVER_CALLED, subjects)
        return {subject: one.value.get("name", one.value.get("headline")) for subject, one in found.items()}

    def _on_the_day_or_first(self, descending: Select[Any], subjects: Collection[str]) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for some in chunks(subjects):
            for one in self._facts(descending, subjects=some):
                if one.subject not in found or not found[one.subject].holds_on(self.as_of.valid_at):
                    found[one.subject] = one
        return found

    def ever(self, subject: str, *, with_naming: bool) -> list[Held]:
        """All that was held until the position, then or before, of a stream, or also of all that ever named it."""
        if with_naming:
            rows = self.connection.execute(_EVER_OF_ENTITY, self._parameters(entity=subject))
        else:
            rows = self.connection.execute(_EVER_OF_STREAM, self._parameters(subjects=[subject]))
        return [held(row) for row in rows]

    def ever_in_the_clear(self, entity: str) -> list[Held]:
        """The same of all streams that ever named *entity*, with personal values."""
        rows = self.connection.execute(_EVER_OF_ENTITY, self._parameters(entity=entity)).all()
        found = [held(row) for row in rows]
        facts = self._in_the_clear(rows, [one.fact for one in found])
        return [replace(one, fact=fact) for one, fact in zip(found, facts, strict=True)]

    def _facts(self, statement: Select[Any], **which: Any) -> list[Fact]:
        rows = self.connection.execute(statement, self._parameters(**which)).all()
        return self._in_the_clear(rows, [fact_of(row) for row in rows])

    def _in_the_clear(self, rows: Sequence[Row[Any]], facts: list[Fact]) -> list[Fact]:
        """The *facts* in *rows* with personal values; only those that hold any are walked through."""
        personal = [number for number, row in enumerate(rows) if _COMMITTED in row.value]
        if personal:
            values = reveal(self.connection, [facts[number].value for number in personal])
            for number, value in zip(personal, values, strict=True):
                facts[number] = replace(facts[number], value=value)
        return facts

    def _names(self, statement: Select[Any], subjects: Collection[str]) -> dict[str, Any]:
        names = {
            subject: _named.decode(value).name
            for some in chunks(subjects)
            for subject, value in self.connection.execute(statement, self._parameters(subjects=some))
        }
        return reveal(self.connection, names)

    def _parameters(self, **which: Any) -> dict[str, Any]:
        return {"position": self.as_of.position, "valid_at": self.as_of.valid_at, **which}
