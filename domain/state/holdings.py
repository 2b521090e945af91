"""Who holds what of whom: for each pair the latest statement over all deals and ownership records holds.

A stake changes by statements only, never by inferred dilution. It is marked stale once the issuer's later primary
rounds make it doubtful.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from domain.state.totals import category
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from domain.fold.fact import Fact

_STATEMENTS: Final = ("stake", "ownership")


class Round(NamedTuple):
    """An investment as it stands, with the days on which it closed and drew its first tranche, as far as it has."""

    deal: str
    terms: dict[str, Any]
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One party's stake in another, the statement that tells it, and whether later rounds make it doubtful."""

    owner: dict[str, Any]
    issuer: dict[str, Any]
    statement: Fact
    stale: bool

    @property
    def stake(self) -> dict[str, Any]:
        stake: dict[str, Any] = self.statement.value["stake"]
        return stake

    @property
    def deal(self) -> str | None:
        """The deal that states it, if one does."""
        return self.statement.value.get("deal")


def holdings(facts: Iterable[Fact], rounds: Sequence[Round], position_of: Callable[[str], int]) -> list[Holding]:
    """The stakes that hold by the statements among *facts*, stale or not by the *rounds* of their issuers.

    *position_of* places an event in the log.
    """
    latest: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.aspect.partition("/")[0] in _STATEMENTS:
            pair = _pair(fact)
            rival = latest.get(pair)
            if rival is None or _place(rival, position_of) < _place(fact, position_of):
                latest[pair] = fact
    primary = _primary(rounds)
    held = [_holding(fact, primary) for fact in latest.values() if fact.value["stake"]]
    return sorted(held, key=lambda one: (one.statement.value["from"], *_pair(one.statement)))


def issuer_of(statement: Fact) -> str:
    """The subject of which *statement* says who holds it."""
    return subject_of_party(statement.value.get("issuer", {})) or statement.subject


def _holding(fact: Fact, rounds: Mapping[str, Sequence[Round]]) -> Holding:
    issuer = fact.value.get("issuer") or {"id": fact.subject.partition("/")[2]}
    since, deal = date.fromisoformat(fact.value["from"]), fact.value.get("deal")
    later = (
        one for one in rounds.get(issuer.get("id", ""), ()) if one.deal != deal and any(since < day for day in one.days)
    )
    return Holding(fact.value["owner"], issuer, fact, stale=any(later))


def _primary(rounds: Iterable[Round]) -> dict[str, list[Round]]:
    """The primary ones of *rounds* by issuer."""
    found: defaultdict[str, list[Round]] = defaultdict(list)
    for one in rounds:
        if category(one.terms) == "primary" and (issuer := one.terms.get("issuer", {}).get("id")):
            found[issuer].append(one)
    return found


def _pair(fact: Fact) -> tuple[str, str]:
    return fact.aspect.partition("/")[2], issuer_of(fact)


def _place(fact: Fact, position_of: Callable[[str], int]) -> tuple[str, int]:
    return fact.value["from"], position_of(fact.events[0])
