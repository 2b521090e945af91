"""Which values of an event are personal: kept apart from the log, which holds only commitments to them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from domain.values.identifiers import is_person
from domain.vocabulary.parties import party_slots

_OF_A_PERSON: Final = ("name", "aliases", "identifiers")
_OF_A_SOURCE: Final = ("title", "url", "archive_url", "quote")
_OF_A_HIRING: Final = ("headline", "description")
"""What lists show of a hiring: it tells who was hired, so it is kept like the name."""


def personal_paths(event: Mapping[str, Any], *, about_person: bool) -> list[str]:
    """JSON pointers to the personal values of *event* in wire form, lists element by element.

    *about_person* says that the event's subject, in a record event its target's, is a person or the deal a hiring.
    """
    return list(dict.fromkeys(_paths(event, about_person=about_person)))


def _paths(event: Mapping[str, Any], *, about_person: bool) -> Iterator[str]:
    type_, data = event["type"], event["data"]
    if type_ in {"person.registered", "person.renamed"}:
        yield from _leaves("/data", data, _OF_A_PERSON)
    for slot in party_slots(type_, data):
        if "name" in slot.party and (slot.role == "person" or is_person(slot.party.get("id", ""))):
            yield f"{slot.pointer}/name"
    if not about_person:
        return
    yield from _leaves("", event, ("note",))
    yield from _leaves("/data", data, ("explanation", *_OF_A_HIRING))
    yield from _sources("", event)
    if type_ == "record.corrected":
        laid_over = data.get("set", {})
        yield from _leaves("/data/set", laid_over, (*_OF_A_PERSON, *_OF_A_HIRING))
        yield from _sources("/data/set", laid_over)


def _sources(pointer: str, holder: Mapping[str, Any]) -> Iterator[str]:
    for index, source in enumerate(holder.get("sources", ())):
        yield from _leaves(f"{pointer}/sources/{index}", source, _OF_A_SOURCE)


def _leaves(pointer: str, holder: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if isinstance(value := holder.get(name), list):
            yield from (f"{pointer}/{name}/{index}" for index in range(len(value)))
        elif name in holder:
            yield f"{pointer}/{name}"


def stand_in(value: Any, name: str = "") -> Any:
    """*value* with something that fits, and differs from all others, in the place of every commitment."""
    match value:
        case {"$c": str(digest)}:
            address = f"https://withheld.invalid/{digest}"
            stands = {"identifiers": {"scheme": "url", "value": address}, "url": address, "archive_url": address}
            return stands.get(name, digest)
        case dict():
            return {key: stand_in(item, key) for key, item in value.items()}
        case list():
            return [stand_in(item, name) for item in value]
    return value
