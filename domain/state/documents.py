"""The JSON form of what every answer shares: events, instants, the as-of that it answers for, and its parties."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from domain.values.identifiers import is_person
from domain.values.instant import instant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from domain.as_of import AsOf
    from domain.log import LoggedEvent

    Document = dict[str, Any]

PARTY_FIELDS: Final = frozenset(
    {
        *("issuer", "investors", "investor", "acquirers", "target", "sellers", "licensors", "licensees"),
        *("employer", "person", "from_company", "parties", "owner", "company", "successor", "payer", "payee"),
        *("buyer", "by", "principal", "counterparty", "tranche", "payment", "consideration", "party"),
    }
)
"""Fields of values that hold parties, or hold fields that do."""

_NAMING: Final = frozenset({"id", "name", "unnamed"})
"""Fields of which every party has one."""


def document_of_as_of(as_of: AsOf) -> Document:
    """The basis of an answer: the two coordinates, the position that stands for the second, and the fold's rules."""
    return {
        "valid_at": as_of.valid_at.isoformat(),
        "known_at": instant(as_of.known_at),
        "position": as_of.position,
        "rules": as_of.rules,
    }


def document_of_event(event: LoggedEvent) -> Document:
    """An event in wire form with what the server added; optional fields that it does not have are left out."""
    document = {
        "event_id": event.event_id,
        "position": event.position,
        "type": event.type,
        "subject": event.subject,
        "version": event.version,
        "schema_version": event.schema_version,
        "occurred_on": event.occurred_on,
        "date_basis": event.date_basis,
        "data": event.data,
        "sources": event.sources or None,
        "confidence": event.confidence,
        "note": event.note,
        "causation_id": event.causation_id,
        "recorded_at": instant(event.recorded_at),
        "recorded_by": event.recorded_by,
    }
    return {name: value for name, value in document.items() if value is not None}


class Parties:
    """The parties of one answer, each shown as ``{id, name}``.

    They get their names when all of them are known, so that one look-up serves the whole answer.
    """

    def __init__(self) -> None:
        self._shown: defaultdict[str, list[Document]] = defaultdict(list)

    def show(self, party: Document) -> Document:
        """*party* under the name that it will be given; one without an id as the source gave it."""
        entity_id = party.get("id")
        if entity_id is None:
            return party
        shown = {"id": entity_id, "name": party.get("name")}
        self._shown[entity_id].append(shown)
        return shown

    def show_all(self, fields: Document) -> Document:
        """*fields* with every party among them shown."""
        shown = dict(fields)
        for name in PARTY_FIELDS.intersection(fields):
            shown[name] = self._shown_in(fields[name])
        return shown

    def subjects(self) -> Collection[str]:
        """Whose names are wanted."""
        return {f"person/{one}" if is_person(one) else f"company/{one}" for one in self._shown}

    def name(self, names: Mapping[str, Any]) -> None:
        """Give the names; who has none keeps the one that the source used, or None."""
        for subject, name in names.items():
            for shown in self._shown.get(subject.partition("/")[2], ()):
                shown["name"] = name

    def _shown_in(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._shown_in(item) for item in value]
        if not isinstance(value, dict):
            return value
        return self.show_all(value) if _NAMING.isdisjoint(value) else self.show(value)
