"""How the record came to say so: histories, differences, single events and the feed of a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.errors import NotYetKnown, UnknownEvent
from infra.store.engine import make_engine
from tests.given import (
    ALPHA,
    BETA,
    GAMMA,
    company_renamed,
    corrected,
    hiring_started,
    investment_amended,
    investment_announced,
    investment_closed,
    investment_rumoured,
    licensing_signed,
    percent,
    person_renamed,
    position_started,
    retracted,
    transaction_assembled,
    usd,
)
from tests.store import DAY, END, IDS, Store
from tests.strategies import SOURCES, Wire

DEAL = "/deals/the-investment"
ALPHAS = "company/alpha"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = make_engine(database_url)
    yield Store(engine).with_parties()
    engine.dispose()


def items(store: Store, subject: str, position: int | None = None, day: str = END, **axis: Any) -> list[Any]:
    return list(store.queries.history(subject, store.at(position, day), **axis)["items"])


def told(item: Any) -> dict[str, tuple[Any, Any]]:
    return {change["path"]: (change["before"], change["after"]) for change in item["changes"]}


def test_a_history_tells_every_change_newest_first_with_who_and_why(store: Store) -> None:
    store.record(investment_rumoured("2025-01-10", amount=usd(5)))
    store.record(investment_closed("2025-02-10", amount=usd(6), event_id=IDS[0]))
    store.record(corrected(IDS[0], amount=usd(7)) | {"note": "see page 3"})
    last, closed, rumoured, registered = items(store, ALPHAS)
    assert [one["position"] for one in (last, closed, rumoured, registered)] == [7, 6, 5, 1]
    assert told(last) == {f"{DEAL}/terms/amount": (usd(6), usd(7))}
    assert last["event"]["data"]["reason"] == "misread"
    assert last["event"]["note"] == "see page 3"
    assert (last["recorded_at"], last["recorded_by"]) == ("2025-06-05T12:00:00.000000Z", "test")
    assert told(closed)[f"{DEAL}/status"] == ("rumoured", "closed")
    assert closed["event"]["sources"] == SOURCES
    assert told(registered)["/companies/alpha/profile/name"] == (None, "Alpha")
    assert items(store, ALPHAS, 6) == [closed, rumoured, registered]


def test_a_history_tells_only_what_concerns_the_company(store: Store) -> None:
    store.record(investment_closed("2025-01-10", event_id=IDS[0]), hiring_started("2025-01-10", from_company=GAMMA))
    store.record(
        company_renamed("2025-02-10") | {"subject": "company/gamma"}, position_started("2025-01-01", company=BETA)
    )
    assert [one["position"] for one in items(store, "company/gamma")] == [7, 5, 3]
    assert [one["position"] for one in items(store, "company/beta")] == [8, 2]
    assert [one["position"] for one in items(store, ALPHAS)] == [6, 5, 1]


def test_a_party_corrected_away_and_the_one_put_in_its_place_both_see_the_correction(store: Store) -> None:
    store.record(investment_closed("2025-01-10", event_id=IDS[0]), corrected(IDS[0], investors=[{"party": BETA}]))
    store.record(investment_amended("2025-02-10", amount=usd(5)))
    assert [one["position"] for one in items(store, ALPHAS)] == [6, 5, 1]
    assert told(items(store, ALPHAS)[0])[f"{DEAL}/status"] == ("closed", None)
    assert [one["position"] for one in items(store, "company/beta")] == [7, 6, 2]
    assert told(items(store, "company/beta")[1])[f"{DEAL}/status"] == (None, "closed")


def test_tranches_and_packages_of_its_deals_concern_a_company(store: Store) -> None:
    tranche = {"type": "investment.tranche_closed", "data": {"tranche": {"amount": usd(1)}}}
    store.record(investment_announced("2025-01-10"), licensing_signed("2025-01-10"))
    store.record(investment_closed("2025-02-10") | tranche)
    store.record(transaction_assembled("2025-01-10"))
    package, drawn, *_ = items(store, ALPHAS)
    assert told(package)["/transactions/the-package/name"] == (None, "The package")
    assert any(path.startswith(f"{DEAL}/tranches/") for path in told(drawn))
    assert [one["position"] for one in items(store, "transaction/the-package")] == [8]
    assert [one["position"] for one in items(store, "deal/the-investment")] == [7, 5]


def test_a_history_of_the_world_goes_by_days(store: Store) -> None:
    store.record(investment_closed("2025-02", amount=usd(6), event_id=IDS[0]), investment_rumoured("2025-01-10"))
    sure, closed, rumoured, always = items(store, ALPHAS, axis="valid")
    days = [one["valid_from"] for one in (sure, closed, rumoured, always)]
    assert days == ["2025-02-28", "2025-02-01", "2025-01-10", None]
    assert told(sure) == {f"{DEAL}/certainty": ("possible", "certain")}
    assert told(closed)[f"{DEAL}/status"] == ("rumoured", "closed")
    assert [one["event_id"] for one in closed["events"]] == [IDS[0]]
    assert told(always)["/companies/alpha/profile/name"] == (None, "Alpha")
    assert items(store, ALPHAS, 5, "2025-02-20", axis="valid")[0]["valid_from"] == "2025-02-01"
    assert items(store, ALPHAS, None, "2025-01-20", axis="valid") == [rumoured, always]


def test_personal_values_are_in_the_clear_in_a_history(store: Store) -> None:
    store.record(person_renamed("2025-01-01") | {"note": "by marriage"})
    renamed = items(store, "person/p_aaaaaaaaaa")[0]
    assert told(renamed)["/people/p_aaaaaaaaaa/profile/name"] == ("Anne", "Anna")
    assert (renamed["event"]["data"]["name"], renamed["event"]["note"]) == ("Anna", "by marriage")


def difference(store: Store, before: tuple[int, str], after: tuple[int, str], subject: str = ALPHAS) -> Any:
    return store.queries.diff(subject, store.at(*before), store.at(*after))


def test_what_was_learnt_and_what_happened_are_never_mixed(store: Store) -> None:
    stake = [{"party": ALPHA, "stake": percent(49)}]
    store.record(investment_rumoured("2025-01-10", amount=usd(5), event_id=IDS[0]))
    store.record(corrected(IDS[0], amount=usd(6)) | {"event_id": IDS[1]})
    store.record(investment_closed("2025-02-10", investors=stake, amount=usd(7), event_id=IDS[2]))
    found = difference(store, (5, "2025-01-31"), (7, "2025-02-28"))
    amounts = [one for one in found["changed"] if one["path"] == f"{DEAL}/terms/amount"]
    assert [(one["before"], one["after"], one["cause"], one["events"]) for one in amounts] == [
        (usd(5), usd(6), "record", [IDS[1], IDS[2]]),
        (usd(6), usd(7), "world", [IDS[2]]),
    ]
    [added] = found["added"]
    assert (added["path"], added["cause"], added["events"]) == (f"{DEAL}/stakes/alpha", "world", [IDS[2]])
    assert added["value"]["stake"] == percent(49)
    assert found["as_of"]["before"]["position"] == 5
    assert found["as_of"]["after"]["valid_at"] == "2025-02-28"


def test_a_retraction_removes_by_the_record(store: Store) -> None:
    store.record(investment_closed("2025-01-10", event_id=IDS[0]), retracted(IDS[0]) | {"event_id": IDS[1]})
    found = difference(store, (5, END), (6, END))
    assert [(one["path"], one["cause"], one["events"]) for one in found["removed"]] == [(DEAL, "record", IDS[:2])]
    assert found["removed"][0]["value"]["status"] == "closed"
    assert (found["added"], found["changed"]) == ([], [])
    back = difference(store, (6, END), (5, END))
    assert [(one["path"], one["events"]) for one in back["added"]] == [(DEAL, IDS[:2])]


def test_an_answer_does_not_differ_from_itself(store: Store) -> None:
    store.record(investment_closed("2025-01-10"))
    found = difference(store, (5, END), (5, END))
    assert [found[name] for name in ("added", "removed", "changed")] == [[], [], []]


def test_what_cancels_out_is_told_twice(store: Store) -> None:
    store.record(investment_rumoured("2025-01-10"), investment_closed("2025-02-10"))
    found = difference(store, (5, "2025-03-01"), (6, "2025-01-15"))
    statuses = [one for one in found["changed"] if one["path"] == f"{DEAL}/status"]
    assert [(one["after"], one["cause"]) for one in statuses] == [("closed", "record"), ("rumoured", "world")]


def test_from_before_a_company_was_known_everything_is_added(store: Store) -> None:
    found = difference(store, (0, END), (1, END))
    assert [(one["path"], one["cause"]) for one in found["added"]] == [("/companies/alpha/profile", "record")]


def test_an_event_tells_what_became_of_it(store: Store) -> None:
    first, correction, retraction = IDS[:3]
    store.record(investment_closed("2025-01-10", amount=usd(5), event_id=first))
    store.record(corrected(first, amount=usd(6)) | {"event_id": correction})
    store.record(retracted(correction) | {"event_id": retraction})
    ask = store.queries.event
    closing = ask(first, store.at())
    assert (closing["type"], closing["position"], closing["subject"]) == ("investment.closed", 5, "deal/the-investment")
    assert (closing["alive"], closing["corrects"], closing["retracts"]) == (True, None, None)
    assert closing["corrected_by"] == [{"event_id": correction, "position": 6, "alive": False}]
    assert closing["retracted_by"] == []
    assert told(closing)[f"{DEAL}/terms/amount"] == (None, usd(5))
    middle = ask(correction, store.at())
    assert (middle["alive"], middle["corrects"]) == (False, first)
    assert middle["retracted_by"] == [{"event_id": retraction, "position": 7, "alive": True}]
    assert told(middle) == {f"{DEAL}/terms/amount": (usd(5), usd(6))}
    assert ask(retraction, store.at())["retracts"] == correction
    assert ask(correction, store.at(6))["alive"] is True
    assert ask(first, store.at(5))["corrected_by"] == []


def test_an_event_may_be_unknown_or_not_known_yet(store: Store) -> None:
    store.record(investment_closed("2025-01-10", event_id=IDS[0]))
    for unknown in (IDS[1], "none", ""):
        with pytest.raises(UnknownEvent):
            store.queries.event(unknown, store.at())
    assert store.queries.event(IDS[0].upper(), store.at())["event_id"] == IDS[0]
    with pytest.raises(NotYetKnown) as error:
        store.queries.event(IDS[0], store.at(4))
    assert (error.value.first_position, error.value.first_known_at) == (5, store.now)


def feed(store: Store, position: int | None = None, **filters: Any) -> list[int]:
    return [one["position"] for one in store.queries.events(store.at(position), **filters)["items"]]


def test_the_feed_goes_by_pages(store: Store) -> None:
    first = store.queries.events(store.at(), limit=3)
    assert ([one["position"] for one in first["items"]], first["next"]) == ([1, 2, 3], 3)
    last = store.queries.events(store.at(), after=3, limit=3)
    assert [one["position"] for one in last["items"]] == [4]
    assert "next" not in last
    assert "next" not in store.queries.events(store.at(), limit=4)
    assert last["as_of"]["position"] == 4
    assert last["items"][0]["data"]["name"] == "Anne"
    assert feed(store, 2) == [1, 2]


@pytest.mark.parametrize(
    ("filters", "positions"),
    [
        ({"type": "investment.*"}, [5, 6]),
        ({"type": "investment.closed"}, [6]),
        ({"type": "person.*"}, [4]),
        ({"subject": "deal/the-investment"}, [5, 6]),
        ({"company": "gamma"}, [3, 5, 6]),
        ({"company": "beta"}, [2, 7]),
        ({"recorded_by": "test"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"recorded_by": "somebody else"}, []),
        ({"occurred_from": date(2025, 1, 31)}, [6, 7]),
        ({"occurred_to": date(2025, 2, 1)}, [5]),
        ({"occurred_from": date(2025, 2, 28), "occurred_to": date(2025, 3, 1)}, [6]),
        ({"type": "investment.*", "company": "beta"}, []),
    ],
)
def test_the_feed_lets_through_what_is_asked_for(store: Store, filters: Wire, positions: list[int]) -> None:
    store.record(investment_rumoured("2025-01-10"), investment_closed("2025-02"))
    store.record(hiring_started("2025-03-01", employer=BETA))
    assert feed(store, **filters) == positions


def test_the_feed_knows_when_things_were_recorded(store: Store) -> None:
    store.record(investment_rumoured("2025-01-10"), investment_closed("2025-02-10"))
    closed: datetime = store.now
    assert feed(store, recorded_from=closed) == [6]
    assert feed(store, recorded_to=closed) == [1, 2, 3, 4, 5]
    assert feed(store, recorded_from=closed - DAY, recorded_to=closed + timedelta(microseconds=1)) == [5, 6]


def test_the_feed_of_a_company_does_not_know_who_is_named_later(store: Store) -> None:
    store.record(investment_rumoured("2025-01-10"), investment_closed("2025-02-10", investors=[{"party": BETA}]))
    assert feed(store, 5, company="beta") == [2]
    assert feed(store, 6, company="beta") == [2, 5, 6]
    assert feed(store, 6, company="beta", limit=1) == [2]
