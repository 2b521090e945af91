"""Keys at the command line: made, listed and revoked beside a server that runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.access import Scope
from api.cli import main
from api.keys import digest, is_well_formed, made
from api.words import day
from infra.keys import KeyStore, LastKey, StoredKey
from infra.ledger import utc_now
from infra.store.engine import make_engine, reading
from infra.store.tables import api_key, metadata
from tests import given
from tests.api.client import held, recorded, serving


@pytest.fixture
def url(fresh_database: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        yield url


def keys(url: str, *words: str, **environment: str) -> Result:
    """Run ``pactlog keys``."""
    settings = {"PACTLOG_DATABASE_URL": url, "COLUMNS": "120"} | environment
    return CliRunner().invoke(main, ["keys", *words], env=settings)


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(result: Result, code: int = 3) -> str:
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    return result.stderr.removeprefix("pactlog: ").rstrip("\n")


def create(url: str, *words: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(told(keys(url, "create", "--json", *words)))
    return document


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_is_made_to_read_and_record_and_shown_once(url: str) -> None:
    first, second = told(keys(url, "create", "--name", "Ada's  laptop")).splitlines()
    key_id = first.partition(" ")[0]
    key = second.removeprefix("The key, shown this once: ")
    assert first == f"{key_id} (Ada's laptop) has the scopes read, record"
    assert is_well_formed(key)
    for shown in (told(keys(url, "list")), told(keys(url, "list", "--json"))):
        assert key_id in shown
        assert key not in shown
    with serving(url) as client:
        answer = recorded(client.post("/v1/events", json=given.company_registered(None), headers=bearing(key)))
    assert answer["event"]["recorded_by"] == key_id


def test_a_key_has_the_scopes_that_are_given(url: str) -> None:
    document = create(url, "--scope", "curate", "--scope", "record", "--scope", "record")
    assert (document["scopes"], document["name"], document["revoked_at"]) == (["record", "curate"], None, None)


def test_a_scope_that_does_nothing_by_itself_is_told(url: str) -> None:
    assert "needs the scope record too" in keys(url, "create", "--scope", "curate").stderr
    for scopes in (("curate", "record"), ("curate", "admin"), ("read",)):
        words = [word for scope in scopes for word in ("--scope", scope)]
        assert keys(url, "create", *words).stderr == ""


def test_all_keys_are_listed_the_oldest_first(url: str) -> None:
    made = [create(url, "--name", "one"), create(url, "--scope", "admin"), create(url, "--scope", "read")]
    told(keys(url, "revoke", made[2]["id"]))
    items = json.loads(told(keys(url, "list", "--json")))["items"]
    assert [item["id"] for item in items] == [key["id"] for key in made]
    assert [item["scopes"] for item in items] == [["read", "record"], ["admin"], ["read"]]
    assert [item["revoked_at"] is not None for item in items] == [False, False, True]
    head, *rows = told(keys(url, "list")).splitlines()
    assert head.split() == ["id", "name", "scopes", "created", "revoked"]
    assert [row.split()[0] for row in rows] == [key["id"] for key in made]
    for item, row in zip(items, rows, strict=True):
        days = [day(moment[:10]) for moment in (item["created_at"], item["revoked_at"]) if moment]
        assert row.endswith("  ".join(days))


def test_a_store_without_keys_says_so(url: str) -> None:
    assert told(keys(url, "list")) == "there are no keys yet; pactlog keys create makes one\n"
    shown = told(keys(url, "list", PACTLOG_ADMIN_KEY="k" * 32))
    assert "PACTLOG_ADMIN_KEY names one more, k_environment, with the scope admin" in shown
    assert "kkk" not in shown


def test_a_revoked_key_opens_nothing_in_a_server_that_runs(url: str) -> None:
    one, other = create(url), create(url)
    with serving(url) as client:
        for key in (one, other):
            assert client.get("/v1/events", headers=bearing(key["key"])).status_code == 200
        assert told(keys(url, "revoke", one["id"])) == f"{one['id']} is revoked, and opens nothing from now on\n"
        assert client.get("/v1/events", headers=bearing(one["key"])).status_code == 401
        assert client.get("/v1/events", headers=bearing(other["key"])).status_code == 200


def test_a_key_is_revoked_once(url: str) -> None:
    key = create(url, "--name", "lost")
    first = json.loads(told(keys(url, "revoke", key["id"], "--json")))
    assert f"{key['id']} (lost) was revoked before, on " in told(keys(url, "revoke", key["id"]))
    assert json.loads(told(keys(url, "revoke", key["id"], "--json"))) == first


def test_the_last_admin_key_is_kept_unless_forced(url: str) -> None:
    one, other = create(url, "--scope", "admin"), create(url, "--scope", "admin", "--scope", "read")
    create(url)
    told(keys(url, "revoke", one["id"]))
    line = refused(keys(url, "revoke", other["id"]))
    assert line.startswith(f"{other['id']} is the last key with the scope admin; make another with")
    assert line.endswith("or revoke it with --force")
    told(keys(url, "revoke", other["id"], "--force"))


def test_of_two_admin_keys_that_are_revoked_at_once_one_stays(database_url: str) -> None:
    engine = make_engine(database_url)
    store = KeyStore(engine)
    admins = [made(frozenset({Scope.ADMIN}), utc_now())[1] for _ in range(2)]
    for key in admins:
        store.add(key)
    together = Barrier(len(admins))

    def revoke(key: StoredKey) -> bool:
        together.wait()
        try:
            store.revoke(key.key_id, utc_now(), unless_last=Scope.ADMIN)
        except LastKey:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        revoked = list(pool.map(revoke, admins))
    assert sorted(revoked) == [False, True]
    assert [store.lives(key.key_id) for key in admins] == [not one for one in revoked]
    assert [store.find(key.digest) is None for key in admins] == revoked
    engine.dispose()


def test_where_the_settings_name_an_admin_key_no_other_is_the_last(url: str) -> None:
    told(keys(url, "revoke", create(url, "--scope", "admin")["id"], PACTLOG_ADMIN_KEY="k" * 32))


def test_what_is_no_id_is_told_with_what_may_be_meant(url: str) -> None:
    key = create(url, "--name", "Ada")
    assert refused(keys(url, "revoke", "k_nobody")) == "there is no key k_nobody; pactlog keys list tells all ids"
    assert refused(keys(url, "revoke", "ada")) == f"there is no key ada; did you mean {key['id']} (Ada)?"
    itself = refused(keys(url, "revoke", key["key"]))
    assert itself == f"give the id of the key, {key['id']}, not itself"
    assert refused(keys(url, "revoke", "pl_other")) == "this key is none of this store"
    assert "change the variable" in refused(keys(url, "revoke", "k_environment"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 0, ""),
        (("create", "--scope", "reed"), 64, "'reed' is not one of 'read', 'record', 'curate', 'erase', 'admin'"),
        (("create", "--name", ""), 64, "a name has 1 to 80 characters that can be seen"),
        (("create", "--name", "x" * 81), 64, "a name has 1 to 80 characters that can be seen"),
        (("create", "--name", "x\x1b[2Jx"), 64, "a name has 1 to 80 characters that can be seen"),
        (("revoke",), 64, "Missing argument 'ID'"),
        (("remove",), 64, "No such command 'remove'"),
    ],
)
def test_commands_end_with_a_code_and_a_line(url: str, words: tuple[str, ...], code: int, said: str) -> None:
    before = held(url)
    result = keys(url, *words)
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert held(url) == before


def test_the_first_key_of_a_new_store_starts_no_log(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert "holds no log yet" in refused(keys(url, "list"))
    create(url)
    assert held(url)["position"] == 0  # so that it can still become a demonstration


def test_keys_that_are_not_admin_do_not_take_the_place_of_the_first(database_url: str) -> None:
    engine = make_engine(database_url)
    store = KeyStore(engine)
    store.add(made(frozenset({Scope.READ}), utc_now())[1])
    admin = [made(frozenset({Scope.ADMIN}), utc_now())[1] for _ in range(2)]
    assert [store.add_first(key) for key in admin] == [True, False]
    assert [key.key_id for key in store.all()][1:] == [admin[0].key_id]
    engine.dispose()


def test_a_store_keeps_digest_and_name_beside_the_log_alone(database_url: str) -> None:
    engine = make_engine(database_url)
    key, kept = made(frozenset({Scope.RECORD}), utc_now(), "Ada")
    KeyStore(engine).add(kept)
    assert KeyStore(engine).find(digest(key.encode())) == kept
    with serving(database_url) as client:
        recorded(client.post("/v1/events", json=given.company_registered(None), headers=bearing(key)))
    with reading(engine) as connection:
        rows = {name: repr(connection.execute(table.select()).all()) for name, table in metadata.tables.items()}
    assert [name for name, shown in rows.items() if "Ada" in shown] == [api_key.name]
    assert [name for name, shown in rows.items() if key in shown] == []
    engine.dispose()
