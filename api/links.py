"""Where to go on from an answer: the links of the OpenAPI document, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Parameters = Mapping[str, str]


def _onward(name: str) -> dict[str, Parameters]:
    """From what something was to how that came about: the same id in the path."""
    same = {f"{name}_id": f"$request.path.{name}_id"}
    return {f"{name}_history": same, f"{name}_diff": same, f"{name}_timeline": same}


LINKS: Final[Mapping[str, Mapping[str, Parameters]]] = {
    "record_events": {
        "event": {"event_id": "$response.body#/event/event_id"},
        "events": {"subject": "$response.body#/event/subject"},
    },
    "events": {"event": {"event_id": "$response.body#/items/0/event_id"}},
    "event": {"events": {"subject": "$response.body#/subject"}},
    "companies": {"company": {"company_id": "$response.body#/items/0/id"}},
    "suggest_companies": {"company": {"company_id": "$response.body#/items/0/id"}},
    "people": {"person": {"person_id": "$response.body#/items/0/id"}},
    "deals": {"deal": {"deal_id": "$response.body#/items/0/deal"}},
    **{name: _onward(name) for name in ("company", "person", "deal", "transaction")},
    "schemas": {"schema": {"type": "$response.body#/items/0/type", "version": "$response.body#/items/0/version"}},
    "problems": {"problem": {"slug": "$response.body#/items/0/slug"}},
}
"""Operation -> the operations to go on with -> the runtime expression of OpenAPI that gives each parameter.

From a list it is the first item that one goes on with. No link leads from an event to the state of its subject: an
expression cannot take the family off a subject; the events of the same subject are what it can name.
"""


def links_of(operation: str) -> dict[str, Any]:
    """The links of the answer that says that *operation* went well."""
    return {
        target: {"operationId": target, "parameters": dict(parameters)}
        for target, parameters in LINKS.get(operation, {}).items()
    }
