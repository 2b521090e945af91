"""The served OpenAPI document against the server: whatever is sent, the answer is one that the document describes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance
from schemathesis.openapi import from_asgi

from api.access import ROUTES
from api.app import ROUTERS, create_app
from infra.settings import Settings
from tests.api.client import AUTHORIZED, KEY, Databases, key_with, load_worked_example

ENDLESS = {"/v1/events/stream"}
GET = [
    route.path for router in ROUTERS for route in router.routes if "GET" in route.methods and route.path not in ENDLESS
]
ASKED_AS_OF = [path for path in GET if path.startswith("/v1/") and "schemas" not in path]

KNOWN: dict[str, Any] = {
    "company_id": "meta-platforms",
    "deal_id": "meta-scale-ai-2025",
    "person_id": "p_4w7k2m9q1x",
    "event_id": "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10",
    "type": "licensing.announced",
    "version": 1,
    "slug": "busy",
    "file": "docs.js",
}
"""What the store of these tests holds, by the names of parameters in paths; it has no transaction."""


@pytest.fixture(scope="module")
def served(fresh_database: Databases) -> Iterator[Any]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        yield from_asgi("/openapi.json", create_app(Settings(database_url=url, admin_key=KEY)))


def send(
    operation: Any,
    mode: GenerationMode,
    examples: int,
    change: Callable[[Any], None] = lambda _: None,
    headers: Mapping[str, str] = AUTHORIZED,
) -> set[int]:
    """Send so many random requests, check their answers against the document, and tell which statuses came."""
    statuses: set[int] = set()

    @settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        change(case)
        # What the document allows may still be refused: a schema knows no parties and no calendar.
        answer = case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
        statuses.add(answer.status_code)

    check()
    return statuses


def about_what_is_known(case: Any) -> None:
    case.path_parameters |= {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}


@pytest.mark.parametrize("path", GET)
def test_questions_about_strangers(served: Any, path: str) -> None:
    send(served[path]["GET"], GenerationMode.POSITIVE, 10)


@pytest.mark.parametrize("path", [path for path in GET if "transaction" not in path])
def test_questions_about_what_is_known(served: Any, path: str) -> None:
    assert 200 in send(served[path]["GET"], GenerationMode.POSITIVE, 30, about_what_is_known)


@pytest.mark.parametrize("path", ASKED_AS_OF)
def test_questions_against_the_rules(served: Any, path: str) -> None:
    assert 422 in send(served[path]["GET"], GenerationMode.NEGATIVE, 20, about_what_is_known)


def test_events_by_the_rules(served: Any) -> None:
    assert {201, 422} <= send(served["/v1/events"]["POST"], GenerationMode.POSITIVE, 80)


def test_events_against_the_rules(served: Any) -> None:
    assert 422 in send(served["/v1/events"]["POST"], GenerationMode.NEGATIVE, 80)


OPERATIONS = [("GET", path) for path in GET] + [("POST", "/v1/events")]
DOORS = {
    "nobody, on the server's own machine": ("127.0.0.1", (), {"read"}),
    "nobody, from elsewhere": ("0.0.0.0", (), set()),
    "a key that reads only": ("0.0.0.0", ("read",), {"read"}),
}
"""Where the server listens, the scopes of the key, and what may be done."""


@pytest.mark.parametrize("door", DOORS)
def test_every_door_is_as_described(fresh_database: Databases, door: str) -> None:
    host, scopes, may = DOORS[door]
    refusal = 403 if scopes else 401
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        headers = key_with(url, *scopes) if scopes else {}
        served = from_asgi("/openapi.json", create_app(Settings(database_url=url, admin_key=KEY, host=host)))
        for method, path in OPERATIONS:
            scope = ROUTES[f"{method} {path}"]
            statuses = send(served[path][method], GenerationMode.POSITIVE, 3, about_what_is_known, headers)
            if scope is None or scope in may:
                assert statuses.isdisjoint({401, 403}), (method, path)
            else:
                assert statuses == {refusal}, (method, path)
