"""The timeline over HTTP, held against the answers on both clocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.client import Databases, load_worked_example, serving

META = "/v1/companies/meta-platforms"
DEAL = "/deals/meta-scale-ai-2025"


@pytest.fixture(scope="module")
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with serving(url) as client:
            yield client


def rectangles(client: TestClient, path: str, **asked: str) -> list[dict[str, Any]]:
    items = client.get(f"{META}/timeline", params=asked).json()["items"]
    return [item for item in items if item["path"] == path]


def covers(span: dict[str, Any], at: str) -> bool:
    return (span["from"] or "") <= at and (span["to"] is None or at < span["to"])


@pytest.mark.parametrize("known_at", ["2025-06-11", "2025-07-01", "2025-09-01"])
@pytest.mark.parametrize("valid_at", ["2025-06-09", "2025-06-11", "2025-06-12", "2025-08-25"])
def test_one_rectangle_at_most_covers_a_point_and_says_what_was_answered_there(
    client: TestClient, valid_at: str, known_at: str
) -> None:
    found = [
        one["value"]
        for one in rectangles(client, DEAL)
        if covers(one["valid"], valid_at) and covers(one["known"], f"{known_at}T23:59:59.999999Z")
    ]
    state = client.get("/v1" + DEAL, params={"valid_at": valid_at, "known_at": known_at}).json()
    assert [one["status"] for one in found] == ([state["status"]] if state.get("status") else [])


def test_what_ended_later_than_asked_is_still_held(client: TestClient) -> None:
    then = rectangles(client, DEAL, known_at="2025-06-11")
    assert [one["known"]["to"] for one in then] == [None]
    now = rectangles(client, DEAL)
    assert any(one["known"]["to_position"] for one in now)
    assert {one["value"]["status"] for one in now} == {"rumoured", "closed"}


def test_personal_values_are_in_the_clear(client: TestClient) -> None:
    assert '"$c"' not in client.get(f"{META}/timeline").text


def test_a_company_that_was_never_heard_of_has_no_timeline(client: TestClient) -> None:
    answer = client.get("/v1/companies/nobody/timeline")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "unknown-company")
