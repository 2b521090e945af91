"""The points of change on either clock, and the way from one to the next."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from api.pages.basis import basis_of, turns_of
from api.pages.links import Here

TODAY = date(2025, 9, 1)


def rectangle(path: str, valid: tuple[str | None, str | None], known: tuple[int, int | None]) -> dict[str, Any]:
    instants = [None if one is None else datetime(2025, 6, 10 + one // 2, one, tzinfo=UTC).isoformat() for one in known]
    return {
        "path": path,
        "valid": dict(zip(("from", "to"), valid, strict=True)),
        "known": dict(zip(("from", "to", "from_position", "to_position"), (*instants, *known), strict=True)),
    }


RECTANGLES = [
    rectangle("/companies/a/profile", ("1998-01-01", None), (1, None)),
    rectangle("/deals/d", ("2025-06-10", None), (2, 5)),
    rectangle("/deals/d", ("2025-06-10", "2025-06-12"), (5, None)),
    rectangle("/deals/d", ("2025-06-12", None), (5, None)),
]


def basis(position: int, **asked: str) -> Any:
    as_of = {"valid_at": asked.get("valid_at", "2025-09-01"), "position": position, "rules": 1}
    known_at = asked.get("known_at", "2025-09-01")
    as_of["known_at"] = f"{known_at}T23:59:59.999999Z"
    return basis_of(as_of, Here("", "/companies/a", asked), TODAY, turns_of(RECTANGLES, position))


def test_days_before_the_first_deal_leave_room_for_the_others() -> None:
    assert [one.text for one in basis(5).valid.points] == ["2025-06-10", "2025-06-12", "2025-09-01"]


def test_a_day_is_a_change_only_as_far_as_it_was_known() -> None:
    assert [one.text for one in basis(2).valid.points] == ["2025-06-10", "2025-09-01"]


def test_the_last_position_of_a_day_stands_for_the_day() -> None:
    told = [rectangle("/deals/d", ("2025-06-10", None), (2, 3)), rectangle("/deals/d", ("2025-06-10", None), (3, None))]
    as_of = {"valid_at": "2025-09-01", "known_at": "2025-06-11T02:00:00Z", "position": 2, "rules": 1}
    known = basis_of(as_of, Here("", "/", {"known_at": "@2"}), TODAY, turns_of(told, 2)).known
    assert known
    assert [one.text for one in known.points] == ["@2", "2025-06-11"]
    assert known.after
    assert known.after.text == "2025-06-11"


def test_each_change_leads_to_the_one_before_and_after() -> None:
    valid = basis(5, valid_at="2025-06-12").valid
    assert (valid.before.text, valid.after.text) == ("2025-06-10", "2025-09-01")
    known = basis(2, known_at="2025-06-11").known
    assert (known.before.text, known.after.text) == ("2025-06-10", "2025-06-12")


def test_now_is_after_all_changes() -> None:
    told = basis(5)
    assert told.is_now
    assert told.known.after is None
    assert told.valid.day == told.valid.high


def test_a_day_outside_all_changes_has_its_place_on_the_slider() -> None:
    valid = basis(5, valid_at="1990-01-01").valid
    assert valid.low < valid.day < valid.high
    assert all(0 <= mark <= 1000 for mark in valid.marks)


def test_a_subject_without_changes_has_no_sliders() -> None:
    as_of = {"valid_at": "2025-09-01", "known_at": "2025-09-01T00:00:00Z", "position": 0, "rules": 1}
    told = basis_of(as_of, Here("", "/", {}), TODAY, turns_of([], 0))
    assert (told.valid, told.known) == (None, None)
