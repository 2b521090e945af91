"""Parties: from a name to the one living entity that bears it. No name is ever guessed."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from domain.errors import Candidate, UnresolvedParty
from domain.naming.resolution import name_key
from domain.values.identifiers import subject_of_party
from domain.vocabulary import NEW
from domain.vocabulary.parties import PartySlot, party_slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.log import Log

COMPANY_ROLES: Final = frozenset({"issuer", "target", "employer", "from_company", "company", "successor"})
"""Roles that only a company has."""


def resolved(sent: dict[str, Any], log: Log) -> dict[str, Any]:
    """The data of *sent* with the id of every party that is only named. Raises UnresolvedParty."""
    data: dict[str, Any] = sent["data"]
    if any("name" in slot.party and "id" not in slot.party for slot in party_slots(sent["type"], data)):
        data = deepcopy(data)  # it will say more than was sent
    for slot in party_slots(sent["type"], data):
        subject = subject_of_party(slot.party)
        if subject:
            if not is_alive(subject, log):
                raise _unresolved(slot, slot.party["id"], log)
        elif "name" in slot.party:
            bearers = bearers_of(slot, log)
            if len(bearers) != 1:
                raise _unresolved(slot, slot.party["name"], log)
            slot.party["id"] = bearers[0].partition("/")[2]
    return data


def unknown_names(sent: dict[str, Any], log: Log) -> Iterator[PartySlot]:
    """The parties of *sent* that are only named and whose name nobody bears."""
    for slot in party_slots(sent["type"], sent["data"]):
        if "name" in slot.party and "id" not in slot.party and not bearers_of(slot, log):
            yield slot


def bearers_of(slot: PartySlot, log: Log) -> list[str]:
    """The living entities that bear the name in *slot*; only people where a person is wanted."""
    wanted = "person/" if slot.role == "person" else "company/" if slot.role in COMPANY_ROLES else ""
    named = sorted(subject for subject in log.bearing(name_key(slot.party["name"])) if subject.startswith(wanted))
    return [subject for subject in named if is_alive(subject, log)]


def _unresolved(slot: PartySlot, name: str, log: Log) -> UnresolvedParty:
    bearers = [Candidate(one.partition("/")[2], name, "bears this name") for one in sorted(log.bearing(name_key(name)))]
    living = [one for one in bearers if is_alive(subject_of_party({"id": one.id}) or "", log)]
    return UnresolvedParty(slot.pointer, name, living)


def is_alive(subject: str, log: Log) -> bool:
    """Whether the log still holds what *subject* names: its registration, or any event of a deal."""
    alive = log.stream(subject).alive
    return bool(alive) if subject.startswith("deal/") else any(event.type in NEW for event in alive)
