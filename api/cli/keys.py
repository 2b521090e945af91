"""Keys: made, listed and revoked by who may write to the database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import typer
from rich.text import Text

from api import words
from api.access import Scope
from api.cli import store
from api.cli.failures import Code, Failure, complain
from api.cli.terminal import answers, print_document, say
from api.cli.views.layout import columns, print_block
from api.keys import FROM_ENVIRONMENT, digest, made
from domain.values.instant import instant
from infra.keys import KeyStore, LastKey, StoredKey, UnknownKey
from infra.ledger import utc_now
from infra.settings import PREFIX, Settings

MAX_NAME: Final = 80


def create(scopes: Iterable[Scope], name: str | None, *, as_json: bool) -> None:
    """Make a key, and print it, which cannot be done again."""
    scopes, name = frozenset(scopes), _checked(name)
    with store.writing(start_log=False) as engine:
        key, kept = made(scopes, utc_now(), name)
        KeyStore(engine).add(kept)
    if scopes >= {Scope.CURATE} and scopes.isdisjoint({Scope.RECORD, Scope.ADMIN}):
        complain(["curate alone does nothing: who corrects records, and needs the scope record too"], Code.WELL)
    if as_json:
        print_document(_document(kept) | {"key": key})
    else:
        say(f"{_called(kept)} has the scopes {', '.join(_ordered(kept.scopes))}")
        say(f"The key, shown this once: {key}")


def list_(*, as_json: bool) -> None:
    """Print all keys, the oldest first, without what opens anything."""
    with store.reading() as engine:
        keys = KeyStore(engine).all()
    if as_json:
        print_document({"items": [_document(key) for key in keys]})
        return
    if keys:
        _show(keys)
    else:
        say("there are no keys yet; pactlog keys create makes one")
    if Settings.from_environment().admin_key:
        say(f"{PREFIX}ADMIN_KEY names one more, {FROM_ENVIRONMENT.key_id}, with the scope admin")


def revoke(key_id: str, *, force: bool, as_json: bool) -> None:
    """Let a key open nothing any more."""
    if key_id == FROM_ENVIRONMENT.key_id:
        advice = f"is named by {PREFIX}ADMIN_KEY: change the variable, and start the server again"
        raise Failure(f"{key_id} {advice}", Code.UNUSABLE)
    has_another = force or Settings.from_environment().admin_key
    with store.reading() as engine:
        keys, now = KeyStore(engine), utc_now()
        try:
            revoked = keys.revoke(key_id, now, unless_last=None if has_another else Scope.ADMIN)
        except UnknownKey as error:
            raise Failure(_unknown(key_id, keys.all()), Code.UNUSABLE) from error
        except LastKey as error:
            advice = "make another with pactlog keys create --scope admin first, or revoke it with --force"
            raise Failure(f"{error}; {advice}", Code.UNUSABLE) from error
    if as_json:
        print_document(_document(revoked))
    elif revoked.revoked_at == now:
        say(f"{_called(revoked)} is revoked, and opens nothing from now on")
    else:
        say(f"{_called(revoked)} was revoked before, on {_day(revoked.revoked_at)}")


def _checked(name: str | None) -> str | None:
    if name is None:
        return None
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= MAX_NAME or not tidy.isprintable():
        raise typer.BadParameter(f"a name has 1 to {MAX_NAME} characters that can be seen", param_hint="--name")
    return tidy


def _unknown(given: str, keys: Iterable[StoredKey]) -> str:
    """What to say of an id that is none, perhaps because it is the name of a key, or the key itself."""
    if re.match("pl_", given):  # which is not to be shown
        meant = [key for key in keys if key.digest == digest(given.encode(errors="surrogateescape"))]
        return f"give the id of the key, {meant[0].key_id}, not itself" if meant else "this key is none of this store"
    meant = [key for key in keys if key.name and key.name.casefold() == given.casefold()]
    if meant:
        return f"there is no key {given}; did you mean {' or '.join(map(_called, meant))}?"
    return f"there is no key {given}; pactlog keys list tells all ids"


def _document(key: StoredKey) -> dict[str, Any]:
    return {
        "id": key.key_id,
        "name": key.name,
        "scopes": _ordered(key.scopes),
        "created_at": instant(key.created_at),
        "revoked_at": key.revoked_at and instant(key.revoked_at),
    }


def _show(keys: Iterable[StoredKey]) -> None:
    table = columns(5)
    table.add_row(*(Text(title, "dim") for title in ("id", "name", "scopes", "created", "revoked")))
    for key in keys:
        cells = (key.key_id, key.name or "", " ".join(_ordered(key.scopes)))
        table.add_row(*(Text(cell, _style(key)) for cell in (*cells, _day(key.created_at), _day(key.revoked_at))))
    print_block(answers(), table)


def _called(key: StoredKey) -> str:
    return f"{key.key_id} ({key.name})" if key.name else key.key_id


def _ordered(scopes: frozenset[str]) -> list[str]:
    return [*(scope.value for scope in Scope if scope in scopes), *sorted(scopes - {*Scope})]


def _style(key: StoredKey) -> str:
    if key.revoked_at:
        return "dim"
    return "yellow" if Scope.ADMIN in key.scopes else ""


def _day(moment: datetime | None) -> str:
    return words.day(moment.date().isoformat()) if moment else ""
