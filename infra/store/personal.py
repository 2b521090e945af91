"""Personal values beside the log: the log holds commitments, and deleting the value here erases it for good.

A commitment is ``{"$c": base64url(SHA-256("pactlog/commit/v1" || 0x00 || salt || canonical(claim)))}`` with the claim
``{"event_id", "path", "value"}``: nobody can guess the value from it, and it stands for this place in this event only.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, select

from infra.store.bulk import insert_rows
from infra.store.chunks import chunks
from infra.store.codec import canonical
from infra.store.tables import personal_value

DOMAIN = b"pactlog/commit/v1\x00"
COMMITMENT = "$c"
ERASED = {"erased": True}
_VALUES = select(personal_value.c.digest, personal_value.c.value).where(
    personal_value.c.digest.in_(bindparam("digests", expanding=True))
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PersonalValue:
    """A value that the log only commits to, and the salt that makes the commitment unguessable."""

    digest: str
    salt: bytes
    value: Any
    path: str


def digest_of(event_id: str, path: str, value: Any, salt: bytes) -> str:
    """The commitment to *value* at *path* (a JSON pointer) of an event, base64url without padding."""
    claim = canonical({"event_id": event_id, "path": path, "value": value})
    return urlsafe_b64encode(sha256(DOMAIN + salt + claim).digest()).rstrip(b"=").decode()


def commit(
    event: dict[str, Any], paths: Iterable[str], new_salt: Callable[[], bytes]
) -> tuple[dict[str, Any], list[PersonalValue]]:
    """Put commitments in place of the values at *paths* of an event in its stored form; lists element by element.

    *new_salt* gives 32 random bytes. The event that is passed in stays as it is.
    """
    values: list[PersonalValue] = []

    def committed(value: Any, path: str) -> Any:
        if isinstance(value, list):
            return [committed(item, f"{path}/{index}") for index, item in enumerate(value)]
        salt = new_salt()
        digest = digest_of(event["event_id"], path, value, salt)
        values.append(PersonalValue(digest, salt, value, path))
        return {COMMITMENT: digest}

    for path in paths:
        event = _replaced(event, [_unescaped(part) for part in path.split("/")[1:]], path, committed)
    return event, values


def keep(connection: Connection, values: Iterable[tuple[int, PersonalValue]]) -> None:
    """Store values with the positions of their events."""
    rows = [
        {
            "digest": kept.digest,
            "salt": kept.salt,
            "value": canonical(kept.value).decode(),
            "position": position,
            "path": kept.path,
        }
        for position, kept in values
    ]
    insert_rows(connection, personal_value, rows)


def reveal(connection: Connection, documents: T, known: Mapping[str, Any] = MappingProxyType({})) -> T:
    """Copy JSON documents with values in place of their commitments; ``{"erased": true}`` for those erased.

    *known* are values by their digests that the store need not be asked for.
    """
    digests = list(dict.fromkeys(_commitments(documents)))
    values = dict(known)
    for some in chunks(digests):
        rows = connection.execute(_VALUES, {"digests": some})
        values.update((digest, msgspec.json.decode(value)) for digest, value in rows)
    revealed: T = _revealed(documents, values) if digests else documents
    return revealed


def _replaced(document: Any, parts: Sequence[str], path: str, replacement: Callable[[Any, str], Any]) -> Any:
    if not parts:
        return replacement(document, path)
    part, rest = parts[0], parts[1:]
    if isinstance(document, list):
        index = int(part)
        return [*document[:index], _replaced(document[index], rest, path, replacement), *document[index + 1 :]]
    return {**document, part: _replaced(document[part], rest, path, replacement)}


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _is_commitment(document: dict[str, Any]) -> bool:
    return len(document) == 1 and COMMITMENT in document


def _commitments(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        if _is_commitment(document):
            yield document[COMMITMENT]
        else:
            for item in document.values():
                yield from _commitments(item)
    elif isinstance(document, list):
        for item in document:
            yield from _commitments(item)


def _revealed(document: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(document, dict):
        if _is_commitment(document):
            return values.get(document[COMMITMENT], ERASED)
        return {name: _revealed(item, values) for name, item in document.items()}
    if isinstance(document, list):
        return [_revealed(item, values) for item in document]
    return document
