"""The steps of a deal: what each transition says beside the terms of its kind."""

from typing import Literal, Self

from pydantic import model_validator

from domain.values.model import Model, refusal
from domain.values.money import Money
from domain.values.partial_date import PartialDate
from domain.values.stake import Stake
from domain.values.term import Term
from domain.values.text import Count, Line, Listed, Prose
from domain.vocabulary.parties import Party
from domain.vocabulary.person import EndReason
from domain.vocabulary.terms import Terms


class Step(Model):
    """What every event of a deal may say."""

    headline: Line | None = None
    """What lists show for the deal."""
    description: Prose | None = None
    """What the deal is about, in sentences."""


class Rumoured(Step):
    """The deal is said to be in the making, and no party has confirmed it."""


class Announced(Step):
    """A party has made the deal public."""

    stage: Literal["planned", "letter_of_intent", "option", "agreed", "definitive"] | None = None
    """How far the parties have come."""
    binding: bool | None = None
    """Whether the parties are bound already."""
    expected_close: PartialDate | None = None
    """When the parties expect it to close."""


class Signed(Step):
    """The parties have signed a binding agreement."""

    conditions: Listed[Prose] | None = None
    """What must happen before it closes."""


class Tranche(Model):
    """One part of an investment that is paid in parts."""

    number: Count | None = None
    amount: Money | None = None
    shares: Count | None = None
    investors: Listed[Party] | None = None
    """Who pays this part, where not all do."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "give at least one of number, amount, shares and investors")
        return self


class TrancheClosed(Step):
    """One tranche was paid and its shares were issued."""

    tranche: Tranche


class Closed(Step):
    """The deal was carried out: money paid, shares or assets handed over."""


class TookEffect(Step):
    """The contract is in force from this day."""


class Started(Step):
    """The work has begun: the first day in the new position."""


class Payment(Model):
    """Money that was paid under a deal."""

    amount: Money
    payer: Party | None = None
    """Who paid."""
    payee: Party | None = None
    """Who was paid."""
    period: Line | None = None
    """What it was paid for: "2025-Q1", "first year"."""


class PaymentMade(Step):
    """Money was paid under the deal."""

    payment: Payment


class Amended(Step, Terms):
    """The parties changed the deal, from this day on: only the terms that changed."""

    summary: Prose | None = None
    """What was changed, in a sentence."""
    unset: Listed[Line] | None = None
    """Terms that no longer apply."""

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "state at least one term that changed, or a summary")
        names = type(self).wire_names()
        terms = {wire for name, wire in names.items() if name not in Amended.model_fields}
        stated = {names[name] for name in self.model_fields_set}
        for index, name in enumerate(self.unset or ()):
            if name not in terms:
                raise refusal("unknown_term", f"{name} is no term of this kind of deal", "unset", index)
            if name in stated:
                raise refusal("set_and_unset", f"{name} is stated and unset at once", "unset", index)
            if any(name in group and stated.isdisjoint(group) for group in self.required):
                raise refusal("required_term", f"the deal needs {name}: state its new value instead", "unset", index)
        return self


class Renewed(Step):
    """The contract goes on for another term."""

    term: Term
    """The further term; without a start it follows the old one."""


class Exited(Step):
    """An investor gave up the stake or, with stake_after, a part of it."""

    investor: Party
    """Who gives up the stake."""
    stake_after: Stake | None = None
    """What the investor still holds; left out if nothing."""
    proceeds: Money | None = None
    """What the investor got for it."""
    buyer: Party | None = None
    """Who bought it."""


_OffReason = Literal["lapsed", "rejected", "superseded", "regulator", "other"]


class Withdrawn(Step):
    """The deal was called off before it was signed."""

    by: Party | None = None
    """Who called it off or ended it."""
    reason: _OffReason | None = None
    """Why."""


class Terminated(Step):
    """The deal was ended by a party after it was signed; dated with the first day on which it no longer holds."""

    by: Party | None = None
    """Who called it off or ended it."""
    reason: _OffReason | None = None
    """Why."""
    break_fee: Money | None = None
    """What is paid for ending it."""


class Expired(Step):
    """The contract's term ran out; dated with the first day on which it no longer holds."""


class Ended(Step):
    """The person or team has left; dated with the first day on which they no longer work there."""

    reason: EndReason | None = None
    """Why it ended."""


class ReviewOpened(Step):
    """An authority examines the deal."""

    authority: Line
    """Who examines it."""
    jurisdiction: Line | None = None
    """Where."""
    phase: Line | None = None
    """Which part of the proceedings, as the authority counts them."""


class ReviewDecided(ReviewOpened):
    """An authority has decided about the deal."""

    outcome: Literal["cleared", "cleared_with_conditions", "prohibited", "no_jurisdiction", "abandoned"]
    """What was decided."""
