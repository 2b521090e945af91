"""The whole network on a circle: who deals with whom as curves across it.

Who is joined to many stands amid those who are joined to it most, so that the curves run in bundles. Places follow
from the network of all times as known now, of which every other is a part: two dates have the same places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, dist, pi, sin
from typing import Any, Final, NamedTuple

from api import words

Document = Mapping[str, Any]

SIZE: Final = 1160
RADIUS: Final = 400
MOST: Final = 260
"""Names that find room on the circle; the others are in the table only."""
NEAR: Final = 0.85
FAR: Final = 0.15
"""How far from the middle the curve is bent between neighbours, and between those who face each other."""
_PENDING: Final = frozenset({"rumoured", "announced", "signed", "scheduled"})


class Place(NamedTuple):
    """Where a party stands, and which way its name runs."""

    number: int
    id: str
    name: str
    x: int
    y: int
    turn: int
    is_left: bool
    degree: int


class Curve(NamedTuple):
    """A deal between two places."""

    path: str
    kind: str
    is_pending: bool
    ends: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Circle:
    """The picture, and how many parties it has no room for."""

    places: Sequence[Place]
    curves: Sequence[Curve]
    left_out: int
    size: int = SIZE


def circle(graph: Document, of_all_times: Document) -> Circle:
    """The picture of *graph*, with places by the network that *of_all_times* tells."""
    order = _order(of_all_times["edges"])
    shown = {node["id"]: node for node in graph["nodes"]}
    degrees = _degrees(graph["edges"])
    angles = {name: 2 * pi * number / len(order) - pi / 2 for number, name in enumerate(order)}
    places = {
        name: _place(number, shown[name], angles[name], degrees.get(name, 0))
        for number, name in enumerate(order)
        if name in shown
    }
    curves = [
        _curve(edge, places[edge["from"]], places[edge["to"]])
        for edge in graph["edges"]
        if edge["from"] in places and edge["to"] in places
    ]
    return Circle(list(places.values()), curves, len(shown) - len(places))


def _degrees(edges: Iterable[Document]) -> dict[str, int]:
    degrees: defaultdict[str, int] = defaultdict(int)
    for edge in edges:
        for end in (edge["from"], edge["to"]):
            degrees[end] += 1
    return degrees


def _order(edges: Sequence[Document]) -> list[str]:
    """All parties around the circle: each amid those whose best joined neighbour it is."""
    degrees = _degrees(edges)
    kept = set(sorted(degrees, key=lambda name: (-degrees[name], name))[:MOST])
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge["from"] in kept and edge["to"] in kept:
            neighbours[edge["from"]].add(edge["to"])
            neighbours[edge["to"]].add(edge["from"])

    def weight(name: str) -> tuple[int, str]:
        return degrees[name], name

    around: defaultdict[str | None, list[str]] = defaultdict(list)
    for name in sorted(kept, key=weight, reverse=True):
        best = max(neighbours[name], key=weight, default=None)
        around[best if best is not None and weight(best) > weight(name) else None].append(name)
    return [name for root in around[None] for name in _amid(root, around)]


def _amid(name: str, around: Mapping[str | None, list[str]]) -> list[str]:
    """*name* with half of those around it on either side."""
    satellites = around.get(name, [])
    before = [one for satellite in satellites[::2] for one in _amid(satellite, around)]
    after = [one for satellite in satellites[1::2] for one in _amid(satellite, around)]
    return [*before, name, *after]


def _place(number: int, node: Document, angle: float, degree: int) -> Place:
    x, y = (round(SIZE / 2 + RADIUS * turn(angle)) for turn in (cos, sin))
    is_left = cos(angle) < 0
    degrees = round(angle * 180 / pi) + (180 if is_left else 0)
    return Place(number, node["id"], words.party(node), x, y, degrees, is_left, degree)


def _curve(edge: Document, start: Place, end: Place) -> Curve:
    apart = dist((start.x, start.y), (end.x, end.y)) / (2 * RADIUS)
    bent = FAR + (NEAR - FAR) * max(1 - 1.5 * apart, 0)
    x, y = (round(SIZE / 2 + (sum(pair) / 2 - SIZE / 2) * bent) for pair in ((start.x, end.x), (start.y, end.y)))
    path = f"M{start.x} {start.y}Q{x} {y} {end.x} {end.y}"
    return Curve(path, edge["kind"], edge["status"] in _PENDING, (start.number, end.number))
