"""How a write is to be done: what its parameters and headers ask for, and which of them go together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Request
from pydantic import PlainValidator, WithJsonSchema

from api.bodies import JSON, NDJSON, Body, BodyDep
from api.dependencies import RecorderDep
from api.errors import BadParameters, ParameterFault
from api.keys import Principal
from api.parameters import one_of, truth
from infra.append_keys import AppendKey

LONGEST_KEY: Final = 255
_KEY: Final = r"""(?P<bare>[!#-+\--:<-\[\]-~]+)|"(?P<quoted>([ !#-\[\]-~]|\\["\\])+)\""""
"""A string of RFC 9651, or the same without quotes and what would need them."""
_NAMED: Final = r"\(\?P<\w+>"
_VERSION: Final = '"v(0|[1-9][0-9]{0,9})"'

CreateMissing = Annotated[
    bool,
    Query(description="Register companies and people that are only named and that the log does not know."),
    PlainValidator(truth),
    WithJsonSchema({"type": "boolean"}),
]
Mode = Annotated[
    str,
    Query(description="Whether all lines are recorded or none (`all`), or each is judged by itself (`each`)."),
    PlainValidator(one_of("all", "each")),
    WithJsonSchema({"type": "string", "enum": ["all", "each"]}),
]
DryRun = Annotated[
    bool,
    Query(description="Only tell what would come of it, after all checks; nothing is stored."),
    PlainValidator(truth),
    WithJsonSchema({"type": "boolean"}),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='The version of the subject that the write was decided on, as `"v3"`; `"v0"`: none yet.',
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{_VERSION}$", "examples": ['"v3"']}),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A key of yours for this request: sent again with it, it is answered again and not done again.",
    ),
    WithJsonSchema({"type": "string", "pattern": f"^({re.sub(_NAMED, '(', _KEY)})$", "examples": ['"6a5f2b1e-0d1f"']}),
]


@dataclass(frozen=True, slots=True)
class Manner:
    """What is asked of a write beside the events, and who asks."""

    recorded_by: str
    each: bool
    """Whether every line is judged by itself."""
    create_missing: bool
    dry_run: bool
    expected_version: int | None
    key: AppendKey | None


async def _manner(  # noqa: PLR0913 (every option is a part of its own of the request)
    request: Request,
    body: BodyDep,
    recorder: RecorderDep,
    *,
    mode: Mode = "all",
    create_missing: CreateMissing = False,
    dry_run: DryRun = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Manner:
    version = None if if_match is None else _version(request)
    key = (
        None if idempotency_key is None else AppendKey(recorder.key_id, _key(request), _digest(request, recorder, body))
    )
    each = mode == "each"
    faults = []
    if key and dry_run:
        advice = "a dry run stores nothing, a key neither; leave out Idempotency-Key or dry_run"
        faults.append(ParameterFault("Idempotency-Key", "not_with_dry_run", advice))
    if each and not body.is_batch:
        faults.append(ParameterFault("mode", "only_for_lines", f"mode=each is for many lines, sent as {NDJSON}"))
    if each and key:
        advice = "with mode=each every line is a write of its own; give each an event_id instead, or leave out mode"
        faults.append(ParameterFault("Idempotency-Key", "not_with_mode_each", advice))
    if each and version is not None:
        advice = "with mode=each every line is a write of its own; leave out If-Match or mode"
        faults.append(ParameterFault("If-Match", "not_with_mode_each", advice))
    if faults:
        raise BadParameters(faults)
    return Manner(recorder.key_id, each, create_missing, dry_run, version, key)


def _digest(request: Request, recorder: Principal, body: Body) -> bytes:
    """Of all that makes the request what it is: another one under the same key is no repetition."""
    form = NDJSON if body.is_batch else JSON
    asked = (recorder.key_id, request.method, request.url.path, request.url.query, form)
    return sha256(b"\n".join([*map(str.encode, asked), body.raw])).digest()


def _version(request: Request) -> int:
    """The version that If-Match names."""
    found = re.fullmatch(_VERSION, ", ".join(request.headers.getlist("if-match")), re.ASCII)
    if found is None:
        advice = 'name one version as it stands in the ETag of an answer to a write, as "v3"'
        raise BadParameters([ParameterFault("If-Match", "invalid_version", advice)])
    return int(found[1])


def _key(request: Request) -> str:
    """The key that Idempotency-Key gives, whether it is quoted, as the standard wants, or not, as many write it."""
    given = request.headers.getlist("idempotency-key")
    found = re.fullmatch(_KEY, given[0], re.ASCII) if len(given) == 1 else None
    key = found and (found["bare"] or re.sub(r"\\(.)", r"\1", found["quoted"]))
    if not key or len(key) > LONGEST_KEY:
        advice = (
            f'give one key of 1 to {LONGEST_KEY} visible ASCII characters, as "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"'
        )
        raise BadParameters([ParameterFault("Idempotency-Key", "invalid_key", advice)])
    return key


MannerDep = Annotated[Manner, Depends(_manner)]
"""Raises BadParameters."""
