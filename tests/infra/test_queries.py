"""Questions to a real store, on both clocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine, delete

from domain.errors import FutureKnownAt, NotYetKnown, UnknownSubject
from infra.queries import Queries
from infra.store.commitments import revealed
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import personal_value
from tests.answers import Told
from tests.conftest import KINDS
from tests.given import (
    ALPHA,
    BETA,
    acquisition_closed,
    company_registered,
    company_renamed,
    corrected,
    hiring_started,
    investment_closed,
    investment_rumoured,
    licensing_signed,
    percent,
    person_renamed,
    position_started,
    retracted,
    transaction_assembled,
)
from tests.histories import SLOW, arrive, emptied, ledger_on, log_of, markets
from tests.store import DAY, END, IDS, START, Store, registered
from tests.strategies import Wire

ANNE = "p_aaaaaaaaaa"


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    engine = make_engine(database_url)
    yield Store(engine)
    engine.dispose()


@pytest.fixture
def store(empty: Store) -> Store:
    return empty.with_parties()


def test_the_instant_of_an_event_sees_it_and_the_microsecond_before_does_not(store: Store) -> None:
    store.record(company_renamed("2025-01-01"))
    assert store.queries.as_of(known_at=store.now).position == 5
    assert store.queries.as_of(known_at=store.now - timedelta(microseconds=1)).position == 4
    elsewhere = datetime.fromisoformat("2025-06-03T14:00:00+02:00")
    assert store.queries.as_of(known_at=elsewhere).position == 5


def test_a_day_is_known_until_it_is_over_and_today_until_now(store: Store) -> None:
    store.record(company_renamed("2025-01-01"))
    recorded_at, store.now = store.now, store.now + timedelta(hours=2)
    second = store.queries.as_of(known_at=date(2025, 6, 2))
    assert (second.position, second.known_at.isoformat()) == (4, "2025-06-02T23:59:59.999999+00:00")
    today = store.queries.as_of(known_at=date(2025, 6, 3))
    assert today == store.queries.as_of()
    assert (today.position, today.known_at) == (5, recorded_at)


def test_the_future_cannot_be_known(store: Store) -> None:
    for known_at in (store.now + timedelta(microseconds=1), date(2025, 6, 3), 5, 10**30):
        with pytest.raises(FutureKnownAt):
            store.queries.as_of(known_at=known_at)


def test_the_day_asked_about_is_that_of_the_knowledge_unless_told(store: Store) -> None:
    store.now += 10 * DAY
    ask = store.queries.as_of
    assert ask().valid_at == date(2025, 6, 12)
    assert ask(known_at=4).valid_at == date(2025, 6, 2)
    assert ask(known_at=datetime(2025, 6, 3, 23, 30, tzinfo=UTC)).valid_at == date(2025, 6, 3)
    assert ask(date(2030, 1, 1), 4).valid_at == date(2030, 1, 1)


def test_a_log_whose_clock_was_set_back_still_answers_about_its_last_instant(store: Store) -> None:
    last, store.now = store.now, START
    assert store.queries.as_of(known_at=last).position == 4


def test_an_empty_log_answers(empty: Store) -> None:
    as_of = empty.queries.as_of()
    assert (as_of.position, as_of.valid_at) == (0, START.date())
    assert empty.queries.events(as_of)["items"] == []
    with pytest.raises(UnknownSubject):
        empty.queries.company("alpha", as_of)


def test_the_answer_about_position_0_does_not_change_when_the_log_grows(empty: Store) -> None:
    before = empty.queries.events(empty.queries.as_of(known_at=0))
    empty.record(company_registered(None))
    assert empty.queries.events(empty.queries.as_of(known_at=0)) == before


def test_a_company_is_asked_about_on_both_clocks(store: Store) -> None:
    stake = [{"party": ALPHA, "stake": percent(49)}]
    store.record(investment_rumoured("2025-05-01"), investment_closed("2025-05-10", investors=stake))
    for position, day in ((5, "2025-05-05"), (6, "2025-05-05"), (5, "2025-05-30")):
        state = store.company("alpha", position, day)
        assert state["stakes"] == []
        assert [one["status"] for one in state["pending"]] == ["rumoured"]
    state = store.company("alpha", 6, "2025-05-30")
    assert [one["stake"] for one in state["stakes"]] == [percent(49)]
    assert state["stakes"][0]["party"] == {"id": "gamma", "name": "Gamma"}
    assert state["pending"] == []
    assert state["as_of"] == {
        "valid_at": "2025-05-30",
        "known_at": "2025-06-04T12:00:00.000000Z",
        "position": 6,
        "rules": 1,
    }


def test_a_subject_unknown_then_tells_since_when_it_is_known(store: Store) -> None:
    store.record(investment_closed("2025-01-10"))
    for subject, first in (("company/alpha", 1), (f"person/{ANNE}", 4), ("deal/the-investment", 5)):
        for ask in (store.queries.state, store.queries.history):
            with pytest.raises(NotYetKnown) as error:
                ask(subject, store.at(first - 1))
            assert error.value.first_position == first
    assert error.value.first_known_at == START + 2 * DAY
    assert store.company("alpha", 1)["name"] == "Alpha"


@pytest.mark.parametrize(("asked", "near"), [("company/alhpa", "alpha"), ("deal/the-invesment", "the-investment")])
def test_what_the_log_never_heard_of_comes_with_suggestions(store: Store, asked: str, near: str) -> None:
    store.record(investment_closed("2025-01-10"))
    with pytest.raises(UnknownSubject) as error:
        store.queries.state(asked, store.at())
    assert near in error.value.suggestions


@pytest.mark.parametrize("asked", ["person/p_zzzzzzzzzz", "transaction/none", "deal/none", "company/none"])
def test_every_sort_of_subject_may_be_unknown(store: Store, asked: str) -> None:
    for ask in (store.queries.state, store.queries.history):
        with pytest.raises(UnknownSubject):
            ask(asked, store.at())
    with pytest.raises(UnknownSubject):
        store.queries.diff(asked, store.at(1), store.at())


def test_what_is_known_may_have_no_state_on_the_day(store: Store) -> None:
    store.record(
        investment_closed("2025-01-10"),
        licensing_signed("2025-01-10"),
        acquisition_closed("2025-01-10", event_id=IDS[0]),
        transaction_assembled("2025-01-10", deals=["the-investment", "the-licensing"]),
        company_registered("2020", name="Delta") | {"subject": "company/delta"},
    )
    early, day = store.queries, "2019-12-31"
    deal = early.deal("the-investment", store.at(None, day))
    assert (deal["kind"], deal["status"], deal["since"], deal["terms"]) == ("investment", None, None, {})
    package = early.transaction("the-package", store.at(None, day))
    assert (package["name"], package["status"], package["deals"]) == ("The package", None, [])
    assert early.company("delta", store.at(None, day))["status"] == "not_founded"
    store.record(retracted(IDS[0]))
    deal = store.queries.deal("the-acquisition", store.at())
    assert (deal["kind"], deal["status"], deal["terms"], deal["events"]) == ("acquisition", None, {}, [])


def test_a_package_tells_the_state_of_its_deals(store: Store) -> None:
    store.record(investment_closed("2025-01-10"), licensing_signed("2025-02-10"))
    store.record(transaction_assembled("2025-01-10", deals=["the-licensing", "the-investment"], principal=BETA))
    package = store.queries.transaction("the-package", store.at())
    assert [(one["deal"], one["status"]) for one in package["deals"]] == [
        ("the-licensing", "in_force_presumed"),
        ("the-investment", "closed"),
    ]
    assert package["principal"] == {"id": "beta", "name": "Beta Labs"}
    early = store.queries.transaction("the-package", store.at(None, "2025-01-31"))
    assert [one["status"] for one in early["deals"]] == [None, "closed"]
    for company in ("alpha", "beta", "gamma"):
        assert [one["id"] for one in store.company(company)["transactions"]] == ["the-package"]
    assert [one["id"] for one in store.queries.deal("the-licensing", store.at())["transactions"]] == ["the-package"]


def test_a_party_corrected_away_is_gone_from_then_on_and_not_before(store: Store) -> None:
    store.record(investment_closed("2025-01-10", event_id=IDS[0]), corrected(IDS[0], investors=[{"party": BETA}]))
    assert len(store.company("alpha", 5)["investments"]["items"]) == 1
    assert store.company("alpha", 6)["investments"]["items"] == []
    assert len(store.company("beta", 6)["investments"]["items"]) == 1


def test_a_later_name_does_not_change_what_was_answered_before(store: Store) -> None:
    store.record(investment_closed("2025-01-10"), company_renamed("2025-03-01") | {"subject": "company/gamma"})

    def issuer(position: int, day: str) -> str:
        return str(store.company("alpha", position, day)["investments"]["items"][0]["terms"]["issuer"]["name"])

    assert [issuer(5, END), issuer(6, END), issuer(6, "2025-02-28")] == ["Gamma", "Omega", "Gamma"]


def test_all_that_is_known_has_a_name_of_the_day_or_the_first_after_it(store: Store) -> None:
    store.record(investment_closed("2025-01-10", headline="One invests"), licensing_signed("2025-02-10"))
    store.record(hiring_started("2025-02-11"), company_renamed("2025-03-01") | {"subject": "company/gamma"})
    asked = ["company/gamma", f"person/{ANNE}", "deal/the-investment", "deal/the-licensing", "company/unheard-of"]
    early = store.queries.called(asked, store.at(None, "2024-12-31"))
    assert early == {
        "company/gamma": "Gamma",
        f"person/{ANNE}": "Anne",
        "deal/the-investment": "One invests",
        "deal/the-licensing": None,
    }
    assert store.queries.called(asked, store.at())["company/gamma"] == "Omega"
    assert "deal/the-licensing" not in store.queries.called(asked, store.at(5))


def test_a_stake_is_stale_by_deals_that_do_not_name_its_owner(store: Store) -> None:
    stake = [{"party": ALPHA, "stake": percent(49)}]
    store.record(
        investment_closed("2025-01-10", investors=stake),
        investment_closed("2025-06-01", investors=[{"party": BETA}]) | {"subject": "deal/next"},
    )
    assert [store.company("alpha", position)["stakes"][0]["stale"] for position in (5, 6)] == [False, True]


def test_people_are_told_by_name_until_they_are_erased(store: Store) -> None:
    store.record(hiring_started("2025-01-10"), position_started("2025-02-01"))
    store.record(person_renamed("2025-03-01", aliases=["Annie"]), person_renamed("2025-04-01", aliases=["Annie", "A."]))
    [hire] = store.company("alpha")["people"]
    assert hire["person"] == {"id": ANNE, "name": "Anna"}
    person = store.queries.person(ANNE, store.at())
    assert (person["name"], person["aliases"]) == ("Anna", ["Annie", "A."])
    assert person["former_names"][0] == {"name": "Anne", "until": "2025-03-01"}
    assert [one["company"]["name"] for one in person["positions"]] == ["Alpha", "Gamma"]
    with writing(store.engine) as connection:
        connection.execute(delete(personal_value))
    assert store.company("alpha")["people"][0]["person"] == {"id": ANNE, "name": {"erased": True}}
    assert store.queries.person(ANNE, store.at())["name"] == {"erased": True}


def test_sources_come_in_the_clear(store: Store) -> None:
    source = {"publisher": "Reuters", "kind": "press", "title": "Anne goes to Alpha", "url": "https://example.org/1"}
    store.record(hiring_started("2025-01-10") | {"sources": [source]})
    state = store.queries.company("alpha", store.at(), include=frozenset({"sources"}))
    assert state["people"][0]["sources"] == [source]


def test_only_what_is_held_is_read_into_a_company(store: Store) -> None:
    store.record(registered("delta", "Delta"), investment_closed("2025-01-10", event_id=IDS[0]))
    store.record(corrected(IDS[0], occurred_on="2025-02-10"), retracted(IDS[0]))
    assert len(store.company("alpha", 6, "2025-01-20")["investments"]["items"]) == 1
    assert store.company("alpha", 7, "2025-01-20")["investments"]["items"] == []
    assert len(store.company("alpha", 7, "2025-02-20")["investments"]["items"]) == 1
    assert store.company("alpha", 8, "2025-02-20")["investments"]["items"] == []


@pytest.fixture(params=KINDS, scope="module")
def engine(
    request: pytest.FixtureRequest, fresh_database: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Engine]:
    """A database that is emptied for each example."""
    with fresh_database(request.param) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


GRID = [date(2024, month, day) for month in (1, 3, 5, 8) for day in (2, 15)]
DAYS = [date(2024, 3, 31), date(2025, 1, 1)]


@hypothesis.settings(max_examples=12, suppress_health_check=SLOW)
@hypothesis.given(market=markets())
def test_the_store_answers_as_the_pure_functions_do(engine: Engine, market: list[list[Wire]]) -> None:
    ledger, queries = ledger_on(emptied(engine)), Queries(engine)
    arrive(ledger, market)
    with reading(engine) as connection:
        events = revealed(connection, log_of(ledger))
    for position in {len(events) * 2 // 3, len(events)}:
        known = [event for event in events if event.position <= position]
        subjects = {event.subject for event in known if event.subject.startswith(("company/", "person/"))}
        for day in GRID:
            as_of = queries.as_of(day, position)
            for subject in sorted(subjects):
                state = queries.state(subject, as_of, include=frozenset({"ended", "sources"}))
                assert state == Told(known).state(subject, as_of, "ended", "sources"), (subject, day, position)


@hypothesis.settings(max_examples=5, suppress_health_check=SLOW)
@hypothesis.given(market=markets())
def test_no_answer_ever_changes_byte_by_byte(engine: Engine, market: list[list[Wire]]) -> None:
    ledger, queries = ledger_on(emptied(engine)), Queries(engine)
    given_then = []
    for batch in market:
        arrive(ledger, [batch])
        events = log_of(ledger)
        subjects = sorted({event.subject for event in events})
        ids = [event.event_id for event in events]
        given_then.append((len(events), subjects, ids, answers(queries, len(events), subjects, ids)))
    for position, subjects, ids, told in given_then:
        assert answers(Queries(engine), position, subjects, ids) == told


def answers(queries: Queries, position: int, subjects: list[str], ids: list[str]) -> list[str]:
    """Everything that can be asked about *subjects* and the events *ids* as known at *position*."""
    told: list[Any] = []
    include = frozenset({"ended", "sources"})
    for day in DAYS:
        as_of = queries.as_of(day, position)
        told += [queries.state(subject, as_of, include=include) for subject in subjects]
    as_of, before = queries.as_of(DAYS[-1], position), queries.as_of(DAYS[0], position // 2)
    for subject in subjects:
        told += [queries.history(subject, as_of), queries.history(subject, as_of, axis="valid")]
        told.append(queries.diff(subject, before, as_of))
        family, _, name = subject.partition("/")
        told.append(
            queries.events(as_of, company=name) if family == "company" else queries.events(as_of, subject=subject)
        )
    told += [queries.event(event_id, as_of) for event_id in ids]
    return [json.dumps(one) for one in told]
