"""Money counted once: what was drawn, never what was announced, promised, repeated in another deal or capped.

A closed investment counts by its amount, else by its tranches; what is still to come is the commitment less what is
drawn. Several investors count each by what is known to be theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from domain.values.identifiers import subject_of_party
from domain.values.money import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from domain.state.deals import Deal

    Money = dict[str, Any]
    Document = dict[str, Any]

_EXACT: Final = Context(prec=200)
_CATEGORIES: Final = ("secondary", "debt", "in_kind")


@dataclass(slots=True)
class Totals:
    """Sums per currency; ``low`` are the currencies in which only the lower end of a range is counted."""

    amounts: dict[str, Decimal] = field(default_factory=dict)
    low: set[str] = field(default_factory=set)

    def add(self, money: Money) -> None:
        """Count *money* if it counts."""
        amount = counted(money)
        if amount is not None:
            currency = money["currency"]
            self.amounts[currency] = _EXACT.add(self.amounts.get(currency, Decimal(0)), amount)
            if "min" in money or money.get("low"):
                self.low.add(currency)

    def told(self) -> list[Document]:
        """``[{currency, amount, low?}]``, sorted by currency, zeros left out."""
        return [
            {"currency": currency, "amount": plain(amount)} | ({"low": True} if currency in self.low else {})
            for currency, amount in sorted(self.amounts.items())
            if amount
        ]


def plain(amount: Decimal) -> str:
    """*amount* as a plain decimal without trailing zeros."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Part(NamedTuple):
    """What of an investment's money is one side's: its amount if stated, its tranches, whether that is the whole."""

    amount: Money | None
    tranches: list[Money]
    whole: bool


def part_of(deal: Deal, investor: str | None) -> Part:
    """The money of *investor* in *deal*, or for None all of it, the issuer's view."""
    terms, investors = deal.terms, deal.terms.get("investors", ())
    tranches = [fact.value["tranche"] for fact in deal.happenings("tranche")]
    amount = terms.get("amount")
    if len(investors) == 1:
        return Part(amount or investors[0].get("amount"), [one.get("amount", {}) for one in tranches], whole=True)
    if investor is None:
        return Part(amount, [one.get("amount", {}) for one in tranches], whole=True)
    own = next((one.get("amount") for one in investors if subject_of_party(one["party"]) == investor), None)
    if own is None and amount and "included_in" in amount:
        own = amount
    his = [one.get("amount", {}) for one in tranches if _names_alone(one, investor)]
    return Part(own, his, whole=False)


def category(terms: Document) -> str:
    """Which total an investment belongs to: debt, secondary, in_kind, or primary."""
    instruments = set(terms.get("instruments", ()))
    if terms.get("round") == "debt" or instruments == {"loan"}:
        return "debt"
    if terms.get("round") in {"secondary", "tender"}:
        return "secondary"
    if instruments and instruments <= {"in_kind", "compute_credits"}:
        return "in_kind"
    return "primary"


def capital(deals: Iterable[Deal], valid_at: date, *, drawn_as: str, investor: str | None = None) -> Document:
    """All totals of one side of *deals*: the issuer's, or those of *investor*; primary money under *drawn_as*."""
    totals = {name: Totals() for name in ("primary", "committed_undrawn", *_CATEGORIES)}
    undisclosed, last = 0, ("", None)
    for deal in deals:
        part, closed_on = part_of(deal, investor), deal.closed_on(valid_at)
        for money in drawn(part, closed=closed_on is not None):
            totals[category(deal.terms)].add(money)
        for money in _undrawn(deal, part):
            totals["committed_undrawn"].add(money)
        undisclosed += closed_on is not None and not any(map(_is_disclosed, (part.amount, *part.tranches)))
        drawn_on = closed_on.isoformat() if closed_on else deal.place[0] if deal.status == "partly_closed" else ""
        if drawn_on >= last[0] and drawn_on and _is_disclosed(deal.terms.get("post_money")):
            last = (drawn_on, deal.terms["post_money"])
    told: Document = {drawn_as: totals.pop("primary").told()}
    told |= {name: total.told() for name, total in totals.items()}
    return told | {"undisclosed": undisclosed, "last_post_money": last[1]}


def paid(deal: Deal) -> list[Document]:
    """What was paid under a contract so far."""
    totals = Totals()
    for fact in deal.happenings("payment"):
        totals.add(fact.value["payment"]["amount"])
    return totals.told()


def remaining(commitment: Money | None, tranches: Iterable[Money]) -> Document | None:
    """*commitment* less the *tranches* drawn of it in its currency, never negative; None if it does not count."""
    promised = counted(commitment) if commitment else None
    if commitment is None or promised is None:
        return None
    rest = max(_EXACT.subtract(promised, total_in(commitment["currency"], tranches)), Decimal(0))
    return {"currency": commitment["currency"], "amount": plain(rest)} | ({"low": True} if "min" in commitment else {})


def total_in(currency: str, amounts: Iterable[Money]) -> Decimal:
    """The sum of those *amounts* that count and are in *currency*."""
    totals = Totals()
    for money in amounts:
        totals.add(money)
    return totals.amounts.get(currency, Decimal(0))


def drawn(part: Part, *, closed: bool) -> Iterator[Money]:
    """The money that is drawn, whether it counts or not: of a closed deal the amount if that counts, else tranches."""
    if part.amount and "included_in" in part.amount:
        return
    if closed and part.amount and counted(part.amount) is not None:
        yield part.amount
    else:
        yield from part.tranches


def _undrawn(deal: Deal, part: Part) -> Iterator[Money]:
    if (
        deal.status == "partly_closed"
        and part.whole
        and (rest := remaining(deal.terms.get("committed"), part.tranches))
    ):
        yield rest


def _is_disclosed(money: Money | None) -> bool:
    return bool(money) and "undisclosed" not in (money or {})


def _names_alone(tranche: Document, investor: str) -> bool:
    named: Sequence[Money] = tranche.get("investors", ())
    return len(named) == 1 and subject_of_party(named[0]) == investor
