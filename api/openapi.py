"""The OpenAPI document: what FastAPI knows of the routes, the events that may be sent, and every problem by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from api.access import OPEN, ROUTES, Scope
from api.bodies import JSON, NDJSON
from api.catalogue import KINDS
from api.links import links_of
from api.schemas import Problem
from domain.vocabulary import event_schemas

Responses = dict[int | str, dict[str, Any]]
Document = dict[str, Any]

PROBLEM_JSON: Final = "application/problem+json"
ALWAYS: Final = ("invalid-request", "unknown-parameter", "not-acceptable", "answer-timeout", "internal")
"""What every route may answer."""
AS_OF: Final = ("invalid-datetime", "future-known-at", "busy")
"""What every route may answer that is asked as of two dates."""
OF_COMPANIES: Final = ("unknown-company", "not-yet-known")
"""What every route may answer that takes the id of a company."""
OF_PARTIES: Final = ("unknown-person", *OF_COMPANIES)
"""What every route may answer that takes the id of a company or person."""
RECORDING: Final = (
    "malformed-body",
    "unknown-company",
    "unknown-person",
    "unknown-deal",
    "unknown-transaction",
    "correction-target-unknown",
    "duplicate-event",
    "illegal-history",
    "correction-target-dead",
    "still-referenced",
    "identifier-taken",
    "possible-duplicate",
    "version-conflict",
    "body-timeout",
    "payload-too-large",
    "unsupported-media-type",
    "missing-terms",
    "missing-source",
    "unresolved-party",
    "idempotency-key-reused",
    "correction-does-not-fit",
    "busy",
)
"""What recording may answer."""

_KEY: Final = "key"
_KEYS: Final[Document] = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "pl_<43 characters>_<check>",
    "description": "An API key. Each operation names the scope that the key must have; `admin` has all of them."
    " Reading needs no key on a loopback address or where the server says so.",
}

_REF: Final = "#/components/schemas/"
_TEXT: Final[Document] = {"type": "string"}
_NUMBER: Final[Document] = {"type": "integer"}
_TEXTS: Final[Document] = {"type": "array", "items": _TEXT}
_UNKNOWN: Final[Document] = {"subject": _TEXT, "suggestions": _TEXTS}

_FRESHNESS: Final[Document] = {
    "ETag": {"schema": _TEXT, "description": "Changes if and only if the document does."},
    "Cache-Control": {
        "schema": _TEXT,
        "description": "A day for an answer about the past that nothing can change any more; else ask again each time.",
    },
    "Vary": {"schema": _TEXT},
}

EXTRAS: Final[dict[str, Document]] = {
    "future-known-at": {"newest": _TEXT},
    "unknown-company": _UNKNOWN,
    "unknown-deal": _UNKNOWN,
    "unknown-person": _UNKNOWN,
    "unknown-transaction": _UNKNOWN,
    "unknown-event": {"event_id": _TEXT},
    "not-yet-known": {
        "subject": _TEXT,
        "first_known_at": {"type": "string", "format": "date-time"},
        "first_position": _NUMBER,
    },
    "unresolved-party": {
        "name": _TEXT,
        "candidates": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": _TEXT, "name": _TEXT, "reason": _TEXT, "body": {"$ref": f"{_REF}Event"}},
                "required": ["id", "name", "reason"],
            },
        },
        "create_missing": _TEXT,
    },
    "duplicate-event": {"event": _TEXT, "position": _NUMBER, "link": _TEXT},
    "version-conflict": {"expected": _NUMBER, "actual": _NUMBER, "link": _TEXT},
    "illegal-history": {"event": _TEXT, "because": _TEXT, "remedy": _TEXT},
    "correction-target-unknown": {"target": _TEXT},
    "correction-target-dead": {"target": _TEXT, "because": _TEXT},
    "still-referenced": {"target": _TEXT, "because": _TEXTS},
    "identifier-taken": {"identifier": _TEXT, "holder": _TEXT},
    "forbidden": {"required_scope": {"enum": [*Scope]}},
    "possible-duplicate": {
        "candidates": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": _TEXT, "reason": _TEXT, "body": {"$ref": f"{_REF}Event"}},
                "required": ["id", "reason"],
            },
        },
        "distinct": {"$ref": f"{_REF}Event"},
    },
    "not-found": {"suggestions": _TEXTS},
    "payload-too-large": {"limit": _NUMBER},
    "answer-timeout": {"limit": {"type": "number"}},
    "body-timeout": {"limit": {"type": "number"}},
    "not-acceptable": {"available": _TEXTS},
}
"""What problems tell beside the members that all have; in a batch each line's error tells it instead."""

EXAMPLES: Final[dict[str, Document]] = {
    "investment": {
        "type": "investment.closed",
        "subject": "deal/meta-scale-ai-2025",
        "occurred_on": "2025-06-12",
        "date_basis": "announced",
        "data": {
            "issuer": {"name": "Scale AI"},
            "investors": [{"party": {"name": "Meta"}, "stake": {"percent": "49", "voting": "none"}}],
            "amount": {"amount": "14300000000", "currency": "USD"},
        },
        "sources": [{"publisher": "Scale AI", "kind": "party_statement", "published_on": "2025-06-13"}],
    },
    "hiring": {
        "type": "hiring.started",
        "occurred_on": "2025-06",
        "data": {"employer": {"id": "meta-platforms"}, "person": {"name": "Alexandr Wang"}, "class": "executive"},
        "sources": [{"publisher": "HNGN", "kind": "press", "published_on": "2025-06-13"}],
    },
    "correction": {
        "type": "record.corrected",
        "data": {
            "target": "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10",
            "set": {"occurred_on": "2025-06-13"},
            "reason": "wrong_date",
        },
    },
}

