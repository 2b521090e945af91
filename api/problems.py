"""Problem details (RFC 9457): what each error is over HTTP, decided in one table.

    error class -> slug and what it tells       TABLE, below
    slug -> status, title and advice            api/catalogue.py, served at /problems/<slug>

In a batch what each line's error tells stands with its entry in ``errors``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import msgspec
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from api.bodies import Body, json_of
from api.catalogue import KINDS
from api.errors import (
    AnswerTimeout,
    BadParameters,
    BodyTimeout,
    Forbidden,
    InvalidCursor,
    MalformedBody,
    NotAcceptable,
    NothingHere,
    StaleForm,
    TooManyLines,
    Unauthenticated,
    UnsupportedMediaType,
)
from api.pages.problem import problem_page, sign_in_first, wants_page
from domain import errors as domain
from domain.errors import PactlogError
from domain.values.instant import instant

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is answered instead of what was asked for."""

    slug: str
    detail: str
    errors: list[dict[str, Any]] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Row(NamedTuple):
    """How one class of errors is told."""

    slug: str | Callable[[Any], str]
    extras: Callable[[Any], dict[str, Any]] = lambda _error: {}
    errors: Callable[[Any], list[dict[str, Any]]] = lambda _error: []
    headers: Callable[[Any], dict[str, str]] = lambda _error: {}


def _at(pointer: str, code: str, detail: str) -> list[dict[str, Any]]:
    return [{"pointer": pointer, "code": code, "detail": detail}]


def _parameter(name: str, code: str, detail: str) -> list[dict[str, Any]]:
    return [{"parameter": name, "code": code, "detail": detail}]


