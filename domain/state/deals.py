"""One deal as an answer sees it: its state, what has happened in it, and who takes part on which side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, get_args

from domain.vocabulary import commercial
from domain.vocabulary.parties import ROLE_OF, SIDES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from domain.fold.fact import Fact

    Party = dict[str, Any]

ROLES: Final = (
    *(ROLE_OF[name] for kind, sides in SIDES.items() for name in sides if kind != "commercial"),
    *get_args(commercial.Role),
)
"""Every role that a side can have; a party of a commercial contract brings its own."""

HAPPENINGS: Final = ("tranche", "payment", "exit", "review")

CLOSED: Final = frozenset({"closed", "exited"})
"""Statuses of a deal that was carried out."""

OVER: Final = frozenset({"withdrawn", "terminated", "exited"})
"""Statuses from which alone one cannot tell whether and when the deal was carried out before."""

_RUNNING: Final = frozenset({"in_force", "in_force_presumed", "scheduled", "expired_presumed"})
_LIVE: Final[Mapping[str, frozenset[str]]] = {
    "investment": frozenset({"partly_closed", "closed"}),
    "acquisition": frozenset({"closed"}),
    "licensing": _RUNNING,
    "commercial": _RUNNING,
    "hiring": frozenset({"in_force"}),
}
_PENDING: Final = frozenset({"rumoured", "announced", "signed"})


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal at one as-of; ``life`` holds all its states as known, on any day, where they were read."""

    id: str
    kind: str
    status: str
    terms: dict[str, Any]
    sides: Sequence[tuple[str, Party]]
    """Who takes part: each role with its party."""
    state: Fact
    happened: Sequence[Fact] = ()
    life: Sequence[Fact] = ()

    @property
    def place(self) -> tuple[str, str]:
        """Deals are listed by the day from which their status holds."""
        return (self.state.value["since"]["from"], self.id)

    @property
    def is_live(self) -> bool:
        """Whether it is closed or in force."""
        return self.status in _LIVE[self.kind]

    @property
    def is_pending(self) -> bool:
        """Whether it has neither closed nor begun nor died."""
        return self.status in _PENDING or (self.kind == "hiring" and self.status == "scheduled")

    @property
    def is_over(self) -> bool:
        """Whether it has ended, one way or another."""
        return not (self.is_live or self.is_pending)

    @property
    def wants_life(self) -> bool:
        """Whether its state alone does not tell what an answer must know of its past or its end."""
        if self.kind == "hiring":
            return self.status == "in_force" and self.state.valid_to is not None
        return self.kind == "investment" and self.status in OVER

    def roles_of(self, entity_id: str) -> list[str]:
        """The roles in which a company or person takes part; none if it is only mentioned."""
        return [role for role, party in self.sides if party.get("id") == entity_id]

    def counterparties(self, entity_id: str, roles: Collection[str] = ()) -> list[Party]:
        """The others who take part, or those of them in *roles*."""
        others = (side for side in self.sides if side[1].get("id") != entity_id)
        return [party for role, party in others if not roles or role in roles]

    def with_life(self, facts: Iterable[Fact]) -> Deal:
        """The deal with its states on other days, as far as *facts* tell them."""
        return replace(self, life=[fact for fact in facts if fact.aspect == "deal"])

    def happenings(self, aspect: str) -> list[Fact]:
        """What happened of one sort: tranches, payments, exits or reviews."""
        return [fact for fact in self.happened if fact.aspect.startswith(f"{aspect}/")]

    def closed_on(self, valid_at: date) -> date | None:
        """The day from which the deal was closed, whatever came after, if it was by *valid_at*."""
        days = [
            date.fromisoformat(state.value["since"]["from"])
            for state in self.life or (self.state,)
            if state.value["status"] in CLOSED
        ]
        return min((day for day in days if day <= valid_at), default=None)


def sides_of(state: Fact) -> list[tuple[str, Party]]:
    """Who takes part in the deal of *state*: each role with its party."""
    terms, sides = state.value["terms"], []
    for name in SIDES[state.value["kind"]]:
        value = terms.get(name)
        if isinstance(value, list):
            sides += [(entry.get("role", ROLE_OF[name]), entry.get("party", entry)) for entry in value]
        elif value:
            sides.append((ROLE_OF[name], value))
    return sides


def deal_of(state: Fact, happened: Sequence[Fact] = ()) -> Deal:
    """The deal of *state*, with what *happened* in it."""
    value = state.value
    deal_id = state.subject.partition("/")[2]
    return Deal(deal_id, value["kind"], value["status"], value["terms"], sides_of(state), state, happened)


def deals_in(facts: Iterable[Fact]) -> list[Deal]:
    """The deals whose states are among *facts*, in order, with what happened in them."""
    states: list[Fact] = []
    happened: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.aspect == "deal":
            states.append(fact)
        elif fact.aspect.partition("/")[0] in HAPPENINGS:
            happened[fact.subject].append(fact)
    return sorted((deal_of(state, happened[state.subject]) for state in states), key=lambda deal: deal.place)


def deals_on(valid_at: date, facts: Collection[Fact]) -> list[Deal]:
    """The deals of which *facts* tell every day, as they stand on one, with their lives."""
    lives: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        lives[fact.subject].append(fact)
    deals = deals_in(fact for fact in facts if fact.holds_on(valid_at))
    return [deal.with_life(lives[deal.state.subject]) for deal in deals]
