"""Which histories of a stream are legal, judged over its surviving events whatever their order of arrival.

Every part of a legal history is legal, skipping steps is legal, and dirty but possible data is stored with warnings:
only what cannot both have happened is refused.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from domain.errors import Fault, IdentifierTaken, IllegalHistory, MissingTerms
from domain.fold.dating import span
from domain.fold.lifecycle import AFTER_THE_END, DEAL_KINDS, ENDERS
from domain.vocabulary import REQUIRED_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.log import LoggedEvent


def check(alive: Sequence[LoggedEvent]) -> None:
    """Raise IllegalHistory, IdentifierTaken or MissingTerms if *alive*, of one stream, cannot stand together."""
    deal = [event for event in alive if event.family in DEAL_KINDS]
    _one_kind(deal)
    _one_end(deal)
    _nothing_after_the_end(deal)
    _identified(deal)
    _one_beginning(alive)


def _one_kind(deal: Sequence[LoggedEvent]) -> None:
    for before, event in pairwise(deal):
        if before.family != event.family:
            raise IllegalHistory(
                event.event_id,
                before.event_id,
                f"{event.type} cannot happen to a deal of kind {before.family}",
                f"record it on a deal of its own, or retract {before.event_id}",
            )


def _one_end(deal: Sequence[LoggedEvent]) -> None:
    enders = [event for event in deal if event.transition in ENDERS]
    for before, event in pairwise(enders):
        raise IllegalHistory(
            event.event_id,
            before.event_id,
            f"the deal has ended already: {before.type} on {before.occurred_on}",
            f"correct or retract {before.event_id} if the deal ended otherwise",
        )


def _nothing_after_the_end(deal: Sequence[LoggedEvent]) -> None:
    for ender in (event for event in deal if event.transition in ENDERS):
        for event in deal:
            if event.transition not in AFTER_THE_END and span(event)[0] > span(ender)[1]:
                raise IllegalHistory(
                    event.event_id,
                    ender.event_id,
                    f"{event.type} on {event.occurred_on} lies after {ender.type} on {ender.occurred_on}",
                    f"correct the date of either, or retract {ender.event_id}",
                )


def _identified(deal: Sequence[LoggedEvent]) -> None:
    if not deal:
        return
    stated = {name for event in deal for name in event.data}
    faults = [
        Fault(
            f"/data/{alternatives[0]}",
            "missing_term",
            f"some event of the deal must state {' or '.join(alternatives)}",
        )
        for alternatives in REQUIRED_TERMS[deal[0].family]
        if stated.isdisjoint(alternatives)
    ]
    if faults:
        raise MissingTerms(faults)


def _one_beginning(alive: Iterable[LoggedEvent]) -> None:
    beginnings = [event for event in alive if event.transition in ("registered", "assembled")]
    if len(beginnings) > 1:
        raise IdentifierTaken("/subject", beginnings[1].subject, f"event {beginnings[0].event_id}")
