"""Which facts concern a company or person: its own, its deals', its stakes, positions and packages.

A stream may have named it once and name it no longer, or only mention it: a seller or a former employer takes no side.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from domain.state.deals import sides_of
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from domain.fold.facts import Fact, Held


def concerns(fact: Fact, subject: str, is_its_deal: Callable[[str], bool]) -> bool:
    """Whether *fact*, no deal's state, is about *subject*, given which deals, by their subjects, it takes a side in."""
    named: list[str | None] = []
    aspect, _, key = fact.aspect.partition("/")
    match aspect:
        case "stake":
            named = [key, subject_of_party(fact.value["issuer"])]
        case "ownership":
            named = [key]
        case "position":
            named = [subject_of_party(fact.value["company"])]
        case "transaction":
            named = [subject_of_party(fact.value.get(name, {})) for name in ("principal", "counterparty")]
            named += [subject for deal in fact.value["deals"] if is_its_deal(f"deal/{deal}")]
        case _ if fact.subject.startswith("deal/"):
            named = [subject] if is_its_deal(fact.subject) else []
    return subject in (fact.subject, *named)


def concerning(facts: Iterable[Fact], subject: str) -> list[Fact]:
    """Those of *facts*, which hold together, that are about *subject*."""
    states, others = [], []
    for fact in facts:
        if fact.aspect != "deal":
            others.append(fact)
        elif takes_side(fact, subject):
            states.append(fact)
    its_deals = {fact.subject for fact in states}
    return states + [fact for fact in others if concerns(fact, subject, its_deals.__contains__)]


def opened_and_closed(ever: Sequence[Held], subject: str, position: int) -> dict[int, tuple[list[Fact], list[Fact]]]:
    """Position -> facts about *subject* that were closed and opened there, among all *ever* held until *position*."""
    sides: defaultdict[str, list[Held]] = defaultdict(list)
    for one in ever:
        if one.fact.aspect == "deal" and takes_side(one.fact, subject):
            sides[one.fact.subject].append(one)

    def concerned(fact: Fact, at: int) -> bool:
        if fact.aspect == "deal":
            return takes_side(fact, subject)
        return concerns(fact, subject, lambda deal: any(_is_held(side, at) for side in sides.get(deal, ())))

    found: defaultdict[int, tuple[list[Fact], list[Fact]]] = defaultdict(lambda: ([], []))
    for one in ever:
        if concerned(one.fact, one.known_from):
            found[one.known_from][1].append(one.fact)
        if one.known_to is not None and one.known_to <= position and concerned(one.fact, one.known_to - 1):
            found[one.known_to][0].append(one.fact)
    return dict(found)


def takes_side(state: Fact, subject: str) -> bool:
    """Whether the *state* of a deal tells *subject* as a side of it, or is that of *subject* itself."""
    entity_id = subject.partition("/")[2]
    return state.subject == subject or any(party.get("id") == entity_id for _, party in sides_of(state))


def _is_held(one: Held, position: int) -> bool:
    return one.known_from <= position and (one.known_to is None or position < one.known_to)
