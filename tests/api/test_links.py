"""The links of the OpenAPI document: each leads from an answer to the one it promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from api.links import LINKS
from tests.api.client import AUTHORIZED, Databases, Wire, load_worked_example, record, recorded, serving
from tests.given import company_registered, transaction_assembled

KNOWN: Final = {
    "company_id": "meta-platforms",
    "deal_id": "meta-scale-ai-2025",
    "person_id": "p_4w7k2m9q1x",
    "transaction_id": "the-package",
    "event_id": "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10",
}
ASKED: Final[dict[str, Wire]] = {"suggest_companies": {"q": "meta"}}
"""What a question cannot do without, beside what a link gives it."""
SPAN: Final = {"valid_at": "2025-01-01..2026-01-01"}
REGISTERED: Final = company_registered(None, name="Omega") | {"subject": "company/omega"}


@pytest.fixture(scope="module")
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with serving(url) as client:
            deals = [item["deal"] for item in client.get("/v1/deals").json()["items"][:2]]
            recorded(record(client, transaction_assembled("2025-06-13", deals=deals)))
            yield client


@pytest.fixture(scope="module")
def operations(client: TestClient) -> dict[str, tuple[str, str, Any]]:
    """The method, path and description of each operation by its id."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method, operation in methods.items()
    }


def told(expression: str, in_path: Wire, body: Any) -> Any:
    """What a runtime expression of OpenAPI stands for."""
    if expression.startswith("$request.path."):
        return in_path[expression.removeprefix("$request.path.")]
    for part in expression.removeprefix("$response.body#/").split("/"):
        body = body[int(part) if isinstance(body, list) else part]
    return body


@pytest.mark.parametrize(("source", "target"), [(source, target) for source in LINKS for target in LINKS[source]])
def test_a_link_leads_where_it_says(client: TestClient, operations: Any, source: str, target: str) -> None:
    method, path, described = operations[source]
    if method == "POST":
        answer = client.post(path, json=REGISTERED | {"subject": f"company/omega-{target}"}, headers=AUTHORIZED)
    else:
        answer = client.get(path.format(**KNOWN), params=ASKED.get(source))
    link = described["responses"][str(answer.status_code)]["links"][target]
    given = {name: told(expression, KNOWN, answer.json()) for name, expression in link["parameters"].items()}
    _, onward, description = operations[link["operationId"]]
    in_path = {one["name"] for one in description["parameters"] if one["in"] == "path"}
    query = {name: value for name, value in given.items() if name not in in_path}
    found = client.get(onward.format(**given), params=query | (SPAN if target.endswith("_diff") else {}))
    assert found.status_code == 200, found.text
    assert found.json().get("items", True), "what was followed is not there"
