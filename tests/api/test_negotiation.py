"""Forms of answers: what Accept admits is given, and where it admits nothing that is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.negotiation import admits
from tests import given
from tests.api.client import Databases, held, load_worked_example, record, serving


@pytest.fixture(scope="module")
def url(fresh_database: Databases) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with serving(url) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "admitted"),
    [
        ("application/json", True),
        ("Application/JSON", True),
        ("application/*", True),
        ("*/*", True),
        ("text/html, application/json;q=0.1", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("application/json;q=1.000;version=1", True),
        ("text/html", False),
        ("application/xml", False),
        ("json", False),
        ("application/json;q=0", False),
        ("*/*, application/json;q=0", False),
        ("application/*;q=0.0, */*", False),
    ],
)
def test_the_most_specific_range_decides(client: TestClient, accept: str, admitted: bool) -> None:  # noqa: FBT001
    assert admits(accept, "application/json") is admitted
    answer = client.get("/v1/companies/meta-platforms", headers={"Accept": accept})
    assert answer.status_code == (200 if admitted else 406)


def test_what_cannot_be_given_is_refused_with_what_can(client: TestClient) -> None:
    answer = client.get("/v1/companies", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert (document["type"], document["status"]) == ("/problems/not-acceptable", 406)
    assert document["available"] == ["application/json"]


@pytest.mark.parametrize(
    ("address", "accept", "status"),
    [
        ("/problems/busy", "text/html", 200),
        ("/problems/busy", "application/json", 200),
        ("/problems/busy", "text/csv", 406),
        ("/v1/events/stream", "application/json", 406),
        ("/v1/companies/nobody", "application/problem+json, application/json", 404),
        ("/static/docs.js", "text/javascript", 200),
        ("/metrics", "text/plain;version=0.0.4", 200),
        ("/metrics", "application/json", 406),
    ],
)
def test_each_route_has_forms_of_its_own(client: TestClient, address: str, accept: str, status: int) -> None:
    assert client.get(address, headers={"Accept": accept}).status_code == status


def test_without_accept_everything_is_fine(client: TestClient) -> None:
    client.headers.pop("accept", None)
    assert client.get("/v1/companies/meta-platforms").status_code == 200


def test_nothing_is_recorded_that_could_not_be_answered(url: str, client: TestClient) -> None:
    before = held(url)
    wire = given.company_registered(None)
    assert record(client, wire, headers={"Accept": "application/xml"}).status_code == 406
    assert held(url) == before
