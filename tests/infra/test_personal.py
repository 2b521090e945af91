"""Personal values: what the log holds in their place, and what deleting them leaves."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
import rfc8785
from sqlalchemy import Connection, delete

from infra.store.engine import make_engine, writing
from infra.store.personal import ERASED, commit, digest_of, keep, reveal
from infra.store.tables import personal_value

EVENT_ID = "0b5f1a1e-9a4e-4f0c-8f0e-6a3b1c2d4e5f"
PERSON = {
    "event_id": EVENT_ID,
    "type": "person.registered",
    "data": {
        "name": "Alexandr Wang",
        "aliases": ["Alex Wang", "Wang"],
        "identifiers": [{"scheme": "wikidata", "value": "Q84435180"}],
    },
    "sources": [{"publisher": "Forbes", "title": "Alexandr Wang"}, {"publisher": "Scale AI"}],
    "note": "spelt without a final e",
}
PATHS = ["/data/name", "/data/aliases", "/data/identifiers", "/sources/0/title", "/note"]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = make_engine(database_url)
    with writing(engine) as connection:
        yield connection
    engine.dispose()


def salts() -> Callable[[], bytes]:
    numbers = count()
    return lambda: sha256(str(next(numbers)).encode()).digest()


def test_a_commitment_is_the_hash_that_the_design_writes_down() -> None:
    salt = bytes(range(32))
    claim = rfc8785.dumps({"event_id": EVENT_ID, "path": "/data/name", "value": "Alexandr Wang"})
    digest = sha256(b"pactlog/commit/v1\x00" + salt + claim).digest()
    expected = urlsafe_b64encode(digest).decode().rstrip("=")
    assert digest_of(EVENT_ID, "/data/name", "Alexandr Wang", salt) == expected
    assert len(expected) == 43


def test_the_event_keeps_its_shape_and_none_of_the_values() -> None:
    committed, values = commit(PERSON, PATHS, salts())
    assert [value.path for value in values] == [
        "/data/name",
        "/data/aliases/0",
        "/data/aliases/1",
        "/data/identifiers/0",
        "/sources/0/title",
        "/note",
    ]
    name, alias, other_alias, identifier, title, note = ({"$c": value.digest} for value in values)
    assert committed == {
        "event_id": EVENT_ID,
        "type": "person.registered",
        "data": {"name": name, "aliases": [alias, other_alias], "identifiers": [identifier]},
        "sources": [{"publisher": "Forbes", "title": title}, {"publisher": "Scale AI"}],
        "note": note,
    }


def test_the_event_that_was_passed_in_stays_as_it_is() -> None:
    before = deepcopy(PERSON)
    commit(PERSON, PATHS, salts())
    assert before == PERSON


def test_equal_values_have_unequal_commitments() -> None:
    _, values = commit({"event_id": EVENT_ID, "data": {"aliases": ["Wang", "Wang"]}}, ["/data/aliases"], salts())
    assert len({value.digest for value in values}) == 2


def test_each_value_is_salted_with_what_it_was_given() -> None:
    _, values = commit(PERSON, PATHS, lambda: os.urandom(32))
    for value in values:
        assert digest_of(EVENT_ID, value.path, value.value, value.salt) == value.digest
    assert len({value.salt for value in values}) == len(values)


def test_pointers_are_unescaped() -> None:
    committed, (value,) = commit({"event_id": EVENT_ID, "a/b": {"c~d": "x"}}, ["/a~1b/c~0d"], salts())
    assert committed["a/b"]["c~d"] == {"$c": value.digest}
    assert value.path == "/a~1b/c~0d"


def test_revealing_puts_every_value_back(connection: Connection) -> None:
    committed, values = commit(PERSON, PATHS, salts())
    keep(connection, [(1, value) for value in values])
    before = deepcopy(committed)
    assert reveal(connection, [committed, {"owner": committed["data"]["name"]}]) == [
        PERSON,
        {"owner": "Alexandr Wang"},
    ]
    assert committed == before


def test_an_erased_value_is_told_as_erased_and_the_others_stay(connection: Connection) -> None:
    committed, values = commit(PERSON, PATHS, salts())
    keep(connection, [(1, value) for value in values])
    connection.execute(delete(personal_value).where(personal_value.c.path.startswith("/data/aliases")))
    assert reveal(connection, committed) == {**PERSON, "data": {**PERSON["data"], "aliases": [ERASED, ERASED]}}


def test_documents_without_commitments_are_left_alone(connection: Connection) -> None:
    documents: list[Any] = [{"name": "Meta", "tags": ["ai", 1, None, True]}, [], "Meta"]
    assert reveal(connection, documents) is documents


def test_thousands_of_values_are_revealed_at_once(connection: Connection) -> None:
    names = [f"Person {number}" for number in range(2000)]
    committed, values = commit({"event_id": EVENT_ID, "data": {"aliases": names}}, ["/data/aliases"], salts())
    keep(connection, [(1, value) for value in values])
    assert reveal(connection, committed)["data"]["aliases"] == names


def test_nothing_to_keep_is_no_statement(connection: Connection) -> None:
    keep(connection, [])
    assert reveal(connection, {"$c": "never-kept"}) == ERASED
