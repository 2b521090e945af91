"""The network of deals: who is joined with whom, by which deal and in which roles.

An edge is one deal between two parties, drawn as the trade reads it:

    investment    each investor                 ->  the issuer
    acquisition   each acquirer                 ->  the target
    licensing     each licensor                 ->  each licensee
    hiring        the person, the from_company  ->  the employer
    commercial    each supplier                 ->  each reseller, each customer
                  each reseller                 ->  each customer

Those on one side (co-investors, joint licensees) are not joined with one another. A commercial party that is joined
with nobody so far, a partner above all, is joined with the principal: the first that is, else the first that is named.
Whoever takes several roles has all of them at one edge; where both ends have the same ones (partners, a cross-licence)
it has no direction. Sellers, payers and the like are only mentioned, and who has no id cannot be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from domain.state.totals import part_of
from domain.state.worth import stated
from domain.values.identifiers import subject_of_party

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from domain.state.deals import Deal

    Party = dict[str, Any]
    Money = dict[str, Any]

_PLACES: Final[Mapping[str, int]] = {
    "investor": 0,
    "issuer": 1,
    "acquirer": 0,
    "target": 1,
    "licensor": 0,
    "licensee": 1,
    "person": 0,
    "from_company": 0,
    "employer": 1,
    "supplier": 0,
    "reseller": 1,
    "customer": 2,
}
"""Edges run from roles of a lower place to those of a higher; a partner has none."""

_BOTH: Final = ("licensor", "licensee")


class End(NamedTuple):
    """One end of an edge: a party with an id, and its roles."""

    subject: str
    party: Party
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Edge:
    """A deal as it joins two parties, and the money that is between just these two, as far as it is stated."""

    deal: Deal
    tail: End
    head: End
    amount: Money | None

    @property
    def ends(self) -> tuple[str, str]:
        """The subjects that it joins."""
        return self.tail.subject, self.head.subject


def edges_of(deal: Deal) -> list[Edge]:
    """The edges that a deal draws."""
    ends = _ends(deal)
    pairs = [pair for one, other in combinations(ends, 2) if (pair := _joined(one, other))]
    if deal.kind == "commercial":
        pairs += _with_principal(ends, pairs)
    if deal.terms.get("mutual"):
        pairs = [(tail._replace(roles=_BOTH), head._replace(roles=_BOTH)) for tail, head in pairs]
    alone = len(pairs) == 1 and all("id" in party for _, party in deal.sides)
    return [Edge(deal, tail, head, _between(deal, tail, alone=alone)) for tail, head in pairs]


@dataclass(slots=True)
class Network:
    """What is drawn: around a root hop by hop, or without one all that there is."""

    wanted: Callable[[Deal], bool]
    """Whether a deal is to be drawn at all."""
    depths: dict[str, int]
    """Subject -> how many edges lie between it and the root."""
    root: str | None = None
    frontier: Collection[str] = ()
    """The subjects from which the next hop goes on."""
    edges: dict[tuple[str, str, str], tuple[int, Edge]] = field(default_factory=dict)
    """Deal and ends -> the hop in which the edge was met, and the edge."""
    unpaired: set[str] = field(default_factory=set)
    """Deals in which fewer than two parties have an id."""

    @classmethod
    def around(cls, root: str, wanted: Callable[[Deal], bool]) -> Network:
        """The network of *root* before its first hop."""
        return cls(wanted, {root: 0}, root, [root])

    @classmethod
    def of_all(cls, deals: Iterable[Deal], wanted: Callable[[Deal], bool]) -> Network:
        """The network of all *deals*."""
        network = cls(wanted, {})
        for deal in filter(wanted, deals):
            network._draw(deal, edges_of(deal), 0)
        return network

    def hop(self, deals: Iterable[Deal]) -> None:
        """Go on from the frontier: draw what *deals*, all that name it, join with it."""
        within, hop = set(self.frontier), max(self.depths.values())
        for deal in filter(self.wanted, deals):
            if within.intersection(subject_of_party(party) for _, party in _parties(deal)):
                self._draw(deal, [edge for edge in edges_of(deal) if within.intersection(edge.ends)], hop)
        self.frontier = [subject for subject, depth in self.depths.items() if depth > hop]

    def in_order(self) -> list[Edge]:
        """The edges, nearest to the root first, then the latest."""
        met = sorted(self.edges.values(), key=lambda one: one[1].ends)
        met.sort(key=lambda one: one[1].deal.place, reverse=True)
        return [edge for _, edge in sorted(met, key=lambda one: one[0])]

    def _draw(self, deal: Deal, edges: Sequence[Edge], hop: int) -> None:
        if not edges:
            self.unpaired.add(deal.id)
        for edge in edges:
            self.edges.setdefault((deal.id, *edge.ends), (hop, edge))
            for subject in edge.ends:
                self.depths.setdefault(subject, hop + 1)


def _parties(deal: Deal) -> list[tuple[str, Party]]:
    """Each role with its party: the sides, and where a hire comes from."""
    origin = deal.terms.get("from_company") if deal.kind == "hiring" else None
    return [*deal.sides, ("from_company", origin)] if origin else [*deal.sides]


def _ends(deal: Deal) -> list[End]:
    """The parties with an id, each once with all its roles, in the order in which the deal names them."""
    ends: dict[str, End] = {}
    for role, party in _parties(deal):
        if subject := subject_of_party(party):
            roles = ends[subject].roles if subject in ends else []
            ends[subject] = End(subject, party, [*roles, role] if role not in roles else roles)
    return list(ends.values())


def _joined(one: End, other: End) -> tuple[End, End] | None:
    """The two in the direction of the edge between them; as they were named where it runs both ways."""
    places = [
        (_PLACES[role], _PLACES[counter])
        for role in one.roles
        for counter in other.roles
        if role in _PLACES and counter in _PLACES
    ]
    if any(place < counter for place, counter in places):
        return one, other
    return (other, one) if any(place > counter for place, counter in places) else None


def _with_principal(ends: Sequence[End], pairs: Sequence[tuple[End, End]]) -> Iterator[tuple[End, End]]:
    joined = {end.subject for pair in pairs for end in pair}
    in_turn = sorted(ends, key=lambda end: end.subject not in joined)
    for end in in_turn[1:]:
        if end.subject not in joined:
            yield in_turn[0], end


def _between(deal: Deal, tail: End, *, alone: bool) -> Money | None:
    """An investor's own money; of any other deal what it states, if it joins only two."""
    if alone:
        return stated(deal)
    return part_of(deal, tail.subject).amount if deal.kind == "investment" else None
