"""The terms of an investment: money, or what stands for it, against a stake, a loan or rights."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from domain.values.model import Model
from domain.values.money import Money
from domain.values.stake import Stake
from domain.values.text import Count, Listed
from domain.vocabulary.parties import Company, Party, keep_apart
from domain.vocabulary.terms import Terms

Round = Literal[
    "pre_seed",
    "seed",
    "series_a",
    "series_b",
    "series_c",
    "series_d",
    "series_e",
    "series_f",
    "series_g",
    "series_h",
    "series_i",
    "series_j",
    "series_unknown",
    "strategic",
    "corporate_round",
    "private_equity",
    "secondary",
    "tender",
    "convertible_note",
    "debt",
    "grant",
    "post_ipo",
    "undisclosed",
]
Instrument = Literal["common", "preferred", "safe", "note", "warrant", "loan", "in_kind", "compute_credits"]
Right = Literal["board_seat", "observer", "veto", "rofr", "information", "revenue_share"]


class Investor(Model):
    """One of those who invest."""

    party: Party
    lead: bool | None = None
    """Whether this investor leads the round."""
    amount: Money | None = None
    """This investor's part of the amount."""
    stake: Stake | None = None
    """What this investor holds after the deal, never what was bought."""


class InvestmentParties(Terms):
    """Who invests in whom."""

    required: ClassVar = (("issuer",), ("investors",))

    issuer: Company | None = None
    """The company that is invested in."""
    investors: Listed[Investor] | None = None
    """Those who invest."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        keep_apart(
            [(("issuer",), self.issuer)] if self.issuer else [],
            [(("investors", index, "party"), investor.party) for index, investor in enumerate(self.investors or ())],
        )
        return self


class InvestmentTerms(InvestmentParties):
    """The terms of an investment."""

    round: Round | None = None
    """Which round it is."""
    instruments: Listed[Instrument] | None = None
    """What the investors get, or give: shares, notes, a loan, compute instead of money."""
    amount: Money | None = None
    """What is invested in all."""
    committed: Money | None = None
    """What is promised, of which the amount or the tranches are drawn."""
    pre_money: Money | None = None
    """The issuer's valuation before the money."""
    post_money: Money | None = None
    """The issuer's valuation with the money."""
    shares: Count | None = None
    """How many shares are issued or bought."""
    rights: Listed[Right] | None = None
    """What the investors may do beside holding."""
