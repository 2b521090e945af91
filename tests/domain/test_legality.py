"""Which histories are legal, whatever the order in which they arrive, and what a refusal tells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.admission.legality import check
from domain.errors import IdentifierTaken, IllegalHistory, MissingTerms
from domain.fold.lifecycle import ENDERS
from domain.fold.record_plane import surviving
from domain.log import LoggedEvent
from domain.vocabulary import REQUIRED_TERMS, TRANSITIONS
from tests import given as specs
from tests.given import (
    PARTIES_OF,
    Builder,
    acquisition_announced,
    company_ceased,
    company_registered,
    company_renamed,
    corrected,
    given,
    hiring_started,
    investment_announced,
    investment_closed,
    investment_exited,
    investment_rumoured,
    investment_terminated,
    investment_withdrawn,
    licensing_announced,
    ownership_recorded,
    retracted,
    transaction_assembled,
)
from tests.strategies import DEAL_KINDS, SOURCES, SUBJECTS, Wire, legal_submissions, logged

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

AFTER_THE_END = ("payment_made", "review_opened", "review_decided")
PAIRS = [(kind, ender, other) for kind in DEAL_KINDS for ender in TRANSITIONS[kind] for other in TRANSITIONS[kind]]
PAIRS = [(kind, ender, other) for kind, ender, other in PAIRS if ender in ENDERS and other not in ENDERS]


def step(kind: str, transition: str, occurred_on: str, **data: Any) -> Wire:
    said = specs.DEFAULTS.get(transition, {}) | PARTIES_OF[kind] | data
    return {
        "type": f"{kind}.{transition}",
        "subject": SUBJECTS[kind],
        "data": said,
        "sources": SOURCES,
        "occurred_on": occurred_on,
    }


@pytest.mark.parametrize(("kind", "transition"), [(kind, one) for kind in DEAL_KINDS for one in TRANSITIONS[kind]])
def test_any_event_may_be_the_first_of_a_deal(kind: str, transition: str) -> None:
    given().when(step(kind, transition, "2025-06-12")).is_accepted()


@pytest.mark.parametrize(("kind", "ender", "other"), PAIRS)
def test_after_an_end_come_only_payments_and_reviews(kind: str, ender: str, other: str) -> None:
    end, late = step(kind, ender, "2025-06-12"), step(kind, other, "2025-06-13")
    for first, second in ((end, late), (late, end)):
        decision = given(first).when(second)
        if other in AFTER_THE_END:
            decision.is_accepted()
        else:
            decision.is_refused(IllegalHistory)


@pytest.mark.parametrize(
    ("ends", "other", "legal"),
    [
        ("2025-06-12", "2025-06-12", True),
        ("2025-06-12", "2025-06", True),
        ("2025-06-12", "2025", True),
        ("2025-06", "2025-06-30", True),
        ("2025-06", "2025-07-01", False),
        ("2025", "2025-12-31", True),
        ("2025", "2026-01", False),
        ("2025-06-12", "2025-07", False),
    ],
)
def test_only_what_surely_lies_behind_the_end_is_refused(ends: str, other: str, *, legal: bool) -> None:
    decision = given(investment_terminated(ends, **PARTIES_OF["investment"])).when(investment_closed(other))
    decision.is_accepted() if legal else decision.is_refused(IllegalHistory)


def test_an_exit_after_the_end_is_refused() -> None:
    deal = given(investment_closed("2025-01-01"), investment_terminated("2025-06-12"))
    deal.when(investment_exited("2025-06-13")).is_refused(IllegalHistory)
    deal.when(investment_exited("2025-06-12")).is_accepted()


@pytest.mark.parametrize("kind", DEAL_KINDS)
def test_a_deal_ends_once(kind: str) -> None:
    enders = [one for one in TRANSITIONS[kind] if one in ENDERS]
    for one in enders:
        for other in enders:
            given(step(kind, one, "2025-06-12")).when(step(kind, other, "2025-06-12")).is_refused(IllegalHistory)


def test_what_cannot_stand_together_is_named_with_what_to_do() -> None:
    error = refusal(investment_closed("2025-06-12"), investment_withdrawn("2025-06-01"))
    assert (error.event_id, error.because) == ("e1", "e2")
    assert error.reason == "investment.closed on 2025-06-12 lies after investment.withdrawn on 2025-06-01"
    assert error.remedy == "correct the date of either, or retract e2"

    error = refusal(
        investment_announced("2025-06-01"), investment_withdrawn("2025-06-12"), investment_terminated("2025")
    )
    assert (error.event_id, error.because) == ("e3", "e2")
    assert error.reason == "the deal has ended already: investment.withdrawn on 2025-06-12"
    assert "correct or retract e2" in error.remedy

    error = refusal(investment_announced("2025"), acquisition_announced("2025") | {"subject": SUBJECTS["investment"]})
    assert (error.event_id, error.because) == ("e2", "e1")
    assert error.reason == "acquisition.announced cannot happen to a deal of kind investment"


def refusal(*wires: Wire) -> IllegalHistory:
    with pytest.raises(IllegalHistory) as caught:
        check(surviving(logged(given(*wires).wires)))
    return caught.value


@pytest.mark.parametrize("kind", DEAL_KINDS)
def test_what_identifies_a_deal_must_be_stated_by_some_event(kind: str) -> None:
    announced: Builder = getattr(specs, f"{kind}_announced")
    for alternatives in REQUIRED_TERMS[kind]:
        silent = announced("2025-06-12", **dict.fromkeys(alternatives))
        with pytest.raises(MissingTerms) as caught:
            check(surviving(logged(given(silent).wires)))
        assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
            (f"/data/{alternatives[0]}", "missing_term")
        ]
        given(announced("2025-06-12")).when(silent).is_accepted()
        review = step(kind, "review_opened", "2025-07-01")
        given(review).when(silent).is_accepted()


def test_every_term_that_is_missing_is_named() -> None:
    with pytest.raises(MissingTerms) as caught:
        check(logged(given(licensing_announced("2025", licensors=None, licensees=None, subjects=None)).wires))
    assert [fault.pointer for fault in caught.value.faults] == ["/data/licensors", "/data/licensees", "/data/subjects"]


def test_different_events_may_state_what_identifies_the_deal() -> None:
    rumoured = given(investment_rumoured("2025", investors=None))
    rumoured.when(investment_announced("2025", issuer=None, investors=None)).is_refused(MissingTerms)
    rumoured.when(investment_announced("2025", issuer=None)).is_accepted()


def test_a_person_or_a_team_is_hired() -> None:
    given().when(hiring_started("2025", person=None)).is_refused(MissingTerms)
    given().when(hiring_started("2025", person=None, team={"description": "the model team"})).is_accepted()


def test_retracting_the_end_reopens_the_deal() -> None:
    deal = given(investment_closed("2025-01-01"), investment_terminated("2025-06-12"), retracted("e2"))
    deal.when(investment_exited("2025-07-01")).is_accepted()
    deal.when(investment_terminated("2025-07-01")).is_accepted()


def test_what_the_record_plane_brings_about_is_judged_like_any_write() -> None:
    deal = given(investment_closed("2025-06-12"), investment_terminated("2025-06-30"))
    deal.when(corrected("e1", occurred_on="2025-07-01")).is_refused(IllegalHistory)
    deal.when(corrected("e2", occurred_on="2025-06-01")).is_refused(IllegalHistory)
    deal.when(corrected("e1", unset=["issuer"])).is_refused(MissingTerms)
    deal.when(corrected("e1", occurred_on="2025-06-30")).is_accepted()


def test_undoing_what_the_record_plane_did_is_judged_too() -> None:
    moved = given(
        investment_closed("2025-08-01"), corrected("e1", occurred_on="2025-06-12"), investment_terminated("2025-06-30")
    )
    moved.when(retracted("e2")).is_refused(IllegalHistory)
    ended = given(
        investment_closed("2025-01-01"),
        investment_withdrawn("2025-02-01"),
        retracted("e2"),
        investment_terminated("2025-06-30"),
    )
    ended.when(retracted("e3")).is_refused(IllegalHistory)


def test_a_deal_of_which_nothing_survives_is_legal() -> None:
    given(investment_closed("2025-06-12")).when(retracted("e1")).is_accepted()
    emptied = given(investment_closed("2025-06-12"), retracted("e1"))
    emptied.when(acquisition_announced("2025") | {"subject": SUBJECTS["investment"]}).is_accepted()


def test_an_event_that_states_what_others_leave_out_is_needed() -> None:
    deal = given(investment_rumoured("2025"), investment_closed("2025-06", issuer=None, investors=None))
    deal.when(retracted("e1")).is_refused(MissingTerms)
    deal.when(retracted("e2")).is_accepted()


@pytest.mark.parametrize("beginning", [company_registered, transaction_assembled])
def test_what_has_begun_does_not_begin_again(beginning: Builder) -> None:
    begun = given(beginning("2025"))
    begun.when(beginning("2025")).is_refused(IdentifierTaken)
    begun.when(retracted("e1"), beginning("2025")).is_accepted()


def test_after_a_company_has_ceased_everything_stays_legal() -> None:
    ceased = given(company_registered(None), company_ceased("2025-01-01"))
    ceased.when(
        company_renamed("2025-06-01"), ownership_recorded("2025-06-01"), company_ceased("2025-07")
    ).is_accepted()


@pytest.mark.parametrize("kind", DEAL_KINDS)
@settings(max_examples=40, suppress_health_check=SLOW)
@drawn(data=st.data())
def test_every_part_of_a_legal_history_is_legal_but_for_the_terms_it_needs(kind: str, data: st.DataObject) -> None:
    events = surviving(logged(data.draw(legal_submissions(kind))))
    check(events)
    part = [event for event in events if data.draw(st.booleans())]
    stands(data.draw(st.permutations(part)))


def stands(events: list[LoggedEvent]) -> None:
    """Check that *events* are refused at most because they do not say who deals with whom."""
    try:
        check(events)
    except MissingTerms:
        stated = {name for event in events for name in event.data}
        assert any(stated.isdisjoint(alternatives) for alternatives in REQUIRED_TERMS[events[0].family])
