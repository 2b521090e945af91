"""What holds of all routes: every one is described, every error has a problem, every problem can be looked up."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api import errors as of_http
from api.access import ROUTES, Scope
from api.catalogue import KINDS
from api.openapi import EXAMPLES
from api.problems import TABLE
from domain import errors as of_domain
from domain.errors import PactlogError
from domain.vocabulary import EVENT_TYPES
from infra.store.engine import make_engine, writing
from tests.api.client import Databases, load_worked_example, record, recorded, serving

CATALOGUE = """
    invalid-request 422 · malformed-body 400 · invalid-datetime 422 · unknown-parameter 422 · future-known-at 422 ·
    unknown-company 404 · unknown-deal 404 · unknown-person 404 · unknown-transaction 404 · unknown-event 404 ·
    not-yet-known 404 · unresolved-party 422 · duplicate-event 409 · version-conflict 412 · illegal-history 409 ·
    invalid-cursor 400 ·
    missing-terms 422 · missing-source 422 · correction-target-unknown 404 · correction-target-dead 409 ·
    correction-does-not-fit 422 · still-referenced 409 · identifier-taken 409 · possible-duplicate 409 ·
    idempotency-key-reused 422 ·
    unauthenticated 401 · forbidden 403 · stale-form 403 ·
    not-acceptable 406 · answer-timeout 503 · body-timeout 408 ·
    payload-too-large 413 · unsupported-media-type 415 · busy 503 · internal 500 ·
    not-found 404 · method-not-allowed 405
"""


@pytest.fixture(scope="module")
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with serving(url) as client:
            yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


def errors() -> list[type[PactlogError]]:
    found = [one for module in (of_domain, of_http) for _, one in inspect.getmembers(module, inspect.isclass)]
    return [one for one in found if issubclass(one, PactlogError) and not one.__subclasses__()]


def test_every_error_has_a_problem_of_its_own() -> None:
    assert set(errors()) - {of_domain.BadLines} <= TABLE.keys()  # a batch is told as its lines are


def test_every_problem_of_the_table_is_in_the_catalogue() -> None:
    fixed = {row.slug for row in TABLE.values() if isinstance(row.slug, str)}
    assert fixed <= KINDS.keys()
    assert {slug: str(kind.status) for slug, kind in KINDS.items()} == dict(re.findall(r"([a-z-]+) (\d+)", CATALOGUE))


@pytest.mark.parametrize("slug", KINDS)
def test_every_problem_can_be_looked_up_by_programs_and_people(client: TestClient, slug: str) -> None:
    plain = client.get(f"/problems/{slug}")
    assert plain.json()["status"] == KINDS[slug].status
    page = client.get(f"/problems/{slug}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert f"<h1>{KINDS[slug].title}</h1>" in page.text
    assert plain.headers["vary"] == page.headers["vary"] == "Accept"


def test_the_problems_are_listed(client: TestClient) -> None:
    assert [item["slug"] for item in client.get("/problems").json()["items"]] == list(KINDS)
    assert '<a href="/problems/busy">' in client.get("/problems", headers={"Accept": "text/html"}).text


def test_every_route_is_described_with_all_its_query_parameters(client: TestClient, document: Any) -> None:
    app: Any = client.app
    routes = list(iter_route_contexts(app.routes))
    assert len({route.name for route in routes}) == len(routes)
    for route in (one for one in routes if one.include_in_schema):
        for method in route.methods or ():
            operation = document["paths"][route.path][method.lower()]
            named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            assert sorted(named) == sorted(app.state.parameters[route.name])
            assert operation["summary"]
            assert operation["description"]


def test_every_operation_says_what_it_answers(document: Any) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert {"422", "500"} <= operation["responses"].keys(), path
            assert {"200", "201"} & operation["responses"].keys(), path
            if path.startswith("/v1/") and not path.startswith("/v1/schemas"):
                assert {"401", "403"} <= operation["responses"].keys(), path


def test_every_operation_says_which_key_it_needs(document: Any) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            match ROUTES[f"{method.upper()} {path}"]:
                case None:
                    assert "security" not in operation
                    assert {"401", "403"}.isdisjoint(operation["responses"])
                case Scope.READ:
                    assert operation["security"] == [{}, {"key": ["read"]}]
                case scope:
                    assert operation["security"] == [{"key": [scope]}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_reference_in_the_document_leads_somewhere(document: Any) -> None:
    for name in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)):
        assert name in document["components"]["schemas"]


def test_the_body_of_a_write_is_every_event_that_can_be_recorded(document: Any) -> None:
    content = document["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Event"}
    mapping = document["components"]["schemas"]["Event"]["discriminator"]["mapping"]
    assert mapping.keys() == EVENT_TYPES.keys() - {"log.started"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_can_be_recorded(client: TestClient, name: str) -> None:
    recorded(record(client, EXAMPLES[name], params={"create_missing": "true"}))


def test_every_schema_that_is_listed_is_served(client: TestClient) -> None:
    items = client.get("/v1/schemas").json()["items"]
    assert [item["type"] for item in items] == list(EVENT_TYPES)
    for item in items:
        assert client.get(item["url"]).json()["properties"]["type"]["const"] == item["type"]


@pytest.mark.parametrize("path", ["/healthz", "/v1/companies/meta-platforms", "/v1/companies/nobody"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert headed.content == b""
    assert headed.headers.pop("x-request-id") != got.headers.pop("x-request-id")
    assert (headed.status_code, headed.headers) == (got.status_code, got.headers)


def test_a_demonstration_says_so(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"alive": True}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "database": "answers", "schema": "current", "demonstration": True},
    )


def test_a_store_without_events_is_ready_and_has_not_said_what_it_is(database_url: str) -> None:
    with serving(database_url) as client:
        assert client.get("/readyz").json()["demonstration"] is None


def test_a_database_that_is_behind_or_gone_is_not_ready(fresh_database: Databases, tmp_path: Any) -> None:
    with fresh_database("sqlite") as url:
        engine = make_engine(url)
        with writing(engine) as connection:
            connection.exec_driver_sql("DELETE FROM alembic_version")
        engine.dispose()
        with serving(url) as client:
            behind = client.get("/readyz")
    assert (behind.status_code, behind.json()["schema"]) == (503, "behind")
    (tmp_path / "folder.db").mkdir()
    with serving(f"sqlite:///{tmp_path}/folder.db") as client:
        gone = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert (gone.status_code, gone.json()["database"]) == (503, "unreachable")
