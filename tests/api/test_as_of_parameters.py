"""When a question is asked as of: every way to say it, and what is said to those who say it wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient
from pydantic_core import PydanticCustomError

from api.as_of import parse_day, parse_instant, parse_known
from tests.api.client import Databases, load_worked_example, serving

META = "/v1/companies/meta-platforms"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2025-06-30", date(2025, 6, 30)),
        ("@0", 0),
        ("@1234", 1234),
        ("2025-06-30T12:00:00Z", datetime(2025, 6, 30, 12, tzinfo=UTC)),
        ("2025-06-30t12:00:00.5z", datetime(2025, 6, 30, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2025-06-30T12:00:00+02:00", datetime(2025, 6, 30, 10, tzinfo=UTC)),
        ("2025-06-30T12:00:00.1234567Z", datetime(2025, 6, 30, 12, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_known_at_is_an_instant_a_day_or_a_position(text: str, meaning: object) -> None:
    assert parse_known(text) == meaning


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("2025-06-30T12:00:00 02:00", "%2B"),
        ("2025-06-30T12:00:00", "which clock"),
        ("2025-06-30 12:00", "which clock"),
        ("2025-06-30T25:00:00Z", "no such instant"),
        ("0001-01-01T00:00:00+14:00", "no such instant"),
        ("2025-06-31", "no such day"),
        ("2025-06", "write a day"),
        ("٢٠٢٥-06-30", "write a day"),
        ("@", "@1234"),
        ("@-1", "@1234"),
        ("yesterday, when it rained", "write an instant"),
        ("", "write a day"),
    ],
)
def test_what_is_no_known_at_is_explained(text: str, advice: str) -> None:
    with pytest.raises(PydanticCustomError, match=advice):
        parse_known(text)


def test_an_instant_is_taken_into_utc() -> None:
    assert parse_instant("2025-06-30T12:00:00-05:00").tzinfo is UTC
    assert parse_day("2024-02-29") == date(2024, 2, 29)


@pytest.fixture
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with serving(url) as client:
            yield client


def as_of(client: TestClient, **asked: str) -> dict[str, object]:
    answer = client.get(META, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()["as_of"]
    return found


def test_unpinned_is_now_and_echoes_the_instant_of_its_position(client: TestClient) -> None:
    found = as_of(client)
    assert found["known_at"] == "2025-08-22T15:00:00.000000Z" or found["position"] == 9
    assert found["position"] == 9


def test_valid_at_is_by_default_the_day_of_known_at(client: TestClient) -> None:
    assert as_of(client, known_at="2025-07-01")["valid_at"] == "2025-07-01"
    assert as_of(client, known_at="2025-06-30T23:30:00-02:00")["valid_at"] == "2025-07-01"


def test_known_at_is_inclusive(client: TestClient) -> None:
    assert as_of(client, known_at="2025-06-13T09:05:00Z")["position"] == 7
    assert as_of(client, known_at="2025-06-13T09:04:59.999999Z")["position"] == 6


def test_today_means_now_and_an_encoded_plus_is_understood(client: TestClient) -> None:
    today = datetime.now(UTC).date().isoformat()
    assert as_of(client, known_at=today)["position"] == 9
    assert client.get(f"{META}?known_at=2025-07-01T00:00:00%2B02:00").json()["as_of"]["position"] == 7


def test_valid_at_may_lie_in_the_future(client: TestClient) -> None:
    assert as_of(client, valid_at="2999-01-01")["valid_at"] == "2999-01-01"


@pytest.mark.parametrize("known_at", ["@10", "2999-01-01", "2999-01-01T00:00:00Z", "9999-12-31"])
def test_what_will_be_known_is_refused(client: TestClient, known_at: str) -> None:
    answer = client.get(META, params={"known_at": known_at})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/future-known-at")
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("known_at", "future_known_at")


def test_a_clock_ahead_of_utc_does_not_make_tomorrow_known(client: TestClient) -> None:
    ahead = datetime.now(timezone(timedelta(hours=14))) + timedelta(minutes=1)
    assert client.get(META, params={"known_at": ahead.isoformat()}).status_code == 422


def test_a_plus_that_was_eaten_is_explained(client: TestClient) -> None:
    answer = client.get(f"{META}?known_at=2025-07-01T00:00:00+02:00")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-datetime")
    assert "%2B" in answer.json()["errors"][0]["detail"]


def test_both_clocks_said_wrongly_are_told_at_once(client: TestClient) -> None:
    answer = client.get(META, params={"valid_at": "June", "known_at": "July"})
    assert answer.json()["type"] == "/problems/invalid-datetime"
    assert [error["parameter"] for error in answer.json()["errors"]] == ["valid_at", "known_at"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"valid_at": "2025-06-30"},
        {"valid_at": "2025-06-30..2025-06-30"},
        {"known_at": "@7..@7"},
    ],
)
def test_a_diff_needs_two_points(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get(f"{META}/diff", params=asked)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")
    assert answer.json()["errors"][0]["code"] == "no_range"


@pytest.mark.parametrize("valid_at", ["2025-06-01..", "..2025-06-01", "2025-06-01..June", "2025-06-01...2025-06-02"])
def test_half_a_range_is_refused(client: TestClient, valid_at: str) -> None:
    answer = client.get(f"{META}/diff", params={"valid_at": valid_at})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-datetime")


def test_without_a_known_range_both_sides_of_a_diff_have_one_position(client: TestClient) -> None:
    basis = client.get(f"{META}/diff", params={"valid_at": "2025-06-01..2025-07-01"}).json()["as_of"]
    assert basis["before"]["position"] == basis["after"]["position"] == 9
    assert (basis["before"]["valid_at"], basis["after"]["valid_at"]) == ("2025-06-01", "2025-07-01")


def test_a_store_without_events_knows_nothing_yet(database_url: str) -> None:
    with serving(database_url) as client:
        answer = client.get(META, params={"known_at": "@0"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown-company")
