"""Which status a deal has on a day, and by which of its steps.

The status is the highest step reached, or what ended the deal. Where the deal states when it begins or how long it
lasts, the days between its events change it too: scheduled until it begins, presumed expired when its term is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.fold import periods
from domain.fold.deal import BY_TERM, binds
from domain.fold.lifecycle import ENDED, STATUS_OF_STEP
from domain.values.identifiers import subject_of_party
from domain.values.partial_date import latest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.fold.dating import Dated
    from domain.fold.deal import DealState

IN_FORCE: Final = frozenset({"in_force", "in_force_presumed"})

FALLBACKS: Final = (
    (("renewed", "payment_made"), "in_force"),
    (("exited",), "closed"),
    (("amended",), "announced"),
)
"""What a deal is whose only known events change it: somebody must have agreed to what is paid or amended."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, and the steps that give it or, where ``derived``, its first day and the latest that day may be."""

    status: str
    steps: tuple[Dated, ...] = ()
    derived: tuple[date, date] | None = None


def standing(state: DealState, day: date) -> Standing:
    """The status of the deal on *day*, after the events of *state*."""
    if state.level == ENDED:
        ender = next(step for step in reversed(state.applied) if step.rank == ENDED)
        return Standing(STATUS_OF_STEP[ender.event.transition], (ender,))
    if state.kind == "investment" and (exits := completed_exits(state)):
        return Standing("exited", exits)
    reached = _reached(state, day)
    if reached.status in IN_FORCE and (term := periods.running(state.terms, day)):
        over_from = term.over_from
        if over_from and day >= over_from:
            return Standing("expired_presumed", (), (over_from, over_from))
    return reached


def turning_days(state: DealState) -> Iterator[date]:
    """The days on which the status or the term may change without an event."""
    if state.beginning:
        yield state.beginning
    for term in state.terms:
        yield term.start
        if over_from := term.over_from:
            yield over_from


def completed_exits(state: DealState) -> tuple[Dated, ...]:
    """The exits of an investment's investors, once every named one has left without keeping a stake; else none."""
    exits: dict[str, Dated] = {}
    for step in state.applied:
        if step.event.transition == "exited" and (investor := subject_of_party(step.event.data["investor"])):
            if "stake_after" in step.event.data:
                exits.pop(investor, None)
            else:
                exits.setdefault(investor, step)
    if not exits:
        return ()
    named = {subject_of_party(entry["party"]) for entry in state.fields.get("investors", ())} - {None}
    if not named or not named <= exits.keys():
        return ()
    return tuple(sorted((exits[investor] for investor in named if investor), key=lambda step: step.order))


def _reached(state: DealState, day: date) -> Standing:
    if state.level < 0:
        return _fallback(state)
    steps = tuple(step for step in state.applied if step.rank == state.level)
    if state.level in (1, 2) and state.kind in BY_TERM and state.committed:
        return _agreed(state, day, steps)
    return Standing(STATUS_OF_STEP[steps[0].event.transition], steps)


def _agreed(state: DealState, day: date, steps: tuple[Dated, ...]) -> Standing:
    binding = tuple(step for step in state.applied if binds(step))
    beginning = state.beginning
    if beginning is None:
        if state.kind == "hiring":
            return Standing(STATUS_OF_STEP[steps[0].event.transition], steps)
        return Standing("in_force_presumed", binding)
    if day < beginning:
        return Standing("scheduled", binding)
    stated = state.stated_beginning
    return Standing("in_force", (), (beginning, latest(stated) if stated else beginning))


def _fallback(state: DealState) -> Standing:
    for transitions, status in FALLBACKS:
        if steps := tuple(step for step in state.applied if step.event.transition in transitions):
            return Standing("closed" if state.kind == "acquisition" and status == "in_force" else status, steps)
    return Standing("announced", state.reviews)
