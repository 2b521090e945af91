"""The fold of a deal: its events laid over one another in order, each from its day on until the next known change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from domain.fold import periods
from domain.fold.lifecycle import BINDING_STAGES, CHANGE, ENDED, REVIEWS
from domain.values.money import added
from domain.values.partial_date import earliest
from domain.vocabulary import REQUIRED_TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from domain.fold.dating import Dated
    from domain.fold.periods import Period

ASIDE: Final = frozenset({"tranche", "payment", "summary", "unset", "commitment_added"})
"""Fields of an event's data that say what happened and are no term of the deal from then on."""
ASIDE_IN_EXIT: Final = ASIDE | {"investor", "stake_after", "proceeds", "buyer"}

BY_TERM: Final = frozenset({"licensing", "commercial", "hiring"})
"""Kinds whose state begins and ends with dates that the deal itself states."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the whole stream, as known, says of a deal's life: the days that no single event can tell."""

    effective: date | None
    """The earliest day on which it took effect or started."""
    committed: date | None
    """The first day on which the parties were bound: signed, or announced as agreed or definitive."""


@dataclass(frozen=True)
class DealState:
    """A deal after the events applied so far; ``level`` is the highest rank reached, -1 before any step."""

    kind: str
    outlook: Outlook
    fields: Mapping[str, Any]
    setters: Mapping[str, Dated]
    level: int = -1
    applied: tuple[Dated, ...] = ()
    reviews: tuple[Dated, ...] = ()
    renewals: tuple[Period, ...] = ()

    @property
    def base(self) -> Period | None:
        """The first term, before any renewal."""
        name = "end_on" if self.kind == "hiring" else "term"
        if name not in self.fields:
            return None
        setter = self.setters[name]
        default = self.outlook.effective or self.outlook.committed or setter.start
        term = self.fields[name]
        if self.kind == "hiring":
            term = {"end": term} | ({"start": self.fields["start_on"]} if "start_on" in self.fields else {})
        return periods.period(term, setter, default)

    @cached_property
    def terms(self) -> tuple[Period, ...]:
        """The first term and its renewals, in order."""
        base = self.base
        return (base, *self.renewals) if base else self.renewals

    @property
    def stated_beginning(self) -> str | None:
        """The date on which the deal says it begins; a renewal's start is none."""
        if self.kind == "hiring":
            return self.fields.get("start_on")
        return self.fields.get("term", {}).get("start") if self.kind in BY_TERM else None

    @property
    def beginning(self) -> date | None:
        """The day from which the deal is in force, if anything tells it."""
        stated = self.stated_beginning
        return earliest(stated) if stated else self.outlook.effective

    @property
    def committed(self) -> bool:
        """Whether the parties are bound to each other as far as the events tell."""
        return self.fields.get("stage") in BINDING_STAGES or any(
            step.event.transition == "signed" for step in self.applied
        )


def outlook(dated: Sequence[Dated]) -> Outlook:
    """What all the deal's events together tell of its beginning."""
    effective = [step.start for step in dated if step.event.transition in ("took_effect", "started")]
    committed = [step.start for step in dated if binds(step)]
    return Outlook(min(effective, default=None), committed[0] if committed else None)


def binds(step: Dated) -> bool:
    """Whether *step* by itself binds the parties."""
    event = step.event
    return event.transition == "signed" or (
        event.transition == "announced" and event.data.get("stage") in BINDING_STAGES
    )


def unborn(kind: str, dated: Sequence[Dated], reviews: Sequence[Dated]) -> DealState:
    """The deal before its first event: what identifies it holds for its whole life, from whichever event states it."""
    fields: dict[str, Any] = {}
    setters: dict[str, Dated] = {}
    for name in (name for alternatives in REQUIRED_TERMS[kind] for name in alternatives):
        for step in (*dated, *reviews):
            if name in step.event.data:
                fields[name], setters[name] = step.event.data[name], step
                break
    return DealState(kind, outlook(dated), fields, setters)


def only_fills(state: DealState, step: Dated) -> bool:
    """Whether *step* comes when the deal is already further, so that it may fill gaps and replace nothing."""
    return state.level == ENDED if step.rank == CHANGE else step.rank < state.level


def evolve(state: DealState, step: Dated) -> DealState:
    """*state* with one more event laid over it, or only its gaps filled where the deal was already further."""
    if step.event.transition in REVIEWS:
        return replace(state, reviews=(*state.reviews, step))
    data = step.event.data
    fills_only = only_fills(state, step)
    fields, setters, renewals = dict(state.fields), dict(state.setters), state.renewals

    def lay(name: str, value: object) -> None:
        fields[name], setters[name] = value, step

    if not fills_only:
        for name in data.get("unset", ()):
            fields.pop(name, None)
            setters.pop(name, None)
            renewals = () if name == "term" else renewals
    if step.event.transition == "renewed":
        if not (fills_only and state.terms):
            before = state.terms[-1] if state.terms else None
            renewals = (*renewals, periods.renewal(step, before))
        data = {name: value for name, value in data.items() if name != "term"}
    aside = ASIDE_IN_EXIT if step.event.transition == "exited" else ASIDE
    for name, value in data.items():
        known = name in fields or (name == "term" and renewals)
        if name not in aside and not (fills_only and known):
            renewals = () if name == "term" else renewals
            lay(name, value)
    if "commitment_added" in data:
        more = data["commitment_added"]
        total = added(fields["commitment"], more) if "commitment" in fields else more
        lay(*(("commitment_added", more) if total is None else ("commitment", total)))
    level = state.level if step.rank == CHANGE else max(state.level, step.rank)
    applied = (*state.applied, step)
    return DealState(state.kind, state.outlook, fields, setters, level, applied, state.reviews, renewals)
