"""The terms of an acquisition: a company, its assets or a part of it change hands."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from domain.values.model import Model
from domain.values.money import Money
from domain.values.stake import Stake
from domain.values.text import Listed
from domain.vocabulary.parties import Company, Party, keep_apart
from domain.vocabulary.terms import Terms


class Acquirer(Model):
    """One of those who acquire."""

    party: Party
    stake: Stake | None = None
    """What this acquirer holds after the deal, never what was bought."""


class AcquisitionParties(Terms):
    """Who acquires whom."""

    required: ClassVar = (("acquirers",), ("target",))

    acquirers: Listed[Acquirer] | None = None
    """Those who acquire."""
    target: Company | None = None
    """The company that is acquired, or whose assets are."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        keep_apart(
            [(("target",), self.target)] if self.target else [],
            [(("acquirers", index, "party"), acquirer.party) for index, acquirer in enumerate(self.acquirers or ())],
        )
        return self


class AcquisitionTerms(AcquisitionParties):
    """The terms of an acquisition."""

    sellers: Listed[Party] | None = None
    """Who sells, where it is told."""
    scope: Literal["whole", "majority", "minority", "assets", "product", "team"] | None = None
    """What of the target changes hands."""
    form: Literal["acquisition", "merger", "acquihire", "asset_purchase", "buyout"] | None = None
    """How it is done."""
    price: Money | None = None
    """What is paid for it, without what is contingent."""
    contingent: Money | None = None
    """What is paid on top if conditions are met."""
    consideration: Listed[Literal["cash", "stock", "debt_assumed", "earn_out", "other"]] | None = None
    """What the price is paid in."""
    valuation: Money | None = None
    """What the whole target is worth at this price."""
