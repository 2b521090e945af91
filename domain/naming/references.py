"""What an event names beside its own stream: companies, people and deals, by their subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.values.identifiers import subject_of_party
from domain.vocabulary.parties import party_slots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.log import LoggedEvent


def named_subjects(event: LoggedEvent) -> set[str]:
    """The subjects that *event* names: its parties, the deals of a package, the deals that its money is part of."""
    parties = {subject_of_party(slot.party) for slot in party_slots(event.type, event.data)}
    return {subject for subject in parties if subject} | {subject for _, subject in named_deals(event.data)}


def named_deals(data: Mapping[str, Any], at: str = "/data") -> Iterator[tuple[str, str]]:
    """The deals that *data* names, each with the JSON pointer to its id."""
    for name, value in data.items():
        pointer = f"{at}/{name}"
        match name, value:
            case (("deal" | "included_in"), str()):
                yield pointer, f"deal/{value}"
            case "deals", list():
                yield from ((f"{pointer}/{index}", f"deal/{deal}") for index, deal in enumerate(value))
            case _, dict():
                yield from named_deals(value, pointer)
            case _, list():
                for index, item in enumerate(value):
                    if isinstance(item, dict):
                        yield from named_deals(item, f"{pointer}/{index}")
