"""The worked example of the vocabulary over HTTP: one closing, asked about on both clocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.client import load_worked_example, record, recorded, serving
from tests.strategies import SOURCES

CLOSING = "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    load_worked_example(database_url)
    with serving(database_url) as client:
        yield client


def meta(client: TestClient, valid_at: str, known_at: str) -> Any:
    answer = client.get("/v1/companies/meta-platforms", params={"valid_at": valid_at, "known_at": known_at})
    assert answer.status_code == 200, answer.text
    return answer.json()


def pending_rumours(state: Any) -> list[tuple[str, str, str]]:
    return [(one["deal"], one["status"], one["terms"]["amount"]["amount"]) for one in state["pending"]]


RUMOUR = [("meta-scale-ai-2025", "rumoured", "14800000000")]


@pytest.mark.parametrize(
    ("valid_at", "known_at"),
    [("2025-06-11", "2025-06-11"), ("2025-06-11", "2025-07-01"), ("2025-06-30", "2025-06-11")],
)
def test_before_the_closing_took_hold_or_was_known_there_is_only_the_rumour(
    client: TestClient, valid_at: str, known_at: str
) -> None:
    state = meta(client, valid_at, known_at)
    assert state["stakes"] == []
    assert state["investments"]["deployed"] == []
    assert pending_rumours(state) == RUMOUR


def test_after_the_closing_the_stake_the_money_and_the_hire_are_there(client: TestClient) -> None:
    state = meta(client, "2025-06-30", "2025-07-01")
    [stake] = state["stakes"]
    assert stake["party"] == {"id": "scale-ai", "name": "Scale AI"}
    assert stake["stake"] == {"percent": "49", "voting": "none"}
    assert stake["deal"] == "meta-scale-ai-2025"
    assert state["investments"]["deployed"] == [{"currency": "USD", "amount": "14300000000"}]
    [wang] = state["people"]
    assert wang["person"] == {"id": "p_4w7k2m9q1x", "name": "Alexandr Wang"}
    assert wang["title"] == "Chief AI Officer"
    assert state["pending"] == []
    assert state["conflicts"] == []


def test_the_licence_is_presumed_in_force_from_its_announcement(client: TestClient) -> None:
    [licence] = meta(client, "2025-08-25", "2025-09-01")["licences_in"]
    assert licence["deal"] == "meta-midjourney-2025"
    assert licence["status"] == "in_force_presumed"
    assert licence["consideration"] == {"undisclosed": True}
    assert licence["counterparties"] == [{"id": "midjourney", "name": "Midjourney"}]


def test_every_answer_says_as_of_when_it_holds(client: TestClient) -> None:
    assert meta(client, "2025-06-30", "2025-07-01")["as_of"] == {
        "valid_at": "2025-06-30",
        "known_at": "2025-07-01T23:59:59.999999Z",
        "position": 7,
        "rules": 1,
    }


def test_the_deal_tells_the_same_story(client: TestClient) -> None:
    asked = {"valid_at": "2025-06-30", "known_at": "2025-07-01"}
    deal = client.get("/v1/deals/meta-scale-ai-2025", params=asked).json()
    assert deal["status"] == "closed"
    assert deal["since"] == {"date": "2025-06-12", "from": "2025-06-12", "certainty": "certain"}
    assert deal["terms"]["amount"] == {"amount": "14300000000", "currency": "USD"}


def test_the_person_works_at_meta(client: TestClient) -> None:
    person = client.get("/v1/people/p_4w7k2m9q1x", params={"valid_at": "2025-06-30"}).json()
    assert person["name"] == "Alexandr Wang"
    assert [job["company"]["id"] for job in person["positions"]] == ["meta-platforms"]


def test_the_history_tells_the_newest_first(client: TestClient) -> None:
    items = client.get("/v1/deals/meta-scale-ai-2025/history").json()["items"]
    assert [item["event"]["type"] for item in items] == ["investment.closed", "investment.rumoured"]
    assert [item["position"] for item in items] == [5, 4]
    changed = {change["path"]: (change["before"], change["after"]) for change in items[0]["changes"]}
    assert changed["/deals/meta-scale-ai-2025/status"] == ("rumoured", "closed")


def test_a_diff_along_either_clock_says_whether_world_or_record_changed(client: TestClient) -> None:
    path = "/v1/deals/meta-scale-ai-2025/diff"
    world = client.get(path, params={"valid_at": "2025-06-11..2025-06-30", "known_at": "2025-07-01"}).json()
    record_ = client.get(path, params={"valid_at": "2025-06-30", "known_at": "2025-06-11..2025-07-01"}).json()
    for diff, cause in ((world, "world"), (record_, "record")):
        [status] = [one for one in diff["changed"] if one["path"].endswith("/status")]
        assert (status["before"], status["after"], status["cause"]) == ("rumoured", "closed", cause)
    assert world["as_of"]["before"]["valid_at"] == "2025-06-11"
    assert record_["as_of"]["before"]["position"] == 4


@pytest.mark.parametrize(
    "address",
    [
        "/v1/companies/meta-platforms?valid_at=2025-06-30&known_at=2025-07-01",
        "/v1/companies/meta-platforms?valid_at=2025-06-30&known_at=@7&include=ended,sources",
        "/v1/companies/meta-platforms/history?known_at=2025-07-01",
        "/v1/companies/scale-ai/diff?valid_at=2025-06-11..2025-06-30&known_at=@7",
        "/v1/deals/meta-scale-ai-2025?known_at=@7",
        "/v1/people/p_4w7k2m9q1x?known_at=@7",
        "/v1/events?known_at=@7",
        f"/v1/events/{CLOSING}?known_at=@7",
    ],
)
def test_an_old_answer_stays_the_same_byte_for_byte(client: TestClient, address: str) -> None:
    before = client.get(address)
    assert before.status_code == 200, before.text
    correction = {"type": "record.corrected", "sources": SOURCES}
    correction["data"] = {"target": CLOSING, "reason": "misread", "set": {"occurred_on": "2025-06-10"}}
    recorded(record(client, correction))
    renamed = {"type": "company.renamed", "subject": "company/meta-platforms", "occurred_on": "2025-06-20"}
    recorded(record(client, renamed | {"data": {"name": "Superintelligence"}, "sources": SOURCES}))
    assert client.get(address).content == before.content
    assert client.get(address.replace("known_at=@7", "").replace("known_at=2025-07-01", "")).content != before.content
