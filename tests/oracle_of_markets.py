"""The obviously right slow versions of what is asked of all deals at once: the network, and the sums of money.

They scan every deal of the log on the day, by the oracle of the fold, and follow the sentences kind by kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.log import LoggedEvent
from tests.oracle import oracle_at

Wire = dict[str, Any]
Edge = tuple[str, str, str, frozenset[str], frozenset[str]]
"""Deal, from, to, and the roles of both."""

FIRST = date(2023, 12, 1)
"""A day before all histories."""


@dataclass(frozen=True)
class DealThen:
    """A deal on a day, with what it paid and whether it is closed or, if it is over, ever was."""

    id: str
    state: Wire
    paid: list[Wire]
    closed: bool

    @property
    def kind(self) -> str:
        return str(self.state["kind"])

    @property
    def terms(self) -> Wire:
        return dict(self.state["terms"])

    @property
    def over(self) -> bool:
        gone = {"withdrawn", "terminated", "expired", "ended", "exited"}
        return self.state["status"] in gone or (self.kind, self.state["status"]) == ("hiring", "expired_presumed")

    @property
    def pending(self) -> bool:
        early = {"rumoured", "announced", "signed"}
        return self.state["status"] in early or (self.kind, self.state["status"]) == ("hiring", "scheduled")


def deals_then(events: list[LoggedEvent], day: date, position: int) -> list[DealThen]:
    """All deals that have a status on *day*."""
    found = []
    for subject in sorted({event.subject for event in events if event.subject.startswith("deal/")}):
        ask = oracle_at(events, subject, position)
        state = ask(day)
        if "deal" in state:
            rows = [fact.value for aspect, fact in state.items() if aspect.startswith(("tranche/", "payment/"))]
            paid = [row.get("tranche", row.get("payment")).get("amount", {}) for row in rows]
            deal = DealThen(subject.removeprefix("deal/"), state["deal"].value, paid, _closed(state))
            before = (day - timedelta(days=back) for back in range((day - FIRST).days))
            found.append(replace(deal, closed=deal.closed or (deal.over and any(_closed(ask(one)) for one in before))))
    return found


def _closed(state: Any) -> bool:
    return "deal" in state and state["deal"].value["status"] in {"closed", "exited"}


def edges_then(deal: DealThen) -> list[Edge]:
    """The edges of one deal."""
    terms, roles = deal.terms, _roles(deal)

    def all_pairs(one: str, other: str) -> list[tuple[str, str]]:
        return [(a, b) for a in roles for b in roles if a != b and one in roles[a] and other in roles[b]]

    match deal.kind:
        case "investment":
            pairs = all_pairs("investor", "issuer")
        case "acquisition":
            pairs = all_pairs("acquirer", "target")
        case "licensing":
            pairs = all_pairs("licensor", "licensee")
        case "hiring":
            pairs = all_pairs("person", "employer") + all_pairs("from_company", "employer")
        case _:
            pairs = all_pairs("supplier", "customer") + all_pairs("supplier", "reseller")
            pairs += all_pairs("reseller", "customer")
    named = list(roles)
    once: list[tuple[str, str]] = []
    for tail, head in pairs:
        both_ways = (head, tail) in pairs
        if not both_ways or named.index(tail) < named.index(head):
            once.append((tail, head))
    if deal.kind == "commercial" and named:
        joined = [one for one in named if any(one in pair for pair in once)]
        principal = (joined or named)[0]
        once += [(principal, one) for one in named if one != principal and one not in joined]
    if terms.get("mutual"):
        roles = {one: {"licensor", "licensee"} for one in roles}
    return [(deal.id, a, b, frozenset(roles[a]), frozenset(roles[b])) for a, b in dict.fromkeys(once)]


def _roles(deal: DealThen) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for role, party in sides_then(deal, with_origin=True):
        if "id" in party:
            found[party["id"]].add(role)
    return found


def sides_then(deal: DealThen, *, with_origin: bool = False) -> list[tuple[str, Wire]]:
    """Each role with its party."""
    terms = deal.terms
    match deal.kind:
        case "investment":
            return [("issuer", terms["issuer"]), *(("investor", one["party"]) for one in terms["investors"])]
        case "acquisition":
            return [*(("acquirer", one["party"]) for one in terms["acquirers"]), ("target", terms["target"])]
        case "licensing":
            licensees = [("licensee", one) for one in terms["licensees"]]
            return [("licensor", one) for one in terms["licensors"]] + licensees
        case "hiring":
            told = ["employer", "person", *(["from_company"] if with_origin else [])]
            return [(role, terms[role]) for role in told if role in terms]
        case _:
            return [(one["role"], one["party"]) for one in terms["parties"]]


def network_then(edges: list[Edge], root: str, depth: int) -> tuple[dict[str, int], set[Edge]]:
    """Who is within *depth* edges of *root*, how far away, and the edges that lead there."""
    far = {root: 0}
    shown: set[Edge] = set()
    for hop in range(depth):
        near = {one for one, away in far.items() if away == hop}
        for edge in edges:
            if near & set(edge[1:3]):
                shown.add(edge)
                for end in edge[1:3]:
                    far.setdefault(end, hop + 1)
    return far, shown


Money = tuple[str, str, str]
"""Bucket or reason, currency, and the form: exact or how not."""


@dataclass
class SumsThen:
    """What deals add up to, and how many have money left out for each reason."""

    amounts: Counter[Money]
    reasons: Counter[str]


def sums_then(deals: list[DealThen]) -> SumsThen:
    """Every deal once."""
    amounts: Counter[Money] = Counter()
    reasons: Counter[str] = Counter()
    for deal in deals:
        told = list(_money(deal))
        for where, money in told:
            text = money.get("amount", money.get("min"))
            if text:
                amounts[where, money["currency"], _form(money)] += Decimal(text)  # type: ignore[assignment]
        reasons.update({where for where, _ in told} - BUCKETS)
    return SumsThen(+amounts, reasons)


BUCKETS = {"drawn", "committed", "secondary", "debt", "in_kind"}


def _money(deal: DealThen) -> Iterator[tuple[str, Wire]]:
    """Each money of a deal with where it goes: into a sum, or why not."""
    terms = deal.terms
    if "contingent" in terms:
        yield "contingent", terms["contingent"]
    if deal.kind == "hiring":
        pay = terms.get("compensation", {})
        yield from (("compensation", pay[one]) for one in pay if one == "total" or "total" not in pay)
        return
    wholes = _wholes(deal)
    into = _bucket(terms) if deal.kind == "investment" else "drawn"
    if wholes and "included_in" in wholes[0]:
        yield "included_in", wholes[0]
        parts = []
    elif deal.closed and wholes and _counts(wholes[0]):
        yield into, wholes[0]
        return
    else:
        parts = deal.paid
        yield from ((into if _counts(part) else _reason(part), part) for part in parts)
    paid_some = any(_counts(part) for part in parts)
    if deal.closed:
        if not wholes and not paid_some:
            yield "undisclosed", {}
        if wholes and "included_in" not in wholes[0] and (_reason(wholes[0]) == "up_to" or not paid_some):
            yield _reason(wholes[0]), wholes[0]
        return
    yield from _promised(deal, paid_some=paid_some)


def _promised(deal: DealThen, *, paid_some: bool) -> Iterator[tuple[str, Wire]]:
    wholes = _wholes(deal)
    otherwise = "pending" if deal.pending else "ended" if deal.over else None
    if deal.kind == "investment" and not (wholes and "included_in" in wholes[0]):
        if "committed" in deal.terms:
            wholes = [deal.terms["committed"]]
        elif wholes:
            otherwise = otherwise or "pending"
    if not wholes and (otherwise or "consideration" in deal.terms or not paid_some):
        yield otherwise or ("parts_only" if "consideration" in deal.terms else "undisclosed"), {}
    for number, whole in enumerate(wholes):
        if "included_in" in whole:
            if number:
                yield "included_in", whole
        elif not _counts(whole):
            yield otherwise or _reason(whole), whole
        else:
            fresh = all(whole["currency"] != other.get("currency") for other in wholes[:number])
            yield from _rest(whole, deal.paid if fresh else [], otherwise or "committed")


def _rest(whole: Wire, paid: list[Wire], into: str) -> Iterator[tuple[str, Wire]]:
    less = [part for part in paid if _counts(part) and part["currency"] == whole["currency"]]
    rest = _number(whole) - sum(map(_number, less))
    form = "approximate" if any(_form(part) != "exact" for part in less) else _form(whole)
    if rest > 0:
        yield into, {"amount": str(rest), "currency": whole["currency"], "qualifier": form}


def _number(money: Wire) -> Decimal:
    return Decimal(money.get("amount", money.get("min")))


def _wholes(deal: DealThen) -> list[Wire]:
    """What the deal states as a whole."""
    terms = deal.terms
    match deal.kind:
        case "investment":
            sole = terms["investors"][0].get("amount") if len(terms["investors"]) == 1 else None
            return [one for one in (terms.get("amount") or sole,) if one]
        case "acquisition":
            return [terms["price"]] if "price" in terms else []
        case "licensing":
            told = terms.get("consideration", {})
            plain = {"amount", "min", "undisclosed", "included_in"} & set(told)
            return [one for one in (told if plain else told.get("total"),) if one]
        case _:
            return [terms[name] for name in ("commitment", "commitment_added") if name in terms]


def _bucket(terms: Wire) -> str:
    instruments = set(terms.get("instruments", []))
    if terms.get("round") == "debt" or instruments == {"loan"}:
        return "debt"
    if terms.get("round") in ("secondary", "tender"):
        return "secondary"
    return "in_kind" if instruments and instruments <= {"in_kind", "compute_credits"} else "drawn"


def _counts(money: Wire) -> bool:
    return ("amount" in money or "min" in money) and money.get("qualifier") != "up_to"


def _reason(money: Wire) -> str:
    if "included_in" in money:
        return "included_in"
    return "up_to" if money.get("qualifier") == "up_to" else "undisclosed"


def _form(money: Wire) -> str:
    return "range" if "min" in money else money.get("qualifier", "exact")
