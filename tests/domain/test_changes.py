"""What one event changed, and what changed on which day."""

from datetime import date
from typing import Any

from domain.fold.facts import facts_of, history_of
from domain.state.changes import changes, turns
from tests.given import (
    ALPHA,
    History,
    company_registered,
    company_renamed,
    corrected,
    given,
    investment_closed,
    investment_rumoured,
    ownership_recorded,
    percent,
    position_ended,
    position_started,
    retracted,
    usd,
)
from tests.strategies import logged

DEAL = "/deals/the-investment"


def told_by_the_last(history: History) -> dict[str, list[tuple[Any, ...]]]:
    """What the last event of *history* changed: path -> (before, after, first day, first day after)."""
    events = logged(history.wires)
    held = history_of(events)
    closed = [one.fact for one in held if one.known_to == len(events)]
    opened = [one.fact for one in held if one.known_from == len(events)]
    found: dict[str, list[tuple[Any, ...]]] = {}
    for change in changes(closed, opened):
        path, *rest = change.values()
        found.setdefault(path, []).append(tuple(rest))
    return found


def test_a_first_event_tells_every_field_from_nothing() -> None:
    told = told_by_the_last(given(investment_rumoured("2025-06-10", amount=usd(5))))
    assert told[f"{DEAL}/status"] == [(None, "rumoured", "2025-06-10", None)]
    assert told[f"{DEAL}/terms/amount"] == [(None, usd(5), "2025-06-10", None)]
    assert f"{DEAL}/certainty" not in told


def test_a_later_step_changes_only_the_days_from_its_own_on() -> None:
    told = told_by_the_last(given(investment_rumoured("2025-06-10"), investment_closed("2025-06-12", amount=usd(5))))
    assert told[f"{DEAL}/status"] == [("rumoured", "closed", "2025-06-12", None)]
    assert told[f"{DEAL}/terms/amount"] == [(None, usd(5), "2025-06-12", None)]
    assert f"{DEAL}/terms/issuer" not in told


def test_what_is_only_possible_is_told_for_just_those_days() -> None:
    told = told_by_the_last(given(investment_closed("2025-06")))
    assert told[f"{DEAL}/certainty"] == [(None, "possible", "2025-06-01", "2025-06-30")]
    assert told[f"{DEAL}/status"] == [(None, "closed", "2025-06-01", None)]


def test_a_correction_shows_both_sides() -> None:
    told = told_by_the_last(given(investment_closed("2025-06-12", amount=usd(5)), corrected("e1", amount=usd(6))))
    assert told == {f"{DEAL}/terms/amount": [(usd(5), usd(6), "2025-06-12", None)]}


def test_a_corrected_date_changes_the_days_between() -> None:
    told = told_by_the_last(given(investment_closed("2025-06-12"), corrected("e1", occurred_on="2025-06-20")))
    assert told[f"{DEAL}/status"] == [("closed", None, "2025-06-12", "2025-06-20")]


def test_a_retraction_takes_everything_back() -> None:
    told = told_by_the_last(given(investment_closed("2025-06-12"), retracted("e1")))
    assert told[f"{DEAL}/status"] == [("closed", None, "2025-06-12", None)]


def test_stakes_and_owners_are_told_as_a_whole_under_the_bare_id() -> None:
    stake = {"party": ALPHA, "stake": percent(10)}
    told = told_by_the_last(given(investment_closed("2025-06-12", investors=[stake])))
    [(before, after, *_)] = told[f"{DEAL}/stakes/alpha"]
    assert (before, after["stake"]) == (None, percent(10))
    told = told_by_the_last(given(company_registered(None), ownership_recorded("2025")))
    [(_, after, *days)] = told["/companies/alpha/owners/beta"]
    assert (after["stake"], days) == (percent(10), ["2025-01-01", None])


def test_each_stream_has_its_root() -> None:
    told = told_by_the_last(given(company_registered(None), company_renamed("2025-03-01")))
    assert told["/companies/alpha/profile/name"] == [("Alpha", "Omega", "2025-03-01", None)]
    told = told_by_the_last(given(position_started("2025-03-01")))
    assert told["/people/p_aaaaaaaaaa/positions/e1/title"] == [(None, "CEO", "2025-03-01", None)]


def days_told(history: History) -> list[tuple[date | None, str, Any, Any, str | None]]:
    """Every turn of the history, one line for each change."""
    return [
        (turn.day, change["path"], change["before"], change["after"], change["valid_to"])
        for turn in turns(facts_of(logged(history.wires)))
        for change in turn.changes
    ]


def test_each_day_tells_what_it_changed_and_until_when() -> None:
    told = days_told(given(investment_rumoured("2025-06-10"), investment_closed("2025-06-12", amount=usd(5))))
    assert (date(2025, 6, 10), f"{DEAL}/status", None, "rumoured", "2025-06-12") in told
    assert (date(2025, 6, 12), f"{DEAL}/status", "rumoured", "closed", None) in told
    assert (date(2025, 6, 10), f"{DEAL}/terms/issuer", None, {"id": "gamma"}, None) in told


def test_the_day_on_which_it_becomes_certain_is_told() -> None:
    told = days_told(given(position_started("2025-06")))
    assert (date(2025, 6, 30), "/people/p_aaaaaaaaaa/positions/e1/certainty", "possible", "certain", None) in told


def test_what_holds_since_always_has_no_day() -> None:
    told = days_told(given(company_registered(None), company_renamed("2025-03-01")))
    assert (None, "/companies/alpha/profile/name", None, "Alpha", "2025-03-01") in told


def test_what_ends_is_told_as_gone() -> None:
    told = days_told(given(position_started("2025-06-01"), position_ended("2025-06-10", company={"id": "gamma"})))
    assert (date(2025, 6, 10), "/people/p_aaaaaaaaaa/positions/e1/title", "CEO", None, None) in told
