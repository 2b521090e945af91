"""Who or what is meant: suggestions as one types, and a name and identifiers resolved, as of any two dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import count, islice
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from domain.as_of import AsOf
from domain.fold.fact import Fact
from domain.naming.fits import Fit, Typed
from domain.naming.names import Name, names_in
from domain.naming.verdict import Candidate, Mention, Reason, verdict
from domain.state.documents import document_of_as_of
from infra.names import likest, near
from infra.queries.facts_at import FactsAt
from infra.store.engine import reading
from infra.store.tables import entity_name, fact

Document = dict[str, Any]
Among = Literal["company", "person", "deal", "transaction"]

AMONG: Final[tuple[Among, ...]] = ("company", "person", "deal", "transaction")
"""All that can be suggested, in the order in which equally good suggestions stand."""

_NAMED: Final[tuple[Among, ...]] = ("company", "person")
_WEIGHED: Final = 500
"""Things that fit somehow and are weighed against each other; the longer the name, the less of it is typed."""

_SUGGESTED: Final = 5
"""Similar names that are told where nobody bears the very name."""


@dataclass(frozen=True, slots=True)
class _Suggestion:
    subject: str
    name: Any
    fit: Fit

    @property
    def place(self) -> tuple[tuple[int, int, int], int, str]:
        family: Any = self.subject.partition("/")[0]
        return self.fit.rank, AMONG.index(family), self.subject

    def told(self) -> Document:
        fit = self.fit
        score = {} if fit.score is None else {"score": fit.score}
        matched = {"field": fit.field, "text": fit.text, "fit": fit.how} | score
        return _identity(self.subject, self.name) | {"matched": matched}


@dataclass(frozen=True, slots=True)
class Naming:
    """Looks names up in one database."""

    engine: Engine

    def suggest(self, q: str, as_of: AsOf, *, among: Collection[Among] = AMONG, limit: int = 10) -> Document:
        """What may be meant by *q*, the beginning of a name, best first; where nothing fits, what is similar."""
        typed = Typed(q)
        with reading(self.engine) as connection:
            look = _Look(FactsAt(connection, as_of), [one for one in _NAMED if one in among])
            found = {one.subject: one for one in islice(look.beginning(typed), _WEIGHED)}
            found |= {one.subject: one for one in islice(_deals_and_packages(look.facts, typed, among), _WEIGHED)}
            if sum(one.fit.how == "start" for one in found.values()) < limit:
                found |= {one.subject: one for one in islice(look.holding(typed), _WEIGHED)}
            if not found:
                found = {one.subject: one for one in look.like(q, limit)}
        items = [one.told() for one in sorted(found.values(), key=lambda one: one.place)[:limit]]
        return {"items": items, "as_of": document_of_as_of(as_of)}

    def resolve(self, mention: Mention, as_of: AsOf) -> Document:
        """The company or person that *mention* means, those it may mean, or whose names are like it."""
        with reading(self.engine) as connection:
            look = _Look(FactsAt(connection, as_of), _NAMED)
            found = verdict(mention, [*look.bearing(entity_name.c.key.in_([*mention.keys()]))])
            candidates = [_candidate(one) for one in found.candidates]
            if not candidates and mention.name is not None:
                candidates = [_like(one) for one in look.like(mention.name, _SUGGESTED)]
        told = {"result": found.result, "candidates": candidates, "unconfirmed": found.unconfirmed}
        return told | {"as_of": document_of_as_of(as_of)}


@dataclass(frozen=True, slots=True)
class _Look:
    """Companies and people of *families* by the names that they bear at one as-of."""

    facts: FactsAt
    families: Collection[Among]

    def bearing(self, condition: ColumnElement[bool]) -> Iterator[Fact]:
        """The profiles on the day of those of whom any name ever told meets *condition*, short names first."""
        if not self.families:
            return
        entity = entity_name.c.entity
        of_family = or_(*(entity.startswith(f"{family}/") for family in self.families))
        entities = select(entity).where(of_family, condition).group_by(entity)
        entities = entities.order_by(func.min(func.length(entity_name.c.key)), entity)
        for offset in count(step=_WEIGHED):
            page = self.facts.connection.scalars(entities.limit(_WEIGHED).offset(offset)).all()
            yield from self.facts.profiles(page)
            if len(page) < _WEIGHED:
                return

    def beginning(self, typed: Typed) -> Iterator[_Suggestion]:
        return _fitting(typed, self.bearing(entity_name.c.key.startswith(typed.key, autoescape=True)))

    def holding(self, typed: Typed) -> Iterator[_Suggestion]:
        words = (entity_name.c.key.contains(word, autoescape=True) for word in typed.words)
        return _fitting(typed, self.bearing(and_(*words)))

    def like(self, text: str, limit: int) -> Iterator[_Suggestion]:
        """Those whose names come near *text*; only names that they bear count, whatever led to them."""
        for profile in self.facts.profiles(near(self.facts.connection, text, self.families, limit)):
            if best := likest(text, names_in(profile.value)):
                yield _suggestion(profile, best)


def _deals_and_packages(facts: FactsAt, typed: Typed, among: Collection[Among]) -> Iterator[_Suggestion]:
    """Deals and packages by the words of their ids and by what they are called."""
    wanted = [one for one in ("deal", "transaction") if one in among]
    if not wanted:
        return
    holding = (
        or_(fact.c.subject.contains(word, autoescape=True), func.lower(fact.c.value).contains(word, autoescape=True))
        for word in typed.words
        if word.isascii()  # databases fold other letters in other ways
    )
    for one in _pages(facts, fact.c.aspect.in_(wanted), *holding):
        called = one.value.get("headline") or one.value.get("name")
        own = one.subject.partition("/")[2]
        names = [Name("headline" if one.aspect == "deal" else "name", called)] if isinstance(called, str) else []
        if best := typed.best([*names, Name("id", own)]):
            yield _Suggestion(one.subject, called if isinstance(called, str) else own, best)


def _pages(facts: FactsAt, *conditions: ColumnElement[bool]) -> Iterator[Fact]:
    for offset in count(step=_WEIGHED):
        page = facts.on_the_day(*conditions, limit=_WEIGHED, offset=offset)
        yield from page
        if len(page) < _WEIGHED:
            return


def _fitting(typed: Typed, profiles: Iterable[Fact]) -> Iterator[_Suggestion]:
    for profile in profiles:
        if best := typed.best(names_in(profile.value)):
            yield _suggestion(profile, best)


def _suggestion(profile: Fact, fit: Fit) -> _Suggestion:
    return _Suggestion(profile.subject, profile.value["name"], fit)


def _identity(subject: str, name: Any) -> Document:
    return {"subject": subject, "id": subject.partition("/")[2], "name": name}


def _candidate(one: Candidate) -> Document:
    reasons = [asdict(reason) for reason in one.reasons]
    return _identity(one.profile.subject, one.profile.value["name"]) | {"reasons": reasons}


def _like(one: _Suggestion) -> Document:
    reason = Reason("name", "similar", one.fit.field, one.fit.text)
    return _identity(one.subject, one.name) | {"score": one.fit.score, "reasons": [asdict(reason)]}
