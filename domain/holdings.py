"""Who holds what of whom: for each pair the latest statement over all deals and ownership records holds.

A stake changes by statements only, never by inferred dilution. It is marked stale once the issuer's later primary
rounds make it doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from domain.identifiers import subject_of_party
from domain.totals import category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from domain.deal import Deal
    from domain.fact import Fact

_STATEMENTS: Final = ("stake", "ownership")


@dataclass(frozen=True, slots=True)
class Holding:
    """One party's stake in another, and the statement that tells it."""

    owner: dict[str, Any]
    issuer: dict[str, Any]
    statement: Fact

    @property
    def stake(self) -> dict[str, Any]:
        stake: dict[str, Any] = self.statement.value["stake"]
        return stake

    @property
    def since(self) -> date:
        return date.fromisoformat(self.statement.value["from"])

    @property
    def deal(self) -> str | None:
        """The deal that states it, if one does."""
        return self.statement.value.get("deal")

    def is_stale(self, rounds: Iterable[Deal], valid_at: date) -> bool:
        """Whether another primary round of the issuer closed, or drew its first tranche, after this stake began."""
        issuer = subject_of_party(self.issuer)
        return any(
            self.since < day <= valid_at
            for deal in rounds
            if deal.id != self.deal and _is_primary_round(deal, issuer)
            for day in _days_of_drawing(deal, valid_at)
        )


def holdings(facts: Iterable[Fact], position_of: Callable[[str], int]) -> list[Holding]:
    """The stakes that hold by the statements among *facts*; *position_of* places an event in the log."""
    latest: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.aspect.partition("/")[0] in _STATEMENTS:
            pair = _pair(fact)
            rival = latest.get(pair)
            if rival is None or _place(rival, position_of) < _place(fact, position_of):
                latest[pair] = fact
    held = (_holding(fact) for fact in latest.values() if fact.value["stake"])
    return sorted(held, key=lambda one: (one.statement.value["from"], *_pair(one.statement)))


def _holding(fact: Fact) -> Holding:
    issuer = fact.value.get("issuer") or {"id": fact.subject.partition("/")[2]}
    return Holding(fact.value["owner"], issuer, fact)


def _pair(fact: Fact) -> tuple[str, str]:
    owner = fact.aspect.partition("/")[2]
    return owner, subject_of_party(fact.value.get("issuer", {})) or fact.subject


def _place(fact: Fact, position_of: Callable[[str], int]) -> tuple[str, int]:
    return fact.value["from"], position_of(fact.events[0])


def _is_primary_round(deal: Deal, issuer: str | None) -> bool:
    return (
        deal.kind == "investment"
        and subject_of_party(deal.terms.get("issuer", {})) == issuer
        and category(deal.terms) == "primary"
    )


def _days_of_drawing(deal: Deal, valid_at: date) -> Iterator[date]:
    if closed_on := deal.closed_on(valid_at):
        yield closed_on
    drawn = [fact.valid_from for fact in deal.happenings("tranche") if fact.valid_from]
    if drawn:
        yield min(drawn)
