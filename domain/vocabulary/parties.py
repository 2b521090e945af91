"""Who takes part: parties as events name them, and the walk over all parties of an event."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from domain.values.identifiers import EntityId, is_person
from domain.values.model import Model, picked, refusal
from domain.values.text import Count, Line


class NamedParty(Model):
    """A company or person by id, by name, or both; the name is kept as the source gave it."""

    id: EntityId | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if self.id is None and self.name is None:
            raise refusal("party_without_name", "give the party's id or its name")
        return self


class UnnamedParties(Model):
    """Parties that no source names."""

    unnamed: Line
    """What they are: "co-investors"."""
    count: Count | None = None
    """How many they are, where it is told."""


def _form(value: Any) -> type[Model]:
    if not isinstance(value, dict):
        raise PydanticCustomError("not_a_party", 'write a party as {"id": "meta-platforms"} or {"name": "Meta"}')
    return UnnamedParties if "unnamed" in value else NamedParty


Party = Annotated[NamedParty | UnnamedParties, picked(_form)]
"""``{id?, name?}`` with at least one of them, or ``{unnamed, count?}``."""


def _company(party: NamedParty | UnnamedParties) -> NamedParty | UnnamedParties:
    if isinstance(party, NamedParty) and party.id and is_person(party.id):
        raise PydanticCustomError("person_for_company", "a company is wanted here, and this is a person")
    return party


def _person(party: NamedParty | UnnamedParties) -> NamedParty | UnnamedParties:
    if isinstance(party, NamedParty) and party.id and not is_person(party.id):
        raise PydanticCustomError("company_for_person", "a person is wanted here, and this is a company")
    return party


Company = Annotated[Party, AfterValidator(_company)]
Person = Annotated[Party, AfterValidator(_person)]

Placed = tuple[tuple[str | int, ...], NamedParty | UnnamedParties]


def keep_apart(*sides: Iterable[Placed]) -> None:
    """Refuse a party that stands on two sides, or twice on one."""
    seen: set[str] = set()
    for location, party in (placed for side in sides for placed in side):
        if isinstance(party, NamedParty) and party.id:
            if party.id in seen:
                raise refusal("party_twice", f"{party.id} is a party of this deal already", *location)
            seen.add(party.id)


SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "investment": ("issuer", "investors"),
    "acquisition": ("acquirers", "target"),
    "licensing": ("licensors", "licensees"),
    "hiring": ("employer", "person"),
    "commercial": ("parties",),
}
"""Kind of deal -> the terms that name its sides; other parties are only mentioned."""


@dataclass(frozen=True, slots=True)
class PartySlot:
    """A party in an event's plain data: the very dict, the JSON pointer to it in the event, and its role there."""

    pointer: str
    party: dict[str, Any]
    role: str


ROLE_OF: Final = {
    "issuer": "issuer",
    "investors": "investor",
    "investor": "investor",
    "acquirers": "acquirer",
    "target": "target",
    "sellers": "seller",
    "licensors": "licensor",
    "licensees": "licensee",
    "employer": "employer",
    "person": "person",
    "from_company": "from_company",
    "parties": "party",
    "owner": "owner",
    "company": "company",
    "successor": "successor",
    "payer": "payer",
    "payee": "payee",
    "buyer": "buyer",
    "by": "by",
    "principal": "principal",
    "counterparty": "counterparty",
}
"""Every field that holds a party or a list of them, with the role that it gives."""

_WITHIN: Final = ("tranche", "payment", "consideration")
"""Fields whose value holds such fields."""


def party_slots(type_: str, data: Mapping[str, Any]) -> Iterator[PartySlot]:
    """Every party in the plain *data* of an event of *type_*, in a correction those of the values it sets."""
    if type_ == "record.corrected":
        return _slots("/data/set", data.get("set", {}))
    return _slots("/data", data)


def _slots(pointer: str, fields: Any) -> Iterator[PartySlot]:
    if not isinstance(fields, Mapping):
        return
    for name, value in fields.items():
        if name in _WITHIN:
            yield from _slots(f"{pointer}/{name}", value)
        elif name in ROLE_OF:
            entries = enumerate(value) if isinstance(value, list) else ((None, value),)
            for index, entry in entries:
                at = f"{pointer}/{name}" if index is None else f"{pointer}/{name}/{index}"
                if isinstance(entry, dict) and isinstance(entry.get("party"), dict):
                    yield PartySlot(f"{at}/party", entry["party"], str(entry.get("role", ROLE_OF[name])))
                elif isinstance(entry, dict):
                    yield PartySlot(at, entry, ROLE_OF[name])
