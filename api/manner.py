"""How a write is to be done: what its parameters and headers ask for, and which of them go together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Request
from pydantic import PlainValidator, WithJsonSchema

from api.bodies import BodyDep
from api.errors import BadParameters, ParameterFault
from api.parameters import truth

_VERSION: Final = '"v(0|[1-9][0-9]{0,9})"'

CreateMissing = Annotated[
    bool,
    Query(description="Register companies and people that are only named and that the log does not know."),
    PlainValidator(truth),
    WithJsonSchema({"type": "boolean"}),
]
DryRun = Annotated[
    bool,
    Query(description="Only tell what would come of it, after all checks; nothing is stored."),
    PlainValidator(truth),
    WithJsonSchema({"type": "boolean"}),
]
IfMatch = Annotated[
    str | None,
    Header(description='The version of the subject that the write was decided on, as `"v3"`; `"v0"`: none yet.'),
    WithJsonSchema({"type": "string", "pattern": f"^{_VERSION}$", "examples": ['"v3"']}),
]


@dataclass(frozen=True, slots=True)
class Manner:
    """What is asked of a write beside the events."""

    create_missing: bool
    dry_run: bool
    expected_version: int | None


async def _manner(
    request: Request,
    body: BodyDep,
    *,
    create_missing: CreateMissing = False,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
) -> Manner:
    version = None if if_match is None else _version(request)
    if body.is_batch and version is not None:
        advice = "a batch is about many subjects; send the event by itself"
        raise BadParameters([ParameterFault("If-Match", "not_for_batches", advice)])
    return Manner(create_missing, dry_run, version)


def _version(request: Request) -> int:
    """The version that If-Match names."""
    found = re.fullmatch(_VERSION, ", ".join(request.headers.getlist("if-match")), re.ASCII)
    if found is None:
        advice = 'name one version as it stands in the ETag of an answer to a write, as "v3"'
        raise BadParameters([ParameterFault("If-Match", "invalid_version", advice)])
    return int(found[1])


MannerDep = Annotated[Manner, Depends(_manner)]
"""Raises BadParameters."""
