"""The keys under which the names and identifiers that an event tells are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.naming.resolution import identifier_key, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.log import LoggedEvent

NAMED = frozenset({"company", "person", "record"})
"""Families whose events tell names; a correction may lay a name over another."""


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
