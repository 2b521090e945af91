"""Who may do what: the scopes that a key can have, and the one that each route needs.

The application starts only if this table names every route, and no other. A route that takes events needs more for
some of them: ``scope_of``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


class Scope(StrEnum):
    """What a key may do."""

    READ = "read"
    """Ask. Where everybody may, so may every key."""
    RECORD = "record"
    """Record what happened in the world."""
    CURATE = "curate"
    """Correct and retract what is recorded."""
    ERASE = "erase"
    """Kept for the erasure of personal values."""
    ADMIN = "admin"
    """All of it."""


OPEN: Final = None
"""For everybody, everywhere; a key is not looked at."""

ROUTES: Final[Mapping[str, Scope | None]] = {
    "POST /v1/events": Scope.RECORD,
    "GET /v1/events": Scope.READ,
    "GET /v1/events/stream": Scope.READ,
    "GET /v1/events/{event_id}": Scope.READ,
    "GET /v1/companies": Scope.READ,
    "GET /v1/companies/suggest": Scope.READ,
    "GET /v1/companies/{company_id}": Scope.READ,
    "GET /v1/companies/{company_id}/history": Scope.READ,
    "GET /v1/companies/{company_id}/diff": Scope.READ,
    "GET /v1/companies/{company_id}/timeline": Scope.READ,
    "GET /v1/people": Scope.READ,
    "GET /v1/people/{person_id}": Scope.READ,
    "GET /v1/people/{person_id}/history": Scope.READ,
    "GET /v1/people/{person_id}/diff": Scope.READ,
    "GET /v1/people/{person_id}/timeline": Scope.READ,
    "GET /v1/deals": Scope.READ,
    "GET /v1/deals/{deal_id}": Scope.READ,
    "GET /v1/deals/{deal_id}/history": Scope.READ,
    "GET /v1/deals/{deal_id}/diff": Scope.READ,
    "GET /v1/deals/{deal_id}/timeline": Scope.READ,
    "GET /v1/transactions/{transaction_id}": Scope.READ,
    "GET /v1/transactions/{transaction_id}/history": Scope.READ,
    "GET /v1/transactions/{transaction_id}/diff": Scope.READ,
    "GET /v1/transactions/{transaction_id}/timeline": Scope.READ,
    "GET /v1/suggest": Scope.READ,
    "GET /v1/resolve": Scope.READ,
    "GET /v1/graph": Scope.READ,
    "GET /v1/stats": Scope.READ,
    "GET /v1/export/events": Scope.READ,
    "GET /v1/export/deals": Scope.READ,
    "GET /v1/export/companies": Scope.READ,
    "GET /": Scope.READ,
    "GET /suggest": Scope.READ,
    "GET /companies": Scope.READ,
    "GET /companies/{company_id}": Scope.READ,
    "GET /companies/{subject_id}/history": Scope.READ,
    "GET /companies/{subject_id}/compare": Scope.READ,
    "GET /companies/{subject_id}/diff": Scope.READ,
    "GET /companies/{subject_id}/belief": Scope.READ,
    "GET /people": Scope.READ,
    "GET /people/{person_id}": Scope.READ,
    "GET /people/{subject_id}/history": Scope.READ,
    "GET /people/{subject_id}/compare": Scope.READ,
    "GET /people/{subject_id}/diff": Scope.READ,
    "GET /people/{subject_id}/belief": Scope.READ,
    "GET /deals": Scope.READ,
    "GET /deals/{deal_id}": Scope.READ,
    "GET /deals/{subject_id}/history": Scope.READ,
    "GET /deals/{subject_id}/compare": Scope.READ,
    "GET /deals/{subject_id}/diff": Scope.READ,
    "GET /deals/{subject_id}/belief": Scope.READ,
    "GET /transactions/{transaction_id}": Scope.READ,
    "GET /transactions/{subject_id}/history": Scope.READ,
    "GET /transactions/{subject_id}/compare": Scope.READ,
    "GET /transactions/{subject_id}/diff": Scope.READ,
    "GET /transactions/{subject_id}/belief": Scope.READ,
    "GET /graph": Scope.READ,
    "GET /events": Scope.READ,
    "GET /events/{event_id}": Scope.READ,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "POST /logout": OPEN,
    "GET /record": Scope.RECORD,
    "GET /record/names": Scope.RECORD,
    "GET /record/{type}": Scope.RECORD,
    "POST /record/{type}": Scope.RECORD,
    "GET /events/{event_id}/correct": Scope.CURATE,
    "POST /events/{event_id}/correct": Scope.CURATE,
    "GET /events/{event_id}/retract": Scope.CURATE,
    "POST /events/{event_id}/retract": Scope.CURATE,
    "GET /v1/schemas": OPEN,
    "GET /v1/schemas/{type}/{version}": OPEN,
    "GET /problems": OPEN,
    "GET /problems/{slug}": OPEN,
    "GET /docs": OPEN,
    "GET /guide": OPEN,
    "GET /guide/vocabulary": OPEN,
    "GET /guide/vocabulary/{type}": OPEN,
    "GET /guide/{page}": OPEN,
    "GET /guide/{folder}/{page}": OPEN,
    "GET /static/{file}": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": Scope.READ,
    "GET /openapi.json": OPEN,
}


def scope_of(event_type: str) -> Scope:
    """What recording events of this type needs: the record plane changes what others recorded."""
    return Scope.CURATE if event_type.startswith("record.") else Scope.RECORD


def needed(routes: Sequence[BaseRoute]) -> dict[str, Scope | None]:
    """The scope of each method of a route, as ``GET name``.

    Raises ValueError if the table and the routes are not the same, or two routes cannot be told apart.
    """
    from fastapi.routing import iter_route_contexts  # noqa: PLC0415 - the command line waits for the scopes alone

    served = [
        (f"{method} {route.path}", f"{method} {route.name}")
        for route in iter_route_contexts(routes)
        for method in route.methods or ("ANY",)  # what is mounted, or a socket, goes round the dependencies
    ]
    scopes = {name: ROUTES.get(route) for route, name in served}
    if differing := {route for route, _ in served} ^ ROUTES.keys():
        raise ValueError(f"routes that are served and routes that have a scope differ: {', '.join(sorted(differing))}")
    if len(scopes) < len(served):
        raise ValueError("two routes have the same name")
    return scopes
