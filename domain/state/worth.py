"""What one deal adds to sums of money, counted once, and what it states that must not be added, with the reason.

    drawn        paid: a round or purchase that closed, by its amount, else its tranches; payments of a contract
    committed    promised and not drawn: the rest of a partly closed round, of a contract or a licence that holds
    secondary, debt, in_kind     drawn of investments that bring a company no new equity in money

The contingent part of a price and what a hire is paid are told apart, as is the money of deals that have not come about
yet, or are over. What a package states as a whole belongs to none of its deals.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from domain.state.deals import OVER
from domain.state.totals import Part, category, drawn, part_of, remaining
from domain.values.money import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from domain.state.deals import Deal

    Money = dict[str, Any]

BUCKETS: Final = ("drawn", "committed", "secondary", "debt", "in_kind")
"""Sums that may be told of deals, none part of another."""

REASONS: Final = (
    "undisclosed",  # nobody says how much
    "up_to",  # only a ceiling is told
    "parts_only",  # a licence's fees are told, and no total
    "included_in",  # another deal states it
    "contingent",  # it depends on what is still to come
    "compensation",  # it is what a person is paid
    "pending",  # the deal has not come about
    "ended",  # the deal is over, and this was not drawn
)
"""Why money is left out of the sums."""


class Worth(NamedTuple):
    """Bucket -> money that counts; reason -> money that does not, empty where none is stated."""

    counted: Mapping[str, Sequence[Money]]
    left_out: Mapping[str, Sequence[Money]]


def worth(deal: Deal, valid_at: date) -> Worth:
    """What *deal* adds, with its ``life`` if it wants that."""
    part, closed = _part(deal), deal.kind in _CLOSING and deal.closed_on(valid_at) is not None
    bucket = category(deal.terms) if deal.kind == "investment" else "primary"
    counts: defaultdict[str, list[Money]] = defaultdict(list)
    left_out: defaultdict[str, list[Money]] = defaultdict(list)
    for money in drawn(part, closed=closed):
        if counted(money) is None:
            left_out[_why(money)].append(money)
        else:
            counts["drawn" if bucket == "primary" else bucket].append(money)
    others = _of_closed(part, silent=not counts) if closed else _outstanding(deal, part, silent=not counts)
    for what, money in (*others, *_apart(deal)):
        (counts if what in BUCKETS else left_out)[what].append(money)
    return Worth(counts, left_out)


def wants_life(deal: Deal) -> bool:
    """Whether its state alone does not tell what it was worth."""
    return deal.kind in _CLOSING and deal.status in OVER


def stated(deal: Deal) -> Money | None:
    """The money that a deal is about as it states it: what is paid, or promised where it does not say that."""
    return _part(deal).amount or next(iter(_promises(deal)), None)


_CLOSING: Final = frozenset({"investment", "acquisition"})
"""Kinds whose money is drawn when they close."""

_PROMISES: Final[Mapping[str, Sequence[str]]] = {
    "investment": ("committed",),
    "acquisition": ("price",),
    "licensing": ("consideration",),
    "hiring": (),
    "commercial": ("commitment", "commitment_added"),
}
"""Kind -> the terms that promise money."""


def _part(deal: Deal) -> Part:
    """The money of the deal as a whole, and in parts."""
    if deal.kind == "investment":
        return part_of(deal, None)
    payments = [fact.value["payment"]["amount"] for fact in deal.happenings("payment")]
    return Part(next(iter(_promises(deal)), None), payments, whole=True)


def _promises(deal: Deal) -> list[Money]:
    """What is promised in all, of each term that says so."""
    told = [deal.terms[name] for name in _PROMISES[deal.kind] if name in deal.terms]
    return [total for money in told if (total := money if _is_money(money) else money.get("total"))]


def _of_closed(part: Part, *, silent: bool) -> Iterator[tuple[str, Money]]:
    """What a deal that closed leaves open: its amount, if that does not count."""
    money = part.amount or {}
    if counted(money) is None and (silent or _why(money) != "undisclosed"):
        yield _why(money), money


def _outstanding(deal: Deal, part: Part, *, silent: bool) -> Iterator[tuple[str, Money]]:
    """What a deal states that is not drawn: promised, or left out because it has not come about or is over."""
    fate = "pending" if deal.is_pending else "ended" if deal.is_over else ""
    seen: set[str] = set()
    promises = _promises(deal)
    if deal.kind == "investment" and part.amount and (not promises or "included_in" in part.amount):
        promises, fate = [part.amount], fate or "pending"
    for money in promises:
        currency = money.get("currency", "")
        rest = _rest(money, [] if currency in seen else part.tranches)
        seen.add(currency)
        if "included_in" in money:
            yield "included_in", money
        elif rest is None:
            yield fate or _why(money), money
        elif Decimal(rest["amount"]):
            yield fate or "committed", rest
    if not promises and deal.kind != "hiring":
        if fate or "consideration" in deal.terms:
            yield fate or "parts_only", {}
        elif silent:
            yield "undisclosed", {}


def _apart(deal: Deal) -> Iterator[tuple[str, Money]]:
    if "contingent" in deal.terms:
        yield "contingent", deal.terms["contingent"]
    if "compensation" in deal.terms:
        pay = deal.terms["compensation"]
        for money in [pay["total"]] if "total" in pay else pay.values():
            yield "compensation", money


def _rest(promise: Money, parts: Sequence[Money]) -> Money | None:
    """*promise* less its *parts*, no more exact than they are; None if it does not count."""
    rest = remaining(promise, parts)
    if rest is None:
        return None
    of_currency = [part for part in parts if part.get("currency") == promise["currency"] and counted(part) is not None]
    if any(inexactness(part) for part in of_currency):
        return {"currency": rest["currency"], "amount": rest["amount"], "qualifier": "approximate"}
    return rest | ({"qualifier": promise["qualifier"]} if "qualifier" in promise else {})


def inexactness(money: Money) -> str | None:
    """How *money* is less than exact: a qualifier, or a range, of which the lower end counts."""
    if "min" in money or money.get("low"):
        return "range"
    qualifier: str = money.get("qualifier", "exact")
    return None if qualifier == "exact" else qualifier


def _why(money: Money) -> str:
    """Why *money* cannot be counted."""
    if "included_in" in money:
        return "included_in"
    return "up_to" if money.get("qualifier") == "up_to" else "undisclosed"


def _is_money(told: Money) -> bool:
    return not told.keys().isdisjoint({"amount", "min", "undisclosed", "included_in"})
