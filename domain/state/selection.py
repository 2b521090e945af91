"""Which deals a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from domain.values.partial_date import earliest, latest

if TYPE_CHECKING:
    from datetime import date

    from domain.state.deals import Deal

    Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DealFilters:
    """What a deal must be to be listed; the span is half-open, and a deal's date need only touch it."""

    kind: str | None = None
    status: str | None = None
    party: str | None = None
    role: str | None = None
    """The role of ``party``, or of anybody."""
    min_amount: Decimal | None = None
    currency: str | None = None
    occurred_from: date | None = None
    occurred_to: date | None = None
    ended: bool = True
    """Whether deals that are over are wanted too."""

    def fit(self, deal: Deal) -> bool:
        """Whether *deal* is one of those asked for."""
        return (
            self.kind in (None, deal.kind)
            and self.status in (None, deal.status)
            and (self.ended or not deal.is_over)
            and self._fit_sides(deal)
            and self._fit_amount(deal.terms)
            and self._fit_date(deal.state.value["since"])
        )

    def _fit_sides(self, deal: Deal) -> bool:
        if self.party is None and self.role is None:
            return True
        return any(self.role in (None, role) and self.party in (None, party.get("id")) for role, party in deal.sides)

    def _fit_amount(self, terms: Document) -> bool:
        if self.currency is None:
            return True
        monies = [
            value for value in terms.values() if isinstance(value, dict) and value.get("currency") == self.currency
        ]
        stated = [money.get("amount", money.get("min")) for money in monies]
        least = self.min_amount
        return bool(monies) if least is None else any(text and Decimal(text) >= least for text in stated)

    def _fit_date(self, since: Document) -> bool:
        told = since["date"] or since["from"]
        after = self.occurred_from is None or latest(told) >= self.occurred_from
        return after and (self.occurred_to is None or earliest(told) < self.occurred_to)
