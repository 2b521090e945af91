"""The document of a deal: its state, its tranches, payments and reviews, and the packages that it is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.state import oddities
from domain.state.documents import document_of_as_of
from domain.state.transaction import package_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.fold.fact import Fact
    from domain.state.answer import Answer
    from domain.state.deals import Deal

    Document = dict[str, Any]


def deal_state(deal: Deal, packages: Iterable[Fact], answer: Answer) -> Document:
    """A deal that has a state at the as-of."""
    value = deal.state.value
    told: Document = {"id": deal.id, "kind": deal.kind, "headline": value.get("headline"), "status": deal.status}
    told |= {name: value[name] for name in ("stage", "description") if name in value}
    told |= {"terms": answer.parties.show_all(deal.terms), "since": answer.since(deal.state)}
    for aspect in ("tranche", "payment", "exit", "review"):
        happened = answer.in_order(deal.happened, aspect)
        if happened or aspect != "exit":
            told[f"{aspect}s"] = [answer.happened(fact) for fact in happened]
    told |= {"conflicts": [], "transactions": [package_entry(answer, package) for package in packages]}
    told |= answer.decided_by(deal.state, *deal.happened)
    warnings = oddities.told(oddities.of_deal(answer, deal))
    return told | {"warnings": warnings, "as_of": document_of_as_of(answer.as_of)}


def stateless_deal(deal_id: str, kind: str, packages: Iterable[Fact], answer: Answer) -> Document:
    """A deal that the log knows and that has no state at the as-of: not yet, or none of its events survives."""
    empty: Document = {"terms": {}, "since": None, "tranches": [], "payments": [], "reviews": [], "conflicts": []}
    told: Document = {"id": deal_id, "kind": kind, "headline": None, "status": None} | empty
    told |= {"transactions": [package_entry(answer, package) for package in packages]} | answer.decided_by()
    return told | {"warnings": [], "as_of": document_of_as_of(answer.as_of)}
