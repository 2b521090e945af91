"""A transaction: several deals that are one package, such as a licence and a hiring in place of an acquisition."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from domain.values.identifiers import DealId
from domain.values.model import Model
from domain.values.money import Money
from domain.values.text import Line, Listed
from domain.vocabulary.parties import Party
from domain.vocabulary.steps import PaymentMade, ReviewDecided, ReviewOpened


def _several(deals: tuple[str, ...]) -> tuple[str, ...]:
    if len(deals) == 1:
        raise PydanticCustomError("too_short", "a transaction has at least two deals")
    return deals


class Assembled(Model):
    """Deals are seen to be one package."""

    name: Line
    deals: Annotated[Listed[DealId], AfterValidator(_several)]
    """The deals that belong to it; two at least."""
    headline_value: Money | None = None
    """What the package is said to be worth; shown, never summed."""
    principal: Party | None = None
    """Who is behind it."""
    counterparty: Party | None = None
    """With whom."""


class DealLinked(Model):
    """One more deal belongs to the package."""

    deal: DealId
    """The deal."""


class DealUnlinked(Model):
    """A deal does not belong to the package any more."""

    deal: DealId
    """The deal."""


class Classified(Model):
    """Somebody says what the package really is."""

    label: Literal[
        "reverse_acquihire", "strategic_investment", "de_facto_merger", "compute_for_equity", "megaround", "other"
    ]
    by: Literal["analyst", "authority", "press"]
    """Who says so."""


TRANSACTION: Final[dict[str, type[Model]]] = {
    "assembled": Assembled,
    "deal_linked": DealLinked,
    "deal_unlinked": DealUnlinked,
    "classified": Classified,
    "payment_made": PaymentMade,
    "review_opened": ReviewOpened,
    "review_decided": ReviewDecided,
}
