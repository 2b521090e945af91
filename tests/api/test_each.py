"""`mode=each`: every line is judged and told by itself, the good ones are recorded, others write in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anyio
import httpx2
import pytest
from fastapi.testclient import TestClient

from infra.doctor import examine
from infra.ledger import Ledger
from infra.store.engine import make_engine
from tests import given
from tests.api.client import AUTHORIZED, NDJSON, held, log_kept, record, record_lines, recorded, serving
from tests.histories import contents, log_of
from tests.store import IDS
from tests.strategies import PARTIES

EACH = {"mode": "each"}
MIXED = [
    given.investment_announced("2025-02-01", event_id=IDS[0]),
    given.investment_withdrawn("2025-01-01"),
    given.investment_closed("2025-03-01", amont=given.usd(1)),
    given.acquisition_closed("2025-03-01", target={"name": "Nobody at all"}),
    given.investment_closed("2025-03-01", event_id=IDS[1], amount=given.usd(5)),
    given.investment_closed("2025-03-02", event_id=IDS[1]),
    given.investment_announced("2025-02-01", event_id=IDS[0]),
    given.corrected(IDS[1], amount=given.usd(6)),
]


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    with serving(database_url) as client:
        recorded(record_lines(client, PARTIES))
        yield client


def results(answer: httpx2.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/jsonl"
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["line"] for one in told] == list(range(len(told)))
    return told


def raw(client: TestClient, content: bytes, **asked: str) -> list[dict[str, Any]]:
    return results(client.post("/v1/events", content=content, params=EACH | asked, headers=AUTHORIZED | NDJSON))


def test_each_line_has_the_answer_that_it_would_have_by_itself(client: TestClient, database_url: str) -> None:
    told = results(record_lines(client, MIXED, params=EACH))
    assert [one["status"] for one in told] == [201, 409, 422, 422, 201, 409, 200, 201]
    assert [one["problem"]["type"] for one in told if "problem" in one] == [
        "/problems/illegal-history",
        "/problems/invalid-request",
        "/problems/unresolved-party",
        "/problems/duplicate-event",
    ]
    assert told[2]["problem"]["errors"][0]["pointer"] == "/data/amont"
    assert told[3]["problem"]["create_missing"] == "/v1/events?create_missing=true"
    assert told[0]["event"] == told[6]["event"]
    assert [(one["before"], one["after"]) for one in told[7]["changes"]] == [(given.usd(5), given.usd(6))]
    assert [one["event"]["position"] for one in told if one["status"] == 201] == [7, 8, 9]
    again = results(record_lines(client, [MIXED[0], MIXED[4]], params=EACH))
    alone = [record(client, wire) for wire in (MIXED[0], MIXED[4])]
    assert again == [{"line": number, "status": one.status_code, **one.json()} for number, one in enumerate(alone)]
    engine = make_engine(database_url)
    assert list(examine(Ledger(engine).log)) == []
    engine.dispose()


def test_each_line_is_recorded_at_an_instant_of_its_own(client: TestClient) -> None:
    told = results(record_lines(client, [MIXED[0], MIXED[4]], params=EACH))
    assert told[0]["event"]["recorded_at"] < told[1]["event"]["recorded_at"]


def test_what_is_no_json_is_a_line_as_another(client: TestClient) -> None:
    renamed = json.dumps(given.company_renamed("2025-01-01")).encode()
    told = raw(client, b"\n".join([b"{", b"", b"[]", b"\xff", renamed, b'{"a": 1, "a": 2}']))
    assert [one["status"] for one in told] == [400, 400, 422, 400, 201, 400]


def test_who_is_missing_is_registered_line_by_line(client: TestClient) -> None:
    bought = given.acquisition_closed("2025-03-01", target={"name": "Nobody yet"})
    told = results(record_lines(client, [bought, bought], params=EACH | {"create_missing": "true"}))
    assert [[one["subject"] for one in line.get("registered", ())] for line in told] == [["company/nobody-yet"], []]


def test_a_twin_is_only_warned_of(client: TestClient) -> None:
    new = {name: value for name, value in MIXED[0].items() if name not in {"subject", "event_id"}}
    told = results(record_lines(client, [new, new], params=EACH))
    assert [[one["code"] for one in line["warnings"]] for line in told] == [[], ["possible-duplicate"]]
    assert told[1]["warnings"][0]["pointer"] == ""


def test_a_dry_run_judges_each_line_behind_those_before_it(client: TestClient, database_url: str) -> None:
    engine = make_engine(database_url)
    before = contents(engine)
    hired = given.hiring_started("2025-03-01", event_id=IDS[2]) | {"note": "She starts in May."}
    lines = [*MIXED, hired, given.corrected(IDS[2], headline="Anne joins")]
    dry = results(record_lines(client, lines, params=EACH | {"dry_run": "true"}))
    assert contents(engine) == before
    done = results(record_lines(client, lines, params=EACH))
    assert [one.get("dry_run") for one in dry] == [None if "problem" in one else True for one in done]
    for one, other in zip(dry, done, strict=True):
        assert one["status"] == (200 if other["status"] == 201 else other["status"])
        assert one.get("changes") == other.get("changes")
        assert one.get("problem", {}).get("type") == other.get("problem", {}).get("type")
    engine.dispose()


@pytest.mark.parametrize(
    ("headers", "parameter", "code"),
    [
        ({"Idempotency-Key": "mine"}, "Idempotency-Key", "not_with_mode_each"),
        ({"If-Match": '"v0"'}, "If-Match", "not_with_mode_each"),
    ],
)
def test_what_speaks_of_all_lines_does_not_go_with_it(
    client: TestClient, database_url: str, headers: dict[str, str], parameter: str, code: str
) -> None:
    before = held(database_url)
    content = json.dumps(MIXED[0])
    answer = client.post("/v1/events", content=content, params=EACH, headers=AUTHORIZED | NDJSON | headers)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["parameter"], error["code"]) == (422, parameter, code)
    assert "mode" in error["detail"]
    assert held(database_url) == before


def test_one_event_has_no_mode(client: TestClient) -> None:
    answer = record(client, MIXED[0], params=EACH)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "only_for_lines")
    assert "did you mean each" in record(client, MIXED[0], params={"mode": "eahc"}).text
    assert recorded(record_lines(client, [MIXED[0]], params={"mode": "all"}))


def test_it_needs_a_key_before_any_line_is_looked_at(client: TestClient) -> None:
    answer = client.post("/v1/events", content=b"{", params=EACH, headers=NDJSON)
    assert answer.status_code == 401


def test_too_many_lines_are_refused_as_a_whole(client: TestClient) -> None:
    answer = client.post("/v1/events", content=b"{}\n" * 10_001, params=EACH, headers=AUTHORIZED | NDJSON)
    assert answer.status_code == 413


def test_where_another_writer_keeps_the_log_no_line_waits_for_the_line_before(database_url: str) -> None:
    with serving(database_url) as client:
        recorded(record_lines(client, PARTIES))
    with serving(database_url, lock_timeout=0.2) as client, log_kept(database_url):
        lines = [given.company_renamed("2025-01-01", name=str(number)) for number in range(200)]
        told = results(record_lines(client, lines, params=EACH))
    assert {one["status"] for one in told} == {503}
    assert {one["problem"]["type"] for one in told} == {"/problems/busy"}


def test_who_hangs_up_ends_the_work(client: TestClient, database_url: str) -> None:
    lines = [given.company_renamed("2025-01-01", name=str(number)) for number in range(500)]
    content = "\n".join(map(json.dumps, lines)).encode()
    sent: list[dict[str, Any]] = []
    headers = AUTHORIZED | NDJSON
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/events",
        "query_string": b"mode=each",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def hang_up_after_three() -> None:
        told = anyio.Event()
        bodies = iter([{"type": "http.request", "body": content, "more_body": False}])

        async def receive() -> dict[str, Any]:
            if body := next(bodies, None):
                return body
            await told.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if sum(b"\n" in one.get("body", b"") for one in sent) == 3:
                told.set()

        await client.app(scope, receive, send)  # type: ignore[arg-type]

    assert client.portal
    client.portal.call(hang_up_after_three)
    engine = make_engine(database_url)
    renamed = len(log_of(Ledger(engine))) - len(PARTIES)
    engine.dispose()
    assert 3 <= renamed < 10
    assert recorded(record(client, given.company_renamed("2025-01-01", name="after")))
