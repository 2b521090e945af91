"""What looks odd in an answer, and how much of it is uncertain: computed from the facts whenever they are read."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from domain.admission.warnings import Warned
from domain.state.changes import path_of
from domain.state.totals import total_in
from domain.values.partial_date import precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from domain.fold.fact import Fact
    from domain.state.answer import Answer
    from domain.state.deals import Deal
    from domain.state.holdings import Holding

    Document = dict[str, Any]

_BINDING: Final = frozenset({"signed", "took_effect", "started", "tranche_closed", "closed"})
_PRICE: Final[Mapping[str, str]] = {
    "investment": "amount",
    "acquisition": "price",
    "licensing": "consideration",
    "commercial": "commitment",
}
"""Kind -> the term that says how much money moves."""


def told(warnings: Iterable[Warned]) -> list[Document]:
    """*warnings* as an answer shows them."""
    return [asdict(warning) for warning in warnings]


def of_deal(answer: Answer, deal: Deal) -> Iterator[Warned]:
    """What cannot all be true of one deal; its pointers are the paths of changes."""
    path, life = path_of(deal.state), (deal.state, *deal.life)
    if deal.status == "withdrawn" and _said(answer, life) & _BINDING:
        detail = "the deal was signed, so it cannot be withdrawn any more: was it terminated?"
        yield Warned("withdrawn-after-signing", f"{path}/status", detail)
    never = deal.kind == "hiring" and any(state.value["terms"].get("reason") == "never_started" for state in life)
    if never and "started" in _said(answer, life):
        yield Warned("contradicts-start", f"{path}/status", "the hire started and is said never to have started")
    if deal.happened:
        yield from _over(path, deal, "committed", "tranche", "tranches-over-commitment")
        yield from _over(path, deal, "commitment", "payment", "payments-over-commitment")


def of_position(fact: Fact) -> Iterator[Warned]:
    """A position that began and is said never to have begun."""
    if fact.value.get("reason") == "never_started":
        yield Warned("contradicts-start", path_of(fact), "the position started and is said never to have started")


def of_owners(subject: str, owners: Iterable[Holding]) -> Iterator[Warned]:
    """Stakes in one company that cannot all hold; those marked stale are left out."""
    shares = [one.stake["percent"] for one in owners if not one.stale]
    total = sum((Decimal(share if isinstance(share, str) else share["min"]) for share in shares), Decimal(0))
    if total > 100:  # noqa: PLR2004 (percent)
        path = f"/companies/{subject.partition('/')[2]}/owners"
        yield Warned("stakes-over-100", path, f"the stakes add up to {total:f} %")


def coverage(answer: Answer, deals: Iterable[Deal], others: Iterable[Fact]) -> Document:
    """How much of what is shown is undisclosed, told by one source only, dated imprecisely, or presumed."""
    shown = list(deals)
    facts = [*(deal.state for deal in shown), *others]
    return {
        "undisclosed_amounts": sum(_is_undisclosed(deal) for deal in shown),
        "single_source_facts": sum(len(answer.publishers(fact)) == 1 for fact in facts),
        "imprecise_dates": sum(_is_imprecise(fact) for fact in facts),
        "presumed_states": sum(deal.status.endswith("_presumed") for deal in shown),
    }


def _said(answer: Answer, life: Iterable[Fact]) -> set[str]:
    """The transitions of the events that decide some state of the deal."""
    return {answer.cited[event].type.partition(".")[2] for state in life for event in state.events}


def _over(path: str, deal: Deal, promise: str, aspect: str, code: str) -> Iterator[Warned]:
    promised: Document = deal.terms.get(promise, {})
    most = promised.get("amount", promised.get("max"))
    if most is None or promised.get("qualifier") == "at_least":
        return
    amounts = [fact.value[aspect].get("amount", {}) for fact in deal.happenings(aspect)]
    total, limit = total_in(promised["currency"], amounts), Decimal(most)
    if total > limit:
        detail = f"{total:f} {promised['currency']} add up, and {limit:f} were promised"
        yield Warned(code, f"{path}/terms/{promise}", detail)


def _is_undisclosed(deal: Deal) -> bool:
    if deal.kind not in _PRICE or deal.happenings("tranche"):
        return False
    return bool(deal.terms.get(_PRICE[deal.kind], {"undisclosed": True}).get("undisclosed"))


def _is_imprecise(fact: Fact) -> bool:
    stated = fact.value.get("since", fact.value).get("date")
    return stated is not None and precision(stated) != "day"
