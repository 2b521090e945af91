"""Who may do what: keys, the first one, and where reading needs none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.keys import digest, first_key, is_well_formed, new_key
from infra.keys import KeyStore
from infra.store.engine import make_engine, writing
from infra.store.tables import api_key
from tests import given
from tests.api.client import KEY, Databases, record, recorded, serving

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def test_a_key_has_a_check_that_a_slip_breaks() -> None:
    key = new_key()
    assert is_well_formed(key)
    assert len(key) == len("pl_") + 43 + len("_") + 8
    assert not is_well_formed(key[:-1])
    assert not any(is_well_formed(key[:place] + "~" + key[place + 1 :]) for place in range(len(key)))
    swapped = key[:5] + key[6] + key[5] + key[7:]
    assert swapped == key or not is_well_formed(swapped)


@pytest.fixture
def key(database_url: str) -> Iterator[str]:
    engine = make_engine(database_url)
    made = first_key(KeyStore(engine), NOW)
    assert made
    yield made
    engine.dispose()


def test_only_a_store_without_keys_gets_a_first_one(database_url: str, key: str) -> None:
    engine = make_engine(database_url)
    assert key
    assert first_key(KeyStore(engine), NOW) is None
    with engine.connect() as connection:
        [row] = connection.execute(api_key.select())
    assert row.hash == digest(key.encode())
    assert key not in repr(row)
    engine.dispose()


def test_the_first_key_records_and_the_event_names_its_id(database_url: str, key: str) -> None:
    with serving(database_url, admin_key=None) as client:
        answer = record(client, given.company_registered(None), headers={"Authorization": f"bearer {key}"})
        assert recorded(answer)["event"]["recorded_by"].startswith("k_")
        assert key not in answer.text


def test_a_key_that_is_revoked_opens_nothing(database_url: str, key: str) -> None:
    engine = make_engine(database_url)
    with writing(engine) as connection:
        connection.execute(api_key.update().values(revoked_at=NOW))
    engine.dispose()
    with serving(database_url, admin_key=None) as client:
        answer = record(client, given.company_registered(None), headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 401


@pytest.fixture(scope="module")
def url(fresh_database: Databases) -> Iterator[str]:
    with fresh_database("sqlite") as url:
        with serving(url) as client:
            recorded(record(client, given.company_registered(None)))
        yield url


@pytest.mark.parametrize("key", ["an admin key of any text — in whatever ünïcode", "x" * 32, "pl_" + "x" * 40])
def test_the_key_of_the_settings_is_used_as_it_is(url: str, key: str) -> None:
    with serving(url, admin_key=key) as client:
        headers = {"Authorization": f"Bearer {key}".encode()}
        answer = client.post("/v1/events", json=given.company_renamed("2025-01-01", name="A"), headers=headers)
        assert recorded(answer)["event"]["recorded_by"] == "k_environment"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_on_loopback_everybody_reads(url: str, host: str) -> None:
    with serving(url, host=host) as client:
        assert client.get("/v1/companies/alpha").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "pactlog.example"])
def test_elsewhere_reading_needs_a_key_too(url: str, host: str) -> None:
    with serving(url, host=host) as client:
        for address in ("/v1/companies/alpha", "/v1/events", "/v1/companies/alpha/history", "/v1/companies/nobody"):
            answer = client.get(address)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")
        assert client.get("/v1/companies/alpha", headers={"Authorization": f"Bearer {KEY}"}).status_code == 200
        assert client.get("/healthz").status_code == client.get("/problems/busy").status_code == 200


def test_elsewhere_reading_can_be_made_public(url: str) -> None:
    with serving(url, host="0.0.0.0", public_read=True) as client:
        assert client.get("/v1/companies/alpha").status_code == 200
        answer = client.post("/v1/events", json=given.company_renamed("2025-01-01", name="B"))
        assert answer.status_code == 401


STRANGER = new_key()
SLIP = STRANGER[:-1] + ("0" if STRANGER[-1] != "0" else "1")
HEADERS = {
    "no scheme": KEY,
    "no key": "Bearer",
    "an empty key": "Bearer ",
    "another scheme": f"Basic {KEY}",
    "one character short": f"Bearer {KEY[:-1]}",
    "a key of another store": f"Bearer {STRANGER}",
    "a slip of the hand": f"Bearer {SLIP}",
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_key_that_opens_nothing_is_not_overlooked_where_none_is_needed(url: str, case: str) -> None:
    with serving(url) as client:
        answer = client.get("/v1/companies/alpha", headers={"Authorization": HEADERS[case]})
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")


def test_two_keys_at_once_are_refused(url: str) -> None:
    with serving(url) as client:
        headers = [("Authorization", f"Bearer {KEY}"), ("Authorization", f"Bearer {new_key()}")]
        assert client.get("/v1/companies/alpha", headers=headers).status_code == 401


def test_a_slip_of_the_hand_is_told_from_a_key_that_opens_nothing(url: str) -> None:
    with serving(url) as client:
        details = [
            client.get("/v1/events", headers={"Authorization": f"Bearer {key}"}).json()["detail"]
            for key in (SLIP, STRANGER)
        ]
    assert "slip" in details[0]
    assert "opens nothing" in details[1]
