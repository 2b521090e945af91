"""Where things go in the pictures of pages: the same on every day, apart, and nothing left out in silence."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.pages.circle import MOST, SIZE, circle
from api.pages.lifelines import LABELS, WIDTH, lifelines
from api.pages.surroundings import ROW, surroundings

TODAY = date(2026, 1, 1)


def edge(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"deal": f"{start}-{end}", "kind": "investment", "status": "closed", "from": start, "to": end} | more


def graph(*edges: dict[str, Any]) -> dict[str, Any]:
    names = sorted({one[end] for one in edges for end in ("from", "to")})
    return {"nodes": [{"id": name, "name": name.upper()} for name in names], "edges": list(edges)}


def test_everybody_keeps_the_place_of_all_times() -> None:
    everything = graph(edge("a", "hub"), edge("b", "hub"), edge("c", "hub"), edge("c", "d"))
    early = graph(edge("a", "hub"))
    places = {one.id: (one.x, one.y) for one in circle(everything, everything).places}
    assert {one.id: (one.x, one.y) for one in circle(early, everything).places}.items() <= places.items()
    assert len(set(places.values())) == len(places)


def test_who_is_joined_to_one_stands_next_to_it() -> None:
    everything = graph(*(edge(f"x{number}", "x") for number in range(5)), *(edge(f"y{n}", "y") for n in range(4)))
    order = [one.id[0] for one in circle(everything, everything).places]
    assert order == sorted(order)


def test_names_without_room_are_counted() -> None:
    everything = graph(*(edge(f"p{number}", "hub") for number in range(MOST + 9)))
    drawn = circle(everything, everything)
    assert (len(drawn.places), drawn.left_out) == (MOST, 10)
    assert len(drawn.curves) == MOST - 1
    assert all(0 < one.x < SIZE and 0 < one.y < SIZE for one in drawn.places)


def test_what_is_not_done_yet_is_drawn_apart() -> None:
    both = graph(edge("a", "b"), edge("a", "b", status="rumoured"))
    assert [one.is_pending for one in circle(both, both).curves] == [False, True]


def entry(kind: str, role: str, terms: dict[str, Any], status: str = "closed", deal: str = "d") -> dict[str, Any]:
    return {"deal": deal, "kind": kind, "role": role, "status": status, "terms": terms}


def company(**sections: Any) -> dict[str, Any]:
    lists = ("acquisitions", "licences_in", "licences_out", "commercial", "pending")
    empty: dict[str, Any] = {name: [] for name in lists} | {"funding": {"items": []}, "investments": {"items": []}}
    return {"id": "own", **empty, **sections}


def investment(issuer: str, investor: str) -> dict[str, Any]:
    return {"issuer": {"id": issuer, "name": issuer}, "investors": [{"party": {"id": investor, "name": investor}}]}


def test_money_comes_from_the_left_and_goes_to_the_right() -> None:
    told = company(
        funding={"items": [entry("investment", "issuer", investment("own", "giver"))]},
        investments={"items": [entry("investment", "investor", investment("taker", "own"))]},
    )
    drawn = surroundings(told)
    assert [one.name for one in drawn.left] == ["giver"]
    assert [one.name for one in drawn.right] == ["taker"]


def test_a_contract_runs_from_supplier_to_customer() -> None:
    parties = [{"party": {"id": "own"}, "role": "supplier"}, {"party": {"id": "c", "name": "C"}, "role": "customer"}]
    drawn = surroundings(company(commercial=[entry("commercial", "supplier", {"parties": parties})]))
    assert [one.name for one in drawn.right] == ["C"]


def test_lines_of_a_kind_are_one_path_apart_from_those_not_yet_done() -> None:
    told = {name: entry("investment", "issuer", investment("own", name)) for name in "abc"}
    told["c"]["status"] = "announced"
    drawn = surroundings(company(funding={"items": [*told.values()]}))
    assert [(one.kind, one.is_pending, one.path.count("M")) for one in drawn.lines] == [
        ("investment", False, 2),
        ("investment", True, 1),
    ]
    assert all(f"{one.y}C" in "".join(line.path for line in drawn.lines) for one in drawn.left)


def test_rows_lie_apart_and_deals_of_one_kind_with_one_share_a_row() -> None:
    deals = [entry("investment", "issuer", investment("own", name), deal=f"{name}{n}") for name in "ab" for n in (1, 2)]
    drawn = surroundings(company(funding={"items": deals}))
    assert [(one.name, one.deals) for one in drawn.left] == [("a", ["a1", "a2"]), ("b", ["b1", "b2"])]
    assert drawn.left[1].y - drawn.left[0].y == ROW


def segment(status: str, first: str, until: str | None, known: tuple[int, int | None] = (1, None)) -> dict[str, Any]:
    return {
        "path": "/deals/d",
        "value": {"kind": "licensing", "status": status, "headline": "A licence"},
        "valid": {"from": first, "to": until},
        "known": {"from_position": known[0], "to_position": known[1]},
    }


def test_a_line_tells_each_status_once_and_ends_today() -> None:
    told = [
        segment("announced", "2024-01-01", "2024-07-01"),
        segment("in_force", "2024-07-01", "2025-01-01"),
        segment("in_force", "2025-01-01", None),
    ]
    (line,) = lifelines(told, 1, "2025-06-30", TODAY).lines
    assert [(one.status, one.phase) for one in line.stretches] == [("announced", "open"), ("in_force", "live")]
    assert line.stretches[0].x == LABELS
    assert line.stretches[1].x + line.stretches[1].width == WIDTH


def test_what_is_not_held_any_more_is_not_drawn() -> None:
    told = [segment("announced", "2024-01-01", None, (1, 2)), segment("withdrawn", "2024-05-01", None, (2, None))]
    before, after = (lifelines(told, position, "2025-01-01", TODAY).lines[0] for position in (1, 2))
    assert [one.status for one in before.stretches] == ["announced"]
    assert [one.phase for one in after.stretches] == ["over"]


def test_a_company_without_deals_has_no_lines() -> None:
    assert lifelines([], 1, "2025-01-01", TODAY).lines == []