def _faults(error: domain.Invalid) -> list[dict[str, Any]]:
    return [{"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in error.faults]


def _events_since(error: domain.VersionConflict) -> str:
    return f"/v1/events?subject={error.subject}&after={error.expected_position}"


def _parameters(error: BadParameters) -> list[dict[str, Any]]:
    return [{"parameter": fault.parameter, "code": fault.code, "detail": fault.detail} for fault in error.faults]


_OF_ITS_OWN: Final = {
    "missing_source": "missing-source",
    "invalid_datetime": "invalid-datetime",
    "unknown_parameter": "unknown-parameter",
}
"""Codes that make a problem of their own where nothing else is wrong."""


def _invalid(codes: Sequence[str]) -> str:
    [code, *others] = dict.fromkeys(codes)
    return "invalid-request" if others else _OF_ITS_OWN.get(code, "invalid-request")


TABLE: Final[Mapping[type[PactlogError], Row]] = {
    PactlogError: Row("internal"),
    domain.NotCanonical: Row("invalid-request", errors=lambda e: _at(e.pointer, "not_canonical", e.reason)),
    domain.PayloadTooLarge: Row("payload-too-large", lambda e: {"limit": e.limit}),
    domain.UnknownSubject: Row(
        lambda e: f"unknown-{e.family}",
        lambda e: {"subject": e.subject, "suggestions": e.suggestions},
        lambda e: _at(e.pointer, f"unknown_{e.family}", str(e)) if e.pointer else [],
    ),
    domain.NotYetKnown: Row(
        "not-yet-known",
        lambda e: {
            "subject": e.subject,
            "first_known_at": instant(e.first_known_at),
            "first_position": e.first_position,
        },
    ),
    domain.UnknownEvent: Row("unknown-event", lambda e: {"event_id": e.event_id}),
    domain.CorrectionTargetUnknown: Row(
        "correction-target-unknown",
        lambda e: {"target": e.target},
        lambda e: _at("/data/target", "correction_target_unknown", str(e)),
    ),
    domain.DuplicateEvent: Row(
        "duplicate-event",
        lambda e: {"event": e.event_id, "position": e.position, "link": f"/v1/events/{e.event_id}"},
        lambda e: _at("/event_id", "duplicate_event", str(e)),
    ),
    domain.VersionConflict: Row(
        "version-conflict",
        lambda e: {"expected": e.expected, "actual": e.actual, "link": _events_since(e)},
    ),
    domain.IllegalHistory: Row(
        "illegal-history", lambda e: {"event": e.event_id, "because": e.because, "remedy": e.remedy}
    ),
    domain.CorrectionTargetDead: Row(
        "correction-target-dead",
        lambda e: {"target": e.target, "because": e.by},
        lambda e: _at("/data/target", "correction_target_dead", str(e)),
    ),
    domain.StillReferenced: Row("still-referenced", lambda e: {"target": e.target, "because": e.by}),
    domain.IdentifierTaken: Row(
        "identifier-taken",
        lambda e: {"identifier": e.identifier, "holder": e.holder},
        lambda e: _at(e.pointer, "identifier_taken", str(e)),
    ),
    domain.PossibleDuplicate: Row("possible-duplicate", lambda e: {"candidates": [_deal(one) for one in e.deals]}),
    domain.SeveralSubjects: Row(
        "invalid-request", errors=lambda e: _parameter("If-Match", "several_subjects", f"{e}; send them apart")
    ),
    domain.NotEmpty: Row("internal"),
    domain.Invalid: Row(lambda e: _invalid([fault.code for fault in e.faults]), errors=_faults),
    domain.MissingSource: Row("missing-source", errors=_faults),
    domain.MissingTerms: Row("missing-terms", errors=_faults),
    domain.CorrectionDoesNotFit: Row("correction-does-not-fit", errors=_faults),
    domain.UnresolvedParty: Row(
        "unresolved-party",
        lambda e: {"name": e.name, "candidates": [_candidate(one) for one in e.candidates]},
        lambda e: _at(e.pointer, "unresolved_party", str(e)),
    ),
    domain.FutureKnownAt: Row(
        "future-known-at",
        lambda e: {"newest": e.newest},
        lambda e: _parameter("known_at", "future_known_at", str(e)),
    ),
    domain.IdempotencyKeyReused: Row(
        "idempotency-key-reused", errors=lambda e: _parameter("Idempotency-Key", "idempotency_key_reused", str(e))
    ),
    domain.Busy: Row("busy"),
    domain.Tampered: Row("internal"),
    domain.UnreadableEvent: Row("internal"),
    MalformedBody: Row("malformed-body", errors=lambda e: _at("", "malformed_body", str(e))),
    InvalidCursor: Row("invalid-cursor", errors=lambda e: _parameter("cursor", "invalid_cursor", str(e))),
    TooManyLines: Row("payload-too-large", lambda e: {"limit": e.limit}),
    AnswerTimeout: Row("answer-timeout", lambda e: {"limit": e.seconds}),
    BodyTimeout: Row("body-timeout", lambda e: {"limit": e.seconds}),
    NotAcceptable: Row("not-acceptable", lambda e: {"available": e.available}),
    UnsupportedMediaType: Row("unsupported-media-type"),
    Unauthenticated: Row("unauthenticated", headers=lambda e: {"WWW-Authenticate": _challenge(e)}),
    Forbidden: Row(
        "forbidden",
        lambda e: {"required_scope": e.required_scope},
        headers=lambda e: {"WWW-Authenticate": _missing_scope(e)},
    ),
    StaleForm: Row("stale-form"),
    BadParameters: Row(lambda e: _invalid([fault.code for fault in e.faults]), errors=_parameters),
    NothingHere: Row("not-found", lambda e: {"suggestions": e.suggestions}),
}


def _challenge(error: Unauthenticated) -> str:
    """RFC 6750: says that a key is wrong only to those who brought one."""
    return 'Bearer realm="pactlog"' + (', error="invalid_token"' if error.key_given else "")


def _missing_scope(error: Forbidden) -> str:
    return f'Bearer realm="pactlog", error="insufficient_scope", scope="{error.required_scope}"'


def _candidate(candidate: domain.Candidate) -> dict[str, Any]:
    return {"id": candidate.id, "name": candidate.name, "reason": candidate.reason}


def _deal(alike: domain.LookAlike) -> dict[str, Any]:
    return {"id": alike.deal, "reason": alike.reason}


def problem_of(error: Exception, body: Body | None = None) -> Problem:
    """How *error* is told to who sent *body*."""
    match error:
        case domain.BadLines(errors=lines):
            return _batch({line: _told(lines[line]) for line in sorted(lines)})
        case domain.UnresolvedParty() | domain.PossibleDuplicate() if body:
            return replace(_told(error), extras=_ways_out(error, json_of(body.raw)))
        case PactlogError():
            return _told(error)
        case RequestValidationError():
            errors = [_of_parameter(one) for one in error.errors()]
            return Problem(_invalid([one["code"] for one in errors]), _summary(errors), errors)
        case HTTPException():
            return _of_status(error)
    return Problem("internal", KINDS["internal"].advice)


def _of_status(error: HTTPException) -> Problem:
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return Problem("method-not-allowed", "this address does not do that")
    return Problem("not-found", "nothing is served at this address")


def _told(error: PactlogError) -> Problem:
    row = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
    slug = row.slug if isinstance(row.slug, str) else row.slug(error)
    if slug == "internal":
        return Problem(slug, KINDS[slug].advice)
    errors = row.errors(error)
    detail = _summary(errors) if errors else str(error)
    return Problem(slug, detail, errors, row.extras(error), row.headers(error))


def _summary(errors: Sequence[dict[str, Any]]) -> str:
    [first, *more] = errors
    where = first.get("parameter") or first.get("pointer")
    detail = f"{where}: {first['detail']}" if where else str(first["detail"])
    return f"{detail} (and {len(more)} more)" if more else detail


def _of_parameter(error: Mapping[str, Any]) -> dict[str, Any]:
    detail = "this parameter is required" if error["type"] == "missing" else error["msg"]
    return {"parameter": str(error["loc"][-1]), "code": error["type"], "detail": detail}


def _batch(problems: Mapping[int, Problem]) -> Problem:
    """One problem for all lines: what is wrong with all of them, or in general that the request is invalid."""
    errors = [
        {**one, "pointer": f"/{line}{one.get('pointer', '')}", **problem.extras}
        for line, problem in problems.items()
        for one in problem.errors or _at("", problem.slug.replace("-", "_"), problem.detail)
    ]
    slugs = {problem.slug for problem in problems.values()}
    return Problem(slugs.pop() if len(slugs) == 1 else "invalid-request", _summary(errors), errors)


def _ways_out(error: domain.UnresolvedParty | domain.PossibleDuplicate, sent: Any) -> dict[str, Any]:
    """What the error tells, each candidate with the body to send if that is who or what is meant."""
    match error:
        case domain.UnresolvedParty():
            return _parties(error, sent)
        case domain.PossibleDuplicate():
            return _deals(error, sent)


def _parties(error: domain.UnresolvedParty, sent: Any) -> dict[str, Any]:
    """Where a name is new, also where to send the same body to register it."""
    party = _value_at(sent, error.pointer)
    candidates = [
        {**_candidate(one), "body": _replaced(sent, error.pointer, {**party, "id": one.id})} for one in error.candidates
    ]
    registering = {} if "id" in party else {"create_missing": "/v1/events?create_missing=true"}
    return {"name": error.name, "candidates": candidates} | registering


def _deals(error: domain.PossibleDuplicate, sent: Any) -> dict[str, Any]:
    """Also the body to send if it is none of them."""
    candidates = [{**_deal(one), "body": {**sent, "subject": f"deal/{one.deal}"}} for one in error.deals]
    distinct = [*(sent.get("distinct_from") or ()), *(one.deal for one in error.deals)]
    return {"candidates": candidates, "distinct": {**sent, "distinct_from": distinct}}


def _value_at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[int(part) if isinstance(document, list) else part]
    return document


def _replaced(document: Any, pointer: str, value: Any) -> Any:
    if not pointer:
        return value
    part, slash, rest = pointer[1:].partition("/")
    copy: Any = document.copy()
    key = int(part) if isinstance(document, list) else part
    copy[key] = _replaced(document[key], slash + rest, value)
    return copy


def document_of(problem: Problem, request: Request) -> dict[str, Any]:
    """*problem* as a document, with the id of the request that ran into it."""
    kind = KINDS[problem.slug]
    return {
        "type": f"{request.scope.get('root_path', '')}/problems/{problem.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "instance": f"urn:uuid:{request.state.request_id}",
        **problem.extras,
        **({"errors": problem.errors} if problem.errors else {}),
    }


def respond(problem: Problem, request: Request) -> Response:
    """The answer that tells *problem*."""
    kind, content = KINDS[problem.slug], document_of(problem, request)
    headers = {**kind.headers, **problem.headers}
    if wants_page(request):
        return problem_page(request, content, headers)
    return Response(msgspec.json.encode(content), kind.status, headers, MEDIA_TYPE)


async def tell(request: Request, error: Exception) -> Response:
    """Exception handler for everything that is expected to go wrong."""
    if isinstance(error, Unauthenticated) and not error.key_given and (way := sign_in_first(request)):
        return way
    problem = problem_of(error, getattr(request.state, "body", None))
    if problem.slug == "method-not-allowed":
        problem = replace(problem, headers={"Allow": ", ".join(_methods_here(request))})
    return respond(problem, request)


def _methods_here(request: Request) -> list[str]:
    """Of all routes with this path; the framework looks at the first only."""
    here = [route for route in iter_route_contexts(request.app.routes) if route.path_regex.match(request.url.path)]
    methods = {method for route in here for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))
