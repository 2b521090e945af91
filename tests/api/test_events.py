"""Events over HTTP: one, many, again, in turn, followed and looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from api.dependencies import WRITERS
from tests import given
from tests.api.client import (
    AUTHORIZED,
    NDJSON,
    Wire,
    held,
    log_kept,
    record,
    record_lines,
    recorded,
    serving,
)
from tests.strategies import PARTIES, SOURCES

CLOSED = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    with serving(database_url) as client:
        recorded(record_lines(client, PARTIES))
        yield client


def test_one_event_is_answered_with_its_place_and_what_it_changed(client: TestClient) -> None:
    answer = record(client, given.investment_closed("2025-03-01", amount=given.usd(5)))
    document = recorded(answer)
    event = document["event"]
    assert answer.headers["location"] == f"/v1/events/{UUID(event['event_id'])}"
    assert answer.headers["etag"] == '"v1"'
    assert (event["position"], event["version"], event["subject"]) == (7, 1, "deal/the-investment")
    assert event["recorded_by"] == "k_environment"
    changed = {change["path"]: (change["before"], change["after"]) for change in document["changes"]}
    assert changed["/deals/the-investment/status"] == (None, "closed")
    assert changed["/deals/the-investment/terms/amount"] == (None, given.usd(5))
    assert document["warnings"] == []
    assert client.get(answer.headers["location"]).json()["event_id"] == event["event_id"]


def test_what_was_recorded_is_seen_at_once(client: TestClient) -> None:
    recorded(record(client, given.investment_closed("2025-03-01")))
    assert client.get("/v1/deals/the-investment").json()["status"] == "closed"


def test_a_new_deal_gets_an_id(client: TestClient) -> None:
    wire = given.investment_closed("2025-03-01")
    del wire["subject"]
    ids = [recorded(record(client, wire | dated))["event"]["subject"] for dated in ({}, {"occurred_on": "2025-05-01"})]
    assert ids[0] != ids[1]
    assert all(one.startswith("deal/alpha-gamma-2025") for one in ids)


def test_odd_data_is_stored_with_warnings_that_point_at_it(client: TestClient) -> None:
    investors = [{"party": {"id": one}, "stake": given.percent(60)} for one in ("alpha", "beta")]
    odd = given.investment_closed("2025-03-01", investors=investors)
    assert [(one["code"], one["pointer"]) for one in recorded(record(client, odd))["warnings"]] == [
        ("stakes-over-100", "/data/investors")
    ]
    another = odd | {"subject": "deal/another", "occurred_on": "2025-05-01"}
    lines = [given.company_renamed("2025-01-01", name="A"), another]
    batch = recorded(record_lines(client, lines))
    assert [one["pointer"] for one in batch["warnings"]] == ["/1/data/investors"]


def test_many_lines_are_recorded_at_one_instant_in_their_order(client: TestClient) -> None:
    lines = [given.investment_announced("2025-02-01"), given.investment_closed("2025-03-01")]
    document = recorded(record_lines(client, lines))
    first, second = document["items"]
    assert [first["type"], second["type"]] == ["investment.announced", "investment.closed"]
    assert (first["position"], second["position"]) == (7, 8)
    assert first["recorded_at"] == second["recorded_at"] == document["as_of"]["known_at"]
    assert document["as_of"]["position"] == 8
    assert "registered" not in document


@pytest.mark.parametrize("separator", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_lines_may_end_as_they_do_elsewhere(client: TestClient, separator: str, end: str) -> None:
    lines = [json.dumps(given.company_renamed(day, name=day)) for day in ("2025-01-01", "2025-01-02")]
    content = separator.join(lines) + end
    assert len(recorded(client.post("/v1/events", content=content, headers=AUTHORIZED | NDJSON))["items"]) == 2


def test_who_is_missing_is_registered_when_asked(client: TestClient) -> None:
    bought = given.acquisition_closed("2025-03-01", target={"name": "Nobody yet"})
    document = recorded(record(client, bought, params={"create_missing": "true"}))
    [registered] = document["registered"]
    assert (registered["type"], registered["data"]) == ("company.registered", {"name": "Nobody yet"})
    assert document["event"]["data"]["target"] == {"name": "Nobody yet", "id": "nobody-yet"}
    assert registered["position"] == document["event"]["position"] - 1
    assert client.get("/v1/companies/nobody-yet").json()["name"] == "Nobody yet"


def test_in_a_batch_the_registrations_are_apart(client: TestClient) -> None:
    hired = given.hiring_started("2025-03-01", person={"name": "Carla"})
    document = recorded(record_lines(client, [hired], params={"create_missing": "true"}))
    assert [item["type"] for item in document["items"]] == ["hiring.started"]
    assert [item["data"] for item in document["registered"]] == [{"name": "Carla"}]


def test_the_same_event_again_is_answered_as_before_and_not_stored(client: TestClient, database_url: str) -> None:
    wire = given.investment_closed("2025-03-01", event_id=CLOSED)
    first = recorded(record(client, wire))
    before = held(database_url)
    again = record(client, wire)
    assert again.status_code == 200
    assert again.json() == first
    assert held(database_url) == before


def test_a_batch_again_is_answered_with_the_same_events(client: TestClient) -> None:
    again = record_lines(client, PARTIES)
    assert again.status_code == 200
    assert [item["position"] for item in again.json()["items"]] == [1, 2, 3, 4, 5, 6]
    one_new = record_lines(client, [*PARTIES, given.company_renamed("2025-01-01", name="A")])
    assert [item["position"] for item in recorded(one_new)["items"]] == [1, 2, 3, 4, 5, 6, 7]


def test_a_write_decided_on_the_present_version_goes_through(client: TestClient) -> None:
    new = record(client, given.investment_announced("2025-02-01"), headers={"If-Match": '"v0"'})
    assert recorded(new)["event"]["version"] == 1
    later = record(client, given.investment_closed("2025-03-01"), headers={"If-Match": new.headers["etag"]})
    assert later.headers["etag"] == '"v2"'
    late = record(client, given.investment_exited("2025-04-01"), headers={"If-Match": new.headers["etag"]})
    assert late.status_code == 412


def test_personal_values_are_answered_in_the_clear(client: TestClient) -> None:
    wire = given.person_registered(None, name="Dora", aliases=["D."]) | {"subject": "person/p_dddddddddd"}
    written = record(client, wire)
    assert recorded(written)["event"]["data"] == {"name": "Dora", "aliases": ["D."]}
    assert "Dora" in [change["after"] for change in written.json()["changes"]]
    for address in ("/v1/events", written.headers["location"], "/v1/people/p_dddddddddd/history"):
        assert "Dora" in client.get(address).text
        assert "$c" not in client.get(address).text
    assert "$c" not in written.text


def test_a_correction_is_seen_from_both_ends(client: TestClient) -> None:
    recorded(record(client, given.investment_closed("2025-03-01", event_id=CLOSED, amount=given.usd(5))))
    correction = recorded(record(client, given.corrected(CLOSED, amount=given.usd(6))))
    assert correction["event"]["subject"] == "deal/the-investment"
    assert [(one["before"], one["after"]) for one in correction["changes"]] == [(given.usd(5), given.usd(6))]
    corrected = client.get(f"/v1/events/{CLOSED}").json()
    assert [one["event_id"] for one in corrected["corrected_by"]] == [correction["event"]["event_id"]]
    assert client.get(f"/v1/events/{correction['event']['event_id']}").json()["corrects"] == CLOSED
    assert client.get(f"/v1/events/{CLOSED.upper()}").json() == corrected


def positions(client: TestClient, **asked: Any) -> list[int]:
    answer = client.get("/v1/events", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["position"] for item in answer.json()["items"]]


def test_the_feed_is_filtered_by_what_its_parameters_say(client: TestClient) -> None:
    recorded(record(client, given.investment_announced("2025-02-01")))
    recorded(record(client, given.investment_closed("2025-03")))
    last = recorded(record(client, given.hiring_started("2025-04-01")))["event"]
    assert positions(client) == list(range(1, 10))
    assert positions(client, type="investment.*") == [7, 8]
    assert positions(client, type="investment.closed") == [8]
    assert positions(client, subject="deal/the-hiring") == [9]
    assert positions(client, company="gamma") == [3, 7, 8]
    assert positions(client, occurred_from="2025-03-31", occurred_to="2025-04-01") == [8]
    assert positions(client, recorded_from=last["recorded_at"]) == [9]
    assert positions(client, recorded_to=last["recorded_at"], after=7) == [8]
    assert positions(client, recorded_by="k_environment", limit=2) == [1, 2]
    assert positions(client, recorded_by="somebody-else") == []
    assert positions(client, known_at="@7", after=6) == [7]


def test_the_feed_is_read_no_further_than_the_log_goes(client: TestClient) -> None:
    end = positions(client)[-1]
    assert positions(client, after=end) == positions(client, after=end, known_at="@1") == []
    refused = client.get(f"/v1/events?after={end + 1}")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-request")
    [error] = refused.json()["errors"]
    assert (error["parameter"], error["code"]) == ("after", "beyond_the_log")
    assert f"the log ends at position {end};" in error["detail"]


def test_the_feed_is_walked_page_by_page(client: TestClient) -> None:
    seen: list[int] = []
    page = client.get("/v1/events?limit=4").json()
    while "next" in page:
        seen += [item["position"] for item in page["items"]]
        page = client.get("/v1/events", params={"limit": 4, "after": page["next"]}).json()
    assert [*seen, *(item["position"] for item in page["items"])] == [1, 2, 3, 4, 5, 6]


def test_writers_who_wait_leave_threads_to_readers(client: TestClient, database_url: str) -> None:
    many = 60  # more than the server has threads
    writers = client.app.state.parts.writers  # type: ignore[attr-defined]
    with ThreadPoolExecutor(many) as threads:
        with log_kept(database_url):
            sent = [threads.submit(record, client, _renaming(number)) for number in range(many)]
            while writers.statistics().tasks_waiting < many - WRITERS:
                assert client.get("/v1/companies/alpha").status_code == 200
            assert client.get("/v1/companies/alpha").status_code == 200
            assert not any(one.done() for one in sent)
        assert {one.result().status_code for one in sent} == {201}
    assert positions(client, type="company.renamed", limit=500) == list(range(7, 7 + many))


def _renaming(number: int) -> Wire:
    return {
        "type": "company.renamed",
        "subject": "company/alpha",
        "occurred_on": "2025-01-01",
        "data": {"name": f"Alpha {number}"},
        "sources": SOURCES,
    }
