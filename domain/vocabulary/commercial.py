"""The terms of a commercial contract: compute, chips, data, distribution, research, joint ventures."""

from typing import ClassVar, Literal

from domain.values.model import Model
from domain.values.money import Money
from domain.values.term import Term
from domain.values.text import DecimalText, Listed, Prose
from domain.vocabulary.parties import Party
from domain.vocabulary.terms import Exclusivity, Terms

Role = Literal["supplier", "customer", "partner", "reseller"]


class Partner(Model):
    """A party of the contract; one party may have several roles."""

    party: Party
    role: Role


class Quantity(Model):
    """How much is supplied."""

    value: DecimalText
    unit: Literal["GW", "MW", "GPUs", "tokens", "hours"]


class CommercialParties(Terms):
    """Who does business with whom."""

    required: ClassVar = (("parties",),)

    parties: Listed[Partner] | None = None
    """Who takes part, each in a role."""


class CommercialTerms(CommercialParties):
    """The terms of a commercial contract."""

    subtype: (
        Literal[
            "compute",
            "cloud",
            "chips",
            "data_supply",
            "model_distribution",
            "revenue_share",
            "research",
            "joint_venture",
        ]
        | None
    ) = None
    """What it is about."""
    commitment: Money | None = None
    """What the customer has promised to buy in all; in an amendment it replaces the former promise."""
    commitment_added: Money | None = None
    """What is promised on top of the former promise."""
    rights: Listed[Prose] | None = None
    """What a party may do, in words."""
    quantity: Quantity | None = None
    """How much is supplied."""
    term: Term | None = None
    """From when until when it holds."""
    exclusivity: Exclusivity | None = None
    """Whether the supplier may supply others."""
