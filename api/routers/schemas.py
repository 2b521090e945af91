"""The JSON Schema of every event."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import answer
from api.errors import NothingHere
from api.openapi import answers
from api.parameters import whole
from api.schemas import EventSchemas, Object
from domain.vocabulary import EVENT_TYPES, SCHEMA_VERSIONS, json_schema

router = APIRouter(prefix="/v1/schemas", tags=["schemas"])


@router.get("", responses=answers(EventSchemas))
async def schemas() -> Response:
    """List the schemas by type."""
    items = [
        {"type": type_, "version": version, "url": f"/v1/schemas/{type_}/{version}"}
        for type_, version in SCHEMA_VERSIONS.items()
    ]
    return answer({"items": items})


@router.get("/{type}/{version}", responses=answers(Object, "not-found"))
async def schema(
    type_: Annotated[str, Path(alias="type", examples=["investment.closed"])],
    version: Annotated[int, Path(), *whole(1, 999)],
) -> Response:
    """Give the JSON Schema (2020-12) of events of one type, as they are sent."""
    if SCHEMA_VERSIONS.get(type_) != version:
        near = get_close_matches(type_, EVENT_TYPES, n=3, cutoff=0.5)
        raise NothingHere(
            f"no event {type_} has a schema version {version}",
            [f"/v1/schemas/{name}/{SCHEMA_VERSIONS[name]}" for name in near],
        )
    return answer(json_schema(type_, version))
