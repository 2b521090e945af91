"""What happens to a company by itself: its names, its identifiers, its worth, its owners without a deal, its end."""

from typing import Final, Literal, Self

from pydantic import model_validator

from domain.values.identifiers import CompanyIdentifier
from domain.values.model import Model, refusal
from domain.values.money import Money
from domain.values.sources import HttpUrl
from domain.values.stake import Stake
from domain.values.text import Line, Listed, Prose
from domain.vocabulary.countries import Country
from domain.vocabulary.parties import Company, Party


class Registered(Model):
    """A company enters the record; dated with its founding if that is known, else taken as existing since always."""

    name: Line
    """The name it goes by."""
    legal_name: Line | None = None
    """The name in the register."""
    kind: Literal["company", "fund", "nonprofit", "university", "government", "unit"] | None = None
    """What sort of organisation it is."""
    country: Country | None = None
    """ISO 3166-1 alpha-2."""
    identifiers: Listed[CompanyIdentifier] | None = None
    aliases: Listed[Line] | None = None
    """Other names under which sources speak of it."""
    description: Prose | None = None
    """What the company does, in sentences."""


class Renamed(Model):
    """From this day the company has a new name; the old one is kept as a former name."""

    name: Line
    legal_name: Line | None = None
    """The name in the register."""


class AliasAdded(Model):
    """Another name under which sources speak of the company."""

    alias: Line
    """The other name."""
    kind: Literal["former", "brand", "abbreviation", "transliteration", "product"] | None = None
    """What sort of name it is."""


class IdentifierAssigned(CompanyIdentifier):
    """A scheme that others keep has a name for the company."""


class ProfileUpdated(Model):
    """What is said about the company changed; only the fields that did."""

    country: Country | None = None
    description: Prose | None = None
    """What the company does, in sentences."""
    website: HttpUrl | None = None
    """Its own pages."""
    tags: Listed[Line] | None = None
    """Words to find it by; all of them."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "give at least one of country, description, website and tags")
        return self


class Valued(Model):
    """A valuation of the company reported without a round that would state it."""

    valuation: Money
    """What the whole company is said to be worth."""
    basis: Literal["round", "tender", "analyst", "party"] | None = None
    """What the valuation rests on."""


class Ceased(Model):
    """The company is no more, from this day."""

    mode: Literal["dissolved", "insolvent", "absorbed", "dormant"]
    """How it ended."""
    successor: Company | None = None
    """Who carries on what it did."""


class OwnershipRecorded(Model):
    """Somebody holds a stake in the company, and no recorded deal made it."""

    owner: Party
    """Who holds the stake."""
    stake: Stake


class OwnershipEnded(Model):
    """Somebody holds no stake in the company any more; dated with the first day on which that is so."""

    owner: Party
    """Who holds the stake."""


COMPANY: Final[dict[str, type[Model]]] = {
    "registered": Registered,
    "renamed": Renamed,
    "alias_added": AliasAdded,
    "identifier_assigned": IdentifierAssigned,
    "profile_updated": ProfileUpdated,
    "valued": Valued,
    "ceased": Ceased,
}
OWNERSHIP: Final[dict[str, type[Model]]] = {"recorded": OwnershipRecorded, "ended": OwnershipEnded}
