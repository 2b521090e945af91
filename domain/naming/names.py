"""The names of companies and people: the keys of those that an event tells, and those that a profile bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from domain.naming.resolution import identifier_key, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.log import LoggedEvent

NAMED = frozenset({"company", "person", "record"})
"""Families whose events tell names; a correction may lay a name over another."""


class Name(NamedTuple):
    """A name, and the field that says so: ``name``, ``legal_name``, ``alias`` or ``former_name``."""

    field: str
    text: str


def names_in(profile: Mapping[str, Any]) -> Iterator[Name]:
    """The names that *profile*, the value of a fact, bears on its days, the present one first; none that is erased."""
    aliases = (one.get("alias", one) if isinstance(one, dict) else one for one in profile.get("aliases", ()))
    named = [("name", profile["name"]), ("legal_name", profile.get("legal_name"))]
    named += [("alias", alias) for alias in aliases]
    named += [("former_name", one["name"]) for one in profile.get("former_names", ())]
    return (Name(field, text) for field, text in named if isinstance(text, str))


def keys_of(event: LoggedEvent) -> set[str]:
    """The keys of all names and identifiers that *event* gives its subject; its personal values must be revealed."""
    if event.family not in NAMED or not event.subject.startswith(("company/", "person/")):
        return set()
    return set(_keys(event.data.get("set", {}) if event.family == "record" else event.data))


def _keys(data: Mapping[str, Any]) -> Iterator[str]:
    names = [data.get("name"), data.get("legal_name"), data.get("alias"), *data.get("aliases", ())]
    yield from (name_key(name) for name in names if isinstance(name, str))
    for one in (data, *data.get("identifiers", ())):
        match one:
            case {"scheme": str(scheme), "value": str(value)}:
                yield identifier_key(scheme, value)
