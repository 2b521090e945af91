"""The document of a transaction: a package of deals, each told with its own state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.state.deals import Deal, deals_in
from domain.state.documents import document_of_as_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fold.fact import Fact
    from domain.state.answer import Answer

    Document = dict[str, Any]


def transaction_state(transaction_id: str, facts: Sequence[Fact], of_deals: Sequence[Fact], answer: Answer) -> Document:
    """The package as its *facts* of any day tell it, with the facts of its deals; its headline is never summed."""
    held = [fact for fact in facts if fact.holds_on(answer.as_of.valid_at)]
    packages = sorted(
        (fact for fact in facts if fact.aspect == "transaction"), key=lambda fact: fact.valid_from or date.min
    )
    package = next((fact for fact in packages if fact in held), None)
    value = package.value if package else {}
    deals = {deal.id: deal for deal in deals_in(of_deals)}
    told: Document = {
        "id": transaction_id,
        "name": value.get("name") or (packages[0].value["name"] if packages else None),
        "status": "assembled" if package else None,
        "headline_value": value.get("headline_value"),
        "principal": _party(answer, value.get("principal")),
        "counterparty": _party(answer, value.get("counterparty")),
        "labels": value.get("labels", []),
        "deals": [_component(answer, deal, deals.get(deal)) for deal in value.get("deals", ())],
    }
    for aspect in ("payment", "review"):
        told[f"{aspect}s"] = [answer.happened(fact) for fact in answer.in_order(held, aspect)]
    told |= {"conflicts": []} | answer.decided_by(*held)
    return told | {"warnings": [], "as_of": document_of_as_of(answer.as_of)}


def package_entry(answer: Answer, package: Fact) -> Document:
    """A transaction as the answers about its deals and parties list it."""
    value = package.value
    return {
        "id": package.subject.partition("/")[2],
        "name": value["name"],
        "deals": value["deals"],
        "headline_value": value.get("headline_value"),
        "principal": _party(answer, value.get("principal")),
        "counterparty": _party(answer, value.get("counterparty")),
        "labels": value["labels"],
    } | answer.decided_by(package)


def _component(answer: Answer, deal_id: str, deal: Deal | None) -> Document:
    """A deal of the package; one that has no state at the as-of is only named."""
    if deal:
        return answer.entry(deal)
    return {"deal": deal_id, "kind": None, "status": None, "since": None, "terms": {}, "events": []}


def _party(answer: Answer, party: Document | None) -> Document | None:
    return answer.parties.show(party) if party else None
