"""Keeping answers: by those who asked, under their tag, and by the server, while the log stands where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from api.answers import Answers, Key
from api.caching import etag_of
from domain.as_of import AsOf
from infra.store.engine import make_engine, writing
from infra.store.tables import personal_value
from tests import given
from tests.api.client import Databases, load_worked_example, record, recorded, serving

META = "/v1/companies/meta-platforms"
PINNED = "private, max-age=86400"
TO_BE_ASKED_AGAIN = "private, no-cache"


@pytest.fixture
def url(fresh_database: Databases) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        yield url


@pytest.fixture
def client(url: str) -> Iterator[TestClient]:
    with serving(url) as client:
        yield client


ANSWERS = [
    META,
    f"{META}/history",
    f"{META}/diff?known_at=@2..@9",
    f"{META}/timeline",
    "/v1/companies?q=meta",
    "/v1/deals",
    "/v1/deals/meta-scale-ai-2025",
    "/v1/people/p_4w7k2m9q1x",
    "/v1/events",
    "/v1/events/6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10",
]


@pytest.mark.parametrize("address", ANSWERS)
def test_who_has_an_answer_is_not_sent_it_again(client: TestClient, address: str) -> None:
    full = client.get(address)
    assert full.headers["vary"] == "Accept, Authorization"
    held = client.get(address, headers={"If-None-Match": full.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert held.headers[name] == full.headers[name]
    assert "content-type" not in held.headers


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a,b" ,W/{} ,"c"', "*"])
def test_every_form_of_if_none_match_is_understood(client: TestClient, form: str) -> None:
    etag = client.get(META).headers["etag"]
    assert client.get(META, headers={"If-None-Match": form.format(etag)}).status_code == 304
    assert client.head(META, headers={"If-None-Match": form.format(etag)}).status_code == 304


def test_a_tag_may_come_in_one_header_of_several(client: TestClient) -> None:
    etag = client.get(META).headers["etag"]
    headers = [("If-None-Match", '"other"'), ("If-None-Match", etag)]
    assert client.get(META, headers=headers).status_code == 304


@pytest.mark.parametrize("form", ["", '"other"', "{bare}", '"{bare}', 'W/"x{bare}"', "**", '"*"'])
def test_another_tag_is_none(client: TestClient, form: str) -> None:
    bare = client.get(META).headers["etag"].strip('"')
    assert client.get(META, headers={"If-None-Match": form.format(bare=bare)}).status_code == 200


def test_a_tag_changes_with_either_date_and_with_what_is_included(client: TestClient) -> None:
    questions = [
        {"valid_at": "2025-06-30", "known_at": "@7"},
        {"valid_at": "2025-06-29", "known_at": "@7"},
        {"valid_at": "2025-06-30", "known_at": "@5"},
        {"valid_at": "2025-06-30", "known_at": "@5", "include": "ended"},
        {"valid_at": "2025-06-30", "known_at": "@5", "include": "sources"},
    ]
    answers = [client.get(META, params=asked) for asked in questions]
    assert len({answer.headers["etag"] for answer in answers}) == len({answer.content for answer in answers}) > 3
    diffs = [f"{META}/diff?valid_at=2025-06-30&known_at={span}" for span in ("@2..@9", "@4..@9", "@2..@5")]
    assert len({client.get(address).headers["etag"] for address in diffs}) == 3


def test_a_tag_changes_with_what_is_recorded_unless_the_answer_is_about_before(client: TestClient) -> None:
    def tags() -> tuple[str, str, str]:
        now = client.get(META, params={"valid_at": "2025-06-30"})
        first, second = (client.get(META, params={"valid_at": "2025-06-30", "known_at": "@7"}) for _ in "ab")
        assert first.content == second.content
        return now.headers["etag"], first.headers["etag"], second.headers["etag"]

    before = tags()
    recorded(record(client, given.company_registered(None)))
    after = tags()
    assert before[0] != after[0]
    assert before[1:] == after[1:]
    assert client.get(META, headers={"If-None-Match": before[0]}).status_code == 200


def test_a_value_that_is_erased_is_kept_by_no_server(url: str, client: TestClient) -> None:
    asked = {"valid_at": "2025-06-30", "known_at": "@7"}
    before = [client.get(META, params=asked) for _ in "ab"][1]
    assert "Alexandr Wang" in before.text
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(delete(personal_value))
    engine.dispose()
    recorded(record(client, given.company_registered(None)))  # an erasure is an event too
    after = client.get(META, params=asked, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "Alexandr Wang" not in after.text
    assert after.json()["as_of"] == before.json()["as_of"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, TO_BE_ASKED_AGAIN),
        ({"valid_at": "2025-06-30"}, TO_BE_ASKED_AGAIN),
        ({"valid_at": "2025-06-30", "known_at": "{today}"}, TO_BE_ASKED_AGAIN),
        ({"valid_at": "2025-06-30", "known_at": "{later}"}, TO_BE_ASKED_AGAIN),
        ({"valid_at": "2025-06-30", "known_at": "{last}"}, PINNED),
        ({"valid_at": "2025-06-30", "known_at": "2025-07-01"}, PINNED),
        ({"valid_at": "2025-06-30", "known_at": "2025-07-01T12:00:00Z"}, PINNED),
        ({"valid_at": "2025-06-30", "known_at": "@7"}, PINNED),
        ({"known_at": "@7"}, PINNED),
    ],
)
def test_only_what_nothing_can_change_is_kept_without_asking(url: str, asked: dict[str, str], kept: str) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with serving(url, clock=lambda: now) as client:
        recorded(record(client, given.company_registered(None)))
        words = {
            "today": "2026-11-25",
            "later": "2026-11-25T12:00:00.000001Z",
            "last": client.get(META).json()["as_of"]["known_at"],
        }
        asked = {name: text.format(**words) for name, text in asked.items()}
        now += timedelta(hours=1)
        assert client.get(META, params=asked).headers["cache-control"] == kept


def test_both_sides_of_a_difference_have_to_be_pinned(client: TestClient) -> None:
    assert client.get(f"{META}/diff?valid_at=2025-06-11..2025-06-30").headers["cache-control"] == TO_BE_ASKED_AGAIN
    pinned = client.get(f"{META}/diff?valid_at=2025-06-11..2025-06-30&known_at=@7")
    assert pinned.headers["cache-control"] == PINNED


def test_the_second_page_is_pinned_as_its_cursor_is(client: TestClient) -> None:
    first = client.get("/v1/companies?limit=1")
    assert first.headers["cache-control"] == TO_BE_ASKED_AGAIN
    again = client.get("/v1/companies?limit=1")
    assert again.headers["link"] == first.headers["link"]
    second = client.get("/v1/companies", params={"limit": "1", "cursor": first.json()["next"]})
    assert second.headers["cache-control"] == PINNED


def test_problems_are_not_kept(client: TestClient) -> None:
    answer = client.get("/v1/companies/nobody", headers={"If-None-Match": "*"})
    assert answer.status_code == 404
    assert "etag" not in answer.headers


def key(number: int, head: int = 1) -> Key:
    return Key(head, (AsOf(date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=UTC), number),), "/", "")


def test_the_server_keeps_the_answers_asked_for_last_up_to_so_many_bytes() -> None:
    made: list[int] = []
    answers = Answers(most=10_000)

    def ask(number: int) -> bytes:
        def tell() -> tuple[dict[str, str], dict[str, str]]:
            made.append(number)
            return {"text": str(number) * 2000}, {}

        return answers.of(key(number), tell).content

    for number in (1, 2, 3, 1, 4, 1, 3, 2):
        assert ask(number) == f'{{"text":"{str(number) * 2000}"}}'.encode()
    assert made == [1, 2, 3, 4, 2]
    assert answers.of(key(5), lambda: ({"text": "5" * 20_000}, {})).headers["ETag"]
    assert ask(2)
    assert made[-1] == 2


def test_a_log_that_has_moved_is_asked_anew() -> None:
    answers = Answers()
    for head in (1, 2):
        kept = answers.of(key(1, head), lambda head=head: ({"head": head}, {}))  # type: ignore[misc]
        assert kept.content == f'{{"head":{head}}}'.encode()
        assert kept.headers["ETag"] == etag_of(kept.content)
