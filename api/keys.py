"""Bearer keys: how one is made, read, and found to be good.

    pl_<43 characters: 256 random bits>_<8 characters: CRC-32 of what stands before>

The check tells a slip of the hand from a key that opens nothing, and lets scanners know one of ours in leaked text.
The store holds only the SHA-256 of a key; with so many random bits nothing slower is needed.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from zlib import crc32

from api.access import Scope
from api.errors import Unauthenticated
from infra.keys import KeyStore, StoredKey

_KEY: Final = re.compile(r"pl_[A-Za-z0-9_-]{43}_[0-9a-f]{8}", re.ASCII)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
ADMIN: Final = frozenset({Scope.ADMIN.value})


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: the id of a key, and what it may do."""

    key_id: str
    scopes: frozenset[str]

    def may(self, scope: Scope) -> bool:
        """Whether the key has *scope*; admin has all of them."""
        return not self.scopes.isdisjoint({scope, Scope.ADMIN})


FROM_ENVIRONMENT: Final = Principal("k_environment", ADMIN)
"""Who brings the key that the settings name."""


def new_key() -> str:
    """A key that nobody can guess."""
    body = f"pl_{secrets.token_urlsafe(32)}"
    return f"{body}_{_check(body)}"


def is_well_formed(key: str) -> bool:
    """Whether *key* is one that we may have made."""
    return bool(_KEY.fullmatch(key)) and key[-8:] == _check(key[:-9])


def digest(key: bytes) -> bytes:
    """What the store holds of *key*."""
    return sha256(key).digest()


def _check(body: str) -> str:
    return f"{crc32(body.encode()):08x}"


def made(scopes: frozenset[str], now: datetime, name: str | None = None) -> tuple[str, StoredKey]:
    """A new key, and what the store is to hold of it, under an id of its own."""
    key = new_key()
    key_id = "k_" + "".join(secrets.choice(_LETTERS) for _ in range(8))
    return key, StoredKey(key_id=key_id, digest=digest(key.encode()), scopes=scopes, name=name, created_at=now)


def first_key(store: KeyStore, now: datetime) -> str | None:
    """An admin key for a store that never had one; it cannot be shown again."""
    key, kept = made(ADMIN, now)
    return key if store.add_first(kept) else None


class Door:
    """Knows the keys that open it: those in the store, and the one that the settings name."""

    def __init__(self, store: KeyStore, settings_key: str | None) -> None:
        self._store = store
        self._settings_digest = digest(os.fsencode(settings_key)) if settings_key else None

    def principal(self, key: bytes) -> Principal:
        """Who brings *key*. Raises Unauthenticated."""
        given = digest(key)
        if self._settings_digest and compare_digest(given, self._settings_digest):
            return FROM_ENVIRONMENT
        if key.startswith(b"pl_") and not is_well_formed(key.decode("latin-1")):
            raise Unauthenticated("this key is incomplete or has a slip in it; copy it once more", key_given=True)
        found = self._store.find(given)
        if found is None or not compare_digest(given, found.digest):
            raise Unauthenticated("this key opens nothing here", key_given=True)
        return Principal(found.key_id, found.scopes)

    def is_open_to(self, principal: Principal) -> bool:
        """Whether the key that *principal* brought a while ago is still good."""
        return principal == FROM_ENVIRONMENT or self._store.lives(principal.key_id)
