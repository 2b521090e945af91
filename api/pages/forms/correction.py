"""The form of a correction: all that its target says now, of which only what is changed goes into the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from api.pages.forms.conversion import Wire, filled, pairs_of, read
from api.pages.forms.shape import Field, Group, shape_of

BESIDE: Final = ("occurred_on", "date_basis", "sources", "confidence")
"""What of the target a correction can change beside its data."""


@cache
def correction_shape(target_type: str) -> Group:
    """What can be said in a correction of an event of *target_type*; under ``set`` stands what the target says."""
    target, own = shape_of(target_type), shape_of("record.corrected")
    data, corrected = target["data"], own["data"]
    assert data, "every event has data"
    assert corrected, "so has a correction"
    assert isinstance(data.shape, Group)
    assert isinstance(corrected.shape, Group)
    beside = [replace(one, is_aside=False) for one in target.fields if one.name in BESIDE]
    laid = Group(
        (
            *(one for one in beside if one.name == "occurred_on"),
            *data.shape.fields,
            *(one for one in beside if one.name != "occurred_on"),
        )
    )
    said = [one for one in corrected.shape.fields if one.name in {"reason", "explanation"}]
    fields = [*said, Field("set", laid, "What the event says", need="always")]
    rest = {one.name: one for one in own.fields}
    sources = replace(rest["sources"], label="Who says that it is wrong", is_aside=True)
    return Group((Field("data", Group(tuple(fields)), "What is wrong"), sources, rest["note"]))


def said_by(target: Mapping[str, Any]) -> Wire:
    """What an event says now, as it stands under ``set``."""
    beside = {name: target[name] for name in BESIDE if target.get(name)}
    return {**target["data"], **beside}


def correction(target: Mapping[str, Any], filled_in: Mapping[str, Any]) -> Wire:
    """The correction of *target* that the form says: only fields that differ are set, those that are gone unset."""
    laid = correction_shape(target["type"])
    now = read(laid, pairs_of(filled(laid, {"data": {"set": said_by(target)}}))) or {}
    before, data = now.get("data", {}).get("set", {}), dict(filled_in.get("data", {}))
    after = data.pop("set", {})
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    gone = [name for name in before if name not in after]
    data |= ({"set": changed} if changed else {}) | ({"unset": gone} if gone else {})
    rest = {name: value for name, value in filled_in.items() if name != "data"}
    return {"type": "record.corrected", "data": {"target": target["event_id"], **data}, **rest}


def place(pointer: str, sent: Mapping[str, Any]) -> str:
    """Where in the form what *pointer* names in a correction stands: what is unset stands empty under ``set``."""
    start, _, index = pointer.rpartition("/")
    if start == "/data/unset" and index.isdecimal():
        return f"/data/set/{sent['data']['unset'][int(index)]}"
    return pointer
