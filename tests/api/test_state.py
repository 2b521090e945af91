"""State, history and differences over HTTP, of real deals: complete, as described, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from schemathesis.openapi import from_dict

from tests.api.client import serving

PATHS = {"company": "companies", "deal": "deals", "person": "people", "transaction": "transactions"}
QUESTIONS = (
    "",
    "?valid_at=2024-01-01",
    "?known_at=2025-07-13",
    "/history",
    "/history?axis=valid",
    "/diff?valid_at=2023-01-01..2025-12-31",
    "/diff?known_at=2025-01-01..2025-12-31",
)


@pytest.fixture(scope="module")
def client(shipped_url: str) -> Iterator[TestClient]:
    with serving(shipped_url) as client:
        yield client


@pytest.fixture(scope="module")
def subjects(client: TestClient) -> list[str]:
    subjects: set[str] = set()
    after = 0
    while items := client.get(f"/v1/events?limit=500&after={after}").json()["items"]:
        subjects |= {item["subject"] for item in items if not item["subject"].startswith("log/")}
        after = items[-1]["position"]
    return sorted(subjects)


@pytest.mark.parametrize("family", PATHS)
def test_every_answer_is_as_the_document_describes_it(client: TestClient, subjects: list[str], family: str) -> None:
    described = from_dict(client.get("/openapi.json").json())
    prefix = f"/v1/{PATHS[family]}"
    ids = [subject.partition("/")[2] for subject in subjects if subject.startswith(f"{family}/")]
    assert ids
    for number, one in enumerate(ids):
        for question in QUESTIONS[number % 3 :: 3]:  # each of a third of them, for time's sake
            answer = client.get(f"{prefix}/{one}{question}")
            path = f"{prefix}/{{{family}_id}}{question.partition('?')[0]}"
            described[path]["GET"].validate_response(answer)
            assert answer.status_code in {200, 404}, answer.text
            assert client.get(f"{prefix}/{one}{question}").content == answer.content or answer.status_code == 404
    assert client.get(f"{prefix}/{ids[0]}").status_code == 200


def test_what_has_ended_is_shown_when_asked(client: TestClient) -> None:
    plain = client.get("/v1/companies/openai").json()
    full = client.get("/v1/companies/openai?include=ended,sources").json()
    assert "ended" not in plain
    assert [entry["deal"] for entry in full["ended"]]
    assert all(entry["sources"] for entry in full["pending"] + full["ended"] + full["investments"]["items"])
    assert "sources" not in str(plain)


@pytest.mark.parametrize("path", ["/v1/deals/{}", "/v1/transactions/{}"])
def test_only_what_can_be_included_is(client: TestClient, subjects: list[str], path: str) -> None:
    family = "deal/" if "deals" in path else "transaction/"
    address = path.format(next(one for one in subjects if one.startswith(family)).partition("/")[2])
    assert "publisher" in client.get(f"{address}?include=sources").text
    assert "publisher" not in client.get(address).text
    refused: Any = client.get(f"{address}?include=ended")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "include")
