"""API keys in the database: their digests, names, what they may do, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from domain.errors import NotFound, Refused
from infra.store.bulk import insert_rows
from infra.store.engine import reading, writing
from infra.store.tables import api_key, log_head


class UnknownKey(NotFound):
    """The store holds no key with this id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"there is no key {key_id}")
        self.key_id = key_id


class LastKey(Refused):
    """No other key that is not revoked has this scope."""

    def __init__(self, key_id: str, scope: str) -> None:
        super().__init__(f"{key_id} is the last key with the scope {scope}")
        self.key_id = key_id
        self.scope = scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A key as the store knows it: not the key itself, but its SHA-256."""

    key_id: str
    digest: bytes = field(repr=False)
    scopes: frozenset[str]
    name: str | None
    """Tells people which one it is; the log never holds it."""
    created_at: datetime
    revoked_at: datetime | None = None


class KeyStore:
    """Finds, adds and revokes keys; nothing is kept, so that what is revoked opens nothing from then on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, digest: bytes) -> StoredKey | None:
        """The key with this digest, unless it is revoked."""
        statement = select(api_key).where(api_key.c.hash == digest, api_key.c.revoked_at.is_(None))
        with reading(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        return _key(row) if row else None

    def lives(self, key_id: str) -> bool:
        """Whether there is such a key that is not revoked."""
        statement = select(api_key.c.id).where(api_key.c.id == key_id, api_key.c.revoked_at.is_(None))
        with reading(self._engine) as connection:
            return connection.scalar(statement) is not None

    def all(self) -> list[StoredKey]:
        """Every key there ever was, the oldest first."""
        with reading(self._engine) as connection:
            return _all(connection)

    def add(self, key: StoredKey) -> None:
        """Add *key*, whose id and digest must be new."""
        with writing(self._engine) as connection:
            _insert(connection, key)

    def add_first(self, key: StoredKey) -> bool:
        """Add *key* unless there ever was one with a scope of it; tells whether it did.

        Two callers at once are safe.
        """
        with writing(self._engine) as connection:
            _take_turn(connection)
            if any(not key.scopes.isdisjoint(one.scopes) for one in _all(connection)):
                return False
            _insert(connection, key)
        return True

    def revoke(self, key_id: str, now: datetime, *, unless_last: str | None = None) -> StoredKey:
        """Let a key open nothing any more; one that is revoked stays as it is.

        Raises UnknownKey, and LastKey if it alone has the scope *unless_last*.
        """
        with writing(self._engine) as connection:
            _take_turn(connection)
            keys = {key.key_id: key for key in _all(connection)}
            key = keys.pop(key_id, None)
            if key is None:
                raise UnknownKey(key_id)
            if key.revoked_at:
                return key
            remaining = [other for other in keys.values() if not other.revoked_at]
            if unless_last in key.scopes and not any(unless_last in other.scopes for other in remaining):
                raise LastKey(key_id, str(unless_last))
            connection.execute(api_key.update().where(api_key.c.id == key_id).values(revoked_at=now))
        return replace(key, revoked_at=now)


def _take_turn(connection: Connection) -> None:
    connection.execute(select(log_head.c.id).with_for_update())


def _all(connection: Connection) -> list[StoredKey]:
    return [_key(row) for row in connection.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id))]


def _key(row: Row[Any]) -> StoredKey:
    return StoredKey(
        key_id=row.id,
        digest=row.hash,
        scopes=frozenset(row.scopes.split()),
        name=row.name,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def _insert(connection: Connection, key: StoredKey) -> None:
    row = {
        "id": key.key_id,
        "hash": key.digest,
        "scopes": " ".join(sorted(key.scopes)),
        "name": key.name,
        "created_at": key.created_at,
    }
    insert_rows(connection, api_key, [row])
