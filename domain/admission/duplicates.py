"""Whether a new deal is one that the log may hold already: the same kind, the same parties, open or close in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from domain.admission.parties import is_alive
from domain.admission.warnings import Warned
from domain.errors import Fault, Invalid, LookAlike, PossibleDuplicate
from domain.fold.facts import facts_told
from domain.fold.lifecycle import DEAL_KINDS, ENDERS, RANKS
from domain.naming.likeness import likeness_of
from domain.values.partial_date import precision, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.log import Log, LoggedEvent

OPEN: Final = frozenset({"rumoured", "announced", "signed", "partly_closed", "in_force_presumed"})
"""Last statuses of a deal whose next step is awaited, and may be recorded as a deal of its own by mistake."""

NEAR: Final = timedelta(days=14)
"""How far the steps of two deals lie apart that are rather two tellings of one."""


def look_alikes(event: LoggedEvent, sent: dict[str, Any], log: Log) -> list[LookAlike]:
    """The deals that *event*, admitted from *sent*, may repeat, but for those it says it is distinct from.

    Raises Invalid for one of these that the log does not hold.
    """
    distinct = [f"deal/{one}" for one in sent.get("distinct_from") or ()]
    strangers = [(index, one) for index, one in enumerate(distinct) if not log.stream(one).events]
    if strangers:
        raise Invalid(
            [Fault(f"/distinct_from/{at}", "unknown_deal", f"the log holds no {one}") for at, one in strangers]
        )
    if event.family not in DEAL_KINDS or log.stream(event.subject).events:
        return []
    key = likeness_of(event.family, event.data)
    others = sorted(set(log.bearing(key)) - {*distinct, event.subject})
    return [alike for other in others if is_alive(other, log) for alike in _alike(other, key, event, log)]


def refuse(event: LoggedEvent, alike: Sequence[LookAlike]) -> None:
    """Raise PossibleDuplicate if *event* is dated exactly enough, and one of *alike* surely looks like it."""
    if precision(event.occurred_on or "") == "day" and any(one.is_sure for one in alike):
        raise PossibleDuplicate(alike)


def warned(alike: Iterable[LookAlike]) -> list[Warned]:
    """The same as warnings."""
    advice = "if so, retract this event and record it there"
    return [Warned("possible-duplicate", "", f"this may be deal/{one.deal} ({one.reason}); {advice}") for one in alike]


def _alike(other: str, key: str, event: LoggedEvent, log: Log) -> Iterator[LookAlike]:
    alive = log.stream(other).alive
    states = [fact for fact in facts_told(alive) if fact.aspect == "deal"]
    if not any(likeness_of(state.value["kind"], state.value["terms"]) == key for state in states):
        return  # its parties were corrected since
    status = states[-1].value["status"]
    steps = [one for one in alive if one.transition in RANKS and one.transition not in ENDERS]
    near = [one for one in steps if _gap(one, event) <= NEAR]
    exact = [one for one in near if precision(one.occurred_on or "") == "day"]
    if status in OPEN:
        yield LookAlike(_id(other), f"it is still open: {status}", is_sure=True)
    elif near:
        nearest = min(exact or near, key=lambda one: _gap(one, event))
        yield LookAlike(_id(other), f"its {nearest.type} is of {nearest.occurred_on}", is_sure=bool(exact))


def _gap(one: LoggedEvent, other: LoggedEvent) -> timedelta:
    """How far apart at least the days of the two are."""
    assert one.occurred_on
    assert other.occurred_on
    (first, last), (from_, until) = span(one.occurred_on), span(other.occurred_on)
    return max(first - until, from_ - last, timedelta(0))


def _id(subject: str) -> str:
    return subject.partition("/")[2]
