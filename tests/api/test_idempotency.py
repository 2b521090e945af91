"""`Idempotency-Key` and `If-Match` over HTTP: a write happens once, and only on what its sender has seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from infra.store.engine import make_engine
from tests import given
from tests.api.client import AUTHORIZED, NDJSON, Wire, held, log_kept, record, record_lines, recorded, serving
from tests.histories import contents
from tests.strategies import PARTIES

KEYED = {"Idempotency-Key": '"6a5f2b1e"'}
HIRING = given.hiring_started("2025-03-01", headline="Anne joins") | {"note": "She starts in May."}
CLOSING = given.investment_closed("2025-03-01", amount=given.usd(5))


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    with serving(database_url) as client:
        recorded(record_lines(client, PARTIES))
        yield client


def post(client: TestClient, wire: Any, *, lines: bool = False, **asked: Any) -> httpx2.Response:
    content = "".join(json.dumps(one) + "\n" for one in wire) if lines else json.dumps(wire)
    form = NDJSON if lines else {"Content-Type": "application/json"}
    return client.post("/v1/events", content=content, headers=AUTHORIZED | form | asked.pop("headers", {}), **asked)


@pytest.mark.parametrize(
    ("wire", "lines", "asked"),
    [
        (CLOSING, False, {}),
        (HIRING, False, {}),
        (given.acquisition_closed("2025-03-01", target={"name": "New"}), False, {"create_missing": "true"}),
        ([CLOSING, HIRING, CLOSING | {"subject": "deal/twin"}], True, {}),
        ([HIRING], True, {}),
        ([given.hiring_started("2025-03-01", person={"name": "Carla"})], True, {"create_missing": "true"}),
    ],
)
def test_the_same_request_again_is_answered_in_the_same_bytes(
    client: TestClient, database_url: str, wire: Any, *, lines: bool, asked: dict[str, str]
) -> None:
    first = post(client, wire, lines=lines, params=asked, headers=KEYED)
    assert recorded(first)
    assert "idempotency-replayed" not in first.headers
    before = held(database_url)
    again = post(client, wire, lines=lines, params=asked, headers=KEYED)
    assert held(database_url) == before
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    for name in ("location", "etag", "content-type"):
        assert again.headers.get(name) == first.headers.get(name)


def test_a_key_may_be_quoted_or_not(client: TestClient) -> None:
    spelt = ['"6a5f2b1e"', "6a5f2b1e"]
    answers = [post(client, CLOSING, headers={"Idempotency-Key": one}) for one in spelt]
    assert answers[0].content == answers[1].content
    odd = [post(client, HIRING, headers={"Idempotency-Key": one}) for one in (r'"a \"b\" \\, c;"', r'"a \"b\" \\, c;"')]
    assert odd[0].content == odd[1].content


@pytest.mark.parametrize(
    "key", ["", '""', '"', "a b", "a,b", "a;b", 'a"b', '"a\\b"', "a\\b", "é", "x" * 256, '"a";q=1']
)
def test_what_is_no_key_is_refused(client: TestClient, database_url: str, key: str) -> None:
    before = held(database_url)
    answer = post(client, CLOSING, headers={"Idempotency-Key": key.encode()})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("Idempotency-Key", "invalid_key")
    assert held(database_url) == before


def test_two_keys_are_none(client: TestClient) -> None:
    headers = [*AUTHORIZED.items(), ("Idempotency-Key", "a"), ("Idempotency-Key", "a")]
    answer = client.post("/v1/events", json=CLOSING, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize(
    ("wire", "lines", "asked"),
    [(HIRING, False, {}), (CLOSING, False, {"create_missing": "true"}), ([CLOSING], True, {})],
    ids=["another body", "another address", "another form"],
)
def test_another_request_under_the_key_is_refused(
    client: TestClient, database_url: str, wire: Any, *, lines: bool, asked: dict[str, str]
) -> None:
    recorded(post(client, CLOSING, headers=KEYED))
    before = held(database_url)
    answer = post(client, wire, lines=lines, params=asked, headers=KEYED)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert held(database_url) == before


def test_the_same_event_spelt_otherwise_is_another_request(client: TestClient) -> None:
    recorded(post(client, CLOSING, headers=KEYED))
    headers = AUTHORIZED | KEYED | {"Content-Type": "application/json"}
    spelt = client.post("/v1/events", content=json.dumps(CLOSING, indent=1), headers=headers)
    assert spelt.json()["type"] == "/problems/idempotency-key-reused"


def test_a_problem_is_not_kept(client: TestClient) -> None:
    bought = given.acquisition_closed("2025-03-01", target={"name": "Later"})
    assert post(client, bought, headers=KEYED).status_code == 422
    recorded(record(client, given.company_registered(None, name="Later") | {"subject": "company/later"}))
    again = post(client, bought, headers=KEYED)
    assert recorded(again)
    assert "idempotency-replayed" not in again.headers


def test_a_dry_run_takes_no_key(client: TestClient) -> None:
    answer = post(client, CLOSING, params={"dry_run": "true"}, headers=KEYED)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["code"]) == (422, "Idempotency-Key", "not_with_dry_run")
    assert "dry_run" in error["detail"]


def test_twins_that_arrive_at_once_are_done_once(client: TestClient, database_url: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        with log_kept(database_url):
            sent = [threads.submit(post, client, CLOSING, headers=KEYED) for _ in range(6)]
        answers = [one.result() for one in sent]
    assert {one.content for one in answers} == {answers[0].content}
    assert {one.status_code for one in answers} == {201}
    assert sum("idempotency-replayed" in one.headers for one in answers) == 5


def test_an_erased_value_is_all_that_a_repetition_may_lack(client: TestClient, database_url: str) -> None:
    first = post(client, HIRING, headers=KEYED)
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM personal_value")
    engine.dispose()
    again = post(client, HIRING, headers=KEYED)
    assert "She starts" in first.text
    assert "She starts" not in again.text
    assert again.json()["event"]["note"] == {"erased": True}
    assert again.json()["event"]["event_id"] == first.json()["event"]["event_id"]


# If-Match


@pytest.mark.parametrize(
    "form", ["3", "v3", 'W/"v3"', "*", '"v3", "v4"', '"v03"', '"v-1"', '""', '"V3"', '"v12345678901"']
)
def test_a_version_is_named_in_one_form(client: TestClient, form: str) -> None:
    answer = record(client, CLOSING, headers={"If-Match": form})
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["code"]) == (422, "If-Match", "invalid_version")
    assert '"v3"' in error["detail"]


def test_lines_about_one_subject_may_name_its_version(client: TestClient, database_url: str) -> None:
    lines = [given.investment_announced("2025-02-01"), CLOSING]
    first = post(client, lines, lines=True, headers={"If-Match": '"v0"'})
    assert recorded(first)
    assert first.headers["etag"] == '"v2"'
    before = held(database_url)
    more = [given.investment_amended(f"2025-04-0{day}", amount=given.usd(day)) for day in (1, 2)]
    late = post(client, more, lines=True, headers={"If-Match": '"v1"'})
    assert (late.status_code, late.json()["expected"], late.json()["actual"]) == (412, 1, 2)
    assert client.get(late.json()["link"]).json()["items"][0]["version"] == 2
    assert held(database_url) == before
    assert post(client, more, lines=True, headers={"If-Match": first.headers["etag"]}).headers["etag"] == '"v4"'


def test_a_version_is_that_of_one_subject(client: TestClient, database_url: str) -> None:
    before = held(database_url)
    answer = post(client, [CLOSING, HIRING], lines=True, headers={"If-Match": '"v0"'})
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["code"]) == (422, "If-Match", "several_subjects")
    assert held(database_url) == before
    assert "etag" not in post(client, [CLOSING, HIRING], lines=True).headers


@pytest.mark.parametrize("lines", [False, True])
def test_a_dry_run_may_name_a_version(client: TestClient, database_url: str, *, lines: bool) -> None:
    recorded(record(client, CLOSING))
    engine = make_engine(database_url)
    before = contents(engine)
    wire: Wire = given.investment_amended("2025-04-01", amount=given.usd(6))
    sent: Any = [wire] if lines else wire
    dry = {"dry_run": "true"}
    assert post(client, sent, lines=lines, params=dry, headers={"If-Match": '"v1"'}).headers["etag"] == '"v1"'
    assert post(client, sent, lines=lines, params=dry, headers={"If-Match": '"v0"'}).status_code == 412
    assert contents(engine) == before
    engine.dispose()


def test_what_was_recorded_before_is_told_whatever_version_is_named(client: TestClient) -> None:
    lines = [CLOSING | {"event_id": "00000000-0000-4000-8000-000000000001"}]
    recorded(post(client, lines, lines=True, headers={"If-Match": '"v0"'}))
    assert post(client, lines, lines=True, headers={"If-Match": '"v0"'}).status_code == 200
