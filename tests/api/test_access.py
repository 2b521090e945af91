"""Every route needs the scope that the table gives it, and there is no route without a row in the table."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx2
import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.routing import Mount, WebSocketRoute

from api.access import ROUTES, Scope, needed, scope_of
from api.app import create_app
from domain.vocabulary import EVENT_TYPES
from infra.settings import Settings
from tests import given
from tests.api.client import NDJSON, Databases, held, key_with, record, recorded, serving

ALPHA = "00000000-0000-4000-8000-00000000000a"
SCOPED = {route: scope for route, scope in ROUTES.items() if scope}
OPEN = [route for route, scope in ROUTES.items() if scope is None]
READING = [route for route, scope in ROUTES.items() if scope == Scope.READ]


@pytest.fixture(scope="module")
def url(fresh_database: Databases) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        with serving(url) as client:
            recorded(record(client, given.company_registered(None, event_id=ALPHA)))
        yield url


@pytest.fixture(scope="module")
def keys(url: str) -> dict[str, dict[str, str]]:
    """A key with each scope alone."""
    return {scope: key_with(url, scope) for scope in Scope}


@pytest.fixture(scope="module")
def elsewhere(url: str) -> Iterator[TestClient]:
    """A server that everybody can reach."""
    with serving(url, host="0.0.0.0") as client:
        yield client


@pytest.fixture(scope="module")
def here(url: str) -> Iterator[TestClient]:
    """A server on a loopback address."""
    with serving(url) as client:
        yield client


def ask(client: TestClient, route: str, headers: dict[str, str] | None = None) -> httpx2.Response:
    """Go to *route*, without waiting for the end of what never ends."""
    method, _, path = route.partition(" ")
    return client.request("HEAD" if method == "GET" else method, path, headers=headers)


@pytest.mark.parametrize("route", SCOPED)
def test_elsewhere_nobody_passes_without_a_key(elsewhere: TestClient, route: str) -> None:
    assert ask(elsewhere, route).status_code == 401


@pytest.mark.parametrize("route", SCOPED)
def test_a_key_passes_with_the_scope_alone_and_not_with_all_others(
    url: str, elsewhere: TestClient, keys: dict[str, dict[str, str]], route: str
) -> None:
    scope = SCOPED[route]
    for passing in (scope, Scope.ADMIN):
        assert ask(elsewhere, route, keys[passing]).status_code not in {401, 403}
    refused = ask(elsewhere, route, key_with(url, *(other for other in Scope if other not in {scope, Scope.ADMIN})))
    assert refused.status_code == 403
    assert f'scope="{scope}"' in refused.headers["www-authenticate"]


@pytest.mark.parametrize("route", OPEN)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
def test_what_is_open_looks_at_no_key(elsewhere: TestClient, route: str, headers: dict[str, str]) -> None:
    assert ask(elsewhere, route, headers).status_code in {200, 404, 415, 422}


@pytest.mark.parametrize("route", READING)
def test_where_everybody_may_read_every_key_may(here: TestClient, keys: dict[str, dict[str, str]], route: str) -> None:
    assert ask(here, route).status_code not in {401, 403}
    assert ask(here, route, keys["erase"]).status_code not in {401, 403}


@pytest.mark.parametrize("route", [route for route in SCOPED if route not in READING])
def test_on_loopback_too_all_but_reading_needs_a_key(
    here: TestClient, keys: dict[str, dict[str, str]], route: str
) -> None:
    assert ask(here, route).status_code == 401
    assert ask(here, route, keys["read"]).status_code == 403


def test_a_refused_key_is_told_the_scope(elsewhere: TestClient, keys: dict[str, dict[str, str]]) -> None:
    answer = elsewhere.get("/v1/events", headers=keys["record"])
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    assert answer.json()["required_scope"] == "read"


def test_a_route_without_a_scope_does_not_start(url: str) -> None:
    routes = create_app(Settings(database_url=url)).routes
    added = APIRouter()
    added.add_api_route("/v1/secrets", lambda: None, methods=["GET", "DELETE"])
    with pytest.raises(ValueError, match=r"differ: DELETE /v1/secrets, GET /v1/secrets$"):
        needed([*routes, *added.routes])


def test_what_no_dependency_guards_does_not_start(url: str) -> None:
    routes = create_app(Settings(database_url=url)).routes
    for added in (Mount("/files", lambda *_: None), WebSocketRoute("/files", lambda _: None)):
        with pytest.raises(ValueError, match=r"differ: ANY /files$"):
            needed([*routes, added])


def test_routes_of_one_name_do_not_start(url: str) -> None:
    app = create_app(Settings(database_url=url))
    with pytest.raises(ValueError, match="two routes have the same name"):
        needed([*app.routes, *app.routes])


def test_a_scope_without_a_route_does_not_start() -> None:
    with pytest.raises(ValueError, match="GET /healthz"):
        needed([])


def test_only_what_changes_what_others_recorded_needs_curate() -> None:
    assert {type_ for type_ in EVENT_TYPES if scope_of(type_) == Scope.CURATE} == {
        "record.corrected",
        "record.retracted",
    }
    assert {scope_of(type_) for type_ in EVENT_TYPES} == {Scope.RECORD, Scope.CURATE}


RENAMED = given.company_renamed("2025-01-01", name="Beta")
CORRECTED = given.corrected(ALPHA, name="Gamma")
NO_LINES: dict[str, str] = {"Content-Type": "application/json"}
BODIES: dict[str, tuple[str, dict[str, str]]] = {
    "one correction": (json.dumps(CORRECTED), NO_LINES),
    "one retraction": (json.dumps(given.retracted(ALPHA)), NO_LINES),
    "a type written with escapes": (json.dumps(CORRECTED).replace("record.", "\\u0072ecord\\u002e"), NO_LINES),
    "a correction among other lines": ("\n".join(map(json.dumps, [RENAMED, CORRECTED, RENAMED])), NDJSON),
    "a correction behind a broken line": ("{\n" + json.dumps(CORRECTED), NDJSON),
    "a correction that would be refused": (json.dumps(CORRECTED | {"data": {}}), NO_LINES),
}


@pytest.mark.parametrize("asked", [{}, {"dry_run": "true"}, {"mode": "each"}], ids=str)
@pytest.mark.parametrize("case", BODIES)
def test_a_body_with_a_record_event_needs_curate(url: str, here: TestClient, case: str, asked: dict[str, str]) -> None:
    before = held(url)
    content, form = BODIES[case]
    headers = key_with(url, "read", "record") | form
    answer = here.post("/v1/events", content=content, headers=headers, params=asked)
    assert (answer.status_code, answer.json()["required_scope"]) == (403, "curate")
    assert held(url) == before | {"api_key": before["api_key"] + 1}


def test_a_key_that_may_record_records_all_else(url: str, here: TestClient) -> None:
    lines = "".join(json.dumps(wire) + "\n" for wire in (RENAMED, given.company_renamed("2025-02-01", name="Delta")))
    recorded(here.post("/v1/events", content=lines, headers=key_with(url, "record") | NDJSON))
    recorded(here.post("/v1/events", json=given.company_renamed("2025-03-01"), headers=key_with(url, "record")))


@pytest.mark.parametrize("scopes", [("record", "curate"), ("admin",), ("admin", "read", "record")])
def test_a_key_that_may_curate_corrects(url: str, here: TestClient, scopes: tuple[str, ...]) -> None:
    recorded(here.post("/v1/events", json=CORRECTED, headers=key_with(url, *scopes)))


def test_what_cannot_be_read_is_told_as_such(url: str, here: TestClient) -> None:
    answer = here.post("/v1/events", content="{", headers=key_with(url, "record") | NO_LINES)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-body")
