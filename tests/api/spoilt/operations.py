"""What the application serves, operation by operation, and a request that is surely bad."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from fastapi.routing import iter_route_contexts

from tests import given
from tests.api.client import KEY
from tests.api.raw import Request

Json = Any
AUTHORIZED: Final = (b"authorization", f"Bearer {KEY}".encode())
JSON: Final = (b"content-type", b"application/json")
NDJSON: Final = (b"content-type", b"application/x-ndjson")

IN_PATHS: Final = {
    "company_id": "meta-platforms",
    "deal_id": "meta-scale-ai-2025",
    "person_id": "p_4w7k2m9q1x",
    "event_id": "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10",
    "type": "investment.closed",
    "version": "1",
    "slug": "busy",
}
"""What the store of the worked example holds; a path with other names is asked about a stranger."""

NEEDED: Final = {"/v1/suggest": b"q=meta", "/v1/companies/suggest": b"q=meta", "/v1/resolve": b"name=meta"}
"""What is asked of paths that are never asked without."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A request that must be refused: with which statuses, and what must be named as to blame."""

    request: Request
    why: str
    statuses: frozenset[int]
    parameter: str | None = None
    pointer: str | None = None
    over: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path of the application, with what its description says of it."""

    method: str
    path: str
    declared: tuple[str, ...]
    described: dict[str, Json]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def records(self) -> bool:
        return "application/x-ndjson" in self.described.get("requestBody", {}).get("content", ())

    def schemas(self, place: str) -> dict[str, Json]:
        return {one["name"]: one["schema"] for one in self.described.get("parameters", ()) if one["in"] == place}

    def address(self, **values: str) -> str:
        return re.sub(
            r"{(\w+)(:path)?}", lambda name: values.get(name[1], IN_PATHS.get(name[1], "stranger")), self.path
        )

    def good(self, query: bytes = b"") -> Request:
        """As it would be sent by who means well; whether it is answered with 200 does not matter here."""
        about = json.dumps(given.company_registered(None)).encode() if self.records else b""
        needed = NEEDED.get(self.path, b"")
        if needed.partition(b"=")[0] not in {pair.partition(b"=")[0] for pair in query.split(b"&")}:
            query = b"&".join(filter(None, [query, needed]))
        return Request(self.method, self.address(), query, (AUTHORIZED, *((JSON,) if self.records else ())), about)


def operations(app: Any) -> list[Operation]:
    """Everything that the application serves, from its table of routes."""
    document = app.openapi()
    return [
        Operation(
            method,
            route.path,
            tuple(app.state.parameters.get(route.name, ())),
            document["paths"].get(route.path, {}).get(method.lower(), {}),
        )
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods or ())
    ]
