"""The served OpenAPI document against the server: whatever is sent, the answer is one that the document describes."""

from __future__ import annotations

from collections import Counter, defaultdict
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
from tests.given import company_registered, investment_rumoured, person_registered

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

FILTERED_BY: dict[str, Any] = {"party": "meta-platforms", "company": "meta-platforms", "after": 3}
"""The same by the names of parameters of questions."""


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


def asked_well(case: Any) -> None:
    about_what_is_known(case)
    if filters := {name: FILTERED_BY[name] for name in case.query or () if name in FILTERED_BY}:
        case.query |= filters
    if case.operation.path.endswith("/diff"):  # at random, hardly ever are there two days of the calendar
        case.query = (case.query or {}) | {"valid_at": "2025-06-11..2025-06-30"}


@pytest.mark.parametrize("path", GET)
def test_questions_about_strangers(served: Any, path: str) -> None:
    send(served[path]["GET"], GenerationMode.POSITIVE, 10)


@pytest.mark.parametrize("path", [path for path in GET if "transaction" not in path])
def test_questions_about_what_is_known(served: Any, path: str) -> None:
    assert 200 in send(served[path]["GET"], GenerationMode.POSITIVE, 30, asked_well)


@pytest.mark.parametrize("path", ASKED_AS_OF)
def test_questions_against_the_rules(served: Any, path: str) -> None:
    assert 422 in send(served[path]["GET"], GenerationMode.NEGATIVE, 20, about_what_is_known)


def test_events_by_the_rules(served: Any) -> None:
    assert {201, 422} <= send(served["/v1/events"]["POST"], GenerationMode.POSITIVE, 80)


def test_events_against_the_rules(served: Any) -> None:
    assert 422 in send(served["/v1/events"]["POST"], GenerationMode.NEGATIVE, 40)


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


RECORDABLE = [
    company_registered(None, name="Omega"),
    person_registered(None, name="Olga"),
    investment_rumoured("2025", issuer={"name": "Omicron"}, investors=[{"party": {"id": "meta-platforms"}}]),
]
"""Events that are taken however often they come: sent without a subject, each is about somebody or something new."""

WALKED = {
    ("POST /v1/events", "GET /v1/events/{event_id}"),
    ("POST /v1/events", "GET /v1/events"),
    ("GET /v1/companies", "GET /v1/companies/{company_id}"),
}
"""Steps that were surely taken to an answer, each from an operation to one that it links."""


def ready_to_record(url: str) -> Any:
    """The operations with links, of which recording is described by what succeeds: at random, hardly anything does."""
    served = from_asgi("/openapi.json", create_app(Settings(database_url=url, admin_key=KEY)))
    served.config.phases.stateful.inference.algorithms = []  # only the links that the document has
    served.config.generation.modes = [GenerationMode.POSITIVE]
    events = [{name: value for name, value in wire.items() if name != "subject"} for wire in RECORDABLE]
    served.raw_schema["components"]["schemas"]["Event"] = {"enum": events}
    recording = served.raw_schema["paths"]["/v1/events"]["post"]
    [create_missing] = [one for one in recording["parameters"] if one["name"] == "create_missing"]
    recording["parameters"] = [create_missing | {"required": True, "schema": {"const": True}}]
    del recording["requestBody"]["content"]["application/x-ndjson"]
    return served.include(path_regex="^/v1/(events|companies|people|deals)")


def test_what_is_recorded_is_read_by_following_links(fresh_database: Databases) -> None:
    followed: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with fresh_database("sqlite") as url:
        load_worked_example(url)

        class Reader(ready_to_record(url).as_state_machine()):  # type: ignore[misc]  # made at run time
            def get_call_kwargs(self, *_: Any) -> dict[str, Any]:
                return {"headers": AUTHORIZED}

            def after_call(self, response: Any, case: Any) -> None:
                super().after_call(response, case)
                here = self.recorder.cases[case.id]
                if here.parent_id and here.is_transition_applied:
                    step = (self.recorder.cases[here.parent_id].value.operation.label, case.operation.label)
                    told = response.json()["type"] if response.status_code >= 400 else "answered"
                    if "company" not in (case.query or {}):  # no link names this filter: it was drawn at random
                        followed[step][told] += 1

            def validate_response(self, response: Any, case: Any, *_: Any, **sent: Any) -> None:
                excluded = [positive_data_acceptance]
                case.validate_response(
                    response, excluded_checks=excluded, transport_kwargs=sent, recorder=self.recorder
                )

        Reader.run(
            settings=settings(
                max_examples=40,
                stateful_step_count=15,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
        )
    assert {step for step, answers in followed.items() if answers["answered"]} >= WALKED
    # An answer may be asked for as of a day before; but nobody is sent to what the log never heard of.
    assert not [(step, told) for step, answers in followed.items() for told in answers if "/unknown-" in told]
