"""The door: anything that was sent becomes an event, or is refused with everything that is wrong with it."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final, cast

from domain.values.model import Model, refusal
from domain.vocabulary.events import EVENT_TYPES, RESERVED_TYPES, Event
from domain.vocabulary.personal import stand_in
from domain.vocabulary.transitions import DEAL_KINDS, TRANSITIONS

_OWN: Final = frozenset({"log.started"})
"""Types that the log writes itself."""

_MAY_LIE_AHEAD: Final = frozenset({"took_effect", "started", "ended", "withdrawn", "terminated", "expired", "ceased"})


def parse_event(sent: object) -> Event:
    """The event that *sent* says. Raises pydantic.ValidationError with all errors, located in *sent*."""
    if not isinstance(sent, dict):
        raise refusal("not_an_object", "an event is a JSON object")
    type_ = sent.get("type")
    if not isinstance(type_, str) or type_ in _OWN or type_ not in EVENT_TYPES:
        raise refusal(*_unrecordable(type_), "type")
    return cast("Event", EVENT_TYPES[type_].model_validate(sent))


def _unrecordable(type_: object) -> tuple[str, str]:
    if not isinstance(type_, str):
        return "missing", 'say what happened: a type, as "investment.closed"'
    if type_ in _OWN:
        return "not_recordable", f"{type_} is written by the log itself"
    if type_ in RESERVED_TYPES:
        return "not_recordable", f"{type_} is not recordable in this version"
    kind, _, transition = type_.partition(".")
    near = get_close_matches(type_, EVENT_TYPES, n=1, cutoff=0.5)
    meant = f"; did you mean '{near[0]}'?" if near else ""
    if kind in DEAL_KINDS:
        return "unknown_type", f"{kind} has no '{transition:.40}'; it has {', '.join(TRANSITIONS[kind])}{meant}"
    return "unknown_type", f"there is no such type{meant}"


def wire(event: Model) -> dict[str, Any]:
    """*event* as it is stored and sent: plain JSON data, only the fields that were given."""
    return event.model_dump(mode="json", exclude_unset=True)


def model_of(type_: str) -> type[Model]:
    """The class of the events of *type_*. Raises KeyError."""
    return EVENT_TYPES[type_]


def data_model_of(type_: str) -> type[Model]:
    """The class of the data of the events of *type_*. Raises KeyError."""
    return cast("type[Model]", EVENT_TYPES[type_].model_fields["data"].annotation)


def check_data(type_: str, data: Mapping[str, Any]) -> None:
    """Refuse *data* that no event of *type_* can have; commitments stand for values that were accepted before.

    Raises pydantic.ValidationError, located in *data*.
    """
    data_model_of(type_).model_validate(stand_in(data))


def check_event(event: Mapping[str, Any]) -> None:
    """The same for a whole event in wire form."""
    model_of(event["type"]).model_validate(stand_in(event))


def never_future(type_: str) -> bool:
    """Whether events of *type_* are dated, and only with days that have come."""
    family, _, happening = type_.partition(".")
    return family not in {"record", "log"} and happening not in _MAY_LIE_AHEAD