RECORD_BODY: Final[Document] = {
    "required": True,
    "content": {
        JSON: {
            "schema": {"$ref": f"{_REF}Event"},
            "examples": {name: {"value": event} for name, event in EXAMPLES.items()},
        },
        NDJSON: {
            "schema": {
                "type": "string",
                "format": "binary",
                "description": "One event a line, at most 10,000 lines and 8 MiB.",
            },
            "itemSchema": {"$ref": f"{_REF}Event"},
        },
    },
}


JUDGED: Final[Document] = {
    "application/jsonl": {
        "schema": {"type": "string", "description": "One result a line, in the order of the lines."},
        "itemSchema": {
            "type": "object",
            "properties": {
                "line": {"type": "integer", "minimum": 0, "description": "The number of the line, from 0."},
                "status": {"type": "integer", "description": "What the line would be answered with by itself."},
                "problem": {"$ref": f"{_REF}Problem"},
            },
            "required": ["line", "status"],
            "anyOf": [{"$ref": f"{_REF}Recorded"}, {"required": ["problem"]}],
        },
    }
}


def answers(model: Any, *slugs: str, status: int = 200, html: bool = False) -> Responses:
    """The answers of a route: *model* if all is well, and the problems named by *slugs* beside those of every route."""
    content = {"content": {"text/html": {"schema": _TEXT}}} if html else {}
    found: Responses = {status: {"model": model, "description": _described(model), **content}}
    if set(AS_OF) <= set(slugs):
        found[status]["headers"] = _FRESHNESS
        found[304] = {"description": "The answer is the one whose ETag was sent.", "headers": _FRESHNESS}
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    for slug in dict.fromkeys((*slugs, *ALWAYS)):
        by_status[KINDS[slug].status].append(slug)
    return found | {code: _problems(together) for code, together in sorted(by_status.items())}


def _described(model: Any) -> str:
    told = model.__doc__ if isinstance(model, type) else None
    return (told or "The document.").strip()


def _problems(slugs: list[str]) -> Document:
    refs = [{"$ref": f"{_REF}{_name(slug)}"} for slug in slugs]
    content = {
        "schema": refs[0] if len(refs) == 1 else {"anyOf": refs},
        "examples": {slug: {"value": _example(slug)} for slug in slugs},
    }
    return {"description": "; ".join(KINDS[slug].title for slug in slugs), "content": {PROBLEM_JSON: content}}


def _name(slug: str) -> str:
    return "".join(word.capitalize() for word in slug.split("-")) + "Problem"


def _example(slug: str) -> Document:
    kind = KINDS[slug]
    return {
        "type": f"/problems/{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.advice,
        "instance": "urn:uuid:0b9f3a52-6f3c-4d5e-9a52-1f2d3c4b5a69",
    }


def _members(slug: str) -> Document:
    return {"type": {"type": "string", "pattern": f"/problems/{slug}$"}, "status": {"const": KINDS[slug].status}}


def _events() -> Document:
    """The schemas of all events that can be sent; the log's own first event cannot."""
    schemas = event_schemas()
    own = schemas["Event"]["discriminator"]["mapping"].pop("log.started")
    schemas["Event"]["oneOf"].remove({"$ref": own})
    return {name: schema for name, schema in schemas.items() if not name.startswith("LogStarted")}


def _schemas() -> Document:
    problem = TypeAdapter(Problem).json_schema(ref_template=f"{_REF}{{model}}")
    shared = problem.pop("$defs")
    own = {
        _name(slug): {
            "allOf": [{"$ref": f"{_REF}Problem"}],
            "type": "object",
            "title": kind.title,
            "description": kind.advice,
            "properties": _members(slug) | EXTRAS.get(slug, {}),
        }
        for slug, kind in KINDS.items()
    }
    return {**_events(), **shared, "Problem": problem, **own}


def _mend(document: Document) -> None:
    """Say what FastAPI cannot: the key of each operation, where its answer leads, and that lists have commas."""
    document["components"]["securitySchemes"] = {_KEY: _KEYS}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _secure(operation, ROUTES[f"{method.upper()} {path}"])
            _link(operation)
            for parameter in operation.get("parameters", ()):
                if parameter["schema"].get("type") == "array":
                    parameter["explode"] = False


def _secure(operation: Document, scope: Scope | None) -> None:
    if scope is OPEN:
        return
    key: Document = {_KEY: [scope.value]}
    operation["security"] = [{}, key] if scope == Scope.READ else [key]
    refusals = {"401": _problems(["unauthenticated"]), "403": _problems(["forbidden"])}
    operation["responses"] = dict(sorted((operation["responses"] | refusals).items()))


def _link(operation: Document) -> None:
    if links := links_of(operation["operationId"]):
        answers = operation["responses"]
        answers["201" if "201" in answers else "200"]["links"] = links


def describing(app: FastAPI) -> Callable[[], Document]:
    """What gives the document of *app*, made once."""

    def document() -> Document:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
            added = _schemas()
            assert added.keys().isdisjoint(made["components"]["schemas"]), "a name stands for one schema only"
            made["components"]["schemas"] |= added
            _mend(made)
            app.openapi_schema = made
        return app.openapi_schema

    return document
