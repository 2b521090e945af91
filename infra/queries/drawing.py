"""What pictures are drawn from: the network of deals around somebody or as a whole, and counts and sums of deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.state.answer import Answer
from domain.state.deals import deals_in
from domain.state.documents import document_of_as_of
from domain.state.graph import graph_document, subjects_of
from domain.state.network import Network
from domain.state.selection import DealFilters
from domain.state.statistics import By, tallies
from domain.state.worth import wants_life
from infra.queries.acquaintance import first_type, must_know
from infra.queries.facts_at import FactsAt

Document = dict[str, Any]


def graph(facts: FactsAt, root: str | None, depth: int, filters: DealFilters, limit: int) -> Document:
    """The network of the deals that fit, within *depth* of *root* or all of it. Raises UnknownSubject, NotYetKnown."""
    must_know(facts.connection, filters.party, facts.as_of)
    if root is None:
        network = Network.of_all(deals_in(facts.deals()), filters.fit)
    else:
        first_type(facts.connection, root, facts.as_of)
        network = Network.around(root, filters.fit)
        for _ in range(depth):
            network.hop(deals_in(facts.deals_of(network.frontier)))
    edges = network.in_order()[:limit]
    profiles = facts.identities(subjects_of(network, edges))
    return graph_document(network, edges, profiles, Answer(facts.as_of, {}))


def statistics(facts: FactsAt, by: By, filters: DealFilters, after: Sequence[str], limit: int) -> Document:
    """All deals that fit counted and added up, and a page of their parts behind the part named in *after*.

    Raises UnknownSubject, NotYetKnown.
    """
    must_know(facts.connection, filters.party, facts.as_of)
    day = facts.as_of.valid_at
    deals = [deal for deal in deals_in(facts.deals_with_money()) if filters.fit(deal)]
    lives = facts.lives([deal.state.subject for deal in deals if wants_life(deal)])
    total, parts = tallies((deal.with_life(lives.get(deal.state.subject, ())) for deal in deals), by, day, filters.role)
    keys = [key for key, _ in parts]
    start = keys.index(after[0]) + 1 if after else 0
    page = parts[start : start + limit]
    answer = Answer(facts.as_of, {})
    items = []
    for key, tally in page:
        party = {"party": answer.parties.show({"id": key})} if by == "party" else {}
        items.append({"key": key} | party | tally.told())
    answer.parties.name(facts.names(answer.parties.subjects()))
    told: Document = {"by": by, "overlapping": by == "party", "items": items}
    told |= {"next": [page[-1][0]]} if start + limit < len(parts) else {}
    return told | {"count": len(parts), "total": total.told(), "as_of": document_of_as_of(facts.as_of)}
