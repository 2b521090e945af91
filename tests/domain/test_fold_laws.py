"""The laws of the fold: facts equal the brute-force answer at every point, and do not depend on how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.admission.legality import check
from domain.errors import IllegalHistory, MissingTerms
from domain.fold.facts import Fact, facts_of, history_of
from domain.fold.record_plane import surviving
from domain.log import LoggedEvent
from tests.oracle import oracle_at, oracle_objections
from tests.strategies import (
    DEAL_KINDS,
    FAMILIES,
    days_to_ask,
    has_no_ties,
    histories,
    keep_while,
    legal_submissions,
    logged,
    rearranged,
)

DAY = timedelta(days=1)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

families = pytest.mark.parametrize("family", FAMILIES)


@families
@settings(max_examples=60, suppress_health_check=SLOW)
@given(data=st.data())
def test_facts_equal_the_brute_force_fold_at_every_point(family: str, data: st.DataObject) -> None:
    events = data.draw(histories(family))
    for position in range(1, len(events) + 1):
        if "enders" not in oracle_objections(events, events[0].subject, position):  # nobody says what two of them mean
            agree_with_the_oracle(events, position)


@families
@settings(max_examples=60, suppress_health_check=SLOW)
@given(data=st.data())
def test_rows_of_one_aspect_do_not_overlap_and_have_a_width(family: str, data: st.DataObject) -> None:
    events = data.draw(histories(family))
    facts = facts_of(events)
    for aspect in {fact.aspect for fact in facts}:
        rows = sorted((fact for fact in facts if fact.aspect == aspect), key=lambda fact: fact.valid_from or date.min)
        assert all(one.valid_to is not None and one.valid_to <= two.valid_from for one, two in pairwise(rows))
        assert all((row.valid_from or date.min) < (row.valid_to or date.max) for row in rows)
    assert {fact.subject for fact in facts} <= {events[0].subject}


@families
@settings(max_examples=30, suppress_health_check=SLOW)
@given(data=st.data())
def test_facts_do_not_depend_on_the_order_in_which_events_are_given(family: str, data: st.DataObject) -> None:
    events = data.draw(histories(family))
    assert facts_of(data.draw(st.permutations(events))) == facts_of(events)


@families
@settings(max_examples=60, suppress_health_check=SLOW)
@given(data=st.data())
def test_what_is_held_at_every_position_is_what_all_events_until_then_tell(family: str, data: st.DataObject) -> None:
    events = data.draw(histories(family, max_size=12))
    held = history_of(events)
    for count, last in enumerate(events, 1):
        position = last.position
        known = [one.fact for one in held if one.known_from <= position < (one.known_to or position + 1)]
        told = facts_of(events[:count])
        assert len(known) == len(told)
        assert {(one.aspect, one.valid_from): one for one in known} == {
            (one.aspect, one.valid_from): one for one in told
        }


@families
@settings(max_examples=60, suppress_health_check=SLOW)
@given(data=st.data())
def test_the_order_of_arrival_does_not_change_the_final_belief(family: str, data: st.DataObject) -> None:
    sent = keep_while(data.draw(legal_submissions(family)), has_no_ties)
    assert belief(logged(data.draw(rearranged(sent)))) == belief(logged(sent))


@pytest.mark.parametrize("kind", DEAL_KINDS)
@settings(max_examples=60, suppress_health_check=SLOW)
@given(data=st.data())
def test_what_is_legal_is_judged_over_the_surviving_events(kind: str, data: st.DataObject) -> None:
    events = data.draw(histories(kind))
    objections = oracle_objections(events, events[0].subject, len(events))
    if not objections:
        check(surviving(events))
    else:
        with pytest.raises(MissingTerms if objections == {"terms"} else IllegalHistory):
            check(surviving(events))


def agree_with_the_oracle(events: Sequence[LoggedEvent], position: int) -> None:
    """Compare facts and oracle, as known at *position*, on every day on which either could change."""
    known = [event for event in events if event.position <= position]
    facts, ask = facts_of(known), oracle_at(list(events), events[0].subject, position)
    ids = {event.event_id for event in known}
    for day in days_to_ask(known, facts):
        held = [fact for fact in facts if fact.holds_on(day)]
        expected = ask(day)
        assert len({fact.aspect for fact in held}) == len(held), day
        assert {fact.aspect: said(fact) for fact in held} == {a: fact.value for a, fact in expected.items()}, day
        assert {f.aspect: f.certainty_on(day) == "certain" for f in held} == {
            aspect: fact.certain for aspect, fact in expected.items()
        }, day
        assert all(set(fact.events) <= ids for fact in held)


def said(fact: Fact) -> dict[str, Any]:
    """The value without the warnings, which the oracle does not compute."""
    return {name: value for name, value in fact.value.items() if name != "warnings"}


def belief(events: Sequence[LoggedEvent]) -> set[str]:
    """What *events* make us believe, without a trace of the order in which they came."""
    return {
        repr((fact.aspect, fact.valid_from, fact.valid_to, fact.certain_from, fact.certain_to, fact.value))
        + repr(sorted(fact.events))
        for fact in facts_of(events)
    }
