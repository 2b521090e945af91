"""API keys in the database: their digests, what they may do, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, exists, select

from infra.store.engine import insert_rows, reading, writing
from infra.store.tables import api_key, log_head


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as the store knows it: not the key itself, but its SHA-256."""

    key_id: str
    digest: bytes
    scopes: frozenset[str]


class KeyStore:
    """Finds and adds keys."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, digest: bytes) -> StoredKey | None:
        """The key with this digest, unless it is revoked."""
        statement = select(api_key).where(api_key.c.hash == digest, api_key.c.revoked_at.is_(None))
        with reading(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        return StoredKey(row.id, row.hash, frozenset(row.scopes.split())) if row else None

    def add_first(self, key: StoredKey, now: datetime) -> bool:
        """Add *key* if the store never had one; tells whether it did. Two callers at once are safe."""
        with writing(self._engine) as connection:
            connection.execute(select(log_head.c.id).with_for_update())
            if connection.scalar(select(exists().select_from(api_key))):
                return False
            _insert(connection, key, now)
        return True

    def add(self, key: StoredKey, now: datetime) -> None:
        """Add *key*, whose id and digest must be new."""
        with writing(self._engine) as connection:
            _insert(connection, key, now)


def _insert(connection: Connection, key: StoredKey, now: datetime) -> None:
    row = {"id": key.key_id, "hash": key.digest, "scopes": " ".join(sorted(key.scopes)), "created_at": now}
    insert_rows(connection, api_key, [row])
