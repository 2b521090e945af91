"""Transactions on both databases: one snapshot to read from, one writer at a time, rows in bulk."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.errors import Busy
from infra.store.bulk import COPY_FROM, insert_missing, insert_rows
from infra.store.engine import MAX_CONNECTIONS, make_engine, reading, writing
from infra.store.tables import api_key, event_index, fact, party, still

WHEN = datetime(2025, 6, 13, 9, 30, 0, 1, tzinfo=UTC)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def a_fact(**given: Any) -> dict[str, Any]:
    return {
        "subject": "deal/one",
        "aspect": "deal",
        "valid_from": None,
        "valid_to": None,
        "certain_from": None,
        "certain_to": None,
        "known_from": 1,
        "known_to": None,
        "value": '{"name":"Société"}',
        "events": "[]",
        **given,
    }


def insert_facts(engine: Engine, *facts: dict[str, Any]) -> None:
    with writing(engine) as connection:
        insert_rows(connection, fact, facts)


def ids(engine: Engine, *where: Any) -> list[int]:
    with reading(engine) as connection:
        return list(connection.execute(select(fact.c.id).where(*where).order_by(fact.c.id)).scalars())


def test_a_reader_sees_one_snapshot_to_the_end(engine: Engine) -> None:
    insert_facts(engine, a_fact())
    with reading(engine) as connection:
        before = connection.execute(select(fact)).all()
        insert_facts(engine, a_fact())
        assert connection.execute(select(fact)).all() == before
    assert ids(engine) == [1, 2]


def test_postgresql_refuses_what_a_reader_writes(fresh_database: Callable[[str], AbstractContextManager[str]]) -> None:
    with fresh_database("postgresql") as url:
        engine = make_engine(url)
        with pytest.raises(DBAPIError, match="read-only"), reading(engine) as connection:
            insert_rows(connection, fact, [a_fact()])
        engine.dispose()


def test_a_connection_that_read_can_write_again(engine: Engine) -> None:
    for number in range(1, 4):
        assert len(ids(engine)) == number - 1
        insert_facts(engine, a_fact())


def test_a_writer_that_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        insert_facts(engine, a_fact(), a_fact(subject=None))
    assert ids(engine) == []


@pytest.mark.parametrize("count", [1, COPY_FROM - 1, COPY_FROM, 3 * COPY_FROM])
def test_few_rows_and_many_are_stored_alike(engine: Engine, count: int) -> None:
    rows = [
        {
            "position": position,
            "event_id": f"0b5f1a1e-9a4e-4f0c-8f0e-{position:012}",
            "type": "company.registered",
            "subject": "company/tab\there\\N\n“é”",
            "version": position,
            "recorded_at": WHEN,
            "recorded_by": "",
            "occurred_from": date(2025, 2, 28) if position % 2 else None,
            "occurred_to": date(2025, 3, 1) if position % 2 else None,
        }
        for position in range(1, count + 1)
    ]
    with writing(engine) as connection:
        insert_rows(connection, event_index, rows)
    with reading(engine) as connection:
        stored = connection.execute(select(event_index).order_by(event_index.c.position)).mappings().all()
    assert stored == rows


@pytest.mark.parametrize("count", [1, 2 * COPY_FROM])
def test_many_facts_keep_their_open_ends_and_get_ids(engine: Engine, count: int) -> None:
    insert_facts(engine, *[a_fact(known_from=number) for number in range(count)])
    with reading(engine) as connection:
        stored = connection.execute(select(fact).order_by(fact.c.id)).mappings().all()
    assert [row["id"] for row in stored] == list(range(1, count + 1))
    assert [{**row, "id": None} for row in stored] == [{**a_fact(known_from=n), "id": None} for n in range(count)]


def test_a_conflict_among_many_rows_is_told_like_one_among_few(engine: Engine) -> None:
    row = {"entity": "company/meta", "subject": "deal/one"}
    for rows in ([row, row], [row] * 2 * COPY_FROM):
        with pytest.raises(IntegrityError), writing(engine) as connection:
            insert_rows(connection, party, rows)


def test_columns_are_known_by_name_in_every_row(engine: Engine) -> None:
    subjects = [f"deal/{number:03}" for number in range(2 * COPY_FROM)]
    rows = [{"entity": "company/meta", "subject": subject} for subject in subjects]
    with writing(engine) as connection:
        insert_rows(connection, party, [dict(reversed(row.items())) if row is rows[-1] else row for row in rows])
        assert connection.execute(select(party).order_by(party.c.subject)).mappings().all() == rows


def test_only_rows_that_are_missing_are_inserted(engine: Engine) -> None:
    first, second, third = ({"entity": "company/meta", "subject": f"deal/{name}"} for name in ("a", "b", "c"))
    with writing(engine) as connection:
        insert_missing(connection, party, [first, second])
        insert_missing(connection, party, [second, third, third])
        insert_missing(connection, party, [])
        assert connection.execute(select(party).order_by(party.c.subject)).mappings().all() == [first, second, third]


def test_open_bounds_compare_as_plain_bounds_do(engine: Engine) -> None:
    insert_facts(
        engine,
        a_fact(),
        a_fact(valid_from=date(2025, 1, 1), valid_to=date(2025, 6, 1), known_from=2, known_to=5),
        a_fact(valid_from=date(2025, 6, 1), known_from=5),
    )
    day, position = date(2025, 5, 31), 4
    valid = (fact.c.valid_from <= day, day < fact.c.valid_to)
    known = (fact.c.known_from <= position, position < fact.c.known_to)
    assert ids(engine, *valid) == [1, 2]
    assert ids(engine, *known) == [1, 2]
    assert ids(engine, fact.c.valid_from <= date(2025, 6, 1), date(2025, 6, 1) < fact.c.valid_to) == [1, 3]
    assert ids(engine, still(fact.c.known_to)) == [1, 3]
    assert ids(engine, still(fact.c.valid_to)) == [1, 3]


@pytest.mark.parametrize("moment", ["2025-06-13T09:30:00.000001+00:00", "2025-06-13T11:30:00+02:00"])
def test_instants_come_back_exact_and_in_utc(engine: Engine, moment: str) -> None:
    instant = datetime.fromisoformat(moment)
    with writing(engine) as connection:
        row = {"id": "key_1", "hash": b"h", "scopes": "read record", "created_at": instant, "revoked_at": None}
        insert_rows(connection, api_key, [row])
        stored = connection.execute(select(api_key.c.created_at, api_key.c.revoked_at)).one()
        assert connection.scalar(select(api_key.c.id).where(api_key.c.created_at == instant)) == "key_1"
    assert stored == (instant, None)
    assert stored.created_at.tzinfo == UTC


def test_instants_sort_by_time_to_the_microsecond(engine: Engine) -> None:
    instants = [WHEN.replace(microsecond=microsecond) for microsecond in (0, 1, 10, 99999, 100000, 999999)]
    with writing(engine) as connection:
        keys = [
            {"id": str(number), "hash": bytes([number]), "scopes": "", "created_at": instant}
            for number, instant in enumerate(instants)
        ]
        insert_rows(connection, api_key, keys[::-1])
        stored = connection.execute(select(api_key.c.created_at).order_by(api_key.c.created_at)).scalars().all()
    assert stored == instants


def test_a_reader_for_whom_no_connection_comes_free_is_told_so(
    fresh_database: Callable[[str], AbstractContextManager[str]],
) -> None:
    with fresh_database("sqlite") as url, ExitStack() as readers:
        engine = make_engine(url, lock_timeout=0.05)
        for _ in range(MAX_CONNECTIONS):
            readers.enter_context(reading(engine))
        with pytest.raises(Busy), reading(engine):
            pass
        readers.close()
        assert ids(engine) == []
        engine.dispose()


def test_sqlite_is_durable_and_read_while_written(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'store.db'}")
    with engine.connect() as connection:
        pragmas = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
        assert pragmas == ["wal", 2]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_any_spelling_of_postgresql_means_our_driver(scheme: str) -> None:
    engine = make_engine(f"{scheme}://someone@example.invalid/pactlog")
    assert engine.url.drivername == "postgresql+psycopg"


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mysql"):
        make_engine("mysql://someone@example.invalid/pactlog")
