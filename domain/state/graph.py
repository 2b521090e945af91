"""The document of a network: its parties as nodes, its deals as edges, the nearest and latest of them if not all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.state.documents import document_of_as_of
from domain.values.identifiers import is_person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.fold.fact import Fact
    from domain.state.answer import Answer
    from domain.state.network import Edge, Network

    Document = dict[str, Any]


def subjects_of(network: Network, edges: Sequence[Edge]) -> list[str]:
    """Whom *edges* join, and the root if there is one, the nearest to it first."""
    found = {subject for edge in edges for subject in edge.ends} | ({network.root} if network.root else set())
    return sorted(found, key=lambda subject: (network.depths[subject], subject))


def graph_document(network: Network, edges: Sequence[Edge], profiles: Mapping[str, Fact], answer: Answer) -> Document:
    """What of *network* is shown, the *edges* and whom they join with their *profiles*, and how much there is."""
    names = {end.subject: end.party.get("name") for edge in edges for end in (edge.tail, edge.head)}
    nodes = []
    for subject in subjects_of(network, edges):
        node = _node(subject, names.get(subject), profiles.get(subject), answer)
        nodes.append(node | ({"depth": network.depths[subject]} if network.root else {}))
    return {
        "nodes": nodes,
        "edges": [_edge(edge, answer) for edge in edges],
        "total": {"nodes": len(network.depths), "edges": len(network.edges)},
        "truncated": len(edges) < len(network.edges),
        "unpaired": len(network.unpaired),
        "as_of": document_of_as_of(answer.as_of),
    }


def _node(subject: str, name: Any, profile: Fact | None, answer: Answer) -> Document:
    """A company or person by its name on the day, or the first that it will have, or else the source's."""
    entity_id = subject.partition("/")[2]
    value: Document = profile.value if profile else {}
    sort = "person" if is_person(entity_id) else value.get("kind", "company")
    told = {"id": entity_id, "kind": sort, "name": value.get("name", name)}
    told |= {"country": value["country"]} if "country" in value else {}
    if profile and "status" in value:
        told["status"] = value["status"] if profile.holds_on(answer.as_of.valid_at) else "not_founded"
    return told


def _edge(edge: Edge, answer: Answer) -> Document:
    deal, (tail, head) = edge.deal, edge.ends
    told: Document = {"deal": deal.id, "kind": deal.kind, "status": deal.status}
    told |= {name: deal.state.value[name] for name in ("headline", "stage") if name in deal.state.value}
    told |= {"from": tail.partition("/")[2], "to": head.partition("/")[2]}
    told |= {"roles": {"from": list(edge.tail.roles), "to": list(edge.head.roles)}, "since": answer.since(deal.state)}
    return told | ({"amount": edge.amount} if edge.amount else {})
