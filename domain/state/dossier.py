"""Everything that concerns one company or person at one as-of, sorted out of the facts of all streams that name it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.state.concern import concerning
from domain.state.deals import HAPPENINGS, Deal, deals_in
from domain.state.holdings import issuer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from domain.fold.fact import Fact


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of *subject*; ``founding`` stands in for a ``profile`` that begins only later."""

    subject: str
    profile: Fact | None
    valuation: Fact | None
    deals: Sequence[Deal]
    roles: Mapping[str, Sequence[str]]
    """Deal -> the roles that it takes there."""
    statements: Sequence[Fact]
    positions: Sequence[Fact]
    packages: Sequence[Fact]
    founding: Fact | None = None

    @property
    def id(self) -> str:
        return self.subject.partition("/")[2]

    @property
    def identity(self) -> dict[str, Any]:
        """The profile's value, or the first that it will have; empty if there is none."""
        fact = self.profile or self.founding
        return fact.value if fact else {}

    @property
    def wanted_lives(self) -> list[str]:
        """The deals of which the states before and after must be read too."""
        return [deal.state.subject for deal in self.deals if deal.wants_life]

    @property
    def issuers(self) -> set[str]:
        """Whose rounds must be read to tell which stakes are stale."""
        return {issuer_of(fact) for fact in self.statements if fact.value["stake"]}

    @property
    def first_stake(self) -> date | None:
        """The day from which their rounds must be read."""
        return min(
            (date.fromisoformat(fact.value["from"]) for fact in self.statements if fact.value["stake"]), default=None
        )

    def founded_by(self, own: Iterable[Fact]) -> Dossier:
        """The dossier with the first profile among its *own* facts of any day."""
        profiles = [fact for fact in own if fact.aspect == "profile"]
        return replace(self, founding=min(profiles, key=lambda fact: fact.valid_from or date.min, default=None))

    def with_lives(self, lives: Mapping[str, Sequence[Fact]]) -> Dossier:
        """The dossier with the states of its deals on other days, as far as *lives* tell them."""
        deals = [
            deal.with_life(lives[deal.state.subject]) if deal.state.subject in lives else deal for deal in self.deals
        ]
        return replace(self, deals=deals)

    def role_in(self, deal: Deal) -> str:
        """The first role that it takes in a deal."""
        return self.roles[deal.id][0]

    def of_kind(self, kind: str, role: str | None = None) -> list[Deal]:
        """The deals of *kind*, or those of them in which it takes *role*."""
        return [deal for deal in self.deals if deal.kind == kind and (role is None or role in self.roles[deal.id])]

    def live(self, kind: str, role: str | None = None) -> list[Deal]:
        """Those of them that are closed or in force."""
        return [deal for deal in self.of_kind(kind, role) if deal.is_live]

    def pending(self) -> list[Deal]:
        """The deals that have neither closed nor begun nor died."""
        return [deal for deal in self.deals if deal.is_pending]

    def ended(self) -> list[Deal]:
        """The deals that are over."""
        return [deal for deal in self.deals if deal.is_over]

    def not_ended(self) -> list[Deal]:
        """The deals that are pending or live."""
        return [deal for deal in self.deals if not deal.is_over]

    def facts(self) -> Iterator[Fact]:
        """Every fact that an answer about it may tell."""
        yield from (fact for fact in (self.profile, self.founding, self.valuation) if fact)
        for deal in self.deals:
            yield from (deal.state, *deal.happened, *deal.life)
        yield from (*self.statements, *self.positions, *self.packages)


def dossier(subject: str, facts: Iterable[Fact]) -> Dossier:
    """What *facts*, of all streams that ever named *subject*, tell of it."""
    told: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in concerning(facts, subject):
        told[fact.aspect.partition("/")[0]].append(fact)
    own = {fact.aspect: fact for name in ("profile", "valuation") for fact in told[name]}
    deals = deals_in(fact for name in ("deal", *HAPPENINGS) for fact in told[name])
    return Dossier(
        subject,
        own.get("profile"),
        own.get("valuation"),
        deals,
        {deal.id: deal.roles_of(subject.partition("/")[2]) for deal in deals},
        told["stake"] + told["ownership"],
        told["position"],
        sorted(told["transaction"], key=lambda fact: fact.subject),
    )
