"""Deals counted, and their money added up once per currency: all together, and by kind, status, month or party.

By party the parts overlap, since a deal counts whole for each who takes part; only the total counts every deal once.
A deal's month is that of the date from which its status holds, as its source gives it: what is said to have happened in
2025 falls into 2025 and into no month.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from domain.state.totals import plain
from domain.state.worth import BUCKETS, REASONS, inexactness, worth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from domain.state.deals import Deal
    from domain.state.worth import Worth

    Money = dict[str, Any]
    Document = dict[str, Any]

By = Literal["kind", "status", "month", "party"]

_EXACT: Final = Context(prec=200)
_MONTH: Final = len("2025-06")


class Sums:
    """Money per currency, from how many deals, and how much of it is not exact in which way."""

    def __init__(self) -> None:
        self._amounts: defaultdict[str, defaultdict[str | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self._deals: defaultdict[str, int] = defaultdict(int)

    def add(self, monies: Iterable[Money]) -> None:
        """Add the *monies* of one deal, as far as they state an amount."""
        currencies = set()
        for money in monies:
            if text := money.get("amount", money.get("min")):
                currencies.add(money["currency"])
                of_currency, form = self._amounts[money["currency"]], inexactness(money)
                of_currency[form] = _EXACT.add(of_currency[form], Decimal(text))
        for currency in currencies:
            self._deals[currency] += 1

    def told(self) -> list[Document]:
        """``[{currency, amount, deals, inexact?}]``, sorted by currency, zeros left out."""
        return [
            self._told(currency) for currency, of_currency in sorted(self._amounts.items()) if any(of_currency.values())
        ]

    def _told(self, currency: str) -> Document:
        of_currency = self._amounts[currency]
        total = Decimal(0)
        for amount in of_currency.values():
            total = _EXACT.add(total, amount)
        inexact = {form: plain(amount) for form, amount in sorted(of_currency.items(), key=str) if form and amount}
        told: Document = {"currency": currency, "amount": plain(total), "deals": self._deals[currency]}
        return told | ({"inexact": inexact} if inexact else {})


class Tally:
    """How many deals there are of a sort, and their money."""

    def __init__(self) -> None:
        self.deals = 0
        self._counted = {bucket: Sums() for bucket in BUCKETS}
        self._left_out = {reason: Sums() for reason in REASONS}
        self._lacking = dict.fromkeys(REASONS, 0)

    def add(self, worth: Worth) -> None:
        """Count a deal."""
        self.deals += 1
        for bucket, monies in worth.counted.items():
            self._counted[bucket].add(monies)
        for reason, monies in worth.left_out.items():
            self._left_out[reason].add(monies)
            self._lacking[reason] += 1

    def told(self) -> Document:
        """The count, the sums, and for each reason how many deals have money that is in none of them."""
        return {
            "deals": self.deals,
            **{bucket: sums.told() for bucket, sums in self._counted.items()},
            "left_out": [
                {"reason": reason, "deals": self._lacking[reason], "stated": sums.told()}
                for reason, sums in self._left_out.items()
                if self._lacking[reason]
            ],
        }


def tallies(deals: Iterable[Deal], by: By, valid_at: date, role: str | None) -> tuple[Tally, list[tuple[str, Tally]]]:
    """All *deals* once, and those of each sort in order; of parties the most active first, those in *role*."""
    total, parts = Tally(), defaultdict[str, Tally](Tally)
    for deal in deals:
        added = worth(deal, valid_at)
        total.add(added)
        for key in _keys(deal, by, role):
            parts[key].add(added)
    ordered = sorted(parts.items())
    return total, sorted(ordered, key=lambda part: -part[1].deals) if by == "party" else ordered


def _keys(deal: Deal, by: By, role: str | None) -> Sequence[str]:
    """The sorts to which a deal belongs; parties by their ids."""
    if by == "party":
        ids = (party.get("id") for taken, party in deal.sides if role in (None, taken))
        return list(dict.fromkeys(one for one in ids if one))
    if by == "month":
        since = deal.state.value["since"]
        return [(since["date"] or since["from"])[:_MONTH]]
    return [deal.kind if by == "kind" else deal.status]
