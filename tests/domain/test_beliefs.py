"""Beliefs about one field: at every point of both clocks what is answered there, in no more pieces than it takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.fold.facts import Fact, history_of
from domain.log import LoggedEvent
from domain.state.beliefs import Belief, Span, Statement, beliefs, fields_told, regions, statements_of
from domain.state.changes import path_of
from domain.state.timeline import rectangles
from tests.oracle import OracleFact, oracle_at
from tests.strategies import FAMILIES, days_to_ask, histories

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

STILL: Span[str] = Span(None, None)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=25, suppress_health_check=SLOW)
@given(data=st.data())
def test_what_is_believed_at_a_point_is_what_is_answered_there(family: str, data: st.DataObject) -> None:
    events = data.draw(histories(family))
    drawn = timeline(events)
    fields = sorted({field for one in drawn for field in fields_told(one)})
    maps = {field: beliefs(statements_of(drawn, field)) for field in fields}
    days = days_to_ask(events, [])
    for position in range(1, len(events) + 1):
        ask = oracle_at(events, events[0].subject, position)
        for day in days:
            covering = {
                field: [one for one in of if one.covers(day.isoformat(), position)] for field, of in maps.items()
            }
            assert all(len(found) <= 1 for found in covering.values())
            told = {
                field: (found[0].value, found[0].is_possible_on(day.isoformat()))
                for field, found in covering.items()
                if found
            }
            assert told == answered(events[0].subject, ask(day))


def timeline(events: list[LoggedEvent]) -> list[dict[str, Any]]:
    return rectangles(history_of(events), {event.position: event.recorded_at for event in events})


def answered(subject: str, state: dict[str, OracleFact]) -> dict[str, tuple[Any, bool]]:
    """The fields of a state as the oracle tells it, each with whether it is only possible."""
    told = {}
    for aspect, fact in state.items():
        path = path_of(Fact(subject, aspect, None, None, None, None, {}, ()))
        told |= {
            field: (value, not fact.certain)
            for field, value in fields_told({"path": path, "value": fact.value}).items()
        }
    return told


def ranges(bounds: st.SearchStrategy[Any]) -> st.SearchStrategy[Span[Any]]:
    """Half-open intervals that have a width, some open at an end."""
    pairs = st.tuples(st.none() | bounds, st.none() | bounds)
    return pairs.filter(lambda pair: None in pair or pair[0] < pair[1]).map(lambda pair: Span(*pair))


DAYS = [f"2025-01-0{number}" for number in range(1, 7)]
days = st.sampled_from(DAYS[1:])
statements = st.builds(
    Statement,
    st.sampled_from(["a", "b", None]),
    ranges(days),
    ranges(days),
    ranges(st.integers(2, 5)).filter(lambda one: one.first),
)


@st.composite
def told(draw: st.DrawFn) -> list[Statement]:
    """Statements of which no two cover one point."""
    kept: list[Statement] = []
    for one in draw(st.lists(statements, max_size=6)):
        if not any(covers(one, *point) and covers(other, *point) for other in kept for point in POINTS):
            kept.append(one)
    return kept


POINTS = [(day, known) for day in DAYS for known in range(1, 7)]


def covers(one: Statement, day: str, known: int) -> bool:
    return Belief(one.value, one.valid, (), one.known).covers(day, known)


@settings(suppress_health_check=SLOW)
@given(told())
def test_beliefs_say_at_every_point_what_was_stated_and_nothing_twice(said: list[Statement]) -> None:
    believed = beliefs(said)
    for day, known in POINTS:
        stated = [
            (one.value, not Belief(None, one.certain, (), one.known).covers(day, known))
            for one in said
            if covers(one, day, known)
        ]
        assert [(one.value, one.is_possible_on(day)) for one in believed if one.covers(day, known)] == stated


@settings(suppress_health_check=SLOW)
@given(told())
def test_regions_are_as_large_as_can_be(said: list[Statement]) -> None:
    """Flooding the grid point by point gives the same regions."""
    believed = beliefs(said)
    values = {point: one.value for point in POINTS for one in believed if one.covers(*point)}
    flooded: set[frozenset[tuple[str, int]]] = set()
    for start, value in values.items():
        reached, edge = {start}, [start]
        while edge:
            day, known = edge.pop()
            at = DAYS.index(day)
            beside = [(DAYS[next_], known) for next_ in (at - 1, at + 1) if 0 <= next_ < len(DAYS)]
            for point in [*beside, (day, known - 1), (day, known + 1)]:
                if point not in reached and values.get(point, "") == value:
                    reached.add(point)
                    edge.append(point)
        flooded.add(frozenset(reached))
    drawn = [
        frozenset(point for point in POINTS for part in region.parts if part.covers(*point))
        for region in regions(believed)
    ]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == flooded


def test_a_correction_ends_a_belief_on_all_days_at_once() -> None:
    said = [
        Statement("10", Span("2025-04-01", None), STILL, Span(1, 4)),
        Statement("7.5", Span("2025-04-01", None), STILL, Span(4, None)),
    ]
    assert beliefs(said) == [
        Belief("10", Span("2025-04-01", None), (), Span(1, 4)),
        Belief("7.5", Span("2025-04-01", None), (), Span(4, None)),
    ]
    assert [region.value for region in regions(beliefs(said))] == ["10", "7.5"]


def test_what_happens_ends_a_belief_from_a_day_on_and_both_parts_are_one_region() -> None:
    said = [
        Statement("rumoured", Span("2025-04-01", None), STILL, Span(1, 4)),
        Statement("rumoured", Span("2025-04-01", "2025-07-11"), STILL, Span(4, None)),
        Statement("withdrawn", Span("2025-07-11", None), STILL, Span(4, None)),
    ]
    assert [(region.value, len(region.parts)) for region in regions(beliefs(said))] == [
        ("rumoured", 2),
        ("withdrawn", 1),
    ]


def test_what_was_stated_again_unchanged_is_one_belief() -> None:
    said = [
        Statement("closed", Span("2025-04-01", "2025-12-01"), Span("2025-04-30", None), Span(1, 4)),
        Statement("closed", Span("2025-12-01", None), STILL, Span(1, 4)),
        Statement("closed", Span("2025-04-01", None), Span("2025-04-30", None), Span(4, None)),
    ]
    assert beliefs(said) == [
        Belief("closed", Span("2025-04-01", None), (Span("2025-04-01", "2025-04-30"),), Span(1, None))
    ]
